import Addressing
import Calculation
import Compilation
import Dataplane
import HashTreeCollections
import Nftables
import NftablesNetlink
import Resources
import Selectors
import TestSupport

let options = CompilationOptions(interfacePrefixes: ["cali"])

/// What `node-a` should hold for `resources`.
func desired(_ resources: [Resource], _ options: CompilationOptions = options) -> DesiredDataplane {
    var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
    var compiler = Compiler()
    for resource in resources { calculator.update(resource.id, resource) }
    let state = calculator.calculate()
    let compiled = compiler.compile(state, options)
    let ways = EndpointWays(state, options)
    return DesiredDataplane(
        rulesets: compiled.rulesets, routes: ways.routes, interfaces: ways.interfaces,
        familiesOn: options.familiesOn, further: compiled.further)
}

/// One pod with one policy of a rule for each of `ports`.
func shop(_ ports: ClosedRange<UInt16>..., interface: String = "cali-a") -> DesiredDataplane {
    let rules = ports.map { PolicyRule(.allow, transport: 6, destination: EntityRule(ports: [.range($0)])) }
    return desired([
        .namespace(Namespace(name: "shop")), endpoint("web", 1, interface: interface),
        policy("p", ingress: rules),
    ])
}

/// A workload of both families: the `number`th address of each.
func endpoint(
    _ name: String, _ number: UInt8, interface: String, ports: [EndpointPort] = [],
    labels: Labels = ["a": ""],
    limits: TrafficLimits = TrafficLimits()
) -> Resource {
    var endpoint = WorkloadEndpoint(
        namespace: "shop", name: name, labels: labels, node: "node-a", interfaceName: interface,
        addresses: ["10.65.0.\(number)", "fd00::\(String(number, radix: 16))"].compactMap { IPAddress($0) },
        profiles: ["kns.shop"], ports: ports)
    endpoint.extras.ingressLimits = limits
    endpoint.extras.egressLimits = limits
    return .workloadEndpoint(endpoint)
}

func policy(
    _ name: String, tier: String = "default", order: Double? = nil, ingress: [PolicyRule] = [],
    egress: [PolicyRule] = []
) -> Resource {
    .policy(
        Policy(
            ResourceID(.networkPolicy, namespace: "shop", name: name), tier: tier, order: order,
            appliesToIngress: true, appliesToEgress: !egress.isEmpty, ingress: ingress, egress: egress))
}

/// Makes a pair of links whose near end is `name` and up.
func addLink(_ name: String) throws {
    try ip("link add \(name) type veth peer name peer-\(name.suffix(9))")
    try ip("link set \(name) up && ip link set peer-\(name.suffix(9)) up")
}

/// The rules of `chain` with their handles, as nft(8) prints them.
func nftRules(_ family: IPFamily, chain: String) throws -> [String] {
    try command("/usr/sbin/nft", "-s", "-a", "list", "chain", Table(family).family, "gemel", chain)
        .split(separator: "\n").map(String.init).filter { $0.contains("# handle") && !$0.contains("chain ") }
}

/// The handles of every rule of the table, by chain.
func handles(_ family: IPFamily) throws -> [String: [RuleHandle]] {
    var socket = try NftablesSocket()
    return try socket.readTable(Table(family))?.handles ?? [:]
}

/// What the kernel holds of both families, with rules in its own instructions.
func kernelRulesets() throws -> DualStack<Ruleset?> {
    try DualStack { family in try kernelRuleset(Table(family)) }
}

/// What the kernel holds of `table`, with rules in its own instructions.
func kernelRuleset(_ table: Table) throws -> Ruleset? {
    var socket = try NftablesSocket()
    guard let listing = try socket.readTable(table) else { return nil }
    var ruleset = Ruleset(of: table)
    (ruleset.sets, ruleset.chains) = (listing.sets, listing.chains)
    return ruleset
}

extension Ruleset {
    /// The same with rules as the kernel lists them.
    var listed: Ruleset {
        var result = self
        for (name, chain) in chains {
            result.chains[name]?.rules = chain.rules.map {
                Rule(observed: $0.expressions(family), comment: $0.comment)
            }
        }
        return result
    }
}

/// The kernel's count of transactions.
func generation() throws -> UInt32 {
    var socket = try NftablesSocket()
    return try socket.generation()
}
