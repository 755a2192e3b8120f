import Addressing
import Monitoring
import Status
import Testing

struct PacketCountsTests {
    @Test func `packets are counted by cause and family`() {
        var counts = PacketCounts()
        for family in IPFamily.allCases {
            counts.add(2, .policy("NetworkPolicy shop/web"), family)
            counts.add(3, .policy("NetworkPolicy shop/web"), family)
            counts.add(1, .other("end of tier default: deny"), family)
            counts.add(4, .staged(policy: "StagedNetworkPolicy shop/try", effect: "deny"), family)
        }
        let lines = Exposition.text(counts.metrics).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            lines == [
                #"gemel_policy_denied_packets_total{ip_version="4",policy="NetworkPolicy shop/web"} 5"#,
                #"gemel_policy_denied_packets_total{ip_version="6",policy="NetworkPolicy shop/web"} 5"#,
                #"gemel_denied_packets_total{ip_version="4",reason="end of tier default: deny"} 1"#,
                #"gemel_denied_packets_total{ip_version="6",reason="end of tier default: deny"} 1"#,
                #"gemel_staged_packets_total{ip_version="4",policy="StagedNetworkPolicy shop/try",effect="deny"} 4"#,
                #"gemel_staged_packets_total{ip_version="6",policy="StagedNetworkPolicy shop/try",effect="deny"} 4"#,
            ])
    }

    @Test func `beyond the limit policies are counted together, and none is lost`() {
        var counts = PacketCounts(limit: 2)
        for number in 0..<10 { counts.add(1, .policy("GlobalNetworkPolicy p\(number)"), .v6) }
        counts.add(1, .policy("GlobalNetworkPolicy p0"), .v6)
        let samples = counts.metrics[0].samples
        #expect(
            samples.map { $0.labels[1].value } == [
                "(others)", "GlobalNetworkPolicy p0", "GlobalNetworkPolicy p1",
            ])
        #expect(samples.map(\.value) == [8, 2, 1])
    }

    @Test func `the status has what was refused, the most first, and neither staged policies nor zeros`() {
        var counts = PacketCounts()
        for family in IPFamily.allCases {
            counts.add(1, .other("end of tier default: deny"), family)
            counts.add(4, .staged(policy: "StagedNetworkPolicy shop/try", effect: "deny"), family)
            counts.add(0, .policy("NetworkPolicy shop/idle"), family)
        }
        counts.add(5, .policy("NetworkPolicy shop/web"), .v6)
        counts.add(2, limit: "connections")
        counts.add(3, limit: "packets")
        let refusals = counts.refusals
        #expect(refusals.denied.v4 == [.init("end of tier default: deny", packets: 1)])
        #expect(
            refusals.denied.v6 == [
                .init("NetworkPolicy shop/web", packets: 5), .init("end of tier default: deny", packets: 1),
            ])
        #expect(refusals.limited == [.init("packets", packets: 3), .init("connections", packets: 2)])
    }
}
