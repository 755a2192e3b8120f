import Glibc

/// An open file, closed when its owner lets go of it.
struct File: ~Copyable {
    let path: String
    let descriptor: Int32

    init(_ path: String, _ flags: Int32) throws(StoreFailure) {
        self.path = path
        descriptor = unsafe open(path, flags | O_CLOEXEC | O_NOCTTY, 0o644)
        guard descriptor >= 0 else { throw .last(path) }
    }

    deinit { close(descriptor) }

    func contents() throws(StoreFailure) -> [UInt8] {
        var result: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last(path) }
            guard count > 0 else { return result }
            result += part[..<count]
        }
    }

    func write(_ bytes: [UInt8]) throws(StoreFailure) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last(path) }
            written += count
        }
    }

    func flush() throws(StoreFailure) {
        guard fsync(descriptor) == 0 else { throw .last(path) }
    }
}
