import Addressing
import Calculation
import Compilation
import Dataplane
import Resources
import Selectors

/// Endpoints and policies that make use of every condition there is.
func richDesired() -> DesiredDataplane { desired(richResources) }

private func prefixes(_ texts: String...) -> [IPPrefix] { texts.compactMap { IPPrefix($0) } }

let richResources: [Resource] = {
    let labelled = Selector(.has("a"))
    let everyPort: [PortMatch] = [.range(80...80), .range(8000...8100), .named("http")]
    let blocks = prefixes("10.0.0.0/8", "192.0.2.0/25", "fd00::/9", "2001:db8::/33")
    let rules: [PolicyRule] = [
        PolicyRule(.allow, transport: 6, source: EntityRule(selector: labelled)),
        PolicyRule(.deny, transport: 17, source: EntityRule(notSelector: labelled, ports: [.range(53...53)])),
        PolicyRule(.allow, transport: 132, destination: EntityRule(ports: everyPort)),
        PolicyRule(.deny, transport: 6, destination: EntityRule(notPorts: everyPort)),
        PolicyRule(.log, notTransport: 6),
        PolicyRule(.allow, source: EntityRule(nets: blocks, notNets: prefixes("10.1.0.0/16", "fd00::/17"))),
        PolicyRule(.allow, source: EntityRule(nets: prefixes("0.0.0.0/0"), notNets: prefixes("10.1.2.3/32"))),
        PolicyRule(
            .deny, source: EntityRule(notNets: blocks), destination: EntityRule(nets: prefixes("::/1"))),
        PolicyRule(.allow, family: .v4, transport: 1, icmp: ICMPMatch(type: 8)),
        PolicyRule(.allow, family: .v6, transport: 58, icmp: ICMPMatch(type: 128, code: 0)),
        PolicyRule(.deny, transport: 1, notICMP: ICMPMatch(type: 3, code: 1)),
        PolicyRule(.deny, transport: 58, notICMP: ICMPMatch(type: 1)),
        PolicyRule(
            .allow, source: EntityRule(selector: Selector(.has("blocks")), namespaceSelector: .global)),
        PolicyRule(.allow, transport: 94),
        PolicyRule(.pass),
    ]
    let sides = rules.map { rule in
        var turned = rule
        (turned.source, turned.destination) = (rule.destination, rule.source)
        return turned
    }
    var limits = TrafficLimits()
    (limits.packetRate, limits.packetBurst, limits.connections) = (1000, 20, 3)
    return [
        .namespace(Namespace(name: "shop", labels: ["team": "a \"b\""])),
        .tier(Tier(name: "first", order: 1)),
        .tier(Tier(name: "second", order: 2, defaultActionIsPass: true)),
        .networkSet(
            NetworkSet(
                ResourceID(.globalNetworkSet, name: "blocks"), labels: ["blocks": ""],
                nets: prefixes("10.0.0.0/9", "10.128.0.0/9", "198.51.100.7/32", "fd00::/16", "fd01::/16"))),
        endpoint(
            "web", 1, interface: "cali-a", ports: [EndpointPort(name: "http", port: 8080, transport: 6)],
            limits: limits),
        endpoint("db", 2, interface: "cali0123456789a", labels: [:]),
        policy("a-first", tier: "first", order: 1, ingress: rules, egress: rules),
        policy("b-first", tier: "first", order: 1, ingress: sides, egress: sides),
        policy("second", tier: "second", ingress: rules, egress: sides),
        policy("last", ingress: rules, egress: rules),
    ]
}()
