import Addressing
import Resources
import Testing

struct EndpointExtrasTests {
    private func pod(_ annotations: String) -> (extras: EndpointExtras?, warnings: [String]) {
        let file = decode("{apiVersion: v1, kind: Pod, metadata: {name: p, annotations: {\(annotations)}}}")
        guard case .pod(let pod)? = file.resources.first?.resource else { return (nil, []) }
        return (pod.extras, file.warnings.map(\.message))
    }

    @Test func `annotations of a pod say what it may send from and what stands for it`() throws {
        let extras = try #require(
            pod(
                """
                cni.projectcalico.org/allowedSourcePrefixes: '["10.0.0.0/8", "fd00::/8"]',
                cni.projectcalico.org/floatingIPs: '["192.0.2.1"]'
                """
            ).extras)
        #expect(extras.allowedSources.map(\.description) == ["10.0.0.0/8", "fd00::/8"])
        #expect(extras.floatingAddresses.map(\.external.description) == ["192.0.2.1"])
    }

    @Test func `limits of traffic take Kubernetes' suffixes`() throws {
        let extras = try #require(
            pod(
                """
                qos.projectcalico.org/ingressPacketRate: 2k, qos.projectcalico.org/egressMaxConnections: "7",
                qos.projectcalico.org/dscp: AF41
                """
            ).extras)
        #expect(extras.ingressLimits.packetRate == 2000)
        #expect(extras.egressLimits.connections == 7)
        #expect(extras.dscp == 34)
    }

    @Test(arguments: [
        "cni.projectcalico.org/floatingIPs: nonsense", "qos.projectcalico.org/dscp: AF99",
        "qos.projectcalico.org/ingressPacketRate: '-1'", "qos.projectcalico.org/ingressBandwidth: 1M",
    ])
    func `an annotation that cannot be understood is a warning, and the pod keeps its network`(text: String) {
        let pod = pod(text)
        #expect(pod.extras == EndpointExtras())
        #expect(pod.warnings.count == 1)
    }
}
