package import Addressing
package import Selectors

/// The question that a set answers: which addresses, or which ports of them, a selector finds.
package struct MemberSet: Hashable, Sendable {
    /// Among what the selector looks.
    package enum Space: String, Hashable, Sendable, CaseIterable {
        /// Endpoints and network sets; labels include those of namespace and service account.
        case endpoints
        /// Nodes.
        case nodes
        /// What stands behind services, labelled with the service.
        case services
    }

    package let space: Space
    package let selector: Selector
    /// Sorted names of ports; empty: the addresses themselves, or all ports.
    package let portNames: [String]
    /// The protocol of named ports.
    package let transport: UInt8?
    /// Whether members are addresses with a port each.
    package let hasPorts: Bool

    package init(
        _ selector: Selector, in space: Space = .endpoints, portNames: [String] = [],
        transport: UInt8? = nil, hasPorts: Bool = false
    ) {
        self.space = space
        self.selector = selector
        self.portNames = portNames
        self.transport = transport
        self.hasPorts = hasPorts || !portNames.isEmpty
    }
}

/// The members of a set in one family, sorted and unique.
package enum Members: Hashable, Sendable {
    /// Single addresses.
    case hosts([UInt128])
    /// Addresses among which there were blocks: the fewest ranges.
    case ranges([AddressRange])
    case ports([NamedPort])

    package struct NamedPort: Hashable, Sendable, Comparable {
        package let address: UInt128
        package let transport: UInt8
        package let port: UInt16

        package static func < (left: NamedPort, right: NamedPort) -> Bool {
            (left.address, left.transport, left.port) < (right.address, right.transport, right.port)
        }
    }
}
