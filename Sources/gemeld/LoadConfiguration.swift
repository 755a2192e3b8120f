import AgentConfiguration
import Glibc

/// All that tells the agent how to work, as far as it stands in a file and the environment.
///
/// - Parameter asked: the file that was asked for; without one, the usual file is read if it is there.
func loadConfiguration(_ asked: String?) throws -> ConfigurationSources {
    let path = asked ?? "/etc/gemel/gemeld.cfg"
    let text = readFile(path)
    if text == nil, asked != nil || errno != ENOENT {
        throw Exit(status: .badState, message: "cannot read the configuration file \(path): \(errnoText())")
    }
    do throws(ConfigurationError) {
        return try ConfigurationSources(
            environment: environment(), file: text.map { ConfigurationFile(path: path, text: $0) },
            hostname: hostname())
    } catch {
        throw Exit(status: .badState, message: "bad configuration:\n\(error)")
    }
}

/// The variables that the process was started with.
func environment() -> [String: String] {
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

private func hostname() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The file's text; `nil` if it cannot be read, for the reason in `errno`.
private func readFile(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while content.count < 1 << 20 {
        let count = unsafe read(file, &part, part.count)
        guard count > 0 else { break }
        content += part[..<count]
    }
    return String(decoding: content, as: UTF8.self)
}
