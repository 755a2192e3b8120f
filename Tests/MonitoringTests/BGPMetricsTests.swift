import Addressing
import Monitoring
import Status
import Testing

struct BGPMetricsTests {
    @Test func `sessions and routes are counted by family`() {
        var status = StatusSnapshot(nodeName: "n", version: "1")
        #expect(!text(status).contains("gemel_bgp"))
        var bgp = StatusSnapshot.BGP()
        bgp.version = "BIRD 2.0.12"
        bgp.configuration = .inForce
        bgp.undone = 2
        let session = { (isEstablished: Bool) in
            StatusSnapshot.BGP.Session(
                name: "a", peer: "b", asNumber: 1, origin: "c", state: "d", isEstablished: isEstablished,
                imported: 3, exported: 2)
        }
        bgp.sessions = DualStack(v4: [session(true), session(false)], v6: [session(true)])
        status.bgp = bgp
        let lines = text(status).split(separator: "\n")
        for line in [
            "gemel_bgp_up 1", "gemel_bgp_configuration_in_force 1", "gemel_bgp_recovering 0",
            "gemel_bgp_configurations_lost_total{reason=\"undone\"} 2",
            "gemel_bgp_sessions{ip_version=\"4\"} 2",
            "gemel_bgp_sessions_established{ip_version=\"4\"} 1",
            "gemel_bgp_sessions_established{ip_version=\"6\"} 1",
            "gemel_bgp_routes_imported{ip_version=\"4\"} 6", "gemel_bgp_routes_exported{ip_version=\"6\"} 2",
        ] {
            #expect(lines.contains { $0 == line }, "\(line)")
        }
    }
}

private func text(_ status: StatusSnapshot) -> String {
    Exposition.text(gemelMetrics(Measurements(), status))
}
