import Addressing
import Calculation
import HashTreeCollections
import Resources
import Selectors
import TestSupport
import Testing

struct HistoryTests {
    @Test func `a namespace that gets a label joins the sets that ask for it`() {
        let green = NamespaceSelector.matching(Selector(.equals("team", "green")))
        let policy = policy(
            "p", ingress: [PolicyRule(.allow, source: EntityRule(namespaceSelector: green))])
        var calculator = Calculator(node)
        for resource in [shop, pod("web"), policy] { calculator.update(resource.id, resource) }
        #expect(calculator.calculate().sets.values.map(\.v4) == [.hosts([])])
        let relabelled = Resource.namespace(Namespace(name: "shop", labels: ["team": "green"]))
        calculator.update(relabelled.id, relabelled)
        #expect(calculator.calculate().sets.values.map(\.v4) == [.hosts([0x0a41_0001])])
    }

    /// Runs `steps` random changes, among `variants` of each resource and of the interfaces' addresses.
    private func wander(_ variants: [[Resource]], steps: Int, seed: UInt64) {
        var random = RepeatableNumbers(seed: seed)
        let places: [[String: [IPAddress]]] = [
            [:], ["eth0": addresses(1)], ["eth1": addresses(1)],
            ["eth0": addresses(1), "eth1": addresses(2)],
        ]
        var calculator = Calculator(spoofingNode)
        var present: [Int: Resource] = [:]
        var interfaces: [String: [IPAddress]] = [:]
        var before = NodeState()
        for _ in 0..<steps {
            let which = Int.random(in: -1..<variants.count, using: &random)
            if which < 0 {
                interfaces = places.randomElement(using: &random) ?? [:]
                calculator.update(interfaceAddresses: interfaces)
            } else {
                let next = Bool.random(using: &random) ? variants[which].randomElement(using: &random) : nil
                present[which] = next
                calculator.update(variants[which][0].id, next)
            }
            if Bool.random(using: &random) { continue }
            let fresh = calculate(Array(present.values), on: spoofingNode, interfaces: interfaces)
            let state = calculator.calculate()
            #expect(state == fresh)
            // What is named may be the same; what differs is named. Sequences are named exactly.
            let told = calculator.takeChanges()
            var difference = NodeChanges(from: before, to: state)
            #expect(told.sequences == difference.sequences)
            difference.sequences = []
            var all = told
            all.merge(difference)
            #expect(all == told)
            before = state
        }
    }

    private var spoofingNode: NodeParameters {
        var parameters = node
        parameters.allowsOtherSources = true
        return parameters
    }

    @Test func `the result depends on what is there and not on how it came to be`() {
        wander(Self.workloads, steps: 300, seed: 11)
    }

    @Test func `so it does with hosts, services, administrators and all that rides along`() {
        wander(Self.workloads + Self.others, steps: 1500, seed: 12)
    }
}

extension HistoryTests {
    private static let red = Selector(.equals("color", "red"))
    private static let green = NamespaceSelector.matching(Selector(.equals("team", "green")))

    /// Several states of each resource.
    private static let workloads: [[Resource]] = [
        [shop, .namespace(Namespace(name: "shop", labels: ["team": "green"]))],
        [
            pod("web"), pod("web", labels: ["color": "red"]),
            pod("web", on: "node-b", addresses: ["10.65.0.3"]),
        ],
        [
            pod("db", addresses: ["10.65.0.2"]),
            pod("db", labels: ["color": "red"], addresses: ["10.65.0.2"]),
        ],
        [
            policy("p", ingress: [PolicyRule(.allow, source: EntityRule(selector: red))]),
            policy("p", ingress: [PolicyRule(.deny)]), policy("p", order: 1), policy("p", selector: red),
            policy("p", tier: "late"),
        ],
        [
            policy("q", order: 5, ingress: [PolicyRule(.pass)]), policy("q", selector: red),
            policy("q", ingress: [PolicyRule(.allow, source: EntityRule(namespaceSelector: green))]),
        ],
        [.tier(Tier(name: "late", order: 2)), .tier(Tier(name: "late", order: 3_000_000))],
    ]

