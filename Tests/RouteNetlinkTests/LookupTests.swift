import Addressing
import RouteNetlink
import Routing
import TestSupport
import Testing

struct LookupTests {
    @Test(arguments: IPFamily.allCases)
    func `the interface of the default route is known, and what is sent from by it`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            _ = try addVeth("eth0", &socket)
            _ = try addVeth("eth1", &socket)
            let far = try #require(IPAddress(family == .v4 ? "198.51.100.1" : "2001:db8:5::1"))
            #expect(try socket.interfaces().allSatisfy { !$0.hasDefaultRoute[family] })
            #expect(try socket.source(toReach: far) == nil)
            if family == .v4 {
                try ip("addr add 192.0.2.1/24 dev eth1 && ip route add default via 192.0.2.254")
            } else {
                try ip("addr add 2001:db8::1/64 dev eth1 nodad && ip route add default via fe80::1 dev eth1")
            }
            #expect(
                try socket.interfaces().filter { $0.hasDefaultRoute[family] }.map(\.link.name) == ["eth1"])
            #expect(
                try socket.source(toReach: far)
                    == IPAddress(family == .v4 ? "192.0.2.1" : "2001:db8::1"))
        }
    }

    @Test func `addresses tell what is wrong with them`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            _ = try addVeth("eth0", &socket)
            try ip("addr add 2001:db8::1/64 dev eth0 preferred_lft 0")
            try ip("addr add 192.0.2.9/32 dev eth0 noprefixroute")
            let addresses = try socket.interfaces().flatMap(\.addresses)
            #expect(addresses.first { "\($0.address)" == "2001:db8::1" }?.flags.contains(.deprecated) == true)
            #expect(
                addresses.first { "\($0.address)" == "192.0.2.9" }?.flags
                    .isSuperset(of: [.noPrefixRoute, .permanent]) == true)
        }
    }
}
