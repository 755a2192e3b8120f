import Resources
import Testing

struct FelixConfigurationTests {
    private func settings(_ spec: String) -> [String: String] {
        let file = decode(
            "{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {\(spec)}}"
        )
        guard case .felixConfiguration(let configuration)? = file.resources.first?.resource else {
            return [:]
        }
        return Dictionary(uniqueKeysWithValues: configuration.settings.map { ($0.name, $0.value) })
    }

    @Test(arguments: [
        ("ipv6Support: false", "false"), ("logPrefix: x", "x"), ("healthPort: 9098", "9098"),
        ("netlinkTimeout: 1m30s", "90"), ("routeRefreshInterval: 500ms", "0.5"),
        ("failsafeInboundHostPorts: []", "none"),
        (
            "failsafeInboundHostPorts: [{protocol: UDP, port: 53}, {port: 22, net: 10.0.0.0/8}]",
            "udp:53,tcp:10.0.0.0/8:22"
        ),
        ("failsafeInboundHostPorts: [{protocol: TCP, port: 22, net: 'fd00::/8'}]", "tcp:[fd00::/8]:22"),
    ])
    func `a setting becomes the text that the environment would have`(spec: String, text: String) {
        #expect(settings(spec).values.first == text)
    }
}
