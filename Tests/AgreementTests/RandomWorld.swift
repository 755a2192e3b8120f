import Addressing
import Resources
import Selectors
import TestSupport

/// A small cluster with random policies: few labels, ports and addresses, so that rules are often met.
struct RandomWorld {
    private(set) var resources: [Resource] = []
    var random: RepeatableNumbers

    init(seed: UInt64) {
        random = RepeatableNumbers(seed: seed)
        addCluster()
        addEndpoints()
        addSettings()
        if chance(1, of: 2) { addHosts() }
        addTiers()
        for number in 0..<Int.random(in: 1...6, using: &random) { addPolicy(number) }
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
        addNode(Wiring.node, Wiring.own["eth0"] ?? [])
        addNode("node-b", Self.outside(9))
        for name in ["set1", "set2"] {
            let namespace = chance(1, of: 2) ? one(of: ["red", "blue"]) : ""
            let kind: Kind = namespace.isEmpty ? .globalNetworkSet : .networkSet
            resources.append(
                .networkSet(
                    NetworkSet(
                        ResourceID(kind, namespace: namespace, name: name), labels: labels(),
                        nets: (0..<Int.random(in: 0...3, using: &random)).map { _ in prefix() })))
        }
        addService()
        resources.append(
            .profile(
                Profile(
                    name: "custom", labelsToApply: labels(), ingress: calicoRules(in: "", .ingress),
                    egress: calicoRules(in: "", .egress))))
    }

    private mutating func addNode(_ name: String, _ addresses: [IPAddress]) {
        var node = Node(name: name, labels: labels(), addresses: addresses)
        for address in addresses { node.attachment[address.family].internalAddress = address }
        resources.append(.node(node))
    }

    /// A service with a slice of each family.
    private mutating func addService() {
        let namespace = one(of: ["red", "blue"])
        resources.append(
            .service(
                Service(
                    namespace: namespace, name: "svc",
                    clusterAddresses: ["10.96.0.10", "fd00:96::10"].compactMap { IPAddress($0) })))
        for (index, name) in ["svc-v4", "svc-v6"].enumerated() where chance(7, of: 8) {
            resources.append(
                .endpointSlice(
                    EndpointSlice(
                        namespace: namespace, name: name, serviceName: "svc",
                        addresses: [Self.addresses(1)[index], Self.addresses(5)[index]],
                        ports: [
                            EndpointSlice.Port(port: 80),
                            EndpointSlice.Port(name: "dns", port: 53, transport: 17),
                        ])))
        }
    }

    private mutating func addEndpoints() {
        for number in 1...6 {
            let floating = chance(1, of: 4) ? one(of: [Self.floating(1), Self.floating(2)]) : []
            var pod = Pod(
                namespace: one(of: ["red", "blue"]), name: "pod\(number)", labels: labels(),
                annotations: floating.isEmpty
                    ? [:]
                    : ["cni.projectcalico.org/floatingIPs": "[\"\(floating[0])\", \"\(floating[1])\"]"],
                nodeName: number <= 4 ? Wiring.node : "node-b",
                serviceAccount: one(of: ["web", "default"]),
                addresses: chance(7, of: 8) ? Self.addresses(number) : [one(of: Self.addresses(number))],
                ports: chance(1, of: 2) ? Self.namedPorts : [])
            pod.extras.floatingAddresses = floating.map { FloatingAddress(external: $0, internal: nil) }
            if number == 6 { pod.isFinished = chance(1, of: 2) }
            resources.append(.pod(pod))
        }
        resources.append(
            .pod(
                Pod(
                    namespace: "red", name: "agent", labels: labels(), nodeName: Wiring.node,
                    isHostNetwork: true, addresses: Wiring.own["eth0"] ?? [])))
        var endpoint = WorkloadEndpoint(
            namespace: one(of: ["red", "blue"]), name: "vm", labels: labels(), node: Wiring.node,
            orchestrator: "openstack", workload: "vm", interfaceName: "calivm", addresses: Self.addresses(7),
            profiles: one(of: [["custom"], ["custom", "kns.red"], ["missing", "custom"], []]),
            ports: Self.namedPorts)
        if chance(1, of: 3) {
            endpoint.extras.floatingAddresses = zip(Self.floating(2), Self.addresses(7)).map {
                FloatingAddress(external: $0, internal: $1)
            }
        }
        resources.append(.workloadEndpoint(endpoint))
    }

