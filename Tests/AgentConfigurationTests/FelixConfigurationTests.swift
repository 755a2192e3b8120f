import AgentConfiguration
import Resources
import Selectors
import Status
import Testing

/// FelixConfigurations of the state directory as a source of settings.
struct FelixConfigurationTests {
    @Test func `each source goes before the lower ones, one setting at a time`() throws {
        var sources = try sources(
            environment: ["FELIX_VXLANPORT": "5"], file: "VXLANPort = 4\nLogActionRateLimitBurst = 4\n")
        let names = [
            "vxlanPort", "logActionRateLimitBurst", "logPrefix", "natPortRange", "logActionRateLimit",
        ]
        let values = { (value: String) in
            names.map { ($0, $0 == "logActionRateLimit" ? "\(value)/day" : value) }
        }
        sources.add("default", values("1"))
        sources.add("some", values("2").dropLast(), selector: "zone == 'a'")
        sources.add("node.node-a", Array(values("3").dropLast(2)))
        sources.add("node.node-b", values("9"))
        sources.label(["zone": "a"])
        let resolved = sources.resolved
        #expect(resolved.problems == [])
        let settings = resolved.configuration.dataplane
        #expect(settings.vxlanPort == 5)
        #expect(settings.logBurst == 4)
        #expect(settings.logPrefix == "3")
        #expect(settings.natPorts == 2...2)
        #expect(settings.logRate == LogRate(1, per: .day))
    }

    @Test func `a selector is asked again when the node's labels change`() throws {
        var sources = try sources()
        sources.add("some", [("floatingIPs", "Enabled")], selector: "zone == 'a'")
        #expect(sources.resolved.configuration.dataplane.floatingAddresses == .disabled)
        let changes = [sources.label(["zone": "a"]), sources.label(["zone": "a"])]
        #expect(changes == [true, false])
        #expect(sources.resolved.configuration.dataplane.floatingAddresses == .enabled)
        sources.label(["zone": "b"])
        #expect(sources.resolved.configuration.dataplane.floatingAddresses == .disabled)
    }