    private static let others: [[Resource]] = [
        [
            hostEndpoint("h", labels: ["color": "red"], addresses: addresses(8)),
            hostEndpoint("h", .withExpectedAddress, addresses: addresses(1)), hostEndpoint("h", .all),
            hostEndpoint("h", on: "node-b", labels: ["color": "red"], addresses: addresses(9)),
        ],
        [
            hostEndpoint("i", .withExpectedAddress, addresses: addresses(1) + addresses(2)),
            hostEndpoint("i", .named("eth1"), profiles: ["hosts"]),
            hostEndpoint("i", .all, profiles: ["lost"]),
        ],
        [
            .profile(Profile(name: "hosts", labelsToApply: ["role": "host"])),
            .profile(Profile(name: "hosts", labelsToApply: ["color": "red"], ingress: [PolicyRule(.allow)])),
        ],
        [
            hostPolicy("g"), hostPolicy("g", onForward: true), hostPolicy("g", enforcement: .untracked),
            hostPolicy("g", enforcement: .preDNAT),
            hostPolicy("g", tier: "late", onForward: true, egress: []),
        ],
        [
            policy("s", kind: .stagedNetworkPolicy, ingress: [PolicyRule(.deny)]),
            policy("s", kind: .stagedNetworkPolicy, selector: red, staged: .set),
            policy("s", kind: .stagedNetworkPolicy, staged: .delete),
        ],
        [admin([.pods(red, namespaces: .all)]), admin([.nodes(red)]), admin([.nodes(.all)], priority: 5)],
        [
            .node(Node(name: "n", labels: ["color": "red"], addresses: addresses(7))),
            .node(Node(name: "n", addresses: addresses(6))),
        ],
        [slice(7, 80), slice(8, 80), slice(8, nil)],
        [service(asSource: true), service(asSource: false)],
        [
            floating(200, in: "vm", 4), floating(200, in: "vm", 5), floating(201, in: "vm", 4),
        ],
        [floating(200, in: "vm2", 3), floating(200, in: "vm2", 6)],
        [rival("a", "cali1"), rival("a", "cali2"), rival("a", "cali1", labels: ["color": "red"])],
        [rival("b", "cali1"), rival("b", "cali2"), rival("b", "cali2", labels: ["color": "red"])],
        pools("10.65.0.0/16", "10.66.0.0/16", "fd00::/64"),
    ]

    private static func admin(_ peers: [AdminPolicy.Peer], priority: Int = 0) -> Resource {
        let rule = AdminPolicy.Rule(.pass, peers: peers)
        return .adminPolicy(
            AdminPolicy(
                ResourceID(.adminNetworkPolicy, name: "a"), tier: .admin, priority: priority, egress: [rule]))
    }

    private static func slice(_ index: UInt128, _ port: UInt16?) -> Resource {
        .endpointSlice(
            EndpointSlice(
                namespace: "shop", name: "slice", serviceName: "web", addresses: addresses(index),
                ports: [EndpointSlice.Port(port: port)]))
    }

    private static func service(asSource isSource: Bool) -> Resource {
        var side = EntityRule()
        side.service = ServiceMatch(name: "web", namespace: "")
        return isSource
            ? policy("v", ingress: [PolicyRule(.allow, source: side)])
            : policy("v", egress: [PolicyRule(.deny, destination: side)])
    }

    private static func floating(_ external: UInt128, in name: String, _ own: UInt128) -> Resource {
        var extras = EndpointExtras()
        extras.floatingAddresses = addresses(external).map { FloatingAddress(external: $0, internal: nil) }
        extras.allowedSources = addresses(own + 100).map { IPPrefix($0) }
        return pod(name, addresses: addresses(own).map(\.description), extras: extras)
    }

    private static func rival(_ name: String, _ interface: String, labels: Labels = [:]) -> Resource {
        .workloadEndpoint(
            WorkloadEndpoint(
                namespace: "shop", name: name, labels: labels, node: "node-a", interfaceName: interface,
                addresses: addresses(12), profiles: ["kns.shop", "hosts"]))
    }

    private static func pools(_ texts: String...) -> [Resource] {
        texts.compactMap { text in
            IPPrefix(text).map { .ipPool(IPPool(name: "pool", prefix: $0, natOutgoing: true)) }
        }
    }
}
