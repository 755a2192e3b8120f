/// The settings of Felix, of its configuration file and of its resource FelixConfiguration, as Felix spells them.
enum FelixNames {
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
        let names =
            used.split(whereSeparator: \.isWhitespace).map(String.init) + FelixParameter.all.map(\.name)
        return Dictionary(names.map { ($0.uppercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }()

    /// Those that are no ``FelixParameter``, since the agent has them too, and its own.
    private static let used = """
        AllowIPIPPacketsFromWorkloads AllowVXLANPacketsFromWorkloads ConnectionPolicy DataplaneWatchdogTimeout
        DefaultEndpointToHostAction DisableConntrackInvalidCheck FailsafeInboundHostPorts FailsafeOutboundHostPorts
        FelixHostname FloatingIPs HealthEnabled HealthHost HealthPort HealthTimeoutOverrides InterfaceExclude
        InterfacePrefix InterfaceRefreshInterval Ipv4Support Ipv6Support IptablesFilterDenyAction
        IptablesNATOutgoingInterfaceFilter LogActionRateLimit LogActionRateLimitBurst LogDebugFilenameRegex
        LogFilePath LogFormat LogPrefix LogSeverityFile LogSeverityScreen LogSeveritySys
        NATOutgoingAddress NATOutgoingAddressIPv6 NATOutgoingExclusions NATPortRange NftablesFilterDenyAction
        NftablesMarkMask NftablesRefreshInterval ProgramClusterRoutes PrometheusGoMetricsEnabled
        PrometheusMetricsCAFile PrometheusMetricsCertFile PrometheusMetricsClientAuth PrometheusMetricsEnabled
        PrometheusMetricsHost PrometheusMetricsKeyFile PrometheusMetricsPort PrometheusProcessMetricsEnabled
        ReadinessGracePeriod RouteRefreshInterval ServiceLoopPrevention VXLANPort WorkloadSourceSpoofing
        ipipEnabled ipipMTU vxlanMTU vxlanMTUV6 vxlanVNI
        """
}
