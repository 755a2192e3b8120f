import TestSupport
import Testing

/// The cluster that `scripts/run --cluster` shows.
@Suite(.timeLimit(.minutes(2))) struct ClusterExampleTests {
    @Test func `in the example all pods reach all by every way, and nothing of it is left`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let programs =
            "/" + (try builtProgram("gemeld")).split(separator: "/").dropLast().joined(separator: "/")
        let before = try command("ip", "netns", "list")
        // A way that is not there makes it fail.
        let screen = try command("\(root)/scripts/example/cluster", "--programs", programs)
        let ways = screen.split(separator: "\n").filter { $0.contains("->") }
        // Four times: six ways between three pods, and one from each to the outside.
        #expect(ways.count == 36)
        #expect(ways.allSatisfy { $0.hasSuffix("IPv4 yes  IPv6 yes") }, "\(screen)")
        // The next hop says which way it was.
        #expect(screen.matches(of: #/10\.244\.2\.0\/24 via \S+ dev eth0\n/#).count == 1)
        #expect(screen.matches(of: #/10\.244\.2\.0\/24 via \S+ dev eth0 proto bird\n/#).count == 1)
        #expect(screen.matches(of: #/10\.244\.2\.0\/24 via \S+ dev vxlan\.calico/#).count == 2)
        #expect(screen.matches(of: #/fd00:10:244:2::\/64 via \S+ dev eth0\n/#).count == 1)
        #expect(screen.matches(of: #/fd00:10:244:2::\/64 via \S+ dev eth0 proto bird\n/#).count == 1)
        #expect(screen.matches(of: #/fd00:10:244:2::\/64 via \S+ dev vxlan-v6\.calico/#).count == 2)
        #expect(try command("ip", "netns", "list") == before)
    }
}
