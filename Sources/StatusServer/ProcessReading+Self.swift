import CLinux
import Glibc
import Monitoring

extension ProcessReading {
    /// What the kernel says of this process now; `nil` if it says nothing.
    static var ofThisProcess: ProcessReading? {
        guard let stat = contents("/proc/self/stat"), let times = contents("/proc/stat") else { return nil }
        let boot = times.split(separator: "\n").first { $0.hasPrefix("btime ") }
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let heap = mallinfo2()
        return ProcessReading(
            stat: stat, bootTime: boot.flatMap { Double($0.dropFirst("btime ".count)) } ?? 0,
            ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))),
            pageSize: Double(sysconf(Int32(_SC_PAGESIZE))),
            openFiles: countOpenFiles(), maximumFiles: Double(limit.rlim_cur),
            heap: (Double(heap.arena + heap.hblkhd), Double(heap.uordblks + heap.hblkhd)))
    }
}

private func countOpenFiles() -> Int {
    guard let directory = unsafe opendir("/proc/self/fd") else { return 0 }
    defer { unsafe closedir(directory) }
    var count = 0
    while let entry = unsafe readdir(directory) {
        if unsafe entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
    }
    // The directory itself is open while it is read.
    return count - 1
}

/// The first 64 KiB of a file of /proc.
private func contents(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 16_384)
    while content.count < 65_536 {
        let count = unsafe read(file, &part, part.count)
        guard count > 0 else { break }
        content += part[..<count]
    }
    return String(decoding: content, as: UTF8.self)
}
