// Parameters of Felix that are for other dataplanes, for Calico's datastore, or for Felix's own tests.

extension FelixParameter {
    static let iptables: [FelixParameter] = [
        .init(
            "ChainInsertMode", "insert or append", "insert", "Where in the kernel's chains its rule goes.",
            .iptables),
        .init("IptablesBackend", "one of auto, legacy, nft", "auto", "Which iptables is called.", .iptables),
        .init(
            "IptablesFilterAllowAction", "Accept or Return", "Accept",
            "What becomes of packets that policy allows.",
            .iptables),
        .init(
            "IptablesMangleAllowAction", "Accept or Return", "Accept",
            "What becomes of packets that policy before DNAT allows.", .iptables),
        .init("IptablesLockFilePath", path, "/run/xtables.lock", "The lock of iptables.", .iptables),
        .init("IptablesLockProbeInterval", seconds, "0.05", "How often the lock is tried.", .iptables),
        .init(
            "IptablesLockProbeIntervalMillis", "a number of milliseconds", "50",
            "How often the lock is tried.", .iptables),
        .init("IptablesLockTimeout", seconds, "0", "How long the lock is waited for.", .iptables),
        .init("IptablesLockTimeoutSecs", seconds, "0", "How long the lock is waited for.", .iptables),
        .init(
            "IptablesMarkMask", "a mask of two bits or more", "0xffff0000",
            "The bits of a packet's mark that may be used.",
            .settled("FELIX_NFTABLESMARKMASK says it")),
        .init(
            "IptablesPostWriteCheckInterval", seconds, "5",
            "When rules are read back after they were written.", .iptables),
        .init(
            "IptablesPostWriteCheckIntervalSecs", seconds, "5",
            "When rules are read back after they were written.", .iptables),
        .init(
            "IptablesRefreshInterval", seconds, "180", "How often the rules are read back and mended.",
            .iptables),
        .init("MaxIpsetSize", number, "1048576", "How many members a set may have.", .iptables),
    ]

    static let elsewhere: [FelixParameter] =
        openStack
        + several("CalicoVersion ClusterGUID ClusterType Variant", text, "What the cluster is.", .datastore)
        + several(
            "DatastoreType EtcdAddr EtcdEndpoints EtcdScheme", text, "Where the datastore is.", .datastore)
        + several("EtcdCaFile EtcdCertFile EtcdKeyFile", path, "How etcd is spoken to.", .datastore)
        + several(
            "TyphaAddr TyphaCN TyphaK8sNamespace TyphaK8sServiceName TyphaURISAN", text, "Where Typha is.",
            .datastore)
        + several("TyphaCAFile TyphaCertFile TyphaKeyFile", path, "How Typha is spoken to.", .datastore)
        + several("TyphaReadTimeout TyphaWriteTimeout", seconds, "How long Typha may take.", .datastore)
        + several(
            "WindowsManageFirewallRules WindowsNetworkName", text, "A setting of Felix on Windows.", .windows)
        + several(
            """
            DebugBPFCgroupV2 DebugBPFMapRepinEnabled DebugCPUProfilePath DebugDisableLogDropping DebugHost
            DebugMemoryProfilePath DebugPanicAfter DebugPort DebugSimulateCalcGraphHangAfter
            DebugSimulateDataRace DebugSimulateDataplaneApplyDelay DebugSimulateDataplaneHangAfter
            """, text, "A setting of Felix's own tests.", .debugging)

    private static let openStack: [FelixParameter] = [
        .init(
            "EndpointReportingEnabled", boolean, "false", "Whether the states of endpoints are told.",
            .openStack),
        .init("EndpointReportingDelay", seconds, "1", "How long after a change they are told.", .openStack),
        .init(
            "EndpointReportingDelaySecs", seconds, "1", "How long after a change they are told.", .openStack),
        .init("MetadataAddr", host, "127.0.0.1", "Where virtual machines get their metadata.", .openStack),
        .init("MetadataPort", port, "8775", "The TCP port of that.", .openStack),
        .init("OpenstackRegion", text, "", "The region that the node is in.", .openStack),
    ]

    static let eBPF = several(
        """
        BPFAttachType BPFCTLBLogFilter BPFConnectTimeLoadBalancing BPFConnectTimeLoadBalancingEnabled
        BPFConntrackCleanupMode BPFConntrackLogLevel BPFConntrackMode BPFConntrackTimeouts BPFDSROptoutCIDRs
        BPFDataIfacePattern BPFDisableGROForIfaces BPFDisableUnprivileged BPFEnabled BPFEnforceRPF
        BPFExcludeCIDRsFromNAT BPFExportBufferSizeMB BPFExtToServiceConnmark BPFExternalServiceMode
        BPFForceTrackPacketsFromIfaces BPFHostConntrackBypass BPFHostNetworkedNATWithoutCTLB
        BPFIPFragTimeout BPFIPv6Support BPFIstioAmbientMode BPFJITHardening
        BPFKubeProxyEndpointSlicesEnabled BPFKubeProxyHealthzPort BPFKubeProxyIptablesCleanupEnabled
        BPFKubeProxyMinSyncPeriod BPFL3IfacePattern BPFLogFilters BPFLogLevel BPFMaglevMaxEndpointsPerService
        BPFMaglevMaxServices BPFMapSizeConntrack BPFMapSizeConntrackCleanupQueue BPFMapSizeConntrackScaling
        BPFMapSizeIPSets BPFMapSizeIfState BPFMapSizeMaglev BPFMapSizeNATAffinity BPFMapSizeNATBackend
        BPFMapSizeNATFrontend BPFMapSizePerCPUConntrack BPFMapSizeRoute BPFMapSizeRPFDrops
        BPFPSNATPorts BPFPolicyDebugEnabled BPFProfiling BPFRedirectToPeer
        """, text, "A setting of Felix's eBPF dataplane.", .eBPF)

    /// One for each of `names`, of which the agent needs to know no more than what they are for.
    private static func several(
        _ names: String, _ accepted: String, _ documentation: String, _ reason: Reason
    ) -> [FelixParameter] {
        names.split(whereSeparator: \.isWhitespace).map {
            FelixParameter(String($0), accepted, "", documentation, reason)
        }
    }
}
