// Parameters of Felix that concern its process: health, logs, metrics, reports.

extension FelixParameter {
    static let process: [FelixParameter] = [
        .init(
            "PrometheusWireGuardMetricsEnabled", boolean, "true", "Whether there are metrics of WireGuard.",
            .notYet),
        .init("GoGCThreshold", number, "40", "How often the Go runtime collects garbage.", .goRuntime),
        .init("GoMaxProcs", number, "-1", "How many processors the Go runtime uses.", .goRuntime),
        .init(
            "GoMemoryLimitMB", number, "-1", "How much memory the Go runtime tries to keep to.", .goRuntime),
        .init(
            "ConfigFilePath", path, "/etc/calico/felix.cfg", "The configuration file.",
            .settled("the option --config says it")),
        .init(
            "FeatureDetectOverride", pairs, "", "What the kernel is held to be able to do.",
            .settled("nothing is guessed of the kernel")),
        .init("FeatureGates", pairs, "", "Which previews are on.", .settled("there are no previews")),
    ]

    static let reporting: [FelixParameter] = [
        .init("FlowLogsFlushInterval", seconds, "300", "How often flow logs are handed on.", .notYet),
        .init("FlowLogsGoldmaneServer", text, "", "Who flow logs are handed to.", .notYet),
        .init(
            "FlowLogsLocalReporter", toggle, "Disabled", "Whether flow logs are told over a local socket.",
            .notYet),
        .init(
            "FlowLogsPolicyEvaluationMode", "Continuous or None", "Continuous",
            "Whether the policies of a flow are worked out again while it lasts.", .notYet),
        .init(
            "FlowLogsCollectorDebugTrace", boolean, "false", "Whether flow logs are logged whole.", .debugging
        ),
        .init(
            "PolicySyncPathPrefix", path, "", "Where policies are told to programs of the application layer.",
            .notYet),
        .init(
            "EndpointStatusPathPrefix", path, "/var/run/calico", "Where the states of endpoints are written.",
            .notYet),
        .init(
            "UsageReportingEnabled", boolean, "true",
            "Whether Calico's makers are told the size of the cluster.",
            nothingReported),
        .init("UsageReportingInitialDelay", seconds, "300", "When they are told first.", nothingReported),
        .init("UsageReportingInitialDelaySecs", seconds, "300", "When they are told first.", nothingReported),
        .init("UsageReportingInterval", seconds, "86400", "How often they are told.", nothingReported),
        .init("UsageReportingIntervalSecs", seconds, "86400", "How often they are told.", nothingReported),
        .init("ReportingInterval", seconds, "30", "How often Felix's status is written.", .datastore),
        .init("ReportingIntervalSecs", seconds, "30", "How often Felix's status is written.", .datastore),
        .init("ReportingTTL", seconds, "90", "How long Felix's status is good.", .datastore),
        .init("ReportingTTLSecs", seconds, "90", "How long Felix's status is good.", .datastore),
    ]

    private static let severity = "one of Trace, Debug, Info, Warning, Error, Fatal"
    private static let nothingReported = Reason.settled("nothing is reported to anybody")
}