    @Test func `of two that select the node the first by name is taken and the other reported`() throws {
        var sources = try sources()
        sources.add("b", [("vxlanPort", "2")], selector: "all()", line: 20)
        sources.add("a", [("vxlanPort", "1")], selector: "all()", line: 10)
        let resolved = sources.resolved
        #expect(resolved.configuration.dataplane.vxlanPort == 1)
        #expect(
            resolved.problems.map(\.line) == [
                "felix.yaml:20:1: FelixConfiguration b: `a`, before it by name, is for this node too (warning)"
            ])
    }

    @Test func `one that no node takes is reported`() throws {
        var sources = try sources()
        sources.add("defualt", [("vxlanPort", "1")])
        #expect(sources.resolved.problems.count == 1)
        #expect(sources.resolved.configuration.dataplane.vxlanPort == 4789)
    }

    @Test func `a bad setting is an error at its place, and the next lower good one stands in`() throws {
        var sources = try sources()
        sources.add("default", [("vxlanPort", "8472"), ("natPortRange", "7")])
        sources.add("node.node-a", [("vxlanPort", "70000"), ("natPortRange", "8")], line: 5)
        let resolved = sources.resolved
        #expect(resolved.configuration.dataplane.vxlanPort == 8472)
        #expect(resolved.configuration.dataplane.natPorts == 8...8)
        #expect(
            resolved.problems.map(\.line) == [
                "felix.yaml:6:3: vxlanPort is `70000`, accepted is a whole number from 1 to 65535"
            ])
    }

    @Test func `what only Felix knows is accepted, what nobody knows is a warning`() throws {
        var sources = try sources()
        sources.add("default", [("bpfEnabled", "false"), ("vxlanProt", "1"), ("nonsense", "x")])
        let resolved = sources.resolved
        #expect(resolved.unused.map(\.name) == ["bpfEnabled"])
        #expect(
            resolved.problems.map(\.line) == [
                "felix.yaml:3:3: vxlanProt is not a setting of this agent and has no effect; did you mean vxlanPort? (warning)",
                "felix.yaml:4:3: nonsense is not a setting of this agent and has no effect (warning)",
            ])
    }

    @Test(arguments: [
        ("natPortRang", "natPortRange"), ("ipv6Suport", "ipv6Support"), ("floatingIP", "floatingIPs"),
        ("allowIpipPacketFromWorkloads", "allowIPIPPacketsFromWorkloads"),
    ])
    func `the field that was meant is spelled as Calico spells it`(written: String, meant: String) throws {
        var sources = try sources()
        sources.add("default", [(written, "1")])
        #expect(
            sources.resolved.problems.map(\.message).allSatisfy { $0.hasSuffix("did you mean \(meant)?") })
        #expect(sources.resolved.problems.count == 1)
    }

    @Test func `what the agent needs to find the directory cannot come from it`() throws {
        var sources = try sources()
        sources.add("default", [("felixHostname", "node-b"), ("state_dir", "/x")])
        let resolved = sources.resolved
        #expect(resolved.configuration == AgentConfiguration(nodeName: "node-a"))
        #expect(resolved.problems.count == 2 && resolved.problems.allSatisfy { $0.severity == .warning })
    }

    @Test func `what is taken away leaves nothing behind`() throws {
        var sources = try sources()
        sources.add("default", [("vxlanPort", "1")])
        let id = ResourceID(.felixConfiguration, name: "default")
        let changes = [sources.update(id, nil, at: nil), sources.update(id, nil, at: nil)]
        #expect(changes == [true, false])
        #expect(sources.resolved.configuration == AgentConfiguration(nodeName: "node-a"))
    }

    @Test func `what a running agent cannot change is said, at its place`() throws {
        var sources = try sources()
        sources.add("default", [("healthPort", "1"), ("logPrefix", "x")])
        let waiting = sources.resolved.waitingForRestart(since: sources.surroundings)
        #expect(
            waiting.map(\.line) == [
                "felix.yaml:2:3: FELIX_HEALTHPORT has changed, which takes effect when the agent is started again (warning)"
            ])
        #expect(sources.resolved.waitingForRestart(since: sources.resolved.configuration) == [])
    }

    @Test func `a resource is checked by itself, whichever node it is for`() {
        let configuration = FelixConfiguration(
            name: "node.x",
            settings: [
                .init(
                    name: "failsafeInboundHostPorts", value: "tcp:[::/0]",
                    position: SourcePosition(file: "f", line: 1, column: 2))
            ])
        #expect(ResolvedConfiguration.problems(in: configuration).count == 1)
    }

    private func sources(
        environment: [String: String] = [:], file: String = ""
    ) throws -> ConfigurationSources {
        try ConfigurationSources(
            environment: environment, file: ConfigurationFile(path: "gemeld.cfg", text: file),
            hostname: "node-a")
    }
}

extension ConfigurationSources {
    /// Adds a FelixConfiguration that stands at `line`, with one setting on each of the lines behind it.
    fileprivate mutating func add(
        _ name: String, _ settings: [(String, String)], selector: String? = nil, line: Int = 1
    ) {
        let settings = settings.enumerated().map { index, setting in
            FelixConfiguration.Setting(
                name: setting.0, value: setting.1,
                position: SourcePosition(file: "felix.yaml", line: line + 1 + index, column: 3))
        }
        let configuration = FelixConfiguration(
            name: name, nodeSelector: selector.flatMap { try? Selector($0) }, settings: settings)
        _ = update(
            ResourceID(.felixConfiguration, name: name), .felixConfiguration(configuration),
            at: SourcePosition(file: "felix.yaml", line: line, column: 1))
    }

    @discardableResult
    fileprivate mutating func label(_ labels: Labels) -> Bool {
        update(ResourceID(.node, name: "node-a"), .node(Node(name: "node-a", labels: labels)), at: nil)
    }
}

extension FileProblem {
    fileprivate var line: String { "\(self)\(severity == .error ? "" : " (warning)")" }
}
