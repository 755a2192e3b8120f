import Addressing
import Resources
import Selectors
import TestSupport

/// A small cluster with random policies: few labels, ports and addresses, so that rules are often met.
struct RandomWorld {
    static let node = "node-a"

    private(set) var resources: [Resource] = []
    var random: RepeatableNumbers

    init(seed: UInt64) {
        random = RepeatableNumbers(seed: seed)
        addCluster()
        addEndpoints()
        if chance(1, of: 3) { addHost() }
        addTiers()
        for number in 0..<Int.random(in: 1...6, using: &random) { addPolicy(number) }
    }

    /// The `number`th address of both families in the range of pods.
    static func addresses(_ number: Int) -> [IPAddress] {
        [
            IPAddress(.v4, bits: 0x0a41_0000 + UInt128(number)),
            IPAddress(.v6, bits: (UInt128(0xfd00_0000_0000_0065) << 64) + UInt128(number)),
        ]
    }

    /// Addresses outside of the cluster.
    static func outside(_ number: Int) -> [IPAddress] {
        [
            IPAddress(.v4, bits: 0xc000_0200 + UInt128(number)),
            IPAddress(.v6, bits: (UInt128(0x2001_0db8) << 96) + UInt128(number)),
        ]
    }

    /// The node's own.
    static let host = 250

    private mutating func chance(_ part: Int, of whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &random) < part
    }

    private mutating func one<Item>(of items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    private mutating func some<Item>(of items: [Item], atMost most: Int) -> [Item] {
        Array(items.shuffled(using: &random).prefix(Int.random(in: 0...most, using: &random)))
    }

    private mutating func labels() -> Labels {
        var labels: Labels = [:]
        if chance(3, of: 4) { labels["app"] = one(of: ["a", "b", "c"]) }
        if chance(1, of: 2) { labels["role"] = one(of: ["x", "y"]) }
        return labels
    }

    private mutating func addCluster() {
        for name in ["red", "blue"] {
            resources.append(
                .namespace(
                    Namespace(
                        name: name, labels: labels().merging(["kubernetes.io/metadata.name": name]) { $1 })))
            if chance(2, of: 3) {
                resources.append(
                    .serviceAccount(ServiceAccount(namespace: name, name: "web", labels: labels())))
            }
        }
        resources.append(
            .node(Node(name: Self.node, labels: labels(), addresses: Self.outside(Self.host))))
        resources.append(.node(Node(name: "node-b", labels: labels(), addresses: Self.outside(9))))
        for name in ["set1", "set2"] {
            let namespace = chance(1, of: 2) ? one(of: ["red", "blue"]) : ""
            let kind: Kind = namespace.isEmpty ? .globalNetworkSet : .networkSet
            resources.append(
                .networkSet(
                    NetworkSet(
                        ResourceID(kind, namespace: namespace, name: name), labels: labels(),
                        nets: (0..<Int.random(in: 0...3, using: &random)).map { _ in prefix() })))
        }
        resources.append(
            .endpointSlice(
                EndpointSlice(
                    namespace: one(of: ["red", "blue"]), name: "slice", serviceName: "svc",
                    addresses: Self.addresses(1) + Self.addresses(5),
                    ports: [EndpointSlice.Port(port: 80), EndpointSlice.Port(port: 53, transport: 17)])))
        resources.append(
            .profile(
                Profile(
                    name: "custom", labelsToApply: labels(), ingress: calicoRules(in: ""),
                    egress: calicoRules(in: ""))))
    }

    private mutating func addEndpoints() {
        for number in 1...6 {
            var pod = Pod(
                namespace: one(of: ["red", "blue"]), name: "pod\(number)", labels: labels(),
                nodeName: number <= 4 ? Self.node : "node-b",
                serviceAccount: one(of: ["web", "default"]),
                addresses: chance(7, of: 8) ? Self.addresses(number) : [one(of: Self.addresses(number))],
                ports: chance(1, of: 2) ? Self.namedPorts : [])
            if number == 6 { pod.isFinished = chance(1, of: 2) }
            resources.append(.pod(pod))
        }
        resources.append(
            .pod(
                Pod(
                    namespace: "red", name: "agent", labels: labels(), nodeName: Self.node,
                    isHostNetwork: true,
                    addresses: Self.outside(Self.host))))
        resources.append(
            .workloadEndpoint(
                WorkloadEndpoint(
                    namespace: one(of: ["red", "blue"]), name: "vm", labels: labels(), node: Self.node,
                    orchestrator: "openstack", interfaceName: "calivm", addresses: Self.addresses(7),
                    profiles: one(of: [["custom"], ["custom", "kns.red"], ["missing", "custom"], []]),
                    ports: Self.namedPorts)))
    }

    /// The node's interface to the outside is guarded as well.
    private mutating func addHost() {
        resources.append(
            .hostEndpoint(
                HostEndpoint(
                    name: "host", labels: labels(), node: Self.node, interface: .named("eth0"),
                    expectedAddresses: Self.outside(Self.host),
                    profiles: one(of: [[], ["custom"], ["missing"]]),
                    ports: Self.namedPorts)))
    }

    private static let namedPorts = [
        EndpointPort(name: "http", port: 80, transport: 6),
        EndpointPort(name: "dns", port: 53, transport: 17),
        EndpointPort(name: "dns", port: 53, transport: 6),
    ]

    private mutating func addTiers() {
        for name in ["early", "late"] where chance(3, of: 4) {
            resources.append(
                .tier(
                    Tier(
                        name: name, order: one(of: [nil, 10, 500, 2_000_000, 20_000_000]),
                        defaultActionIsPass: chance(1, of: 2))))
        }
    }

    private mutating func prefix() -> IPPrefix {
        let texts = [
            "0.0.0.0/0", "::/0", "10.65.0.0/30", "10.65.0.4/32", "192.0.2.0/24", "192.0.2.7/32", "10.0.0.0/8",
            "fd00:0:0:65::/126", "fd00:0:0:65::4/128", "2001:db8::/32", "2001:db8::7/128", "fd00::/8",
            "10.65.0.2/31", "10.65.0.0/29", "fd00:0:0:65::2/127",
        ]
        return IPPrefix(one(of: texts)) ?? IPPrefix(Self.addresses(1)[0])
    }

    mutating func selector() -> Selector {
        let texts = [
            "all()", "app == 'a'", "app == 'b'", "app != 'a'", "has(app)", "!has(role)", "app in {'a', 'c'}",
            "app not in {'a', 'b'}", "role == 'x' && app == 'b'", "role == 'x' || app == 'c'",
            "!(app == 'a' || role == 'y')", "app starts with 'a'", "app contains 'b'",
        ]
        return (try? Selector(one(of: texts))) ?? .all
    }
}

