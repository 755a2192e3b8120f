import Addressing
import Status

/// What a node that speaks BGP tells of that.
func bgpMetrics(_ bgp: StatusSnapshot.BGP) -> [MetricFamily] {
    func perFamily(
        _ name: String, _ help: String, _ number: (StatusSnapshot.BGP.Session) -> Int
    ) -> MetricFamily {
        MetricFamily(
            name, .gauge, help,
            IPFamily.allCases.map { family in
                Sample(Double(bgp.sessions[family].reduce(0) { $0 + number($1) }), [ipVersion(family)])
            })
    }
    return [
        MetricFamily(
            "gemel_bgp_up", .gauge, "Whether BIRD answers",
            bgp.unreachable == nil && bgp.version != nil ? 1 : 0),
        MetricFamily(
            "gemel_bgp_configuration_in_force", .gauge, "Whether BIRD does what the manifests say",
            bgp.configuration == .inForce ? 1 : 0),
        MetricFamily(
            "gemel_bgp_recovering", .gauge, "Whether BIRD waits for its peers after it has begun again",
            bgp.isRecovering ? 1 : 0),
        MetricFamily(
            "gemel_bgp_configurations_lost_total", .counter,
            "Configurations that BIRD did not take, or took back because sessions did not come again",
            [
                Sample(Double(bgp.refusals), [Label("reason", "refused")]),
                Sample(Double(bgp.undone), [Label("reason", "undone")]),
            ]),
        perFamily("gemel_bgp_sessions", "Sessions that there should be") { _ in 1 },
        perFamily("gemel_bgp_sessions_established", "Sessions that are established") {
            $0.isEstablished ? 1 : 0
        },
        perFamily("gemel_bgp_routes_imported", "Routes that came from peers") { $0.imported },
        perFamily("gemel_bgp_routes_exported", "Routes that peers were told of") { $0.exported },
    ]
}
