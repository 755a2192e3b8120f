import Addressing
import Bird
import Calculation
import FoundationEssentials
import Glibc
import NodeNetworking
import Resources

/// A folder of `Cases`: `state.yaml`, the `sessions` that node-a has to have, and the text of BIRD's configuration.
///
/// The cases are those that Calico tries its own configuration of BIRD with; what a session has to be is written by
/// hand, from what Calico makes of the same manifests.
struct BirdCase {
    private let folder: String
    let decision: BirdDecision
    /// The sessions and, after `!`, what is told of those that are not made.
    let sessions: [String]

    private static let cases =
        "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Cases"

    static let names: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: cases)
        return (names ?? []).sorted()
    }()

    /// Whether the configurations are to be written anew; sessions never are.
    static let isRefreshing = unsafe getenv("UPDATE_GOLDEN") != nil

    init(_ name: String) throws {
        folder = Self.cases + "/" + name
        decision = decide(try Self.resources(name))
        sessions = try Self.text(folder + "/sessions").split(separator: "\n").map(String.init)
    }

    static func resources(_ name: String) throws -> [Resource] {
        let text = try text("\(cases)/\(name)/state.yaml")
        let decoded = decodeManifests(Array(text.utf8), file: "state.yaml")
        guard decoded.failures.isEmpty else { throw BadCase(description: "\(decoded.failures)") }
        return decoded.resources.map(\.resource)
    }

    private static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BadCase(description: "there is no \(path)")
        }
        return String(decoding: data, as: UTF8.self)
    }

    var path: String { folder + "/bird.conf" }

    func text() throws -> String { try Self.text(path) }

    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
}

struct BadCase: Error, CustomStringConvertible {
    let description: String
}

/// What is decided for node-a, which has the addresses that its Node says.
func decide(
    _ resources: [Resource], _ settings: BGPSettings = BGPSettings(),
    families: DualStack<Bool> = DualStack(v4: true, v6: true)
) -> BirdDecision {
    var cluster = ClusterTable()
    var table = BGPTable()
    for resource in resources {
        _ = cluster.update(resource.id, resource)
        _ = table.update(resource.id, resource)
    }
    var local = LocalNode(name: "node-a")
    local.workloadPrefixes = ["cali"]
    local.familiesOn = families
    local.addresses = DualStack { family in
        cluster.node("node-a")?.attachment[family].address.map {
            NodeAddress($0, prefixLength: 24, interface: "eth0", origin: "Node")
        }
    }
    var settings = settings
    for secret in table.secrets {
        settings.passwords[secret] =
            secret.name == "bgp"
            ? .success("secret of \(secret.key)") : .failure(PasswordFailure("there is no file for it"))
    }
    return table.decision(cluster, local, settings)
}

extension BirdDecision {
    /// Each session on a line of its own, then what is told of services, then each problem.
    var lines: [String] {
        let sessions = [configuration.families.v4, configuration.families.v6].flatMap { family in
            family?.sessions.map { $0.line(gateway: family?.gateways[$0.neighbor]) } ?? []
        }
        let services = [configuration.families.v4, configuration.families.v6].flatMap { $0?.services ?? [] }
        return sessions.sorted() + services.map { "service \($0)" }
            + problems.map { "! \($0.subject): \($0.message)" }
    }
}

extension BirdConfiguration.Session {
    fileprivate func line(gateway: IPAddress?) -> String {
        var words = ["\(name): \(neighbor)"]
        if let port { words[0] += " port \(port)" }
        words[0] += " as \(asNumber)"
        if let source { words[0] += " from \(source)" }
        if localASNumber != 64512 { words.append("we are \(localASNumber)") }
        if isPassive { words.append("waits") }
        if let hops { words.append("ttl \(hops)") }
        if let nextHop { words.append("next hop \(nextHop.rawValue)") }
        if let reflectorCluster { words.append("client of \(reflectorCluster)") }
        if let restartTime { words.append("restart \(restartTime)") }
        if let keepaliveTime { words.append("keepalive \(keepaliveTime)") }
        if allowedLocalASNumbers > 0 { words.append("allows \(allowedLocalASNumbers)") }
        if password != nil { words.append("password") }
        if let gateway { words.append("by \(gateway)") }
        if !filters.isEmpty { words.append("filters \(filters.joined(separator: " "))") }
        return words.joined(separator: ", ")
    }
}
