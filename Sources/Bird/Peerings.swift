import Addressing
import Calculation
import NodeNetworking
import Resources
import Selectors

/// The sessions of one family that a node has, half done.
///
/// Of two reasons for a session with the same address and port the first one counts: BGPPeers for all nodes,
/// then those for some, then those of which this node is the other side, each by name. The mesh comes on top.
struct Peerings {
    let table: BGPTable
    let cluster: ClusterTable
    let local: LocalNode
    let family: IPFamily
    let settings: BGPSettings
    private(set) var gateways: [IPAddress: IPAddress] = [:]
    private(set) var problems: [StateProblem] = []
    private var found: [String: BirdConfiguration.Session] = [:]
    private let node: Node
    private let others: [Node]

    init(table: BGPTable, cluster: ClusterTable, local: LocalNode, family: IPFamily, settings: BGPSettings) {
        self.table = table
        self.cluster = cluster
        self.local = local
        self.family = family
        self.settings = settings
        node = cluster.node(local.name) ?? Node(name: local.name)
        others = cluster.nodeNames.filter { $0 != local.name }.compactMap { cluster.node($0) }
    }

    var sessions: [BirdConfiguration.Session] { found.values.sorted { $0.name < $1.name } }

    private var address: IPAddress? { local.addresses[family]?.address }

    mutating func drawAll() {
        let peers = table.peers.values.sorted { $0.name < $1.name }
        for peer in peers where peer.isGlobal { add(peer, kind: "Global") }
        for peer in peers where !peer.isGlobal && peer.selects(node) { add(peer, kind: "Node") }
        for peer in peers where peer.isMutual { addReverse(peer) }
        addMesh()
    }

    // MARK: - BGPPeers

    private mutating func add(_ peer: BGPPeer, kind: String) {
        switch peer.remote {
        case .nobody: return
        case .nodes(let selector):
            for other in others where selector.matches(other.labels) {
                guard let remote = remote(other) else { continue }
                add(peer, remote, kind: kind, localASNumber: peer.localASNumber)
            }
        case .address(let address, let port, let asNumber):
            guard address.family == family else { return }
            let number = asNumber ?? table.asNumber
            let other = others.first {
                $0.attachment[family].reachableAddress == address && table.asNumber(of: $0) == number
            }
            let port = port ?? other.flatMap { table.listenPort(of: $0.name) }
            let isNode = others.contains { $0.attachment[family].reachableAddress == address }
            add(
                peer,
                Remote(address: address, port: port, asNumber: number, isNode: isNode),
                kind: kind, localASNumber: peer.localASNumber)
        }
    }

    /// Adds the sessions of which this node is the other side.
    private mutating func addReverse(_ peer: BGPPeer) {
        switch peer.remote {
        case .nobody: return
        case .nodes(let selector): guard selector.matches(node.labels) else { return }
        case .address(let address, let port, let asNumber):
            guard address == self.address, (asNumber ?? table.asNumber) == table.asNumber(of: node),
                port == nil || port == table.listenPort(of: node.name) ?? 179
            else { return }
        }
        for other in others where peer.isGlobal || peer.selects(other) {
            guard var remote = remote(other) else { continue }
            if let number = peer.localASNumber { remote.asNumber = number }
            add(peer, remote, kind: "Node", localASNumber: nil)
        }
    }

