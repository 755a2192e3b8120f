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

    @Test(arguments: IPFamily.allCases)
    func `the interfaces of all next hops of a route are known, by the rules for what comes from an address`(
        family: IPFamily
    ) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            var links: [UInt32] = []
            for name in ["eth0", "eth1", "eth2"] { links.append(try addVeth(name, &socket).index) }
            let texts =
                family == .v4
                ? ["198.51.100.1", "203.0.113.1", "192.0.2.1"]
                : ["2001:db8:5::1", "2001:db8:6::1", "2001:db8::1"]
            let addresses = try texts.map { try #require(IPAddress($0)) }
            let (far, sender, own) = (addresses[0], addresses[1], addresses[2])
            #expect(try socket.links(toReach: far) == [])
            if family == .v4 {
                try ip(
                    """
                    addr add 192.0.2.1/24 dev eth1 && ip addr add 192.0.3.1/24 dev eth2
                    ip route add 198.51.100.0/24 nexthop via 192.0.2.254 nexthop via 192.0.3.254
                    ip rule add from 203.0.113.0/24 iif eth1 lookup 100
                    ip route add 198.51.100.0/24 dev eth0 table 100 && ip route add 203.0.113.0/24 dev eth1
                    sysctl -qw net.ipv4.ip_forward=1
                    """)
            } else {
                try ip(
                    """
                    addr add 2001:db8::1/64 dev eth1 nodad && ip addr add 2001:db8:1::1/64 dev eth2 nodad
                    ip route add 2001:db8:5::/64 nexthop via 2001:db8::2 nexthop via 2001:db8:1::2
                    ip -6 rule add from 2001:db8:6::/64 iif eth1 lookup 100
                    ip route add 2001:db8:5::/64 dev eth0 table 100 && ip route add 2001:db8:6::/64 dev eth1
                    """)
            }
            #expect(try socket.links(toReach: far).sorted() == [links[1], links[2]].sorted())
            #expect(try socket.links(toReach: far, from: own).sorted() == [links[1], links[2]].sorted())
            #expect(try socket.links(toReach: far, from: sender, by: links[1]) == [links[0]])
            #expect(try socket.links(toReach: own) == [], "the host itself")
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
