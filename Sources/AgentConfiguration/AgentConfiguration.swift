package import Addressing

/// What the agent is told of how to work, as against of what to enforce.
///
/// A value comes from the highest of the sources in `ConfigurationSources` that has it, else it is the default
/// given here. Every property has one line in `parameters` that says what it is called outside.
package struct AgentConfiguration: Hashable, Sendable {
    package var stateDirectory = "/var/lib/gemel/state"
    package var runDirectory = "/run/gemel"
    package var cacheDirectory = "/var/lib/gemel/cache"
    /// Where the network plugin keeps who has which address.
    package var addressDirectory = "/var/lib/gemel/ipam"

    /// The name by which manifests call this node.
    package var nodeName: String
    /// What workloads may speak; a family that is off is blocked, which is not the same as ignored.
    package var familiesOn = DualStack(v4: true, v6: true)
    /// What the names of workload interfaces begin with; never empty, the first one names pods' interfaces.
    package var interfacePrefixes = ["cali"]
    package var dataplane = DataplaneSettings()
    /// How other nodes find this one.
    package var nodeAddresses = DualStack<NodeAddressSettings> { _ in NodeAddressSettings() }
    /// The pools that are there where the state directory has none of their family.
    package var defaultPools = DualStack { DefaultPoolSettings($0) }
    /// That there are none of those.
    package var hasNoDefaultPools = false
    package var bgp = RoutingDaemonSettings()
    package var refresh = RefreshSettings()

    package var healthEnabled = false
    /// The name or address to serve health on; empty for every address of the host.
    package var healthHost = "localhost"
    /// The TCP port to serve health on; 0 lets the kernel choose.
    package var healthPort: UInt16 = 9099
    package var health = HealthSettings()
    package var metrics = MetricsSettings()

    /// The least important messages that are still printed.
    package var logSeverity = LogSeverity.info
    package var logs = LogSettings()

    /// Settings in file and environment that look like ours and are not, for the log.
    package internal(set) var unused: [UnusedSetting] = []

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
    /// - Throws: every bad value at once.
    package init(
        environment: [String: String], file: ConfigurationFile? = nil, hostname: String
    ) throws(ConfigurationError) {
        let sources = try ConfigurationSources(environment: environment, file: file, hostname: hostname)
        let problems = sources.resolved.problems
        guard problems.isEmpty else {
            throw ConfigurationError(problems: problems, understood: sources.surroundings)
        }
        self = sources.surroundings
    }
}
