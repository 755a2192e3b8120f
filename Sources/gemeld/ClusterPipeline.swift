import Addressing
import AgentConfiguration
import Bird
import Calculation
import Compilation
import Dataplane
import Nftables
import NodeNetworking
import Resources
import Routing

/// The way from nodes, pools and blocks to the routes between nodes.
struct ClusterPipeline {
    private var table = ClusterTable()
    private var local = LocalNode(name: "")
    /// As long as it holds.
    private var routes: ClusterRoutes? { didSet { merged = nil } }
    /// What the endpoints asked for, and that together with what leads to other nodes, as long as both hold.
    private var merged: (own: Ways, all: Ways)?
    private var detection = DualStack { AddressDetection($0) }
    /// What the kernel would send from to what the detection is to reach.
    private var sources = DualStack<IPAddress?> { _ in nil }
    private var bgp = BGPTable()
    /// `nil` where the node does not speak BGP.
    private var bgpSettings: BGPSettings?
    /// As long as it holds.
    private var decision: BirdDecision?
    /// By which this node is reached, or why it is not.
    private(set) var addresses = DualStack<Result<NodeAddress, NoNodeAddress>?> { _ in nil }
    private var externalNodes: [IPPrefix] = []
    /// What nodes send each other wrapped packets in.
    private(set) var traffic = DualStack { _ in TunnelTraffic([], ends: []) }

    mutating func configure(_ configuration: AgentConfiguration) {
        let detection = DualStack { AddressDetection($0, configuration) }
        if detection != self.detection {
            self.detection = detection
            forget()
        }
        var bgpSettings = BGPSettings(configuration.bgp)
        bgpSettings?.passwords = self.bgpSettings?.passwords ?? [:]
        if bgpSettings != self.bgpSettings {
            self.bgpSettings = bgpSettings
            decision = nil
        }
        externalNodes = configuration.dataplane.externalNodes
        var local = LocalNode(configuration)
        (local.interfaces, local.addresses) = (self.local.interfaces, self.local.addresses)
        guard local != self.local else { return }
        self.local = local
        forget()
    }

    private mutating func forget() {
        routes = nil
        decision = nil
    }

    /// What BIRD should do; `nil` where the node does not speak BGP, or does not know its addresses yet.
    var bird: BirdConfiguration? { decision?.configuration }

    /// The keys of Secrets that passwords are in.
    var secrets: [SecretKey] { bgpSettings == nil ? [] : bgp.secrets }

    /// Takes in what `secrets` hold; says whether another decision may follow.
    mutating func take(_ passwords: [SecretKey: Result<String, PasswordFailure>]) -> Bool {
        guard bgpSettings != nil, bgpSettings?.passwords != passwords else { return false }
        bgpSettings?.passwords = passwords
        decision = nil
        return true
    }

    /// What the kernel is to be asked the way to.
    var targets: DualStack<IPAddress?> {
        detection.map { if case .canReach(let target) = $0.method { target } else { nil } }
    }

    /// The public keys by which other nodes know this one.
    var publishedKeys: DualStack<String?> {
        DualStack { table.node(local.name)?.attachment[$0].wireGuardKey }
    }

    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        if table.update(id, resource) { forget() }
        if bgp.update(id, resource) { decision = nil }
    }

    /// Takes in what interfaces this node has; says whether routes may follow from it.
    ///
    /// Workloads' interfaces come and go all the time, and lead to no other node.
    mutating func take(_ interfaces: [NetworkInterface], _ sources: DualStack<IPAddress?>) -> Bool {
        let interfaces = interfaces.filter { interface in
            !local.workloadPrefixes.contains { interface.link.name.hasPrefix($0) }
        }
        guard local.interfaces != interfaces || self.sources != sources else { return false }
        local.interfaces = interfaces
        self.sources = sources
        forget()
        return true
    }

    /// Adds the routes between nodes to what the kernel should hold, and what is wrong with them to the state.
    mutating func complete(_ desired: inout DesiredDataplane, _ state: inout NodeState) {
        if routes == nil { detect() }
        let routes = routes ?? table.routes(of: local)
        if self.routes == nil { self.routes = routes }
        let own = Ways(routes: desired.routes, neighbours: desired.neighbours)
        let all = if let merged, merged.own == own { merged.all } else { own.adding(routes) }
        merged = (own, all)
        (desired.routes, desired.neighbours) = (all.routes, all.neighbours)
        desired.tunnels = routes.tunnels
        desired.forwarding = routes.forwarding
        desired.ipip = routes.ipip
        desired.wireGuard = routes.wireGuard
        traffic = DualStack { TunnelTraffic(routes, $0, external: externalNodes) }
        for family in IPFamily.allCases {
            desired.rulesets[family].addTunnelEnds(
                traffic[family], passesHostEndpoints: !state.hostEndpoints.isEmpty)
            desired.changed?[family].formUnion(Ruleset.tunnelNames)
        }
        let problems = routes.problems + decideOnBGP()
        if !problems.isEmpty { state.problems = (state.problems + problems).sorted() }
    }

    /// What is wrong with sessions of BGP.
    private mutating func decideOnBGP() -> [StateProblem] {
        guard let bgpSettings else { return bgp.problemsWithoutBGP }
        // Without interfaces there is no address, and without that no session: that would end those that there are.
        if decision == nil, !local.interfaces.isEmpty { decision = bgp.decision(table, local, bgpSettings) }
        return decision?.problems ?? []
    }
}

