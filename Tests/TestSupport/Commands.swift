import Glibc

/// A command that could not be started or did not end well.
package struct CommandFailure: Error, CustomStringConvertible {
    package let description: String
}

/// Runs a command in the calling thread's network namespace and returns what it prints, errors included.
@discardableResult package func command(_ arguments: String...) throws -> String {
    let ends = try pipeEnds()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for output in [STDOUT_FILENO, STDERR_FILENO] {
        unsafe posix_spawn_file_actions_adddup2(&actions, ends.write, output)
    }
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var child: pid_t = 0
    let code = unsafe posix_spawnp(&child, arguments[0], &actions, nil, &words, environ)
    close(ends.write)
    let output = readAll(ends.read)
    guard code == 0 else { throw CommandFailure(description: "\(arguments[0]): error \(code)") }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
        let words = arguments.joined(separator: " ").prefix(200)
        throw CommandFailure(description: "\(words): status \(status): \(output)")
    }
    return output
}

/// Runs ip(8) with the words of `line`, which a shell splits.
@discardableResult package func ip(_ line: String) throws -> String {
    try command("sh", "-c", "ip \(line)")
}

private func pipeEnds() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { throw CommandFailure(description: "pipe: error \(errno)") }
    // Else the command, and others started at the same time, would hold the pipe open themselves.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

/// Reads to the end and closes.
private func readAll(_ descriptor: Int32) -> String {
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}
