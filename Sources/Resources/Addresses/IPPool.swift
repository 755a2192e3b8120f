package import Addressing
package import Selectors

/// An IPPool (`projectcalico.org/v3`): addresses for workloads, and how they reach others.
package struct IPPool: Hashable, Sendable {
    package enum Encapsulation: String, Hashable, Sendable, CaseIterable {
        case never = "Never"
        case always = "Always"
        /// Between nodes of different subnets only.
        case crossSubnet = "CrossSubnet"
    }

    package enum Use: String, Hashable, Sendable, CaseIterable {
        case workload = "Workload"
        case tunnel = "Tunnel"
        case loadBalancer = "LoadBalancer"
    }

    package var name: String
    package var prefix: IPPrefix
    package var blockSize: Int
    package var natOutgoing: Bool
    /// No new addresses are given out of it; those that were still count.
    package var isDisabled: Bool
    package var ipipMode: Encapsulation
    package var vxlanMode: Encapsulation
    package var nodeSelector: Selector
    /// The namespaces whose pods get addresses of it.
    package var namespaceSelector: Selector
    package var allowedUses: Set<Use>
    package var disablesBGPExport: Bool
    /// `assignmentMode: Automatic`; if not, addresses are given out by name of the pool only.
    package var isAutomatic: Bool

    package init(
        name: String, prefix: IPPrefix, blockSize: Int? = nil, natOutgoing: Bool = false,
        isDisabled: Bool = false, ipipMode: Encapsulation = .never, vxlanMode: Encapsulation = .never,
        nodeSelector: Selector = .all, namespaceSelector: Selector = .all,
        allowedUses: Set<Use> = [.workload, .tunnel],
        disablesBGPExport: Bool = false, isAutomatic: Bool = true
    ) {
        self.name = name
        self.prefix = prefix
        self.blockSize = blockSize ?? (prefix.family == .v4 ? 26 : 122)
        self.natOutgoing = natOutgoing
        self.isDisabled = isDisabled
        self.ipipMode = ipipMode
        self.vxlanMode = vxlanMode
        self.nodeSelector = nodeSelector
        self.namespaceSelector = namespaceSelector
        self.allowedUses = allowedUses
        self.disablesBGPExport = disablesBGPExport
        self.isAutomatic = isAutomatic
    }
}

/// An IPReservation (`projectcalico.org/v3`): addresses that are given to nobody.
package struct IPReservation: Hashable, Sendable {
    package var name: String
    package var prefixes: [IPPrefix]

    package init(name: String, prefixes: [IPPrefix] = []) {
        self.name = name
        self.prefixes = prefixes
    }
}
