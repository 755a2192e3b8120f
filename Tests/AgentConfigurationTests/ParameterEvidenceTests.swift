import AgentConfiguration
import Glibc
import Testing

/// Every parameter has a test that shows what it does.
struct ParameterEvidenceTests {
    @Test func `every parameter is tried somewhere`() {
        let tried = evidence.flatMap { $0.parameters.split(separator: " ").map(String.init) }
        let parameters = Set(AgentConfiguration.parameters.map(\.name))
        #expect(parameters.subtracting(tried) == [], "nobody shows what these do")
        #expect(Set(tried).subtracting(parameters) == [], "these are no parameters")
    }

    @Test(arguments: evidence)
    func `the test that is named sets each of its parameters`(row: Evidence) {
        let source = text(of: row.setIn ?? row.file)
        let words = row.setIn == nil ? body(of: row.test, in: source) : source
        if let property = row.property { return #expect(words.contains(property), "\(row)") }
        let names = Set(
            words.lowercased().replacing(#"\n"#, with: " ").split {
                !($0.isLetter || $0.isNumber || $0 == "_")
            }.map(String.init))
        for parameter in row.parameters.split(separator: " ") {
            // FelixConfigurations, too, have all but what is before the first underscore, and CALICO_ may stand there.
            let name = parameter.drop { $0 != "_" }.dropFirst().lowercased()
            #expect(names.contains { $0 == name || $0.hasSuffix("_\(name)") }, "\(name) in \(row)")
        }
    }

    @Test(arguments: evidence)
    func `the test that is named is there`(row: Evidence) {
        #expect(text(of: row.file).contains(row.test), "\(row.file) has no test of this name: \(row.test)")
    }
}

/// Where it is shown what parameters do: a file below `Tests`, or a script, and a test in it.
struct Evidence: Sendable {
    let file: String
    let test: String
    /// With spaces between.
    let parameters: String
    /// How the test calls what the one parameter sets, where it goes by the setting's value.
    let property: String?
    /// The file that sets them, where many tests share that.
    let setIn: String?

