import ArgumentParser
import ControlClient
import Glibc

/// How a command ended, in the numbers of sysexits.h where it has one.
enum ExitStatus: Int32 {
    /// Denied, different, or not yet.
    case no = 1
    case usage = 2
    case notReachable = 69
    case internalError = 70
    case noPermission = 77
    case badState = 78
}

extension ExitStatus {
    /// The status to leave a command with when all has been said.
    var exit: ExitCode { ExitCode(rawValue) }
}

/// What ends a command with a sentence on standard error.
struct Failure: Error {
    let message: String
    let status: ExitStatus
}

extension Failure {
    init(_ error: ControlError) {
        message = error.description
        status =
            switch error {
            case .notReachable, .brokenOff, .noAnswer: .notReachable
            case .noPermission: .noPermission
            case .notUnderstood: .internalError
            }
    }
}

/// Prints a line on standard error.
func printError(_ line: String) {
    var bytes = Array("\(line)\n".utf8)[...]
    while !bytes.isEmpty {
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(STDERR_FILENO, buffer.baseAddress, buffer.count)
        }
        // Where standard error is gone there is nobody to tell.
        guard written > 0 else { return }
        bytes = bytes.dropFirst(written)
    }
}
