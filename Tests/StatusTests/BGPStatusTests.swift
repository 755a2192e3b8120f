import Addressing
import Status
import Testing

struct BGPStatusTests {
    @Test func `a node that does not speak BGP is judged without it`() {
        let status = status(nil)
        #expect(Health(status, silence: .zero, behind: .zero, HealthLimits()).ready)
        #expect(!status.screen(now: 0).contains("bgp"))
    }

    @Test func `one session of each family that there should be any of is enough`() {
        #expect(isReady(bgp(v4: ["Established", "Active"], v6: ["Established"])))
        #expect(isReady(bgp(v4: [], v6: ["Connect", "Established"])))
        #expect(isReady(bgp(v4: [], v6: [])))
    }

    @Test func `a family without any is a reason, which names the peer and its state`() {
        let bgp = bgp(v4: ["Established"], v6: ["Active"])
        #expect(!isReady(bgp))
        #expect(
            bgp.shortcoming
                == "no session over IPv6 is established; 2001:db8::2 is Active: Socket: Connection refused")
    }

    @Test func `BIRD has to answer, to do what it is told to, and to have heard of its peers`() {
        for (change, reason) in Self.faults {
            var bgp = bgp(v4: ["Established"], v6: ["Established"])
            change(&bgp)
            #expect(bgp.shortcoming == reason)
            #expect(!isReady(bgp))
        }
        var bgp = bgp(v4: ["Established"], v6: ["Established"])
        bgp.configuration = .onTrial
        #expect(isReady(bgp))
    }

    private static let faults: [(@Sendable (inout StatusSnapshot.BGP) -> Void, String)] = [
        ({ $0.unreachable = "nobody answers" }, "BIRD: nobody answers"),
        ({ $0.configuration = .waiting }, "BIRD has not been told of its configuration yet"),
        (
            {
                $0.configuration = .refused
                $0.reason = "bird.conf.new:3:1 syntax error"
            }, "BIRD does not take its configuration: bird.conf.new:3:1 syntax error"
        ),
        (
            {
                $0.configuration = .undone
                $0.reason = "a did not come again within 20 s"
            }, "BIRD has its configuration of before again: a did not come again within 20 s"
        ),
        ({ $0.isRecovering = true }, "BIRD waits for its peers after it has begun again"),
    ]

    @Test func `the screen shows each session, with what came and went by it`() {
        let screen = status(bgp(v4: ["Established"], v6: ["Established"])).screen(now: 0)
        #expect(screen.contains("\n  bgp      BIRD 2.0.12, configuration in force\n"))
        // What is longer than the screen goes on in the next line.
        for peer in ["192.0.2.2", "2001:db8::2"] {
            #expect(
                screen.contains("\n  bgp      \(peer) AS 64512 Established since 16:50:44.100, 3 routes in"),
                "\(screen)")
        }
    }
}

private func isReady(_ bgp: StatusSnapshot.BGP) -> Bool {
    let health = Health(status(bgp), silence: .zero, behind: .zero, HealthLimits())
    #expect(health.ready == (health.reason == ""))
    #expect(health.live)
    return health.ready
}

private func status(_ bgp: StatusSnapshot.BGP?) -> StatusSnapshot {
    var status = StatusSnapshot(nodeName: "n", version: "1")
    status.state = .inSync
    status.lastApplied = .init(time: 1, generation: 1)
    status.bgp = bgp
    return status
}

/// With sessions in these states.
private func bgp(v4: [String], v6: [String]) -> StatusSnapshot.BGP {
    var bgp = StatusSnapshot.BGP()
    bgp.version = "BIRD 2.0.12"
    bgp.configuration = .inForce
    let states = DualStack(v4: v4, v6: v6)
    bgp.sessions = DualStack { family in
        states[family].enumerated().map { index, state in
            let isEstablished = state == "Established"
            return StatusSnapshot.BGP.Session(
                name: "Mesh_\(index)",
                peer: family == .v4 ? "192.0.2.\(index + 2)" : "2001:db8::\(index + 2)",
                asNumber: 64512, origin: "mesh, node b", state: state, isEstablished: isEstablished,
                since: "16:50:44.100", reason: isEstablished ? nil : "Socket: Connection refused",
                imported: isEstablished ? 3 : 0, exported: isEstablished ? 2 : 0)
        }
    }
    return bgp
}
