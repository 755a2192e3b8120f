import Bird
import Testing

struct ReplyTests {
    @Test func `replies are cut where they end, however they arrive`() {
        var reader = BirdReplyReader()
        let text = "0001 BIRD 2.0.12 ready.\n0002-Reading configuration from /a\n0020 Configuration OK\n"
        let replies = text.utf8.flatMap { reader.take([$0]) }
        #expect(replies.map(\.code) == [1, 20])
        #expect(replies.map(\.conclusion) == ["BIRD 2.0.12 ready.", "Configuration OK"])
        #expect(replies.last?.lines.count == 2)
    }

    @Test func `a daemon says which it is and whether it recovers`() throws {
        let reply = try #require(
            parsed(
                """
                1000-BIRD 2.0.12
                1011-Router ID is 10.0.0.1
                 Hostname is vm
                 Last reboot on 2026-11-26 16:50:43.784
                 Last reconfiguration on 2026-11-26 16:50:43.784
                0024-Graceful restart recovery in progress
                   Waiting for 2 channels to recover
                0013 Daemon is up and running
                """))
        let daemon = try #require(reply.daemon)
        #expect(daemon.version == "BIRD 2.0.12")
        #expect(daemon.reboot == "2026-11-26 16:50:43.784")
        #expect(daemon.isRecovering)
    }

    @Test func `sessions have states, reasons and counts`() throws {
        let reply = try #require(
            parsed(
                """
                2002-Name       Proto      Table      State  Since         Info
                1002-device1    Device     ---        up     16:50:43.784  
                1006-
                1002-Mesh_10_0_0_2 BGP        ---        start  16:50:43.784  Active        Socket: Connection refused
                1006-  BGP state:          Active
                     Neighbor address: 10.0.0.2
                     Last error:       Socket: Connection refused
                   Channel ipv4
                     State:          DOWN
                 
                1002-Mesh_fd00__2 BGP        ---        up     16:50:44.100  Established   
                1006-  BGP state:          Established
                     Neighbor address: fd00::2
                   Channel ipv6
                     State:          UP
                     Routes:         3 imported, 2 exported, 1 preferred
                 
                0000 
                """))
        #expect(reply.sessions.count == 2)
        let first = try #require(reply.sessions["Mesh_10_0_0_2"])
        #expect(first.state == "Active" && !first.isEstablished)
        #expect(first.reason == "Socket: Connection refused")
        let second = try #require(reply.sessions["Mesh_fd00__2"])
        #expect(second.isEstablished && second.since == "16:50:44.100")
        #expect(second.imported == 3 && second.exported == 2 && second.reason == nil)
    }

    @Test func `what BIRD does not understand it says with the place`() throws {
        let refused = try #require(
            parsed(
                "0002-Reading configuration from /a\n8002 /a:1:10 syntax error, unexpected CF_SYM_UNDEFINED"))
        #expect(refused.isFailure)
        #expect(refused.conclusion == "/a:1:10 syntax error, unexpected CF_SYM_UNDEFINED")
    }
}

/// The one reply that `text` is.
func parsed(_ text: String) -> BirdReply? {
    var reader = BirdReplyReader()
    let replies = reader.take((text + "\n").utf8)
    return replies.count == 1 ? replies.first : nil
}
