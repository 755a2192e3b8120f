import Addressing
import FoundationEssentials
import Status
import Testing

struct RefusalTests {
    @Test func `refused packets have a line for each family, and one for what both fill together`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.refusals.denied.v4 = [
            .init("NetworkPolicy shop/db", packets: 10), .init("no route", packets: 2),
        ]
        snapshot.refusals.limited = [.init("connections", packets: 3)]
        #expect(
            lines(snapshot) == [
                "  refused  IPv4 12 packets: 10 NetworkPolicy shop/db; 2 no route",
                "  refused  IPv6 0 packets",
                "  refused  over a limit, both families: 3 packets: 3 connections",
            ])
    }

    @Test func `of many causes the screen names the first five, and counts all`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.refusals.denied.v6 = (1...7).map { .init("p\($0)", packets: 1) }
        #expect(
            lines(snapshot) == [
                "  refused  IPv4 0 packets",
                "  refused  IPv6 7 packets: 1 p1; 1 p2; 1 p3; 1 p4; 1 p5; and 2 more causes",
            ])
    }

    @Test func `where nothing was refused there is no line, and the JSON has both families all the same`()
        throws
    {
        let snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        #expect(lines(snapshot) == [])
        let text = String(decoding: try JSONEncoder().encode(snapshot.refusals), as: UTF8.self)
        #expect(
            text.contains(#""ipv4":[]"#) && text.contains(#""ipv6":[]"#) && text.contains(#""limited":[]"#))
    }

    private func lines(_ snapshot: StatusSnapshot) -> [String] {
        snapshot.screen(now: 0).split(separator: "\n").map(String.init).filter { $0.contains(" refused ") }
    }
}
