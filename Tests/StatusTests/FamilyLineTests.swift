import Addressing
import Status
import Testing

/// What the status says each part does with a family that is off.
struct FamilyLineTests {
    @Test(arguments: IPFamily.allCases)
    func `where a family is off, each part says what it does with both`(off: IPFamily) {
        var status = StatusSnapshot(nodeName: "a", version: "1")
        status.familiesOn[off] = false
        status.nodeAddresses = DualStack { family in
            family == off
                ? .init(reason: "\(off) is off")
                : .init(
                    address: family == .v4 ? "192.0.2.1" : "2001:db8::1", interface: "eth0",
                    prefixLength: family == .v4 ? 24 : 64, origin: "Node")
        }
        status.pools = ["10.244.0.0/16", "fd00::/48"].map {
            .init(name: "p", cidr: $0, natOutgoing: false, reason: "says natOutgoing")
        }
        status.tunnels = DualStack { $0 == off ? [] : ["vxlan", "wireguard"] }
        status.bgp = .init()
        let lines = status.screen(now: 0).split(separator: "\n").map(String.init)
        let on = off == .v4 ? IPFamily.v6 : .v4
        for (name, working, silent) in [
            (
                "setting", "FELIX_\(on == .v4 ? "IPV4" : "IPV6")SUPPORT is true",
                "FELIX_\(off == .v4 ? "IPV4" : "IPV6")SUPPORT is false"
            ),
            ("workloads", "by policy", "blocked"), ("gemel-cni", "gives addresses", "gives none"),
            ("pools", "1", "1, not used"),
            ("detection", on == .v4 ? "192.0.2.1" : "2001:db8::1", "is off"),
            ("tunnels", "vxlan, wireguard", "none"), ("bgp", "0 sessions", "is off"),
        ] {
            let cells = off == .v6 ? [working, silent] : [silent, working]
            let line = "    " + name.padded(11) + cells[0].padded(32) + cells[1]
            #expect(lines.contains(line), "\(line)\n\(lines)")
        }
    }

    @Test func `where both are on, nothing is said of it`() {
        let screen = StatusSnapshot(nodeName: "a", version: "1").screen(now: 0)
        #expect(!screen.contains("SUPPORT"))
    }
}

extension String {
    fileprivate func padded(_ count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