    private mutating func add(
        _ peer: BGPPeer, _ remote: Remote, kind: String, localASNumber: UInt32?
    ) {
        let subject = ResourceID(.bgpPeer, name: peer.name)
        guard let address else {
            // Between nodes there are sessions of the families that both have; a router was named with its family.
            if case .address = peer.remote {
                let reason = "this node has no \(family) address"
                problems.append(StateProblem(subject, "no session with \(remote.address): \(reason)"))
            }
            return
        }
        guard remote.address != address else { return }
        var session = session(kind, remote, origin: "\(subject)")
        guard !isKnown(session) else { return }
        switch password(peer.password) {
        case .success(let password): session.password = password
        case .failure(let reason):
            problems.append(StateProblem(subject, "no session with \(remote.address): \(reason)"))
            return
        }
        session.localASNumber = localASNumber ?? session.localASNumber
        session.source = peer.usesNodeAddress ? address : nil
        session.restartTime = peer.restartTime
        session.keepaliveTime = peer.keepaliveTime
        session.hops = peer.ttlSecurity
        session.allowedLocalASNumbers = peer.allowedLocalASNumbers
        switch peer.nextHopMode {
        case .automatic: session.nextHop = peer.keepsNextHop && !session.isInternal ? .keep : nil
        case .keep: session.nextHop = .keep
        case .itself: session.nextHop = .itself
        }
        session.filters = peer.filters.filter { table.filters[$0] != nil }
        for name in peer.filters where table.filters[name] == nil {
            problems.append(
                StateProblem(subject, "there is no BGPFilter \(name); its routes are not filtered by it"))
        }
        // Who reflects routes takes those for clients that do not belong to the same cluster of reflectors.
        if session.isInternal, let cluster = node.reflectorCluster, remote.cluster != cluster {
            session.reflectorCluster = cluster
        }
        // Both sides have it: one begins.
        if kind == "Global", remote.isNode { session.isPassive = waits(for: remote.address) }
        if let gateway = peer.reachableBy { gateways[remote.address] = gateway }
        found[session.name] = session
    }

    // MARK: - The mesh

    private mutating func addMesh() {
        guard table.common.hasMesh ?? true, node.reflectorCluster == nil, let address else { return }
        let password = password(table.common.meshPassword)
        for other in others where other.reflectorCluster == nil {
            guard let remote = remote(other), remote.address != address else { continue }
            var session = session("Mesh", remote, origin: "mesh, node \(other.name)")
            guard !isKnown(session) else { continue }
            switch password {
            case .success(let password): session.password = password
            case .failure(let reason):
                problems.append(
                    StateProblem(ResourceID(.bgpConfiguration, name: "default"), "no mesh: \(reason)"))
                return
            }
            session.source = address
            session.restartTime = table.common.meshRestartTime
            session.isPassive = waits(for: remote.address)
            found[session.name] = session
        }
    }

    // MARK: - Parts

    private struct Remote {
        var address: IPAddress
        var port: UInt16?
        var asNumber: UInt32
        /// Whether the peer was named by its address and is a node, which has the same session the other way round.
        var isNode = false
        var cluster: IPAddress?
    }

    /// The other node; `nil` if it has no address of the family.
    private func remote(_ other: Node) -> Remote? {
        other.attachment[family].reachableAddress.map {
            Remote(
                address: $0, port: table.listenPort(of: other.name), asNumber: table.asNumber(of: other),
                cluster: other.reflectorCluster)
        }
    }

    private func session(_ kind: String, _ remote: Remote, origin: String) -> BirdConfiguration.Session {
        let port = remote.port.map { "_port_\($0)" } ?? ""
        let text = remote.address.description.map { $0 == "." || $0 == ":" ? "_" : $0 }
        let name = "\(kind)_\(String(text))\(kind == "Mesh" ? "" : port)"
        return BirdConfiguration.Session(
            origin: origin, name: name, neighbor: remote.address, port: remote.port,
            asNumber: remote.asNumber, localASNumber: table.asNumber(of: node))
    }

    private func isKnown(_ session: BirdConfiguration.Session) -> Bool {
        found.values.contains { $0.neighbor == session.neighbor && $0.port == session.port }
    }

    /// Whether this node waits for the other to begin.
    ///
    /// Calico decides so by the addresses' texts, and both sides have to decide alike; as numbers they may be in
    /// another order, and nodes of the two kinds would wait for each other.
    private func waits(for other: IPAddress) -> Bool {
        guard let address else { return false }
        return address.description.utf8.lexicographicallyPrecedes(other.description.utf8)
    }

    private func password(_ key: SecretKey?) -> Result<String?, PasswordFailure> {
        guard let key else { return .success(nil) }
        let result =
            settings.passwords[key] ?? .failure(PasswordFailure("its password has not been read yet"))
        return result.map(Optional.some)
    }
}

extension BGPPeer {
    /// Whether `node` has its sessions.
    fileprivate func selects(_ node: Node) -> Bool {
        if let nodeSelector { return nodeSelector.matches(node.labels) }
        return self.node == nil || self.node == node.name
    }
}
