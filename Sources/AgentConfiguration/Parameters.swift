import Addressing

extension AgentConfiguration {
    /// Every setting the agent knows, in the order in which they are documented.
    package static let parameters: [Parameter] =
        agentParameters + logParameters + nodeAddressParameters + bgpParameters + defaultPoolParameters
        + refreshParameters
        + healthParameters
        + metricsParameters + policyParameters
        + natParameters + tunnelParameters + wireGuardParameters

    /// What the agent itself needs.
    private static let agentParameters: [Parameter] = [
        Parameter(
            "GEMEL_STATE_DIR", \.stateDirectory, .path,
            "Where the manifests are that the agent follows.", reach: .local),
        Parameter(
            "GEMEL_RUN_DIR", \.runDirectory, .path,
            "Where the control socket is, `gemel.sock`; emptied at boot.", reach: .local),
        Parameter(
            "GEMEL_CACHE_DIR", \.cacheDirectory, .path,
            "Where each file's last good content is kept.", reach: .local),
        Parameter(
            "GEMEL_IPAM_DIR", \.addressDirectory, .path,
            "Where the network plugin and `gemel ipam` have the addresses that were given out.", reach: .local
        ),
        Parameter(
            "FELIX_FELIXHOSTNAME", \.nodeName, .nodeName, "The name of this node in the manifests.",
            reach: .local,
            defaultText: "the host's name in lower case"),
        Parameter(
            "FELIX_IPV6SUPPORT", \.familiesOn.v6, .boolean,
            "Whether workloads may speak IPv6. If not, all their IPv6 is **blocked**."),
        Parameter(
            "FELIX_IPV4SUPPORT", \.familiesOn.v4, .boolean,
            "The same for IPv4, which Felix cannot switch off."),
        Parameter(
            "FELIX_INTERFACEPREFIX", \.interfacePrefixes, .interfacePrefixes,
            "What the names of workloads' interfaces begin with. Pods' interfaces are named with the first."),
        Parameter(
            "FELIX_HEALTHENABLED", \.healthEnabled, .boolean,
            "Whether health is served over HTTP.", reach: .untilRestart),
        Parameter(
            "FELIX_HEALTHHOST", \.healthHost, .host,
            "The name or address health is served on; `localhost` is both 127.0.0.1 and ::1.",
            reach: .untilRestart),
        Parameter(
            "FELIX_HEALTHPORT", \.healthPort, .port,
            "The TCP port health is served on; 0 lets the kernel choose.", reach: .untilRestart),
        Parameter(
            "FELIX_LOGSEVERITYSCREEN", \.logSeverity, .choice(zero: LogSeverity.none),
            "The least important messages that are logged."),
    ]

    /// What shapes the enforcement of policy.
    private static let policyParameters: [Parameter] = [
        Parameter(
            "FELIX_DEFAULTENDPOINTTOHOSTACTION", \.dataplane.endpointToHostAction, .choice(),
            "What becomes of packets from a workload to its own host that its policy has passed."),
        Parameter(
            "FELIX_NFTABLESFILTERDENYACTION", \.dataplane.denyAction, .choice(),
            "How a packet that policy denies is refused: silently, or with an answer to its sender."),
        Parameter(
            "FELIX_IPTABLESFILTERDENYACTION", \.dataplane.denyAction, .choice(),
            "Another name of FELIX_NFTABLESFILTERDENYACTION, which in the same place goes before it.",
            alias: "FELIX_NFTABLESFILTERDENYACTION"),
        Parameter(
            "FELIX_DISABLECONNTRACKINVALIDCHECK", \.dataplane.allowsInvalid, .boolean,
            "Whether packets that conntrack calls invalid meet policy instead of being dropped."),
        Parameter(
            "FELIX_FAILSAFEINBOUNDHOSTPORTS", \.dataplane.failsafeInbound, .hostPorts,
            "The host's ports that no policy of a host endpoint closes."),
        Parameter(
            "FELIX_FAILSAFEOUTBOUNDHOSTPORTS", \.dataplane.failsafeOutbound, .hostPorts,
            "The ports elsewhere to which no policy of a host endpoint closes the host's way."),
        Parameter(
            "FELIX_INTERFACEEXCLUDE", \.dataplane.interfaceExclude, .interfacePatterns,
            "The interfaces that a host endpoint `*` is not for."),
        Parameter(
            "FELIX_LOGPREFIX", \.dataplane.logPrefix, .logPrefix,
            "What a `Log` rule's messages begin with. `%t` stands for the tier, `%k` for the kind of policy, "
                + "`%p` for its name with its namespace, `%n` for its name; at most 127 bytes are kept."),
        Parameter(
            "FELIX_LOGACTIONRATELIMIT", \.dataplane.logRate, .logRate,
            "How often one `Log` rule writes at most."),
        Parameter(
            "FELIX_LOGACTIONRATELIMITBURST", \.dataplane.logBurst, .number(0...9999, zero: 0),
            "How many packets in a row one `Log` rule writes before the limit counts."),
        Parameter(
            "FELIX_NFTABLESMARKMASK", \.dataplane.markMask, .markMask,
            "The bits of a packet's mark that are the agent's; it uses the lowest."),
    ]

