// Parameters of Felix that concern what becomes of packets.

extension FelixParameter {
    static let dataplane: [FelixParameter] = [
        .init(
            "NFTablesMode", "one of Auto, Enabled, Disabled", "Auto", "Whether nftables is used.",
            .settled("nftables is always used")),
        .init(
            "IpsetsRefreshInterval", seconds, "90", "How often the sets are read back and mended.",
            .settled("sets are read with the rules: FELIX_NFTABLESREFRESHINTERVAL")),
        .init(
            "NftablesFilterAllowAction", "Accept or Return", "Accept",
            "What becomes of packets that policy allows.", acceptedHere),
        .init(
            "NftablesMangleAllowAction", "Accept or Return", "Accept",
            "What becomes of packets that policy before DNAT allows.", acceptedHere),
        .init(
            "NFTablesFlowTableOffload", "All or Disabled", "Disabled",
            "Whether established connections take the short way of a flow table.", .notYet),
        .init(
            "NFTablesFlowTableDataIfacePattern", expression, "",
            "The host's interfaces that flow tables are for.",
            .notYet),
        .init(
            "IPForwarding", toggle, "Enabled", "Whether the node forwards packets.", .notYet),
        .init(
            "NetlinkTimeout", seconds, "10", "How long the kernel may take to answer.",
            .settled("it answers at once, or the agent tries again")),
        .init(
            "NetlinkTimeoutSecs", seconds, "10", "How long the kernel may take to answer.",
            .settled("it answers at once, or the agent tries again")),
        .init(
            "CgroupV2Path", path, "", "Where the hierarchy of cgroups is.",
            .settled("nothing is done with cgroups")),
        .init(
            "IstioAmbientMode", toggle, "Disabled", "Whether packets are handed to Istio's ztunnel.", .notYet),
        .init("IstioDSCPMark", "a DSCP", "23", "How packets for ztunnel are marked.", .notYet),
        .init(
            "SidecarAccelerationEnabled", boolean, "false", "Whether the way to sidecars is made short.",
            .notYet),
        .init(
            "AWSSrcDstCheck", "one of DoNothing, Enable, Disable", "DoNothing",
            "Whether Amazon's check of addresses is set.", .settled("no cloud is spoken to")),
        .init(
            "GenericXDPEnabled", boolean, "false", "Whether XDP is used where drivers do not have it.", xdp),
        .init("XDPEnabled", boolean, "true", "Whether doNotTrack policies are made programs of XDP.", xdp),
        .init("XDPRefreshInterval", seconds, "90", "How often XDP's programs are looked at.", xdp),
        .init(
            "UseInternalDataplaneDriver", boolean, "true", "Whether Felix writes to the kernel itself.",
            .settled("the agent writes to the kernel itself")),
        .init(
            "DataplaneDriver", "a program", "calico-iptables-plugin", "Who else writes to the kernel.",
            .settled("the agent writes to the kernel itself")),
    ]

    static let nat: [FelixParameter] = [
        .init(
            "KubeNodePortRanges", "a comma-separated list of ports and ranges", "30000:32767",
            "The ports of the node that are services'.", .notYet)
    ]

    private static let acceptedHere = Reason.settled(
        "what policy allows is accepted in the agent's own chains alone")
    private static let xdp = Reason.settled(
        "such packets are dropped before connection tracking, by nftables")
}
