import CLinux
import ContainerNetwork
import Glibc
import StateDirectory

/// Another plugin that is asked for addresses, such as `host-local` (CNI specification, "Plugin Delegation").
struct AddressDelegate {
    let name: String
    let searchPath: [String]

    /// Has it do `command`, with the environment that this was called with.
    ///
    /// - Returns: what it has given, of ADD.
    func call(
        _ command: RuntimeCall.Command, _ document: JSONValue
    ) throws(PluginError) -> AttachmentResult? {
        guard !name.isEmpty, !name.contains("/"),
            let path = searchPath.lazy.map({ "\($0)/\(name)" }).first(where: { (path: String) in
                unsafe access(path, X_OK) == 0
            })
        else {
            throw PluginError(
                .badConfiguration, "ipam.type is \(name.isEmpty ? "missing" : name)",
                details:
                    "it has to be \(programName), or a plugin in CNI_PATH, which is \(searchPath.joined(separator: ":"))"
            )
        }
        let variables = environment().merging(["CNI_COMMAND": command.rawValue]) { $1 }
        let (isDone, output) = try run(path, Array("\(document)".utf8), variables)
        let answer = try? JSONValue(output)
        guard isDone else { throw PluginError(of: name, answer, command) }
        guard command == .add else { return nil }
        guard let answer else { throw PluginError(.notDecoded, "what \(name) has answered is no JSON") }
        return try AttachmentResult(answer)
    }
}

extension PluginError {
    /// What another plugin has said of its failure.
    fileprivate init(of name: String, _ answer: JSONValue?, _ command: RuntimeCall.Command) {
        let code = answer?["code"]?.integer.flatMap { Code(rawValue: $0) } ?? .addressManagement
        let message = answer?["msg"]?.string ?? "it has said nothing"
        self.init(
            code, "\(name) has not done \(command.rawValue): \(message)",
            details: answer?["details"]?.string ?? "")
    }
}

/// Runs a program to its end; files take the place of pipes, so that neither side can wait for the other.
private func run(
    _ path: String, _ input: [UInt8], _ environment: [String: String]
) throws(PluginError) -> (isDone: Bool, output: [UInt8]) {
    guard let standardInput = unsafe tmpfile(), let standardOutput = unsafe tmpfile() else {
        throw PluginError(.inputOutput, "no temporary file for \(path)", details: lastErrorText())
    }
    defer {
        unsafe fclose(standardInput)
        unsafe fclose(standardOutput)
    }
    let (source, target) = unsafe (fileno(standardInput), fileno(standardOutput))
    guard unsafe fwrite(input, 1, input.count, standardInput) == input.count,
        unsafe fflush(standardInput) == 0, lseek(source, 0, SEEK_SET) == 0
    else { throw PluginError(.inputOutput, "cannot write for \(path)", details: lastErrorText()) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, source, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, target, STDOUT_FILENO)
    var words = unsafe [strdup(path)] + [nil]
    var variables = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
    defer { unsafe (words + variables).forEach { unsafe free($0) } }
    var child: pid_t = 0
    let code = unsafe posix_spawn(&child, path, &actions, nil, &words, &variables)
    guard code == 0 else {
        throw PluginError(
            .inputOutput, "cannot start \(path)", details: unsafe String(cString: strerror(code)))
    }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 {
        guard errno == EINTR else {
            throw PluginError(.inputOutput, "cannot wait for \(path)", details: lastErrorText())
        }
    }
    unsafe rewind(standardOutput)
    var output: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while case let count = unsafe fread(&part, 1, part.count, standardOutput), count > 0 {
        output += part[..<count]
    }
    return (status == 0, output)
}
