import Addressing
import AgentConfiguration
import Calculation
import Dataplane
import NodeNetworking
import Resources
import Routing

/// The way from nodes, pools and blocks to the routes between nodes.
struct ClusterPipeline {
    private var table = ClusterTable()
    private var local = LocalNode(name: "")
    /// As long as it holds.
    private var routes: ClusterRoutes?

    mutating func configure(_ configuration: AgentConfiguration) {
        var local = LocalNode(configuration)
        local.interfaces = self.local.interfaces
        guard local != self.local else { return }
        self.local = local
        routes = nil
    }

    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        if table.update(id, resource) { routes = nil }
    }

    /// Whether this node's interfaces matter for anything.
    var wantsInterfaces: Bool { table.nodeNames.contains { $0 != local.name } }

    /// Takes in what interfaces this node has; says whether routes may follow from it.
    ///
    /// Workloads' interfaces come and go all the time, and lead to no other node.
    mutating func take(_ interfaces: [NetworkInterface]) -> Bool {
        let interfaces = interfaces.filter { interface in
            !local.workloadPrefixes.contains { interface.link.name.hasPrefix($0) }
        }
        guard local.interfaces != interfaces else { return false }
        local.interfaces = interfaces
        routes = nil
        return true
    }

    /// Adds the routes between nodes to what the kernel should hold, and what is wrong with them to the state.
    mutating func complete(_ desired: inout DesiredDataplane, _ state: inout NodeState) {
        let routes = routes ?? table.routes(of: local)
        self.routes = routes
        for family in IPFamily.allCases {
            // An endpoint of this node is nearer than any block.
            desired.routes[family].merge(routes.routes[family]) { endpoint, _ in endpoint }
        }
        desired.neighbours.formUnion(routes.neighbours)
        desired.tunnels = routes.tunnels
        desired.forwarding = routes.forwarding
        if !routes.problems.isEmpty { state.problems = (state.problems + routes.problems).sorted() }
    }
}

extension LocalNode {
    fileprivate init(_ configuration: AgentConfiguration) {
        self.init(name: configuration.nodeName)
        let settings = configuration.dataplane
        familiesOn = DualStack(v4: true, v6: configuration.ipv6Support)
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
