import Glibc
import RouteNetlink
import Routing
import TestSupport
import Testing

struct LinkEventTests {
    @Test func `links that come, change their name and go are told`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            var events = try LinkEvents()
            var table = LinkTable(try socket.links())
            var heard: [String] = []
            func listen(_ events: inout LinkEvents) throws {
                heard += try events.drain().flatMap { table.apply($0) }
                    .filter { !$0.names.contains("p1") && !$0.isCarrier }.map(\.description)
            }
            try ip("link add cali1 type veth peer name p1")
            try listen(&events)
            try ip("link set p1 up; ip link set cali1 up")
            try listen(&events)
            try ip("link set cali1 name cali2")
            try listen(&events)
            try ip("link del cali2")
            try listen(&events)
            #expect(
                heard == [
                    "cali1 appeared, down", "cali1 went up", "cali1 became cali2", "cali2 went down",
                    "cali2 vanished",
                ])
            #expect(table == LinkTable(try socket.links()))
        }
    }

    @Test func `a carrier lost is told when the kernel gets round to it`() throws {
        try withNetworkNamespace {
            var socket = try RouteSocket()
            let link = try addVeth("cali1", &socket)
            try awaitCarrier(of: "cali1", &socket)
            var events = try LinkEvents()
            var table = LinkTable(try socket.links())
            try ip("link set p-cali1 down")
            let silent = Link(
                index: link.index, name: "cali1", isUp: true, isRunning: false, mtu: link.mtu,
                linkAddress: link.linkAddress, kind: "veth")
            var changes: [LinkChange] = []
            var waiting = pollfd(fd: events.descriptor, events: Int16(POLLIN), revents: 0)
            while !changes.contains(.carrier(silent)), unsafe poll(&waiting, 1, 5000) == 1 {
                changes += try events.drain().flatMap { table.apply($0) }
            }
            #expect(changes.contains(.carrier(silent)))
        }
    }

    @Test func `a link moved to another namespace is gone`() throws {
        try withNetworkNamespace {
            try ip("link add cali1 type veth peer name p1")
            var events = try LinkEvents()
            var socket = try RouteSocket()
            var table = LinkTable(try socket.links())
            try command(
                "sh", "-c",
                "unshare -n sleep 5 >/dev/null 2>&1 & sleep 0.2; ip link set p1 netns $!; kill -9 $!")
            let changes = try events.drain().flatMap { table.apply($0) }
            #expect(changes.contains(.vanished(name: "p1")))
        }
    }

    @Test func `a port that leaves its bridge stays a link`() throws {
        try withNetworkNamespace {
            try ip("link add br0 type bridge")
            try ip("link add cali1 type veth peer name p1")
            try ip("link set cali1 master br0")
            var events = try LinkEvents()
            var socket = try RouteSocket()
            var table = LinkTable(try socket.links())
            try ip("link set cali1 nomaster")
            let changes = try events.drain().flatMap { table.apply($0) }
            #expect(!changes.contains(.vanished(name: "cali1")))
            #expect(table["cali1"] != nil)
        }
    }

    @Test func `what did not fit the queue is told as an overflow`() throws {
        try withNetworkNamespace {
            var events = try LinkEvents()
            var socket = try RouteSocket()
            var table = LinkTable(try socket.links())
            let lines = String(repeating: "link set lo mtu 1500\nlink set lo mtu 1501\n", count: 2000)
            try ip("-batch - <<E\n\(lines)E")
            let heard = try events.drain()
            #expect(heard.contains(.overflow))
            for event in heard { _ = table.apply(event) }
            #expect(table.needsListing)
            _ = table.replace(with: try socket.links())
            try ip("link add cali1 type veth")
            for event in try events.drain() { _ = table.apply(event) }
            #expect(table["cali1"] != nil)
            #expect(!table.needsListing)
        }
    }

    @Test func `the descriptor is readable when there is something to drain`() throws {
        try withNetworkNamespace {
            var events = try LinkEvents()
            var waiting = pollfd(fd: events.descriptor, events: Int16(POLLIN), revents: 0)
            #expect(unsafe poll(&waiting, 1, 0) == 0)
            try ip("link add cali1 type veth")
            #expect(unsafe poll(&waiting, 1, 0) == 1)
            _ = try events.drain()
            #expect(unsafe poll(&waiting, 1, 0) == 0)
        }
    }
}

extension LinkChange {
    fileprivate var isCarrier: Bool {
        guard case .carrier = self else { return false }
        return true
    }
}
