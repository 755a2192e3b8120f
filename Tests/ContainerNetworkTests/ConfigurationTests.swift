import Addressing
import ContainerNetwork
import Testing

/// Calico's own section for a pod network, as its manifests install it for both families.
private let calico = """
    {
    \t"cniVersion": "1.0.0", "name": "k8s-pod-network", "type": "gemel-cni",
      "log_level": "info", "log_file_path": "/var/log/calico/cni/cni.log", "datastore_type": "kubernetes",
      "nodename": "__KUBERNETES_NODE_NAME__", "mtu": 0,
      "ipam": {"type": "calico-ipam", "assign_ipv4": "true", "assign_ipv6": "true",
               "ipv4_pools": ["four"], "ipv6_pools": ["fd00::/48"]},
      "policy": {"type": "k8s"}, "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"},
      "container_settings": {"allow_ip_forwarding": true}
    }
    """

private func read(_ text: String) throws -> NetworkConfiguration {
    try NetworkConfiguration(Array(text.utf8))
}

struct ConfigurationTests {
    @Test func `Calico's section is taken as it is`() throws {
        let configuration = try read(calico)
        #expect(configuration.version == .v100)
        #expect(configuration.nodeName == nil)
        #expect(configuration.mtu == nil)
        #expect(configuration.allowsForwarding)
        #expect(configuration.addressing.isOurs)
        #expect(configuration.addressing.assigns == DualStack(v4: true, v6: true))
        #expect(configuration.addressing.pools == DualStack(v4: ["four"], v6: ["fd00::/48"]))
        #expect(configuration.policyTimeout == NetworkConfiguration.usualPolicyTimeout)
    }

    @Test func `what the runtime knows of a container is taken from its capabilities`() throws {
        let configuration = try read(
            """
            {"cniVersion": "1.1.0", "name": "n", "type": "gemel-cni",
             "runtimeConfig": {"ips": ["10.0.0.1/32", "fd00::1"], "mac": "02:00:00:00:00:01",
                               "dns": {"servers": ["fd00::53"]}}}
            """)
        #expect(configuration.runtime.addresses.map(\.description) == ["10.0.0.1", "fd00::1"])
        #expect(configuration.runtime.mac == "02:00:00:00:00:01")
        #expect("\(configuration.dns ?? .null)" == #"{"servers":["fd00::53"]}"#)
    }

    @Test func `subnets in the section are pools, the node's own among them`() throws {
        let configuration = try read(
            """
            {"cniVersion": "0.3.1", "name": "n", "ipam": {"ranges": [
              [{"subnet": "usePodCidr"}], [{"subnet": "usePodCidrIPv6"}], [{"subnet": "10.9.0.0/16"}]]}}
            """)
        let expected: [AddressingConfiguration.Subnet] = [
            .podBlock(.v4), .podBlock(.v6), .block(try #require(IPPrefix("10.9.0.0/16"))),
        ]
        #expect(configuration.addressing.subnets == expected)
    }

    @Test(arguments: [
        (#"{"cniVersion": "0.2.0", "name": "n"}"#, 1), (#"{"name": "n"}"#, 1), ("{", 6), ("[]", 6),
        (#"{"cniVersion": "1.0.0", "name": "a b"}"#, 7),
        (#"{"cniVersion": "1.0.0", "name": "n", "mtu": 9}"#, 7),
        (#"{"cniVersion": "1.0.0", "name": "n", "mtu": 1279}"#, 7),
        (#"{"cniVersion": "1.0.0", "name": "n", "ipam": {"assign_ipv6": "maybe"}}"#, 7),
        (#"{"cniVersion": "1.0.0", "name": "n", "ipam": {"ipv4_pools": "four"}}"#, 7),
        (#"{"cniVersion": "1.0.0", "name": "n", "ipam": {"subnet": "ten"}}"#, 7),
    ])
    func `a configuration that cannot be understood is refused with the specification's code`(
        text: String, code: Int
    ) {
        let error = #expect(throws: PluginError.self) { try read(text) }
        #expect(error?.code.rawValue == code)
    }
}

struct RuntimeCallTests {
    private let good = [
        "CNI_COMMAND": "ADD", "CNI_CONTAINERID": "c1", "CNI_NETNS": "/run/netns/a", "CNI_IFNAME": "eth0",
        "CNI_ARGS": "IgnoreUnknown=1;K8S_POD_NAME=web;K8S_POD_NAMESPACE=shop",
    ]

    @Test func `a call is read from the environment`() throws {
        let call = try RuntimeCall(good)
        #expect(call.command == .add)
        #expect(call.attachment == .init(containerID: "c1", interfaceName: "eth0"))
        #expect(call.arguments["K8S_POD_NAME"] == "web")
    }

    @Test func `DEL needs no namespace, and STATUS needs nothing`() throws {
        let call = try RuntimeCall(good.merging(["CNI_COMMAND": "DEL", "CNI_NETNS": ""]) { $1 })
        #expect(call.namespacePath == "")
        #expect(try RuntimeCall(["CNI_COMMAND": "STATUS"]).command == .status)
    }

    @Test(arguments: [
        ("CNI_COMMAND", "MOVE"), ("CNI_COMMAND", ""), ("CNI_CONTAINERID", ""), ("CNI_CONTAINERID", "../c"),
        ("CNI_NETNS", ""), ("CNI_IFNAME", "a/b"), ("CNI_IFNAME", "sixteen-bytes-or"), ("CNI_ARGS", "alone"),
    ])
    func `a bad environment is an error of code 4`(name: String, value: String) {
        let error = #expect(throws: PluginError.self) { try RuntimeCall(good.merging([name: value]) { $1 }) }
        #expect(error?.code == .badEnvironment)
    }
}
