/// The settings of Felix, of its configuration file and of its resource FelixConfiguration, by name.
///
/// Those that this agent has no use for are no mistakes: whoever changes over from Felix has them. They
/// concern other dataplanes (eBPF, iptables, Windows), Calico's datastore and what surrounds it.
enum FelixNames {
    static func contains(_ name: String) -> Bool { spellings[name.uppercased()] != nil }

    /// The name of a FelixConfiguration's field: as Felix has it, with the capitals that it begins with small, but
    /// for the one that begins a second word.
    static func fieldName(_ name: String) -> String {
        guard let spelling = spellings[name.uppercased()] else { return name }
        let capitals = spelling.prefix { $0.isUppercase }.count
        let small = capitals > 1 ? capitals - 1 : capitals
        return spelling.prefix(small).lowercased() + spelling.dropFirst(small)
    }

    /// Names as Felix spells them, by the same in capitals.
    private static let spellings: [String: String] = {
        let names = (general + overlays + reporting + iptables + datastore + eBPF + debugging).split(
            whereSeparator: \.isWhitespace)
        return Dictionary(
            names.map { ($0.uppercased(), String($0)) }, uniquingKeysWith: { first, _ in first })
    }()

    private static let general = """
        AllowIPIPPacketsFromWorkloads AllowVXLANPacketsFromWorkloads AWSSrcDstCheck CgroupV2Path
        ChainInsertMode ConfigFilePath DataplaneDriver DataplaneWatchdogTimeout DefaultEndpointToHostAction
        DeviceRouteProtocol DeviceRouteSourceAddress DeviceRouteSourceAddressIPv6
        DisableConntrackInvalidCheck EndpointReportingDelay EndpointReportingDelaySecs
        EndpointReportingEnabled EndpointStatusPathPrefix ExternalNodesCIDRList ExternalNodesList
        FailsafeInboundHostPorts FailsafeOutboundHostPorts FeatureDetectOverride FeatureGates FelixHostname
        FloatingIPs GoGCThreshold GoMaxProcs GoMemoryLimitMB HealthEnabled HealthHost HealthPort
        HealthTimeoutOverrides IPForwarding IPv4ElevatedRoutePriority IPv4NormalRoutePriority
        IPv6ElevatedRoutePriority IPv6NormalRoutePriority InterfaceExclude InterfacePrefix
        InterfaceRefreshInterval Ipv6Support IstioAmbientMode IstioDSCPMark KubeNodePortRanges
        LiveMigrationRouteConvergenceTime LocalSubnetL2Reachability
        LocalSubnetL2ReachabilityRefreshInterval LogActionRateLimit LogActionRateLimitBurst
        LogDebugFilenameRegex LogFilePath LogPrefix LogSeverityFile LogSeverityScreen LogSeveritySys
        MTUIfacePattern MetadataAddr MetadataPort NATOutgoingAddress NATOutgoingExclusions NATPortRange
        NetlinkTimeout NetlinkTimeoutSecs NFTablesFlowTableDataIfacePattern NFTablesFlowTableOffload
        NFTablesMode NftablesFilterAllowAction NftablesFilterDenyAction NftablesMangleAllowAction
        NftablesMarkMask NftablesRefreshInterval OpenstackRegion PolicySyncPathPrefix ProgramClusterRoutes
        RemoveExternalRoutes RequireMTUFile RouteRefreshInterval RouteSource RouteSyncDisabled
        RouteTableRange RouteTableRanges ServiceLoopPrevention SidecarAccelerationEnabled
        UseInternalDataplaneDriver WindowsManageFirewallRules WindowsNetworkName WorkloadSourceSpoofing
        GenericXDPEnabled XDPEnabled XDPRefreshInterval
        """

    private static let overlays = """
        IpInIpEnabled IpInIpMtu IpInIpTunnelAddr IPv4VXLANTunnelAddr IPv6VXLANTunnelAddr VXLANEnabled
        VXLANMTU VXLANMTUV6 VXLANPort VXLANTunnelMACAddr VXLANTunnelMACAddrV6 VXLANVNI WireguardEnabled
        WireguardEnabledV6 WireguardHostEncryptionEnabled WireguardInterfaceName WireguardInterfaceNameV6
        WireguardKeepAlive WireguardListeningPort WireguardListeningPortV6 WireguardMTU WireguardMTUV6
        WireguardPersistentKeepAlive WireguardRoutingRulePriority WireguardThreadingEnabled
        """

    private static let reporting = """
        FlowLogsCollectorDebugTrace FlowLogsFlushInterval FlowLogsGoldmaneServer FlowLogsLocalReporter
        FlowLogsPolicyEvaluationMode PrometheusGoMetricsEnabled PrometheusMetricsCAFile
        PrometheusMetricsCertFile PrometheusMetricsClientAuth PrometheusMetricsEnabled
        PrometheusMetricsHost PrometheusMetricsKeyFile PrometheusMetricsPort
        PrometheusProcessMetricsEnabled PrometheusWireGuardMetricsEnabled ReportingInterval
        ReportingIntervalSecs ReportingTTL ReportingTTLSecs UsageReportingEnabled
        UsageReportingInitialDelay UsageReportingInitialDelaySecs UsageReportingInterval
        UsageReportingIntervalSecs
        """

    private static let iptables = """
        IpsetsRefreshInterval IptablesBackend IptablesFilterAllowAction IptablesFilterDenyAction
        IptablesLockFilePath IptablesLockProbeInterval IptablesLockProbeIntervalMillis IptablesLockTimeout
        IptablesLockTimeoutSecs IptablesMangleAllowAction IptablesMarkMask
        IptablesNATOutgoingInterfaceFilter IptablesPostWriteCheckInterval
        IptablesPostWriteCheckIntervalSecs IptablesRefreshInterval MaxIpsetSize
        """

    private static let datastore = """
        CalicoVersion ClusterGUID ClusterType DatastoreType EtcdAddr EtcdCaFile EtcdCertFile EtcdEndpoints
        EtcdKeyFile EtcdScheme TyphaAddr TyphaCAFile TyphaCN TyphaCertFile TyphaK8sNamespace
        TyphaK8sServiceName TyphaKeyFile TyphaReadTimeout TyphaURISAN TyphaWriteTimeout Variant
        """

    private static let eBPF = """
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
        """

    private static let debugging = """
        DebugBPFCgroupV2 DebugBPFMapRepinEnabled DebugCPUProfilePath DebugDisableLogDropping DebugHost
        DebugMemoryProfilePath DebugPanicAfter DebugPort DebugSimulateCalcGraphHangAfter
        DebugSimulateDataRace DebugSimulateDataplaneApplyDelay DebugSimulateDataplaneHangAfter
        """
}