/// Routes and neighbours; comparing what has not been touched since takes no time.
private struct Ways: Equatable {
    var routes: DualStack<[IPPrefix: Route]>
    var neighbours: Set<StaticNeighbour>

    func adding(_ cluster: ClusterRoutes) -> Ways {
        var all = self
        for family in IPFamily.allCases {
            // An endpoint of this node is nearer than any block.
            all.routes[family].merge(cluster.routes[family]) { endpoint, _ in endpoint }
        }
        all.neighbours.formUnion(cluster.neighbours)
        return all
    }
}

extension ClusterPipeline {
    /// Finds this node's addresses, each family by itself.
    private mutating func detect() {
        // Before the interfaces are known nothing is found, and nothing should be told of that.
        guard !local.interfaces.isEmpty else { return }
        let node = table.node(local.name)
        for family in IPFamily.allCases {
            guard local.familiesOn[family] else {
                addresses[family] = .failure(NoNodeAddress("\(family) is off"))
                local.addresses[family] = nil
                continue
            }
            let result = detection[family].address(
                of: local.interfaces, node: node, source: sources[family],
                previous: local.addresses[family])
            addresses[family] = result
            local.addresses[family] = try? result.get()
        }
    }
}

extension TunnelTraffic {
    fileprivate init(_ routes: ClusterRoutes, _ family: IPFamily, external: [IPPrefix]) {
        var wrappings: [Wrapping] = []
        if let tunnel = routes.tunnels.first(where: { $0.local.family == family }) {
            wrappings.append(.vxlan(port: tunnel.port))
        }
        if family == .v4, routes.ipip != nil { wrappings.append(.ipip) }
        if let link = routes.wireGuard[family] { wrappings.append(.wireGuard(port: link.port)) }
        self.init(
            wrappings,
            ends: routes.nodes[family].map { IPPrefix($0) } + external.filter { $0.family == family })
    }
}

extension AddressDetection {
    fileprivate init(_ family: IPFamily, _ configuration: AgentConfiguration) {
        self.init(family)
        choice = configuration.nodeAddresses[family].choice
        method = configuration.nodeAddresses[family].method
        workloadPrefixes = configuration.interfacePrefixes
    }
}

extension LocalNode {
    fileprivate init(_ configuration: AgentConfiguration) {
        self.init(name: configuration.nodeName)
        let settings = configuration.dataplane
        familiesOn = configuration.familiesOn
        workloadPrefixes = configuration.interfacePrefixes
        makesDirectRoutes = settings.clusterRoutes.includesUnwrapped
        makesIPIPRoutes = settings.clusterRoutes.includesIPIP
        hasIPIP = settings.ipipEnabled
        ipipMTU = settings.ipipMTU
        wireGuard = settings.wireGuard.map { wireGuard in
            guard wireGuard.isEnabled else { return nil }
            return LocalWireGuard(
                interface: wireGuard.interface, port: wireGuard.port, mtu: wireGuard.mtu,
                keepAlive: settings.wireGuardKeepAlive)
        }
        vxlanNetwork = settings.vxlanNetwork
        vxlanPort = settings.vxlanPort
        vxlanMTU = settings.vxlanMTU
    }
}

extension BGPSettings {
    /// `nil` where the node does not speak BGP.
    fileprivate init?(_ settings: RoutingDaemonSettings) {
        guard settings.backend == .bird else { return nil }
        self.init()
        routerID =
            switch settings.routerID {
            case .automatic: .automatic
            case .hash: .hash
            case .fixed(let address): .fixed(address)
            }
    }
}

extension [NetworkInterface] {
    /// The addresses of each interface, by its name.
    var addressesByName: [String: [IPAddress]] {
        Dictionary(
            filter { !$0.addresses.isEmpty }.map { ($0.link.name, $0.addresses.map(\.address)) }
        ) { $0 + $1 }
    }
}