    private mutating func addSettings() {
        for (index, block) in ["10.65.0.0/24", "fd00:0:0:65::/64"].enumerated() where chance(3, of: 4) {
            guard let prefix = IPPrefix(block) else { continue }
            resources.append(
                .ipPool(
                    IPPool(
                        name: "pool\(index)", prefix: prefix, natOutgoing: chance(1, of: 2),
                        isDisabled: chance(1, of: 6))))
        }
        addServiceBlocks()
        guard chance(3, of: 4) else { return }
        let ports = [
            "none", "tcp:80", "udp:53,tcp:443", "tcp:192.0.2.0/24:80,tcp:[2001:db8::/32]:80",
            "udp:[2001:db8::7/128]:53,sctp:81",
        ]
        var settings: [(String, String)] = []
        if chance(2, of: 3) {
            settings.append(("defaultEndpointToHostAction", one(of: ["Drop", "Return", "Accept"])))
        }
        if chance(1, of: 2) { settings.append(("failsafeInboundHostPorts", one(of: ports))) }
        if chance(1, of: 2) { settings.append(("failsafeOutboundHostPorts", one(of: ports))) }
        if chance(2, of: 3) { settings.append(("floatingIPs", one(of: ["Enabled", "Disabled"]))) }
        settings += settingsOfTraffic()
        let position = SourcePosition(file: "state.yaml", line: 1, column: 1)
        resources.append(
            .felixConfiguration(
                FelixConfiguration(
                    name: "default",
                    settings: settings.map { .init(name: $0.0, value: $0.1, position: position) })))
    }

    /// Settings for what workloads may wrap, for services that are none, and for interfaces that are nobody's.
    private mutating func settingsOfTraffic() -> [(String, String)] {
        let choices: [(String, [String])] = [
            ("serviceLoopPrevention", ["Drop", "Reject", "Disabled"]),
            ("allowVXLANPacketsFromWorkloads", ["true", "false"]),
            ("allowIPIPPacketsFromWorkloads", ["true", "false"]), ("vxlanPort", ["53", "443", "4789"]),
            ("nftablesFilterDenyAction", ["Drop", "Reject"]),
            ("disableConntrackInvalidCheck", ["true", "false"]),
            ("interfaceExclude", ["eth1", "kube-ipvs0", "/^eth.*/", "/^eth0$/"]),
        ]
        return choices.filter { _ in chance(1, of: 4) }.map { ($0.0, one(of: $0.1)) }
    }

    /// Where services have addresses: for all nodes, for this, and for another.
    private mutating func addServiceBlocks() {
        for name in ["default", "node.\(Wiring.node)", "node.node-b"] where chance(1, of: 3) {
            var configuration = BGPConfiguration(name: name)
            configuration.serviceClusterBlocks = some(of: Self.serviceBlocks, atMost: 2)
            configuration.serviceExternalBlocks = some(of: Self.serviceBlocks, atMost: 1)
            configuration.serviceLoadBalancerBlocks = some(of: Self.serviceBlocks, atMost: 1)
            resources.append(.bgpConfiguration(configuration))
        }
    }

    /// The node's own interfaces are guarded as well: by name, by address, all of them, or several of these.
    private mutating func addHosts() {
        let places: [(String, HostEndpoint.Interface, [IPAddress])] = [
            ("first", .named("eth0"), chance(1, of: 2) ? Wiring.own["eth0"] ?? [] : []),
            ("second", .withExpectedAddress, [one(of: Wiring.own["eth1"] ?? [])]),
            ("all", .all, chance(1, of: 2) ? Wiring.own["eth0"] ?? [] : []),
            ("zero", .named("eth0"), []),
        ]
        for (name, interface, expected) in places where chance(2, of: 5) {
            resources.append(
                .hostEndpoint(
                    HostEndpoint(
                        name: name, labels: labels(), node: Wiring.node, interface: interface,
                        expectedAddresses: expected, profiles: one(of: [[], ["custom"], ["missing"]]),
                        ports: Self.namedPorts)))
        }
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

    private mutating func addPolicy(_ number: Int) {
        let name = "p\(number)"
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: resources.append(.kubernetesNetworkPolicy(kubernetesPolicy(name)))
        case 3: resources.append(.adminPolicy(adminPolicy(name, number)))
        default: resources.append(.policy(calicoPolicy(name)))
        }
    }
}
