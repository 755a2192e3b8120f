import Addressing
import Glibc
import RouteNetlink
import Routing
import TestSupport
import Testing

struct RouteBatchTests {
    @Test func `five hundred routes of each family come and go`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            let routes = IPFamily.allCases.flatMap { family in
                (0..<500).map { Route(to: family.workload($0), device: "cali1") }
            }
            #expect(try socket.apply(routes.map { .add($0, on: link) }) == [])
            for family in IPFamily.allCases {
                #expect(try socket.routes(family) == routes.filter { $0.destination.family == family })
                #expect(try listedRoutes(family).count == 500)
            }
            #expect(try socket.apply(routes.map { .remove($0, on: link) }) == [])
            for family in IPFamily.allCases { #expect(try listedRoutes(family) == []) }
        }
    }

    @Test func `refused changes are named one by one and the others are made`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            let gone = Link(index: 4711, name: "cali9", isUp: true, isRunning: true)
            let changes = IPFamily.allCases.flatMap { family in
                (0..<300).map { number in
                    number % 3 == 0
                        ? RouteChange.add(Route(to: family.workload(number), device: "cali9"), on: gone)
                        : RouteChange.add(Route(to: family.workload(number), device: "cali1"), on: link)
                }
            }
            let failures = try socket.apply(changes)
            #expect(failures.map(\.change) == changes.filter { $0.link == 4711 })
            #expect(failures.first?.description == "add route 10.65.0.0/32 dev cali9: No such device")
            for family in IPFamily.allCases { #expect(try socket.routes(family).count == 200) }
        }
    }

    @Test func `a datagram full of refusals brings back every one of them`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let gone = Link(index: 4711, name: "cali9", isUp: true, isRunning: true)
            let changes = (0..<1000).map { number in
                RouteChange.add(Route(to: IPFamily.v6.workload(number), device: "cali9"), on: gone)
            }
            #expect(try socket.apply(changes).map(\.change) == changes)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a device that is down takes no routes`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            try ip("link set cali1 down")
            let failures = try socket.apply([.add(Route(to: family.workload(2), device: "cali1"), on: link)])
            #expect(failures.map(\.code) == [ENETDOWN])
        }
    }

    @Test func `nothing to do sends nothing`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            #expect(try socket.apply([]) == [])
        }
    }
}
