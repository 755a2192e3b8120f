import Addressing
import RouteNetlink
import Routing
import TestSupport
import Testing

struct LinkTests {
    @Test func `links are listed with their index, name and state`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            #expect(
                try socket.links() == [
                    Link(
                        index: 1, name: "lo", isUp: false, isRunning: false, mtu: 65536,
                        linkAddress: [0, 0, 0, 0, 0, 0])
                ])
            let link = try addVeth("cali1", &socket)
            #expect(link.isUp)
            try awaitCarrier(of: "cali1", &socket)
        }
    }

    @Test func `links tell what kind they are of`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            try ip("link add b1 type bridge")
            _ = try addVeth("cali1", &socket)
            let kinds = try socket.links().map { "\($0.name) \($0.kind ?? "-")" }
            #expect(kinds.sorted() == ["b1 bridge", "cali1 veth", "lo -", "p-cali1 veth"])
        }
    }

    @Test func `many links are listed whole`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            try ip("-batch - <<E\n\((0..<150).map { "link add d\($0) type bridge\n" }.joined())E")
            #expect(try socket.links().map(\.name).sorted() == (["lo"] + (0..<150).map { "d\($0)" }).sorted())
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `addresses are listed with the index of their interface`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            let text = family == .v4 ? "10.1.2.3/24" : "fd00::3/64"
            try ip("address add \(text) dev cali1 \(family == .v4 ? "" : "nodad")")
            let found = try socket.addresses(family).filter { $0.link == link.index }
            #expect(found.map(\.description).contains("\(family == .v4 ? "inet" : "inet6") \(text)"))
            #expect(found.allSatisfy { $0.address.family == family })
        }
    }

    @Test func `the own end of a point-to-point link is its address`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            _ = try addVeth("cali1", &socket)
            try ip("address add 10.1.2.3 peer 10.1.2.4/32 dev cali1")
            try ip("address add fd00::3 peer fd00::4/128 dev cali1")
            #expect(try socket.addresses(.v4).map(\.description).contains("inet 10.1.2.3/32"))
            #expect(try socket.addresses(.v6).map(\.description).contains("inet6 fd00::3/128"))
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `neighbours are listed with their link address and state`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            let address = family.workload(2).address
            try ip("neigh add \(address) lladdr 02:00:00:00:00:0a dev cali1 nud permanent")
            #expect(
                try socket.neighbours(family).filter { $0.address == address } == [
                    Neighbour(
                        address, link: link.index, linkAddress: [2, 0, 0, 0, 0, 0x0a], state: .permanent)
                ])
        }
    }

    @Test func `an uplink is advertised if its default route is`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            _ = try addVeth("eth0", &socket)
            _ = try addVeth("eth1", &socket)
            #expect(try socket.advertisedUplinks() == [])
            try ip("-6 route add default via fe80::1 dev eth1 proto static metric 10")
            try ip("-6 route add fd00:1::/64 dev eth1 proto ra")
            try ip("-6 route add default via fe80::1 dev eth0 proto ra")
            #expect(try socket.advertisedUplinks() == ["eth0"])
        }
    }
}