// MARK: Policies

extension RandomWorld {
    private mutating func addPolicy(_ number: Int) {
        let name = "p\(number)"
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: resources.append(.kubernetesNetworkPolicy(kubernetesPolicy(name)))
        case 3: resources.append(.adminPolicy(adminPolicy(name, number)))
        default: resources.append(.policy(calicoPolicy(name)))
        }
    }

    private mutating func calicoPolicy(_ name: String) -> Policy {
        let namespace = chance(1, of: 2) ? one(of: ["red", "blue"]) : ""
        let isStaged = chance(1, of: 8)
        let kind: Kind =
            namespace.isEmpty
            ? (isStaged ? .stagedGlobalNetworkPolicy : .globalNetworkPolicy)
            : (isStaged ? .stagedNetworkPolicy : .networkPolicy)
        var policy = Policy(
            ResourceID(kind, namespace: namespace, name: name),
            tier: one(of: ["default", "default", "early", "late"]), order: one(of: [nil, 1, 1000, 2000]),
            selector: selector(), appliesToIngress: chance(3, of: 4), appliesToEgress: chance(1, of: 2),
            ingress: calicoRules(in: namespace), egress: calicoRules(in: namespace))
        if isStaged { policy.stagedAction = .set }
        if namespace.isEmpty { policy.appliesOnForward = chance(1, of: 2) }
        if namespace.isEmpty, chance(1, of: 4) { policy.namespaceSelector = selector() }
        if chance(1, of: 6) { policy.serviceAccountSelector = selector() }
        return policy
    }

    mutating func calicoRules(in namespace: String) -> [PolicyRule] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in calicoRule(in: namespace) }
    }

    private mutating func calicoRule(in namespace: String) -> PolicyRule {
        var rule = PolicyRule(one(of: [.allow, .allow, .allow, .deny, .deny, .pass, .log]))
        if chance(1, of: 8) { rule.family = one(of: IPFamily.allCases) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2: rule.transport = one(of: [6, 17, 132])
        case 3:
            rule.transport = one(of: [1, 58])
            let match = ICMPMatch(type: one(of: [8, 128, 3]), code: one(of: [nil, 0, 1]))
            switch Int.random(in: 0..<3, using: &random) {
            case 0: rule.icmp = match
            case 1: rule.notICMP = match
            default: break
            }
        case 4: rule.notTransport = one(of: [6, 17, 1, 58])
        default: break
        }
        let hasPorts = [6, 17, 132].contains(rule.transport ?? 0)
        if chance(1, of: 2) { rule.source = entity(in: namespace, hasPorts: hasPorts && chance(1, of: 4)) }
        if chance(2, of: 3) { rule.destination = entity(in: namespace, hasPorts: hasPorts) }
        if chance(1, of: 12) {
            let service = ServiceMatch(
                name: "svc", namespace: namespace.isEmpty ? one(of: ["red", "blue"]) : "")
            if chance(1, of: 2) {
                rule.source = EntityRule()
                rule.source.service = service
            } else {
                // A service brings its own ports and protocols.
                rule.transport = nil
                rule.icmp = nil
                rule.notICMP = nil
                rule.source.ports = []
                rule.source.notPorts = []
                rule.destination = EntityRule()
                rule.destination.service = service
            }
        }
        return rule
    }

    private mutating func entity(in namespace: String, hasPorts: Bool) -> EntityRule {
        var entity = EntityRule()
        if chance(1, of: 3) {
            entity.nets = (0..<Int.random(in: 1...3, using: &random)).map { _ in prefix() }
        }
        if chance(1, of: 5) {
            entity.notNets = (0..<Int.random(in: 1...2, using: &random)).map { _ in prefix() }
        }
        if chance(1, of: 3) { entity.selector = selector() }
        if chance(1, of: 6) { entity.notSelector = selector() }
        if chance(1, of: 4) {
            entity.namespaceSelector = chance(1, of: 4) ? .global : .matching(selector())
        }
        if chance(1, of: 8) {
            let names = some(of: ["web", "default"], atMost: 2)
            entity.serviceAccounts = ServiceAccountMatch(
                names: names, selector: names.isEmpty || chance(1, of: 2) ? selector() : nil)
        }
        if hasPorts {
            entity.ports = some(of: Self.ports, atMost: 2)
            if chance(1, of: 4) { entity.notPorts = some(of: Self.ports, atMost: 2) }
        }
        return entity
    }

    private static let ports: [PortMatch] = [
        .range(80...80), .range(81...90), .range(53...80), .named("http"), .named("dns"),
    ]

    private mutating func kubernetesPolicy(_ name: String) -> KubernetesNetworkPolicy {
        let hasEgress = chance(1, of: 2)
        var policy = KubernetesNetworkPolicy(
            namespace: one(of: ["red", "blue"]), name: name, podSelector: selector(),
            appliesToIngress: !hasEgress || chance(1, of: 2), appliesToEgress: hasEgress)
        policy.ingress = kubernetesRules()
        policy.egress = kubernetesRules()
        return policy
    }

    private mutating func kubernetesRules() -> [KubernetesNetworkPolicy.Rule] {
        (0..<Int.random(in: 0...2, using: &random)).map { _ in
            var rule = KubernetesNetworkPolicy.Rule()
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: rule.peers.append(.block(prefix(), except: chance(1, of: 2) ? [prefix()] : []))
                case 1: rule.peers.append(.pods(selector(), namespaces: nil))
                case 2: rule.peers.append(.pods(nil, namespaces: selector()))
                default: rule.peers.append(.pods(selector(), namespaces: selector()))
                }
            }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let port: PortMatch? = chance(1, of: 4) ? nil : one(of: Self.ports)
                rule.ports.append(KubernetesNetworkPolicy.Port(transport: one(of: [6, 17, 132]), port: port))
            }
            return rule
        }
    }

    /// Priorities are unlike: what comes first of equal ones is left open by the API.
    private mutating func adminPolicy(_ name: String, _ priority: Int) -> AdminPolicy {
        let tier: AdminPolicy.Tier = chance(2, of: 3) ? .admin : .baseline
        let kind: Kind = chance(1, of: 2) ? .clusterNetworkPolicy : .adminNetworkPolicy
        return AdminPolicy(
            ResourceID(kind, name: name), tier: tier, priority: priority, namespaces: selector(),
            pods: selector(), ingress: adminRules(isEgress: false), egress: adminRules(isEgress: true))
    }

    private mutating func adminRules(isEgress: Bool) -> [AdminPolicy.Rule] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            var peers: [AdminPolicy.Peer] = [.pods(selector(), namespaces: selector())]
            if isEgress, chance(1, of: 3) { peers.append(.networks([prefix(), prefix()])) }
            if isEgress, chance(1, of: 4) { peers.append(.nodes(selector())) }
            var rule = AdminPolicy.Rule(one(of: [.allow, .deny, .pass]), peers: peers)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let port: PortMatch? = chance(1, of: 4) ? nil : one(of: Self.ports)
                var transport: UInt8? = one(of: [6, 17])
                if case .named? = port { transport = nil }
                rule.ports.append(AdminPolicy.Port(transport: transport, port: port))
            }
            return rule
        }
    }
}
