import Netlink
package import Routing

/// A change to the routes that the kernel refused.
package struct RouteFailure: Error, Hashable, Sendable {
    package let change: RouteChange
    /// The error number, as in `errno.h`.
    package let code: Int32
    /// What the kernel adds in its own words, where it does.
    package let explanation: String?

    package init(_ change: RouteChange, code: Int32, explanation: String? = nil) {
        self.change = change
        self.code = code
        self.explanation = explanation
    }

    /// The same as an error of the socket that was to make the change.
    var netlinkError: NetlinkError {
        NetlinkError(change.description, code: code, explanation: explanation)
    }
}

extension RouteFailure: CustomStringConvertible {
    /// `add route 10.65.0.2/32 dev cali123: No such device`.
    package var description: String { netlinkError.description }
}
