import Addressing
import AgentConfiguration
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
    private var routes: ClusterRoutes?
    private var detection = DualStack { AddressDetection($0) }
    /// What the kernel would send from to what the detection is to reach.
    private var sources = DualStack<IPAddress?> { _ in nil }
    /// By which this node is reached, or why it is not.
    private(set) var addresses = DualStack<Result<NodeAddress, NoNodeAddress>?> { _ in nil }

    mutating func configure(_ configuration: AgentConfiguration) {
        let detection = DualStack { AddressDetection($0, configuration) }
        if detection != self.detection {
            self.detection = detection
            routes = nil
        }
        var local = LocalNode(configuration)
        (local.interfaces, local.addresses) = (self.local.interfaces, self.local.addresses)
        guard local != self.local else { return }
        self.local = local
        routes = nil
    }

    /// What the kernel is to be asked the way to.
    var targets: DualStack<IPAddress?> {
        detection.map { if case .canReach(let target) = $0.method { target } else { nil } }
    }

    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        if table.update(id, resource) { routes = nil }
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
        routes = nil
        return true
    }

    /// Adds the routes between nodes to what the kernel should hold, and what is wrong with them to the state.
    mutating func complete(_ desired: inout DesiredDataplane, _ state: inout NodeState) {
        if routes == nil { detect() }
        let routes = routes ?? table.routes(of: local)
        self.routes = routes
        for family in IPFamily.allCases {
            // An endpoint of this node is nearer than any block.
            desired.routes[family].merge(routes.routes[family]) { endpoint, _ in endpoint }
        }
        desired.neighbours.formUnion(routes.neighbours)
        desired.tunnels = routes.tunnels
        desired.forwarding = routes.forwarding
        for family in IPFamily.allCases {
            let tunnel = routes.tunnels.first { $0.local.family == family }
            let ends = routes.forwarding.filter { $0.device == tunnel?.name }.map(\.remote)
            desired.rulesets[family].addTunnelEnds(Set(ends), port: tunnel?.port)
            desired.changed?[family].sets.insert(Ruleset.tunnelEnds)
            desired.changed?[family].chains.insert(Ruleset.tunnelEnds)
        }
        if !routes.problems.isEmpty { state.problems = (state.problems + routes.problems).sorted() }
    }
}

extension ClusterPipeline {
    /// Finds this node's addresses, each family by itself.
    private mutating func detect() {
        // Before the interfaces are known nothing is found, and nothing should be told of that.
        guard !local.interfaces.isEmpty else { return }
        let node = table.node(local.name)
        for family in IPFamily.allCases {
            let result = detection[family].address(
                of: local.interfaces, node: node, source: sources[family],
                previous: local.addresses[family])
            addresses[family] = result
            local.addresses[family] = try? result.get()
        }
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
        vxlanNetwork = settings.vxlanNetwork
        vxlanPort = settings.vxlanPort
        vxlanMTU = settings.vxlanMTU
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
