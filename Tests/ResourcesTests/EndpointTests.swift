import Addressing
import Resources
import Testing

private func endpointText(_ spec: String) -> String {
    "apiVersion: projectcalico.org/v3\nkind: WorkloadEndpoint\nmetadata: {name: e, labels: {a: b}}\nspec: \(spec)\n"
}

struct WorkloadEndpointTests {
    @Test func `an endpoint is read whole`() throws {
        let text = """
            {node: n1, orchestrator: k8s, pod: p, endpoint: eth0, containerID: 0a-b, serviceAccountName: s,
              ipNetworks: [10.0.0.1/32, "fd00::1/128", 10.0.0.2], interfaceName: cali0123, profiles: [kns.n, ksa.n.s],
              mac: "ee:ee:ee:ee:ee:EE", ipv4Gateway: 169.254.1.1,
              ports: [{name: http, port: 80, protocol: TCP, hostPort: 0, hostIP: ""},
                {port: 90, protocol: UDP, hostPort: 91}]}
            """
        let addresses = ["10.0.0.1", "fd00::1", "10.0.0.2"].compactMap { IPAddress($0) }
        #expect(
            try resource(endpointText(text))
                == .workloadEndpoint(
                    WorkloadEndpoint(
                        namespace: "default", name: "e", labels: ["a": "b"], node: "n1", workload: "p",
                        serviceAccount: "s", interfaceName: "cali0123", mac: "ee:ee:ee:ee:ee:EE",
                        addresses: addresses, profiles: ["kns.n", "ksa.n.s"],
                        ports: [EndpointPort(name: "http", port: 80, transport: 6)])))
    }

    @Test func `a workload that is no pod has a name of its own`() throws {
        guard
            case .workloadEndpoint(let endpoint) = try resource(
                endpointText("{orchestrator: openstack, workload: vm-1, interfaceName: tap1}"))
        else { return }
        #expect(endpoint.orchestrator == "openstack")
        #expect(endpoint.workload == "vm-1")
        #expect(endpoint.node == "")
    }

    @Test func `what rides with an endpoint is read, and a limit of bandwidth is warned of`() throws {
        let file = decode(
            endpointText(
                """
                {interfaceName: cali0, ipNetworks: [10.0.0.1/32], qosControls: {ingressBandwidth: 1, egressPacketRate: 9},
                  ipNATs: [{internalIP: 10.0.0.1, externalIP: 192.0.2.1}], allowSpoofedSourcePrefixes: [10.1.0.0/16]}
                """))
        #expect(file.failures.isEmpty)
        guard case .workloadEndpoint(let endpoint) = try #require(file.resources.first).resource else {
            return
        }
        #expect(endpoint.extras.floatingAddresses.map(\.external.description) == ["192.0.2.1"])
        #expect(endpoint.extras.allowedSources.map(\.description) == ["10.1.0.0/16"])
        #expect(endpoint.extras.egressLimits.packetRate == 9)
        #expect(file.warnings.map(\.message) == ["bandwidth is not limited here"])
    }

    @Test(arguments: [
        ("{}", "4:7: spec.interfaceName: is required"),
        ("{interfaceName: ''}", "4:23: spec.interfaceName: is empty"),
        (
            "{interfaceName: a b}",
            "4:23: spec.interfaceName: a b is no interface name (1 to 15 letters, digits and -_.)"
        ),
        (
            "{interfaceName: abcdefghijklmnop}",
            "4:23: spec.interfaceName: abcdefghijklmnop is no interface name (1 to 15 letters, digits and -_.)"
        ),
        (
            "{interfaceName: c, ipNetworks: [10.0.0.0/24]}",
            "4:39: spec.ipNetworks[0]: has to be a single address, /32"
        ),
        (
            "{interfaceName: c, ipNetworks: ['fd00::/64']}",
            "4:39: spec.ipNetworks[0]: has to be a single address, /128"
        ),
        (
            "{interfaceName: c, mac: ee:ee}",
            "4:31: spec.mac: ee:ee is no MAC address, such as 0e:a5:44:7c:00:01"
        ),
        ("{interfaceName: c, containerID: a-}", "4:39: spec.containerID: a- is no container ID"),
        (
            "{interfaceName: c, ports: [{name: '', protocol: TCP, port: 1}]}",
            "4:41: spec.ports[0].name: is required for a port without hostPort"
        ),
        (
            "{interfaceName: c, ports: [{name: a, protocol: 6, port: 1}]}",
            "4:54: spec.ports[0].protocol: 6 is a number; put it in quotes"
        ),
        ("{interfaceName: c, ports: [{name: a, protocol: TCP}]}", "4:34: spec.ports[0].port: is required"),
        (
            "{interfaceName: c, ports: [{name: a, prot: TCP, port: 1, protocol: UDP}]}",
            "4:44: spec.ports[0].prot: unknown field"
        ),
        (
            "{interfaceName: c, ipNATs: [{internalIP: 10.0.0.1, externalIP: 192.0.2.1}]}",
            "4:48: spec.ipNATs[0].internalIP: 10.0.0.1 is none of ipNetworks"
        ),
        ("{interfaceName: c, profile: [a]}", "4:26: spec.profile: unknown field, did you mean profiles?"),
    ])
    func `a mistake in an endpoint is reported where it stands`(spec: String, failure: String) {
        #expect(failures(endpointText(spec)) == ["f.yaml:" + failure])
    }
}
