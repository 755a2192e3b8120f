import AgentConfiguration
import Resources
import Testing

/// Parameters of Felix that the agent does not use.
struct FelixParameterTests {
    @Test func `each is told once, with a type, a sentence and a reason`() {
        let unused = FelixParameter.unused
        let names = AgentConfiguration.parameters.map(\.name) + unused.map(\.variable)
        #expect(Set(names).count == names.count)
        #expect(unused.allSatisfy { $0.documentation.hasSuffix(".") && !$0.accepted.isEmpty })
        #expect(unused.allSatisfy { !$0.reason.description.isEmpty && !$0.reason.description.hasSuffix(".") })
    }

    @Test(arguments: [
        ("FELIX_NFTABLESMODE", "Disabled", false), ("FELIX_BPFENABLED", "true", false),
        ("FELIX_ROUTESYNCDISABLED", "true", true), ("FELIX_ROUTESYNCDISABLED", "False", false),
        ("felix_WireguardThreadingEnabled", "false", false), ("FELIX_FLOWLOGSGOLDMANESERVER", "none", false),
        ("FELIX_NONSENSE", "x", true),
    ])
    func `only what would be of use and has another value than Felix's default is missed`(
        name: String, value: String, isMissed: Bool
    ) throws {
        let unused = try AgentConfiguration(environment: [name: value], hostname: "n").unused
        #expect(unused.map(\.isMissed) == [isMissed])
    }

    @Test func `the reason is told`() throws {
        let environment = ["FELIX_ROUTESYNCDISABLED": "true", "FELIX_ETCDADDR": "x"]
        let unused = try AgentConfiguration(environment: environment, hostname: "n").unused
        #expect(
            unused.map(\.sentence) == [
                "FELIX_ETCDADDR has no effect: it is for Calico's datastore; the manifests here are files",
                "FELIX_ROUTESYNCDISABLED has no effect: not supported yet",
            ])
    }

    @Test(arguments: [
        ("FELIX_WIREGUARDENABLE", "FELIX_WIREGUARDENABLED"), ("FELIX_STATE_DIR", "GEMEL_STATE_DIR"),
        ("GEMEL_IPV6SUPORT", "FELIX_IPV6SUPPORT"),
        ("FELIX_FAILSAFEINBOUNDHOSTPORT", "FELIX_FAILSAFEINBOUNDHOSTPORTS"),
    ])
    func `a name that nobody has is told with the nearest of the agent or of Felix`(
        written: String, meant: String
    )
        throws
    {
        let unused = try AgentConfiguration(environment: [written: "1"], hostname: "n").unused
        #expect(unused.map(\.suggestion) == [meant])
    }
}
