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

    package var space: Space { question.space }
    package var selector: Selector { question.selector }
    /// Sorted names of ports; empty: the addresses themselves, or all ports.
    package var portNames: [String] { question.portNames }
    /// The protocol of named ports.
    package var transport: UInt8? { question.transport }
    /// Whether members are addresses with a port each.
    package var hasPorts: Bool { question.hasPorts }

    /// Rules hold it many times over: one reference, hashed once.
    private let question: Question

    package init(
        _ selector: Selector, in space: Space = .endpoints, portNames: [String] = [],
        transport: UInt8? = nil, hasPorts: Bool = false
    ) {
        question = Question(
            space: space, selector: selector, portNames: portNames, transport: transport,
            hasPorts: hasPorts || !portNames.isEmpty)
    }

    package static func == (left: MemberSet, right: MemberSet) -> Bool {
        left.question === right.question || left.question.isEqual(to: right.question)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(question.hash) }
}

extension MemberSet {
    private final class Question: Sendable {
        let space: Space
        let selector: Selector
        let portNames: [String]
        let transport: UInt8?
        let hasPorts: Bool
        let hash: Int

        init(space: Space, selector: Selector, portNames: [String], transport: UInt8?, hasPorts: Bool) {
            self.space = space
            self.selector = selector
            self.portNames = portNames
            self.transport = transport
            self.hasPorts = hasPorts
            var hasher = Hasher()
            hasher.combine(space)
            hasher.combine(selector)
            hasher.combine(portNames)
            hasher.combine(transport)
            hasher.combine(hasPorts)
            hash = hasher.finalize()
        }

        func isEqual(to other: Question) -> Bool {
            hash == other.hash && space == other.space && selector == other.selector
                && portNames == other.portNames && transport == other.transport && hasPorts == other.hasPorts
        }
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
