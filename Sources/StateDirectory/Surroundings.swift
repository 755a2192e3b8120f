import Glibc

/// The variables that the process was started with.
package func environment() -> [String: String] {
    var result: [String: String] = [:]
    var entry = unsafe environ
    while let line = unsafe entry.pointee {
        let parts = unsafe String(cString: line).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
        unsafe entry += 1
    }
    return result
}

/// The kernel's name of the host.
package func hostname() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// What a file of settings was found to be.
package enum SettingsFile: Hashable, Sendable {
    case text(String)
    case missing
    /// It is there and cannot be read, for this reason.
    case unreadable(String)

    /// Reads the file at `path`, of which a mebibyte counts.
    package init(at path: String) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else {
            self = errno == ENOENT ? .missing : .unreadable(SystemError(code: errno).reason)
            return
        }
        defer { close(file) }
        var content: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while content.count < 1 << 20 {
            let count = unsafe read(file, &part, part.count)
            guard count >= 0 else {
                self = .unreadable(SystemError(code: errno).reason)
                return
            }
            guard count > 0 else { break }
            content += part[..<count]
        }
        self = .text(String(decoding: content, as: UTF8.self))
    }
}
