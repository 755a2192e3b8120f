/// How metrics are served to Prometheus.
package struct MetricsSettings: Hashable, Sendable {
    package var isEnabled = false
    /// The name or address to serve on; empty for every address of the host.
    package var host = ""
    /// The TCP port; 0 lets the kernel choose.
    package var port: UInt16 = 9091
    /// Files in PEM; metrics are encrypted where there are certificate and key.
    package var certificateFile = ""
    package var keyFile = ""
    /// The authorities that clients' certificates are to be signed by.
    package var authorityFile = ""
    package var clientAuthentication = ClientAuthentication.none
    /// Whether the process's time, memory and files are told of.
    package var includesProcess = true
    /// Whether what the process's own runtime does is told of: threads, heap.
    package var includesRuntime = true

    package init() {}
}

/// What is asked of clients' certificates, in the words of Go's crypto/tls as Felix takes them.
package enum ClientAuthentication: String, CaseIterable, Sendable {
    case none = "NoClientCert"
    case requireAny = "RequireAnyClientCert"
    case verifyIfGiven = "VerifyClientCertIfGiven"
    case requireAndVerify = "RequireAndVerifyClientCert"
}

extension AgentConfiguration {
    /// What concerns metrics.
    static let metricsParameters: [Parameter] = [
        Parameter(
            "FELIX_PROMETHEUSMETRICSENABLED", \.metrics.isEnabled, .boolean,
            "Whether metrics are served to Prometheus.", reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSMETRICSHOST", \.metrics.host, .host,
            "The name or address metrics are served on; without one, every address of the host.",
            reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSMETRICSPORT", \.metrics.port, .port,
            "The TCP port metrics are served on; 0 lets the kernel choose.", reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSMETRICSCERTFILE", \.metrics.certificateFile, .optionalPath,
            "The certificate, in PEM, by which metrics are served over TLS, with what leads to its authority.",
            reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSMETRICSKEYFILE", \.metrics.keyFile, .optionalPath,
            "That certificate's private key, in PEM. Both files are read again when they change.",
            reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSMETRICSCAFILE", \.metrics.authorityFile, .optionalPath,
            "The authorities, in PEM, that clients' certificates must come from; without them, the system's.",
            reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSMETRICSCLIENTAUTH", \.metrics.clientAuthentication,
            .choice(zero: ClientAuthentication.none),
            "What is asked of clients' certificates where metrics are served over TLS.",
            reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSPROCESSMETRICSENABLED", \.metrics.includesProcess, .boolean,
            "Whether there are metrics of the process: time, memory, files.", reach: .untilRestart),
        Parameter(
            "FELIX_PROMETHEUSGOMETRICSENABLED", \.metrics.includesRuntime, .boolean,
            "Whether there are metrics of what the program's runtime does: threads, heap. Felix's is Go.",
            reach: .untilRestart),
    ]
}

extension ParameterKind<String> {
    static let optionalPath = ParameterKind(accepted: "an absolute path", zero: "") { path in
        path.hasPrefix("/") && !path.utf8.contains(0) ? path : nil
    } text: {
        $0
    }
}
