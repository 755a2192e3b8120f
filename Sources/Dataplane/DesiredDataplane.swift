package import Addressing
package import Nftables
package import Routing

/// All that the kernel should hold for us.
package struct DesiredDataplane: Hashable, Sendable {
    package var rulesets: DualStack<Ruleset>
    /// The tables beside those of the families, each only while something asks for it.
    package var further: [Table: Ruleset]
    package var routes: DualStack<[IPPrefix: Route]>
    /// The workloads whose link-layer addresses are known, and other nodes' ends of tunnels.
    package var neighbours: Set<StaticNeighbour>
    /// This node's ends of tunnels.
    package var tunnels: [VXLANLink] = []
    /// This node's end of IP in IP.
    package var ipip: IPIPLink?
    /// This node's ends of WireGuard.
    package var wireGuard = DualStack<WireGuardLink?> { _ in nil }
    /// At which node's address each tunnel finds the other ends.
    package var forwarding: Set<ForwardingEntry> = []
    /// The names of the endpoints' interfaces.
    package var interfaces: Set<String>
    /// The families that workloads may use.
    package var familiesOn: DualStack<Bool>
    /// The sets and chains that may be others than in the rulesets that the kernel took last; `nil`: all may.
    package var changed: DualStack<RulesetNames>?

    package init(
        rulesets: DualStack<Ruleset>, routes: DualStack<[IPPrefix: Route]>, interfaces: Set<String>,
        familiesOn: DualStack<Bool>, neighbours: Set<StaticNeighbour> = [],
        changed: DualStack<RulesetNames>? = nil, further: [Table: Ruleset] = [:]
    ) {
        self.further = further
        self.neighbours = neighbours
        self.changed = changed
        self.rulesets = rulesets
        self.routes = routes
        self.interfaces = interfaces
        self.familiesOn = familiesOn
    }

    /// The names of all interfaces by which anything of this leads.
    package var devices: Set<String> {
        var names = interfaces
        for tunnel in tunnels { names.insert(tunnel.parent) }
        for family in IPFamily.allCases { names.formUnion(tunnelDevices(family)) }
        for family in IPFamily.allCases {
            for case .gateway(_, let device, _) in routes[family].values.lazy.map(\.way) {
                names.insert(device)
            }
        }
        return names
    }

    package var hasTunnels: Bool { IPFamily.allCases.contains { !tunnelDevices($0).isEmpty } }

    /// The devices of this node's ends of tunnels.
    package func tunnelDevices(_ family: IPFamily) -> [String] {
        tunnels.filter { $0.local.family == family }.map(\.name)
            + (family == .v4 && ipip != nil ? [IPIPLink.name] : [])
            + [wireGuard[family]?.name].compactMap(\.self)
    }

    /// Routes, links and all else that does not ride in a transaction; comparing what has not been touched since
    /// takes no time.
    var withoutRulesets: DesiredDataplane {
        var rest = self
        rest.rulesets = DualStack { Ruleset($0) }
        (rest.further, rest.changed) = ([:], nil)
        return rest
    }

    /// What `table` should hold; `nil`: it should not be there.
    package func ruleset(_ table: Table) -> Ruleset? {
        switch table {
        case .v4: rulesets.v4
        case .v6: rulesets.v6
        case .shared, .arp: further[table]
        }
    }

    /// The sets and chains of `table` that may be others than in what the kernel took last; `nil`: all may.
    func changed(in table: Table) -> RulesetNames? {
        switch table {
        case .v4: changed?.v4
        case .v6: changed?.v6
        case .shared, .arp: nil
        }
    }

    /// Whether there is anybody to forward packets for.
    package var wantsForwarding: Bool {
        !interfaces.isEmpty || !routes.v4.isEmpty || !routes.v6.isEmpty
    }

    /// Says that the kernel has not taken `earlier`, from whose rulesets these were changed.
    package mutating func follow(_ earlier: DesiredDataplane) {
        guard let before = earlier.changed else {
            changed = nil
            return
        }
        for family in IPFamily.allCases { changed?[family].formUnion(before[family]) }
    }
}