    init(
        _ file: String, _ test: String, _ parameters: String, property: String? = nil, setIn: String? = nil
    ) {
        self.file = file
        self.test = test
        self.parameters = parameters
        self.property = property
        self.setIn = setIn
    }
}

private let evidence = [
    Evidence(
        "AgentTests/FamilyToggleTests.swift",
        "a family that is switched off is blocked and leaves nothing, and comes back whole",
        "FELIX_IPV4SUPPORT FELIX_IPV6SUPPORT", setIn: "AgentTests/FamilyToggleTests.swift"
    ),
    Evidence(
        "AgentTests/PolicyToggleTests.swift",
        "DefaultEndpointToHostAction decides on what workloads send to their host",
        "FELIX_DEFAULTENDPOINTTOHOSTACTION"
    ),
    Evidence(
        "AgentTests/PolicyToggleTests.swift",
        "a deny action of Reject answers where Drop is silent, and lets nothing through",
        "FELIX_NFTABLESFILTERDENYACTION FELIX_IPTABLESFILTERDENYACTION"
    ),
    Evidence(
        "AgentTests/PolicyToggleTests.swift",
        "an interface is a workload's by its prefix, and blocked where no manifest names it",
        "FELIX_INTERFACEPREFIX"
    ),
    Evidence(
        "AgentTests/PolicyToggleTests.swift",
        "failsafe ports stay open in both directions, for the peers of their blocks and of either family",
        "FELIX_FAILSAFEINBOUNDHOSTPORTS FELIX_FAILSAFEOUTBOUNDHOSTPORTS"
    ),
    Evidence(
        "AgentTests/PolicyToggleTests.swift", "what Log rules write, and how often, is what the settings say",
        "FELIX_LOGPREFIX FELIX_LOGACTIONRATELIMIT FELIX_LOGACTIONRATELIMITBURST"
    ),
    Evidence(
        "AgentTests/TrafficToggleTests.swift",
        "natOutgoing hides workloads behind the address, the ports and on the interfaces it is told",
        "FELIX_NATOUTGOINGADDRESS GEMEL_NATOUTGOINGADDRESSIPV6 FELIX_NATPORTRANGE "
            + "FELIX_IPTABLESNATOUTGOINGINTERFACEFILTER"
    ),
    Evidence(
        "AgentTests/TrafficToggleTests.swift", "NATOutgoingExclusions leaves what goes to nodes as it is",
        "FELIX_NATOUTGOINGEXCLUSIONS"
    ),
    Evidence(
        "AgentTests/TrafficToggleTests.swift",
        "routes and interfaces that somebody has changed are mended after the refresh interval",
        "FELIX_ROUTEREFRESHINTERVAL FELIX_INTERFACEREFRESHINTERVAL"
    ),
    Evidence(
        "AgentTests/TrafficToggleTests.swift",
        "the rules are read back after the refresh interval if anybody has written",
        "FELIX_NFTABLESREFRESHINTERVAL"
    ),
    Evidence(
        "AgentTests/RoutesBetweenNodesTests.swift",
        "each tunnel has the MTU that its family's setting says, and the network and port that both have",
        "FELIX_VXLANMTU FELIX_VXLANMTUV6 FELIX_VXLANVNI FELIX_VXLANPORT"
    ),
    Evidence(
        "NodeNetworkingTests/IPIPRouteTests.swift",
        "a setting switches IP in IP off, or its end on without a pool",
        "FELIX_IPINIPENABLED"
    ),
    Evidence(
        "NodeNetworkingTests/IPIPRouteTests.swift",
        "a setting switches IP in IP off, or its end on without a pool",
        "FELIX_IPINIPMTU", property: "ipipMTU"
    ),
    Evidence(
        "AgentTests/IPIPTests.swift",
        "the names of FelixConfigurations, too, say how large IP in IP is, and switch it off",
        "FELIX_IPIPMTU FELIX_IPIPENABLED"
    ),
    Evidence(
        "AgentTests/HostEndpointTunnelTests.swift",
        "nodes outside the cluster may be told of, in both families",
        "FELIX_EXTERNALNODESLIST"
    ),
    // The same setting by its name in the environment.
    Evidence(
        "AgentTests/HostEndpointTunnelTests.swift",
        "nodes outside the cluster may be told of, in both families",
        "FELIX_EXTERNALNODESCIDRLIST", property: "externalNodesList"
    ),
    Evidence(
        "AgentTests/RoutingDaemonTests.swift", "neither the agent nor BIRD removes what the other has made",
        "FELIX_PROGRAMCLUSTERROUTES"
    ),
    Evidence(
        "CalculationTests/EndpointExtrasTests.swift",
        "other sources are allowed where WorkloadSourceSpoofing says so", "FELIX_WORKLOADSOURCESPOOFING"
    ),
    Evidence(
        "AgentTests/ConnectionTests.swift",
        "a connection ends in both families when policy forbids it, unless it is to be kept",
        "GEMEL_CONNECTIONPOLICY"
    ),
    // Its random clusters have random settings, whose effect on packets the kernel shows.
    Evidence(
        "AgreementTests/AgreementTests.swift",
        "the kernel gives random packets the verdict that the resources mean",
        "FELIX_DISABLECONNTRACKINVALIDCHECK FELIX_INTERFACEEXCLUDE FELIX_ALLOWVXLANPACKETSFROMWORKLOADS "
            + "FELIX_ALLOWIPIPPACKETSFROMWORKLOADS FELIX_SERVICELOOPPREVENTION FELIX_FLOATINGIPS",
        setIn: "AgreementTests/RandomWorld.swift"
    ),
    Evidence(
        "AgentConfigurationTests/DataplaneParameterTests.swift", "of the mark's bits the lowest is used",
        "FELIX_NFTABLESMARKMASK"
    ),
    Evidence(
        "AgentTests/NodeAddressTests.swift",
        "addresses are followed as they come and go, each family by itself",
        "GEMEL_IP GEMEL_IP6_AUTODETECTION_METHOD"
    ),
    Evidence(
        "AgentTests/NodeAddressTests.swift",
        "the address of one family is found by a method, while that of the other is given",
        "GEMEL_IP6 GEMEL_IP_AUTODETECTION_METHOD"
    ),
    Evidence(
        "AgentConfigurationTests/DefaultPoolTests.swift", "IP in IP is said in calico/node's words",
        "GEMEL_IPV4POOL_IPIP"
    ),
    Evidence(
        "AgentConfigurationTests/DefaultPoolTests.swift", "without settings there is no pool",
        "GEMEL_NO_DEFAULT_POOLS"
    ),
    Evidence(
        "AgentConfigurationTests/DefaultPoolTests.swift", "every other setting is followed, in both families",
        "GEMEL_IPV4POOL_CIDR GEMEL_IPV6POOL_CIDR GEMEL_IPV4POOL_BLOCK_SIZE GEMEL_IPV6POOL_BLOCK_SIZE "
            + "GEMEL_IPV4POOL_DISABLE_BGP_EXPORT GEMEL_IPV6POOL_DISABLE_BGP_EXPORT GEMEL_IPV4POOL_NAT_OUTGOING "
            + "GEMEL_IPV6POOL_NAT_OUTGOING GEMEL_IPV4POOL_NODE_SELECTOR GEMEL_IPV6POOL_NODE_SELECTOR "
            + "GEMEL_IPV4POOL_VXLAN GEMEL_IPV6POOL_VXLAN"
    ),
    Evidence(
        "AgentTests/RoutingDaemonTests.swift",
        "pods of two nodes reach each other by BGP, over both families",
        "GEMEL_NETWORKING_BACKEND GEMEL_BIRD_DIR", setIn: "AgentTests/BirdNodes.swift"
    ),
    Evidence(
        "AgentTests/RoutingDaemonTests.swift", "a session has its password, or is not made",
        "GEMEL_BGP_PASSWORD_DIR", setIn: "AgentTests/BirdNodes.swift"
    ),
    Evidence(
        "AgentTests/RoutingDaemonTests.swift", "a change with which sessions do not come again is undone",
        "GEMEL_BIRD_CONFIRMATION", setIn: "AgentTests/BirdNodes.swift"
    ),
    Evidence(
        "AgentTests/PluginTests.swift",
        "what was added is taken away as often as one asks, and nothing is left", "GEMEL_IPAM_DIR",
        setIn: "AgentTests/Node.swift"
    ),
    Evidence(
        "AgentTests/AgentTests.swift", "what was last good of a broken file holds, also for the next process",
        "GEMEL_STATE_DIR GEMEL_CACHE_DIR GEMEL_RUN_DIR FELIX_FELIXHOSTNAME", setIn: "AgentTests/Node.swift"
    ),
    Evidence(
        "AgentTests/AgentTests.swift", "an agent whose first transaction was refused is not ready (B20)",
        "FELIX_HEALTHENABLED FELIX_HEALTHPORT"
    ),
    Evidence(
        "StatusServerTests/HealthServiceTests.swift", "localhost is served on both families",
        "FELIX_HEALTHHOST", property: #"serving("localhost""#
    ),
    Evidence(
        "StatusTests/HealthTests.swift", "each part has a limit of its own, and the kernel a grace period",
        "FELIX_DATAPLANEWATCHDOGTIMEOUT", property: "limits.mainLoop"
    ),
    Evidence(
        "StatusTests/HealthTests.swift", "each part has a limit of its own, and the kernel a grace period",
        "FELIX_HEALTHTIMEOUTOVERRIDES", property: "limits.calculation"
    ),
    Evidence(
        "StatusTests/HealthTests.swift", "each part has a limit of its own, and the kernel a grace period",
        "GEMEL_READINESSGRACEPERIOD", property: "limits.grace"
    ),
    Evidence(
        "AgentTests/MetricsTests.swift", "what is asked of clients' certificates is what the setting says",
        "FELIX_PROMETHEUSMETRICSENABLED FELIX_PROMETHEUSMETRICSHOST FELIX_PROMETHEUSMETRICSCERTFILE "
            + "FELIX_PROMETHEUSMETRICSKEYFILE FELIX_PROMETHEUSMETRICSCAFILE FELIX_PROMETHEUSMETRICSCLIENTAUTH",
        setIn: "AgentTests/MetricsTests.swift"
    ),
    Evidence(
        "AgentTests/MetricsTests.swift", "the port and the metrics of the process are what the settings say",
        "FELIX_PROMETHEUSMETRICSPORT FELIX_PROMETHEUSPROCESSMETRICSENABLED FELIX_PROMETHEUSGOMETRICSENABLED"
    ),
    Evidence(
        "AgentTests/LogTests.swift",
        "a message about a file has its place in fields, and levels change without a restart",
        "FELIX_LOGSEVERITYSCREEN FELIX_LOGSEVERITYFILE FELIX_LOGFILEPATH GEMEL_LOGFORMAT"
    ),
    Evidence(
        "LogsTests/RouterTests.swift", "debug messages can be had from some source files alone",
        "FELIX_LOGDEBUGFILENAMEREGEX", property: "routes.debugFiles"
    ),
    Evidence(
        "AgentTests/WireGuardTests.swift",
        "one family alone is encrypted, then both, then none, and what is not goes in plain",
        "FELIX_WIREGUARDENABLED FELIX_WIREGUARDENABLEDV6"
    ),
    Evidence(
        "AgentTests/WireGuardTests.swift",
        "each family's device has the name, the port and the MTU of its own settings",
        "FELIX_WIREGUARDINTERFACENAME FELIX_WIREGUARDLISTENINGPORT FELIX_WIREGUARDMTU "
            + "FELIX_WIREGUARDINTERFACENAMEV6 FELIX_WIREGUARDLISTENINGPORTV6 FELIX_WIREGUARDMTUV6"
    ),
    Evidence(
        "WireGuardNetlinkTests/MessageTests.swift",
        "a peer's message has its key, where it is, and what is allowed",
        "FELIX_WIREGUARDKEEPALIVE FELIX_WIREGUARDPERSISTENTKEEPALIVE",
        property: "keepAlive: 25", setIn: "WireGuardNetlinkTests/MessageTests.swift"
    ),
    Evidence(
        "BirdTests/ConfigurationTests.swift",
        "a router's number is the address, a hash of the name, or as given",
        "GEMEL_ROUTER_ID", property: "settings.routerID"
    ),
    Evidence("../scripts/test-systemd", "LogSeveritySys = None", "FELIX_LOGSEVERITYSYS"),
]

/// What a file below `Tests` says; empty where it is not there.
private func text(of file: String) -> String {
    let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let number = unsafe open("/\(tests)/\(file)", O_RDONLY)
    guard number >= 0 else { return "" }
    defer { close(number) }
    var content: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while case let count = unsafe read(number, &bytes, bytes.count), count > 0 { content += bytes[..<count] }
    return String(decoding: content, as: UTF8.self)
}

/// From a test's name to the next one's; all of what is no source of Swift.
private func body(of test: String, in source: String) -> String {
    guard let start = source.firstRange(of: test) else { return "" }
    let rest = source[start.lowerBound...]
    return String(rest[..<(rest.firstRange(of: "@Test")?.lowerBound ?? rest.endIndex)])
}
