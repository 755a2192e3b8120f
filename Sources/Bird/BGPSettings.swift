package import Addressing
package import Resources

/// What the decision on BGP depends on besides resources.
package struct BGPSettings: Hashable, Sendable {
    package enum RouterID: Hashable, Sendable {
        /// The node's IPv4 address; without one, a number made of its name.
        case automatic
        /// A number made of the node's name.
        case hash
        case fixed(IPAddress)
    }

    package var routerID = RouterID.automatic
    /// What the keys of Secrets hold, or why that could not be read.
    package var passwords: [SecretKey: Result<String, PasswordFailure>] = [:]

    package init() {}
}

/// Why there is no password, as a half sentence.
package struct PasswordFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
