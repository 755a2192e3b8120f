import Glibc

/// What went wrong between us and the kernel.
package enum NetlinkError: Error, Hashable, Sendable {
    /// The kernel, or the socket, said no.
    case refused(Refusal)
    /// The socket's receive buffer overflowed and notifications are lost (`ENOBUFS`): what the kernel holds
    /// is unknown until it is read back.
    case overrun
    /// What was read changed under the reader each time, until it gave up.
    case unsteady(operation: String)
    /// The kernel's answer did not come, or made no sense.
    case unintelligible(operation: String)

    /// One refused operation.
    package struct Refusal: Hashable, Sendable {
        /// What was to be done, such as `add route 10.65.0.2/32`.
        package let operation: String
        /// The error number, as in `errno.h`.
        package let code: Int32
        /// What the kernel adds in its own words, where it does (extended acknowledgements).
        package let explanation: String?

        package init(_ operation: String, code: Int32, explanation: String? = nil) {
            self.operation = operation
            self.code = code
            self.explanation = explanation
        }
    }

    package init(_ operation: String, code: Int32, explanation: String? = nil) {
        self = .refused(Refusal(operation, code: code, explanation: explanation))
    }

    /// The error number where there is one, as in `errno.h`.
    package var code: Int32? {
        switch self {
        case .refused(let refusal): refusal.code
        case .overrun: ENOBUFS
        case .unsteady: EINTR
        case .unintelligible: nil
        }
    }
}

extension NetlinkError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .overrun: "notifications were lost: No buffer space available"
        case .unsteady(let operation): "\(operation): changed each time while it was read"
        case .unintelligible(let operation): "\(operation): no intelligible answer"
        }
    }
}

extension NetlinkError.Refusal: CustomStringConvertible {
    package var description: String {
        "\(operation): \(errorText(code))\(explanation.map { " (\($0))" } ?? "")"
    }
}

/// The C library's words for an error number, `No such file or directory`.
package func errorText(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
