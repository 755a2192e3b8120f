/// What the agent is told by its surroundings, as against by its state directory.
///
/// A value comes from the environment, else from the configuration file, else it is the default given
/// here. Every property has one line in `parameters` that says what it is called outside.
package struct AgentConfiguration: Hashable, Sendable {
    package var stateDirectory = "/var/lib/gemel/state"
    package var runDirectory = "/run/gemel"
    package var cacheDirectory = "/var/lib/gemel/cache"

    /// The name by which manifests call this node.
    package var nodeName: String
    /// Whether workloads may speak IPv6; if not it is blocked, which is not the same as ignored.
    package var ipv6Support = true
    /// What the names of workload interfaces begin with; never empty, the first one names pods' interfaces.
    package var interfacePrefixes = ["cali"]
    package var endpointToHostAction = HostAction.drop

    package var healthEnabled = false
    /// The name or address to serve health on; empty for every address of the host.
    package var healthHost = "localhost"
    /// The TCP port to serve health on; 0 lets the kernel choose.
    package var healthPort: UInt16 = 9099

    /// The least important messages that are still printed.
    package var logSeverity = LogSeverity.info

    /// Settings that look like ours and are not, for the log.
    package private(set) var unused: [UnusedSetting] = []

    /// The configuration of a node called `nodeName` for which nothing was set.
    package init(nodeName: String) {
        self.nodeName = nodeName
    }

    /// The control socket's place.
    package var controlSocket: String {
        runDirectory.hasSuffix("/") ? "\(runDirectory)gemel.sock" : "\(runDirectory)/gemel.sock"
    }
}

extension AgentConfiguration {
    /// Reads the configuration, lowest source first: defaults, `file`, `environment`.
    ///
    /// - Parameters:
    ///   - hostname: the kernel's name of the host; its lower-cased form is the node's default name.
    /// - Throws: every bad value at once. A setting that cannot be understood is never replaced by a
    ///   default: an agent that guesses at its instructions guards nothing.
    package init(
        environment: [String: String], file: ConfigurationFile? = nil, hostname: String
    ) throws(ConfigurationError) {
        self.init(nodeName: hostname.lowercased())
        var problems: [ConfigurationError.Problem] = []
        var settings: [Setting] = []
        if let file {
            let reading = file.settings
            settings = reading.settings
            problems = reading.problems
        }
        // Sorted, so that two spellings of one name give the same result at every start.
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where isOurs(name) {
            settings.append(Setting(name: name, value: value, source: .environment))
        }
        for setting in settings {
            guard let parameter = Self.parameter(named: setting.name, in: setting.source) else {
                unused.append(UnusedSetting(setting, suggestion: Self.nearestName(to: setting.name)))
                continue
            }
            if let problem = parameter.set(setting, &self) { problems.append(problem) }
        }
        if nodeName.isEmpty {
            problems.append(.init(sentence: "the host has no name: set FELIX_FELIXHOSTNAME to the node's"))
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    }
}

private func isOurs(_ name: String) -> Bool {
    let name = name.uppercased()
    return name.hasPrefix("FELIX_") || name.hasPrefix("GEMEL_")
}
