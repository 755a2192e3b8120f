import AgentConfiguration
import Glibc
import Testing

/// Every parameter has a test that shows what it does, or a reason why there is none.
struct ParameterEvidenceTests {
    @Test func `every parameter is tried somewhere, or it is said why not`() {
        let tried = evidence.flatMap { $0.parameters.split(separator: " ").map(String.init) }
        let parameters = Set(AgentConfiguration.parameters.map(\.name))
        #expect(parameters.subtracting(tried).subtracting(reasons.keys) == [], "nobody shows what these do")
        #expect(Set(tried).union(reasons.keys).subtracting(parameters) == [], "these are no parameters")
        #expect(reasons.keys.filter(Set(tried).contains) == [], "these are tried after all")
    }

    @Test(arguments: evidence.map { [$0.file, $0.test] })
    func `the test that is named is there`(place: [String]) {
        #expect(text(of: place[0]).contains(place[1]), "\(place[0]) has no test of this name: \(place[1])")
    }
}

/// Where it is shown what parameters do: a file below `Tests`, or a script, and a test in it.
private let evidence: [(file: String, test: String, parameters: String)] = [
    (
        "AgentTests/FamilyToggleTests.swift",
        "a family that is switched off is blocked and leaves nothing, and comes back whole",
        "FELIX_IPV4SUPPORT FELIX_IPV6SUPPORT"
    ),
    (
        "AgentTests/PolicyToggleTests.swift",
        "DefaultEndpointToHostAction decides on what workloads send to their host",
        "FELIX_DEFAULTENDPOINTTOHOSTACTION"
    ),
    (
        "AgentTests/PolicyToggleTests.swift",
        "a deny action of Reject answers where Drop is silent, and lets nothing through",
        "FELIX_NFTABLESFILTERDENYACTION FELIX_IPTABLESFILTERDENYACTION"
    ),
    (
        "AgentTests/PolicyToggleTests.swift",
        "an interface is a workload's by its prefix, and blocked where no manifest names it",
        "FELIX_INTERFACEPREFIX"
    ),
    (
        "AgentTests/PolicyToggleTests.swift",
        "failsafe ports stay open in both directions, for the peers of their blocks and of either family",
        "FELIX_FAILSAFEINBOUNDHOSTPORTS FELIX_FAILSAFEOUTBOUNDHOSTPORTS"
    ),
    (
        "AgentTests/PolicyToggleTests.swift", "what Log rules write, and how often, is what the settings say",
        "FELIX_LOGPREFIX FELIX_LOGACTIONRATELIMIT FELIX_LOGACTIONRATELIMITBURST"
    ),
    (
        "AgentTests/TrafficToggleTests.swift",
        "natOutgoing hides workloads behind the address, the ports and on the interfaces it is told",
        "FELIX_NATOUTGOINGADDRESS GEMEL_NATOUTGOINGADDRESSIPV6 FELIX_NATPORTRANGE "
            + "FELIX_IPTABLESNATOUTGOINGINTERFACEFILTER"
    ),
    (
        "AgentTests/TrafficToggleTests.swift", "NATOutgoingExclusions leaves what goes to nodes as it is",
        "FELIX_NATOUTGOINGEXCLUSIONS"
    ),
    (
        "AgentTests/TrafficToggleTests.swift",
        "routes and interfaces that somebody has changed are mended after the refresh interval",
        "FELIX_ROUTEREFRESHINTERVAL FELIX_INTERFACEREFRESHINTERVAL"
    ),
    (
        "AgentTests/TrafficToggleTests.swift",
        "the rules are read back after the refresh interval, and nothing is written",
        "FELIX_NFTABLESREFRESHINTERVAL"
    ),
    (
        "AgentTests/RoutesBetweenNodesTests.swift",
        "each tunnel has the MTU that its family's setting says, and the network and port that both have",
        "FELIX_VXLANMTU FELIX_VXLANMTUV6 FELIX_VXLANVNI FELIX_VXLANPORT"
    ),
    (
        "NodeNetworkingTests/IPIPRouteTests.swift",
        "a setting switches IP in IP off, or its end on without a pool",
        "FELIX_IPINIPMTU FELIX_IPINIPENABLED FELIX_IPIPMTU FELIX_IPIPENABLED"
    ),
    (
        "AgentTests/HostEndpointTunnelTests.swift", "externalNodesList",
        "FELIX_EXTERNALNODESCIDRLIST FELIX_EXTERNALNODESLIST"
    ),
    (
        "AgentTests/ReloadTests.swift",
        "a node that goes together with a change of the settings gets no route any more",
        "FELIX_PROGRAMCLUSTERROUTES FELIX_WORKLOADSOURCESPOOFING"
    ),
    (
        "AgentTests/ConnectionTests.swift",
        "a connection ends in both families when policy forbids it, unless it is to be kept",
        "GEMEL_CONNECTIONPOLICY"
    ),
    // Its random clusters have random settings, whose effect on packets the kernel shows.
    (
        "AgreementTests/AgreementTests.swift",
        "the kernel gives random packets the verdict that the resources mean",
        "FELIX_DISABLECONNTRACKINVALIDCHECK FELIX_INTERFACEEXCLUDE FELIX_ALLOWVXLANPACKETSFROMWORKLOADS "
            + "FELIX_ALLOWIPIPPACKETSFROMWORKLOADS FELIX_SERVICELOOPPREVENTION FELIX_FLOATINGIPS"
    ),
    (
        "AgentConfigurationTests/DataplaneParameterTests.swift", "of the mark's bits the lowest is used",
        "FELIX_NFTABLESMARKMASK"
    ),
    (
        "AgentTests/NodeAddressTests.swift",
        "addresses are followed as they come and go, each family by itself",
        "GEMEL_IP GEMEL_IP6 GEMEL_IP_AUTODETECTION_METHOD GEMEL_IP6_AUTODETECTION_METHOD"
    ),
    (
        "AgentConfigurationTests/DefaultPoolTests.swift", "every other setting is followed, in both families",
        "GEMEL_IPV4POOL_CIDR GEMEL_IPV6POOL_CIDR GEMEL_IPV4POOL_BLOCK_SIZE GEMEL_IPV6POOL_BLOCK_SIZE "
            + "GEMEL_IPV4POOL_DISABLE_BGP_EXPORT GEMEL_IPV6POOL_DISABLE_BGP_EXPORT GEMEL_IPV4POOL_NAT_OUTGOING "
            + "GEMEL_IPV6POOL_NAT_OUTGOING GEMEL_IPV4POOL_NODE_SELECTOR GEMEL_IPV6POOL_NODE_SELECTOR "
            + "GEMEL_IPV4POOL_VXLAN GEMEL_IPV6POOL_VXLAN GEMEL_IPV4POOL_IPIP GEMEL_NO_DEFAULT_POOLS"
    ),
    (
        "AgentTests/RoutingDaemonTests.swift",
        "pods of two nodes reach each other by BGP, over both families",
        "GEMEL_NETWORKING_BACKEND GEMEL_BIRD_DIR"
    ),
    (
        "AgentTests/RoutingDaemonTests.swift", "a session has its password, or is not made",
        "GEMEL_BGP_PASSWORD_DIR"
    ),
    (
        "AgentTests/RoutingDaemonTests.swift", "a change with which sessions do not come again is undone",
        "GEMEL_BIRD_CONFIRMATION"
    ),
    (
        "AgentTests/PluginTests.swift",
        "what was added is taken away as often as one asks, and nothing is left", "GEMEL_IPAM_DIR"
    ),
    (
        "AgentTests/AgentTests.swift", "what was last good of a broken file holds, also for the next process",
        "GEMEL_STATE_DIR GEMEL_CACHE_DIR GEMEL_RUN_DIR FELIX_FELIXHOSTNAME"
    ),
    (
        "AgentTests/AgentTests.swift", "an agent whose first transaction was refused is not ready (B20)",
        "FELIX_HEALTHENABLED FELIX_HEALTHPORT"
    ),
    ("StatusServerTests/HealthServiceTests.swift", "localhost", "FELIX_HEALTHHOST"),
    (
        "StatusTests/HealthTests.swift", "a part that is silent for too long is neither live nor ready",
        "FELIX_DATAPLANEWATCHDOGTIMEOUT FELIX_HEALTHTIMEOUTOVERRIDES"
    ),
    (
        "StatusTests/HealthTests.swift",
        "a kernel that is behind for longer than the grace period is not ready, and says why",
        "GEMEL_READINESSGRACEPERIOD"
    ),
    (
        "AgentTests/MetricsTests.swift", "what is asked of clients' certificates is what the setting says",
        "FELIX_PROMETHEUSMETRICSENABLED FELIX_PROMETHEUSMETRICSHOST FELIX_PROMETHEUSMETRICSCERTFILE "
            + "FELIX_PROMETHEUSMETRICSKEYFILE FELIX_PROMETHEUSMETRICSCAFILE FELIX_PROMETHEUSMETRICSCLIENTAUTH"
    ),
    (
        "AgentTests/MetricsTests.swift", "the port and the metrics of the process are what the settings say",
        "FELIX_PROMETHEUSMETRICSPORT FELIX_PROMETHEUSPROCESSMETRICSENABLED FELIX_PROMETHEUSGOMETRICSENABLED"
    ),
    (
        "AgentTests/LogTests.swift",
        "a message about a file has its place in fields, and levels change without a restart",
        "FELIX_LOGSEVERITYSCREEN FELIX_LOGSEVERITYFILE FELIX_LOGFILEPATH GEMEL_LOGFORMAT"
    ),
    (
        "LogsTests/RouterTests.swift", "debug messages can be had from some source files alone",
        "FELIX_LOGDEBUGFILENAMEREGEX"
    ),
    (
        "AgentTests/WireGuardTests.swift",
        "one family alone is encrypted, then both, then none, and what is not goes in plain",
        "FELIX_WIREGUARDENABLED FELIX_WIREGUARDENABLEDV6"
    ),
    ("AgentTests/WireGuardTests.swift", "wireguardMTU: 1380", "FELIX_WIREGUARDMTU"),
    (
        "WireGuardNetlinkTests/MessageTests.swift",
        "a device is given its private key and its port, and no more",
        "FELIX_WIREGUARDLISTENINGPORT"
    ),
    (
        "WireGuardNetlinkTests/MessageTests.swift",
        "a peer's message has its key, where it is, and what is allowed",
        "FELIX_WIREGUARDKEEPALIVE FELIX_WIREGUARDPERSISTENTKEEPALIVE"
    ),
    (
        "BirdTests/ConfigurationTests.swift",
        "a router's number is the address, a hash of the name, or as given",
        "GEMEL_ROUTER_ID"
    ),
    ("../scripts/test-systemd", "FELIX_LOGSEVERITYSCREEN=None", "FELIX_LOGSEVERITYSYS"),
]

/// Why nothing shows what a parameter does.
private let reasons: [String: String] = [
    "FELIX_WIREGUARDMTUV6": "not yet: the kernel's test changes the MTU of IPv4, whose way both take",
    "FELIX_WIREGUARDLISTENINGPORTV6":
        "not yet: the port is tried in a message alone, which both families have",
    "FELIX_WIREGUARDINTERFACENAME": "not yet: the kernel's tests go by the usual name",
    "FELIX_WIREGUARDINTERFACENAMEV6": "not yet: the kernel's tests go by the usual name",
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
