import AddressStore
import Addressing
import AgentConfiguration
import ContainerNetwork
import Resources
import StateDirectory
import Status

/// What the node is and has, as far as the plugin needs it: the agent's own settings, and its state directory.
struct NodeSurroundings {
    let nodeName: String
    let store: AddressStore
    let manifests: OwnManifests
    let blockManifests: OwnManifests
    let controlSocket: String
    let interfacePrefix: String
    private let stateDirectory: String
    private let sources: ConfigurationSources

    /// Reads what the agent reads: its file, and the environment, which a runtime seldom hands on and the agent
    /// has written down.
    init(
        _ configuration: NetworkConfiguration, _ environment: [String: String]
    ) throws(PluginError) {
        do throws(ConfigurationError) {
            let own = try ConfigurationSources(environment)
            // Where root puts files is not for the agent's user to say.
            let agents = EnvironmentRecord(in: own.surroundings.runDirectory).read()
                .filter { !$0.key.uppercased().hasSuffix("_DIR") }
            sources = try ConfigurationSources(agents.merging(environment) { $1 })
        } catch {
            throw PluginError(.badConfiguration, "the agent's settings are bad", details: "\(error)")
        }
        let settings = sources.surroundings
        nodeName =
            configuration.nodeName ?? configuration.nodeNameFile.flatMap { firstLine(of: $0) }
            ?? settings.nodeName
        stateDirectory = settings.stateDirectory
        manifests = OwnManifests(folder: "\(settings.stateDirectory)/\(Workload.directory)")
        blockManifests = OwnManifests(folder: "\(settings.stateDirectory)/\(BlockManifest.directory)")
        controlSocket = settings.controlSocket
        interfacePrefix = settings.interfacePrefixes.first ?? "cali"
        store = AddressStore(settings.addressDirectory)
    }

    func workload(_ call: RuntimeCall, _ configuration: NetworkConfiguration) -> Workload {
        Workload(call, network: configuration.name, node: nodeName, prefix: interfacePrefix)
    }

    /// Reads the state directory.
    ///
    /// - Throws: `tryAgain` where a file is bad that pools, reservations or this node's settings stand in: with
    ///   what is left, a workload would get addresses that it should not have, or of one family only.
    func facts() throws(PluginError) -> ClusterFacts {
        let reading = OneReading(of: stateDirectory, decode: decodeFile)
        let errors = reading.problems.filter { $0.severity == .error }
        // What the plugin itself tells of blocks, it puts right with the next change.
        let others = errors.filter { !$0.file.hasPrefix("\(BlockManifest.directory)/") }
        if let error = others.first(where: { isAboutAddresses("\(stateDirectory)/\($0.file)") }) {
            throw PluginError(.tryAgain, "addresses cannot be given: \(error)")
        }
        var sources = sources
        for located in reading.resources.values {
            _ = sources.update(located.resource.id, located.resource, at: located.position)
        }
        let settings = sources.resolved
        var facts = ClusterFacts(reading.resources.values.map(\.resource), node: nodeName)
        let families = Set(facts.pools.map(\.prefix.family))
        if let problem = settings.poolProblems.first, families.count < IPFamily.allCases.count {
            throw PluginError(.badConfiguration, "addresses cannot be given: \(problem)")
        }
        facts.pools += settings.configuration.defaultPools(beside: facts.pools)
        facts.isServed = settings.configuration.familiesOn
        facts.isEncrypted = settings.configuration.dataplane.wireGuard.map(\.isEnabled)
        return facts
    }
}

extension ConfigurationSources {
    fileprivate init(_ environment: [String: String]) throws(ConfigurationError) {
        let path = ConfigurationFile.usualPath
        let file: ConfigurationFile? =
            if case .text(let text) = SettingsFile(at: path) {
                ConfigurationFile(path: path, text: text)
            } else { nil }
        try self.init(environment: environment, file: file, hostname: hostname())
    }
}

/// Whether a file that cannot be understood may say which addresses there are; rather one too many than one too few.
private func isAboutAddresses(_ path: String) -> Bool {
    guard case .text(let text) = SettingsFile(at: path) else { return true }
    let bare = text.filter { !" \t\"'".contains($0) }
    return ["IPPool", "IPReservation", "FelixConfiguration", "Node", "BlockAffinity"].contains {
        bare.contains("kind:\($0)")
    }
}

private func firstLine(of path: String) -> String? {
    guard case .text(let text) = SettingsFile(at: path) else { return nil }
    return text.split(separator: "\n").first.map(String.init)
}
