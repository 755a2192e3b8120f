import Glibc

/// A program that could not be found or started.
struct ProgramFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A program that runs in the calling thread's network namespace until it is told to end, at the latest
/// when this goes.
struct Program: ~Copyable {
    let process: pid_t
    private var hasEnded = false

    /// - Parameter log: the file that takes what it prints.
    init(_ arguments: [String], environment: [String: String] = [:], log: String = "/dev/null") throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let mode = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, mode, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let code = unsafe posix_spawnp(&child, arguments[0], &actions, nil, &words, &variables)
        guard code == 0 else { throw ProgramFailure("\(arguments[0]): error \(code)") }
        process = child
    }

    /// Sends `signal` and waits for the end; says how it came, in the words of wait(2).
    @discardableResult
    mutating func end(_ signal: Int32) -> Int32 {
        kill(process, signal)
        return wait()
    }

    /// Waits for the end; says how it came, in the words of wait(2).
    ///
    /// What has not ended after some seconds is killed.
    mutating func wait() -> Int32 {
        var status: Int32 = 0
        for _ in 0..<500 {
            hasEnded = unsafe waitpid(process, &status, WNOHANG) == process
            guard !hasEnded else { return status }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        _ = unsafe waitpid(process, &status, 0)
        hasEnded = true
        return status
    }

    /// Lets go of the process, which is the caller's to end from here on.
    mutating func release() -> pid_t {
        hasEnded = true
        return process
    }

    deinit {
        guard !hasEnded else { return }
        kill(process, SIGKILL)
        _ = waitpid(process, nil, 0)
    }
}

/// The path of a program that was built together with the tests.
func builtProgram(_ name: String) throws -> String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &path, path.count)
    guard count > 0 else { throw ProgramFailure("the tests' own program cannot be found") }
    let tests = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var folder = tests.split(separator: "/").dropLast()
    while !folder.isEmpty {
        let program = "/" + (folder + [Substring(name)]).joined(separator: "/")
        if unsafe access(program, X_OK) == 0 { return program }
        folder = folder.dropLast()
    }
    throw ProgramFailure("\(name) was not built beside \(tests)")
}
