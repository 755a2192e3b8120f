package import Addressing
package import Selectors

/// A rule of a policy or profile: all conditions must hold.
package struct PolicyRule: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case allow = "Allow"
        case deny = "Deny"
        case pass = "Pass"
        case log = "Log"
    }

    package var action: Action
    /// `ipVersion`: the rule is for this family only.
    package var family: IPFamily?
    /// The protocol number.
    package var transport: UInt8?
    package var notTransport: UInt8?
    package var icmp: ICMPMatch?
    package var notICMP: ICMPMatch?
    package var source: EntityRule
    package var destination: EntityRule
    /// `metadata.annotations`, for the comment of the rule in the kernel.
    package var annotations: [String: String] = [:]

    package init(
        _ action: Action, family: IPFamily? = nil, transport: UInt8? = nil, notTransport: UInt8? = nil,
        icmp: ICMPMatch? = nil, notICMP: ICMPMatch? = nil, source: EntityRule = EntityRule(),
        destination: EntityRule = EntityRule()
    ) {
        self.action = action
        self.family = family
        self.transport = transport
        self.notTransport = notTransport
        self.icmp = icmp
        self.notICMP = notICMP
        self.source = source
        self.destination = destination
    }
}

/// `icmp`: a type, or a type and a code.
package struct ICMPMatch: Hashable, Sendable {
    package let type: UInt8
    package let code: UInt8?

    package init(type: UInt8, code: UInt8? = nil) {
        self.type = type
        self.code = code
    }
}

/// One side of a rule: conditions on the source or the destination.
package struct EntityRule: Hashable, Sendable {
    /// `nets`, both families mixed; empty: no condition.
    package var nets: [IPPrefix]
    package var notNets: [IPPrefix]
    package var selector: Selector?
    package var notSelector: Selector?
    /// Over the labels of namespaces.
    ///
    /// In a namespaced policy its absence confines selectors to the
    /// policy's own namespace.
    package var namespaceSelector: NamespaceSelector?
    package var serviceAccounts: ServiceAccountMatch?
    package var ports: [PortMatch]
    package var notPorts: [PortMatch]
    /// `services`: the endpoints of a service, on its ports where this is the destination.
    package var service: ServiceMatch?
    /// Over the labels of Nodes, whose addresses are meant; only AdminPolicy has such peers.
    package var nodeSelector: Selector?

    package init(
        nets: [IPPrefix] = [], notNets: [IPPrefix] = [], selector: Selector? = nil,
        notSelector: Selector? = nil, namespaceSelector: NamespaceSelector? = nil,
        serviceAccounts: ServiceAccountMatch? = nil, ports: [PortMatch] = [], notPorts: [PortMatch] = []
    ) {
        self.nets = nets
        self.notNets = notNets
        self.selector = selector
        self.notSelector = notSelector
        self.namespaceSelector = namespaceSelector
        self.serviceAccounts = serviceAccounts
        self.ports = ports
        self.notPorts = notPorts
    }
}

/// Which namespaces a selector reaches into.
package enum NamespaceSelector: Hashable, Sendable {
    /// `global()`: what is in no namespace.
    case global
    /// Namespaces whose labels match; `all()` is any namespace.
    case matching(Selector)
}

/// `serviceAccounts`: by name and by label; both must hold where both are given.
package struct ServiceAccountMatch: Hashable, Sendable {
    /// Empty: any name.
    package var names: [String]
    package var selector: Selector?

    package init(names: [String] = [], selector: Selector? = nil) {
        self.names = names
        self.selector = selector
    }
}

/// `services`: a Service by name.
package struct ServiceMatch: Hashable, Sendable {
    package let name: String
    /// Empty in a namespaced policy: the policy's own.
    package let namespace: String

    package init(name: String, namespace: String) {
        self.name = name
        self.namespace = namespace
    }
}

/// A port number, a range of them, or the name that an endpoint has given one.
package enum PortMatch: Hashable, Sendable {
    case range(ClosedRange<UInt16>)
    case named(String)
}
