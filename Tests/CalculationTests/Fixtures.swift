import Addressing
import Calculation
import Resources
import Selectors

let node = NodeParameters(name: "node-a", interfacePrefix: "cali")

/// An address that is `index` in either family's test network.
func address(_ index: UInt128, _ family: IPFamily) -> IPAddress {
    switch family {
    case .v4: IPAddress(.v4, bits: 0x0a41_0000 + index)
    case .v6: IPAddress(.v6, bits: 0xfd00 << 112 + index)
    }
}

/// The addresses `index` of both families.
func addresses(_ index: UInt128) -> [IPAddress] { IPFamily.allCases.map { address(index, $0) } }

func prefixes(_ texts: String...) -> [IPPrefix] { texts.compactMap { IPPrefix($0) } }

func calculate(_ resources: Resource...) -> NodeState { calculate(resources) }

func calculate(
    _ resources: [Resource], on node: NodeParameters = node, interfaces: [String: [IPAddress]] = [:]
) -> NodeState {
    var calculator = Calculator(node)
    for resource in resources { calculator.update(resource.id, resource) }
    calculator.update(interfaceAddresses: interfaces)
    return calculator.calculate()
}

func pod(
    _ name: String, in namespace: String = "shop", labels: Labels = [:], on node: String = "node-a",
    addresses: [String] = ["10.65.0.1", "fd00::1"], ports: [EndpointPort] = [], isHostNetwork: Bool = false,
    isFinished: Bool = false, extras: EndpointExtras = EndpointExtras()
) -> Resource {
    var pod = Pod(
        namespace: namespace, name: name, labels: labels, nodeName: node, isHostNetwork: isHostNetwork,
        isFinished: isFinished, addresses: addresses.compactMap { IPAddress($0) }, ports: ports)
    pod.extras = extras
    return .pod(pod)
}

let shop = Resource.namespace(Namespace(name: "shop", labels: ["team": "blue"]))

func policy(
    _ name: String, kind: Kind = .networkPolicy, tier: String = "default", order: Double? = nil,
    selector: Selector = .all, ingress: [PolicyRule] = [], egress: [PolicyRule]? = nil,
    enforcement: Policy.Enforcement = .normal, onForward: Bool = false,
    staged: Policy.StagedAction? = nil
) -> Resource {
    var policy = Policy(
        ResourceID(kind, namespace: kind.isNamespaced ? "shop" : "", name: name), tier: tier, order: order,
        selector: selector, appliesToIngress: true, appliesToEgress: egress != nil, ingress: ingress,
        egress: egress ?? [])
    policy.enforcement = enforcement
    policy.appliesOnForward = onForward || enforcement != .normal
    policy.stagedAction = staged
    return .policy(policy)
}

func hostEndpoint(
    _ name: String, _ interface: HostEndpoint.Interface = .named("eth0"), on node: String = "node-a",
    labels: Labels = ["role": "host"], addresses: [IPAddress] = [], profiles: [String] = []
) -> Resource {
    .hostEndpoint(
        HostEndpoint(
            name: name, labels: labels, node: node, interface: interface, expectedAddresses: addresses,
            profiles: profiles))
}

/// A policy for everything that is labelled as a host's.
func hostPolicy(
    _ name: String, tier: String = "default", enforcement: Policy.Enforcement = .normal,
    onForward: Bool = false, kind: Kind = .globalNetworkPolicy, egress: [PolicyRule]? = nil
) -> Resource {
    policy(
        name, kind: kind, tier: tier, selector: Selector(.equals("role", "host")), egress: egress,
        enforcement: enforcement, onForward: onForward)
}

extension PolicySequence {
    /// The names of the policies, in order.
    var policyNames: [String] { tiers.flatMap { $0.policies.map(\.id.name) } }
}
