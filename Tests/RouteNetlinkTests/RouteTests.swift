import Addressing
import Netlink
import RouteNetlink
import Routing
import TestSupport
import Testing

struct RouteTests {
    @Test(arguments: IPFamily.allCases)
    func `ip route shows what was added, and no more what was removed`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            let route = Route(to: family.workload(2), device: "cali1")
            try socket.add(route, on: link)
            #expect(
                try listedRoutes(family) == [
                    family == .v4
                        ? "10.65.0.2 dev cali1 scope link" : "fd00:65::2 dev cali1 metric 1024 pref medium"
                ])
            #expect(try socket.routes(family) == [route])
            try socket.remove(route, on: link)
            #expect(try listedRoutes(family) == [])
            #expect(try socket.routes(family) == [])
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `adding twice and removing twice are no errors`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            let route = Route(to: family.workload(2), device: "cali1")
            try socket.add(route, on: link)
            try socket.add(route, on: link)
            #expect(try socket.routes(family) == [route])
            try socket.remove(route, on: link)
            try socket.remove(route, on: link)
            try ip("link del cali1")
            try socket.remove(route, on: link)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a route moves to another device in one step`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let old = try addVeth("cali1", &socket)
            let new = try addVeth("cali2", &socket)
            try socket.add(Route(to: family.workload(2), device: "cali1"), on: old)
            try socket.add(Route(to: family.workload(2), device: "cali2"), on: new)
            #expect(try socket.routes(family) == [Route(to: family.workload(2), device: "cali2")])
            // The late removal of the old route leaves the new one alone.
            try socket.remove(Route(to: family.workload(2), device: "cali1"), on: old)
            #expect(try socket.routes(family) == [Route(to: family.workload(2), device: "cali2")])
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `routes of others are neither listed nor removed`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            try ip("\(family.option) route add \(family.workload(2)) dev cali1 proto boot")
            try ip("\(family.option) route add \(family.workload(3)) dev cali1 proto static")
            try ip("\(family.option) route add \(family.workload(4)) dev cali1 proto 103 table 77")
            let before = try ip("\(family.option) route show table all")
            #expect(try socket.routes(family) == [])
            for number in 2...4 {
                try socket.remove(Route(to: family.workload(number), device: "cali1"), on: link)
            }
            #expect(try ip("\(family.option) route show table all") == before)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `an error names the route and the reason`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let gone = Link(index: 4711, name: "cali9", isUp: true, isRunning: true)
            let route = Route(to: family.workload(2), device: "cali9")
            let error = #expect(throws: NetlinkError.self) { try socket.add(route, on: gone) }
            #expect(error?.description == "add route \(family.workload(2)) dev cali9: No such device")
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a namespace that never had a route has none`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            #expect(try socket.routes(family) == [])
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a device renamed carries its routes along`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            try socket.add(Route(to: family.workload(2), device: "cali1"), on: link)
            try ip("link set cali1 name cali2")
            #expect(try socket.routes(family) == [Route(to: family.workload(2), device: "cali2")])
        }
    }
}