    /// What shapes encapsulation, services and address translation.
    private static let natParameters: [Parameter] = [
        Parameter(
            "FELIX_ALLOWVXLANPACKETSFROMWORKLOADS", \.dataplane.allowsVXLANFromWorkloads, .boolean,
            "Whether workloads may send VXLAN, if their policy lets them."),
        Parameter(
            "FELIX_ALLOWIPIPPACKETSFROMWORKLOADS", \.dataplane.allowsIPIPFromWorkloads, .boolean,
            "Whether workloads may send IP in IP, if their policy lets them."),
        Parameter(
            "FELIX_VXLANPORT", \.dataplane.vxlanPort, .number(1...65535), "The UDP port that is VXLAN's."),
        Parameter(
            "FELIX_VXLANVNI", \.dataplane.vxlanNetwork, .number(1...16_777_215),
            "The VXLAN network identifier of the tunnels between nodes."),
        Parameter(
            "FELIX_VXLANMTU", \.dataplane.vxlanMTU.v4, .number(0...65535, zero: 0),
            "The MTU of the tunnel over IPv4; 0: that of the interface under it less 50."),
        Parameter(
            "FELIX_VXLANMTUV6", \.dataplane.vxlanMTU.v6, .number(0...65535, zero: 0),
            "The MTU of the tunnel over IPv6; 0: that of the interface under it less 70."),
        Parameter(
            "FELIX_PROGRAMCLUSTERROUTES", \.dataplane.clusterRoutes, .choice(zero: .disabled),
            "Which routes to other nodes the agent makes besides those by VXLAN: of pools without encapsulation to "
                + "nodes on the same link with `Enabled` and `EnabledNoEncapOnly`, of pools with IP in IP with "
                + "`Enabled` and `EnabledIPIPOnly`. Felix leaves the former to BIRD unless told."),
        Parameter(
            "FELIX_WORKLOADSOURCESPOOFING", \.dataplane.sourceSpoofing, .choice(zero: .disabled),
            "Whether the annotation `cni.projectcalico.org/allowedSourcePrefixes` lets a workload send from "
                + "addresses that are not its own."),
        Parameter(
            "FELIX_SERVICELOOPPREVENTION", \.dataplane.serviceLoopPrevention, .choice(zero: .disabled),
            "What becomes of a packet to a service's address that nobody has translated."),
        Parameter(
            "FELIX_FLOATINGIPS", \.dataplane.floatingAddresses, .choice(zero: .disabled),
            "Whether workloads have floating addresses."),
        Parameter(
            "FELIX_NATOUTGOINGEXCLUSIONS", \.dataplane.natExclusions, .choice(),
            "What natOutgoing leaves as it is: what goes to pools, or to the nodes too."),
        Parameter(
            "GEMEL_CONNECTIONPOLICY", \.dataplane.connectionPolicy, .choice(),
            "What becomes of connections that policy does not allow any more: `Remove` ends them, "
                + "`Keep` lets them go on, as Felix does."),
        Parameter(
            "FELIX_NATPORTRANGE", \.dataplane.natPorts, .portRange,
            "The source ports that natOutgoing chooses from; without a range the kernel chooses."),
        Parameter(
            "FELIX_NATOUTGOINGADDRESS", \.dataplane.natAddress.v4, .address(.v4),
            "The IPv4 address that natOutgoing hides workloads behind, instead of that of the interface a "
                + "packet leaves by."),
        Parameter(
            "GEMEL_NATOUTGOINGADDRESSIPV6", \.dataplane.natAddress.v6, .address(.v6),
            "The same for IPv6, which Felix has no setting for."),
        Parameter(
            "FELIX_IPTABLESNATOUTGOINGINTERFACEFILTER", \.dataplane.natInterface, .interfaceFilter,
            "The interfaces that natOutgoing is for; without one, all."),
    ]
}
