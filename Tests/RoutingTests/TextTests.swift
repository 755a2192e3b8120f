import Addressing
import Routing
import Testing

/// The values' texts are those of ip(8).
struct TextTests {
    let link = Link(index: 7, name: "cali123", isUp: true, isRunning: true)

    @Test(arguments: [
        ("10.65.0.2/32", "10.65.0.2/32 dev cali123 proto 103 scope link"),
        ("fd00::2/128", "fd00::2/128 dev cali123 proto 103"),
    ])
    func `a route names its destination, device and protocol`(prefix: String, text: String) throws {
        let route = Route(to: try #require(IPPrefix(prefix)), device: "cali123")
        #expect(route.description == text)
    }

    @Test func `a route to a block names its next hop and stands behind others`() throws {
        let block = try #require(IPPrefix("10.1.0.0/26"))
        let hop = try #require(IPAddress("192.0.2.2"))
        let own = try #require(IPAddress("192.0.2.1"))
        let route = Route(to: block, .gateway(hop, device: "eth0", source: own))
        #expect(
            route.description
                == "10.1.0.0/26 via 192.0.2.2 dev eth0 proto 103 metric 2048 src 192.0.2.1 onlink")
        #expect(Route(to: block, .blackhole).description == "blackhole 10.1.0.0/26 proto 103 metric 2048")
        #expect(
            RouteChange.add(route, on: link).description
                == "add route 10.1.0.0/26 via 192.0.2.2 dev eth0")
        #expect(
            RouteChange.remove(Route(to: block, .blackhole), on: nil).description
                == "remove route blackhole 10.1.0.0/26")
    }

    @Test func `a change names what it does to which route`() throws {
        let route = Route(to: try #require(IPPrefix("10.65.0.2/32")), device: "cali123")
        #expect(RouteChange.add(route, on: link).description == "add route 10.65.0.2/32 dev cali123")
        #expect(RouteChange.remove(route, on: link).description == "remove route 10.65.0.2/32 dev cali123")
    }

    @Test func `an address carries its prefix length and knows its subnet`() throws {
        let v4 = InterfaceAddress(try #require(IPAddress("10.0.0.5")), prefixLength: 24, link: 2)
        let v6 = InterfaceAddress(try #require(IPAddress("fd00::5")), prefixLength: 64, link: 2)
        #expect(v4.description == "inet 10.0.0.5/24")
        #expect(v4.subnet.description == "10.0.0.0/24")
        #expect(v6.description == "inet6 fd00::5/64")
        #expect(v6.subnet.description == "fd00::/64")
    }

    @Test func `a neighbour has a link address once it is known`() throws {
        let address = try #require(IPAddress("10.0.0.5"))
        let known = Neighbour(
            address, link: 2, linkAddress: [0x02, 0, 0, 0, 0, 0xff], state: [.stale, .permanent])
        let unknown = Neighbour(address, link: 2, linkAddress: [], state: .incomplete)
        #expect(known.description == "10.0.0.5 lladdr 02:00:00:00:00:ff STALE,PERMANENT")
        #expect(unknown.description == "10.0.0.5 INCOMPLETE")
    }

    @Test func `link changes read as half sentences`() {
        let changes: [LinkChange] = [
            .appeared(link), .wentUp(link), .wentDown(link), .carrier(link),
            .renamed(from: "veth0", link), .vanished(name: "cali9"),
        ]
        #expect(
            changes.map(\.description) == [
                "cali123 appeared, up", "cali123 went up", "cali123 went down", "cali123 has carrier",
                "veth0 became cali123", "cali9 vanished",
            ])
    }
}
