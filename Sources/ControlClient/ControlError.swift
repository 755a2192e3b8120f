/// Why the agent gave no answer.
package enum ControlError: Error, Hashable, Sendable {
    /// Nobody listens on the socket at this path.
    case notReachable(String)
    /// The caller may not write to the socket at this path.
    case noPermission(String)
    /// Somebody listens, and did not answer in time.
    case noAnswer(String)
    /// Somebody listened, and went away before the answer was whole.
    case brokenOff(String)
    /// The answer is not one.
    case notUnderstood(String, reason: String)
}

extension ControlError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notReachable(let path): "no agent answers on \(path): is gemeld running?"
        case .noPermission(let path): "no permission to ask the agent on \(path): try as root"
        case .noAnswer(let path): "the agent on \(path) does not answer: it is stopped or overloaded"
        case .brokenOff(let path): "the agent on \(path) went away while it answered"
        case .notUnderstood(let path, let reason): "the agent on \(path) gave no sensible answer: \(reason)"
        }
    }
}
