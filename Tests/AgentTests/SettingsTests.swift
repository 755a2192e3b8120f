import Addressing
import Glibc
import TestSupport
import Testing

/// Settings in the state directory, which change while the agent runs.
@Suite(.timeLimit(.minutes(1))) struct SettingsTests {
    @Test func `a FelixConfiguration takes effect, and goes again, without a restart`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try rule("workload to host").contains("is Drop"))
            try node.write("felix.yaml", felix("default", "defaultEndpointToHostAction: Accept"))
            #expect(try node.sync() == "")
            #expect(try !rule("workload to host").contains("is Drop"))
            try node.write("node.yaml", felix("node.node-a", "defaultEndpointToHostAction: Drop"))
            #expect(try node.sync() == "")
            #expect(try rule("workload to host").contains("is Drop"))
            try command("rm", "\(node.folder)/state/node.yaml", "\(node.folder)/state/felix.yaml")
            #expect(try node.sync() == "")
            #expect(try rule("workload to host").contains("is Drop"))
            _ = consume agent
        }
    }

    @Test func `a workload gets its rules when the prefix of its interface changes`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try rule("Pod shop/web").contains("\"cali"))
            try node.write("felix.yaml", felix("default", "interfacePrefix: tap"))
            #expect(try node.sync() == "")
            #expect(try rule("Pod shop/web").contains("\"tap"))
            #expect(try !rule("unknown workload interface").contains("\"cali"))
            _ = consume agent
        }
    }

    @Test func `a setting that cannot be understood is told with its place, and nothing else is lost`() throws
    {
        try withNetworkNamespace {
            let node = try Node.make()
            let agent = try node.start()
            try node.write(
                "felix.yaml",
                felix("default", "defaultEndpointToHostAction: Accept, vxlanPort: 70000, healthPort: 1"))
            #expect(
                try node.sync()
                    == "felix.yaml:4:56: vxlanPort is `70000`, accepted is a whole number from 1 to 65535\n")
            #expect(try !rule("workload to host").contains("is Drop"))
            _ = consume agent
        }
    }
}

private func felix(_ name: String, _ settings: String) -> String {
    """
    apiVersion: projectcalico.org/v3
    kind: FelixConfiguration
    metadata: {name: \(name)}
    spec: {\(settings)}
    """
}

/// What nft(8) lists of both families with `text` in it.
private func rule(_ text: String) throws -> String {
    try command("/usr/sbin/nft", "list", "ruleset").split(separator: "\n").filter { $0.contains(text) }
        .joined(separator: "\n")
}
