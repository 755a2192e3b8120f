import AddressStore
import Addressing
import AgentConfiguration
import ContainerNetwork
import Glibc
import Resources
import StateDirectory
import Status

/// What the node is and has, as far as the plugin needs it: the agent's own settings, and its state directory.
struct NodeSurroundings {
    let nodeName: String
    let store: AddressStore
    let manifests: OwnManifests
    let controlSocket: String
    let interfacePrefix: String
    private let stateDirectory: String
    private let sources: ConfigurationSources

    /// Reads what the agent reads: its file, and the environment, which a runtime seldom hands on.
    init(
        _ configuration: NetworkConfiguration, _ environment: [String: String]
    ) throws(PluginError) {
        do throws(ConfigurationError) {
            let path = "/etc/gemel/gemeld.cfg"
            sources = try ConfigurationSources(
                environment: environment,
                file: readText(path).map { ConfigurationFile(path: path, text: $0) },
                hostname: hostname())
        } catch {
            throw PluginError(.badConfiguration, "the agent's settings are bad", details: "\(error)")
        }
        let settings = sources.surroundings
        let written = configuration.nodeNameFile.flatMap { readText($0) }
        nodeName =
            configuration.nodeName ?? written?.split(separator: "\n").first.map(String.init)
            ?? settings.nodeName
        stateDirectory = settings.stateDirectory
        manifests = OwnManifests(folder: "\(settings.stateDirectory)/\(Workload.directory)")
        controlSocket = settings.controlSocket
        interfacePrefix = settings.interfacePrefixes.first ?? "cali"
        store = AddressStore(environment["GEMEL_IPAM_DIR"] ?? "/var/lib/gemel/ipam")
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
        if let error = errors.first(where: { isAboutAddresses("\(stateDirectory)/\($0.file)") }) {
            throw PluginError(.tryAgain, "addresses cannot be given: \(error)")
        }
        let resources = reading.resources.values.map(\.resource)
        var facts = ClusterFacts(resources, node: nodeName)
        var sources = sources
        for located in reading.resources.values {
            _ = sources.update(located.resource.id, located.resource, at: located.position)
        }
        facts.isServed = sources.resolved.configuration.familiesOn
        return facts
    }
}

/// Whether a file that cannot be understood may say which addresses there are; rather one too many than one too few.
private func isAboutAddresses(_ path: String) -> Bool {
    guard let text = readText(path) else { return true }
    let bare = text.filter { !" \t\"'".contains($0) }
    return ["IPPool", "IPReservation", "FelixConfiguration", "Node"].contains { bare.contains("kind:\($0)") }
}

/// The file's text; `nil` if it cannot be read.
private func readText(_ path: String) -> String? {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while content.count < 1 << 20 {
        let count = unsafe read(file, &part, part.count)
        guard count > 0 else { break }
        content += part[..<count]
    }
    return String(decoding: content, as: UTF8.self)
}

private func hostname() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
