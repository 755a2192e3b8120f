import Addressing
import Connections
import ConntrackNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConntrackSocketTests {
    /// Makes a UDP connection over the loopback, which conntrack follows once a rule asks for its state.
    private func connect(_ family: IPFamily, port: Int) throws {
        try command(
            "sh", "-c",
            "echo x | timeout 1 bash -c 'cat > /dev/udp/\(family == .v4 ? "127.0.0.1" : "::1")/\(port)'")
    }

    private func follow(_ family: IPFamily) throws {
        try ip("link set lo up")
        let table = family == .v4 ? "ip" : "ip6"
        try command(
            "nft",
            "table \(table) t { chain c { type filter hook output priority 0; ct state new accept; }; }")
    }

    @Test(arguments: IPFamily.allCases)
    func `a connection is listed with both its tuples, and removed by itself`(family: IPFamily) throws {
        try withNetworkNamespace {
            try follow(family)
            try connect(family, port: 4001)
            try connect(family, port: 4002)
            var socket = try ConntrackSocket()
            let listed = try socket.connections([family]).filter { $0.original.transport == 17 }
            #expect(Set(listed.map(\.original.destinationPort)) == [4001, 4002])
            let first = try #require(listed.first { $0.original.destinationPort == 4001 })
            #expect(first.reply.sourcePort == 4001)
            #expect(first.reply.destination == first.original.source)
            #expect(try socket.remove(first))
            let left = try socket.connections([family]).filter { $0.original.transport == 17 }
            #expect(left.map(\.original.destinationPort) == [4002])
        }
    }

    @Test func `connections of both families are listed at once, those of one alone by themselves`() throws {
        try withNetworkNamespace {
            for family in IPFamily.allCases {
                try follow(family)
                try connect(family, port: 4001)
            }
            var socket = try ConntrackSocket()
            for families in [IPFamily.allCases, [.v4], [.v6], []] {
                let listed = try socket.connections(families).filter { $0.original.transport == 17 }
                #expect(Set(listed.map(\.family)) == Set(families))
            }
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a connection that is gone already is no failure`(family: IPFamily) throws {
        try withNetworkNamespace {
            try follow(family)
            try connect(family, port: 4001)
            var socket = try ConntrackSocket()
            let connection = try #require(try socket.connections([family]).first)
            #expect(try socket.remove(connection))
            #expect(try !socket.remove(connection))
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a namespace in which nothing is followed has no connections`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try ConntrackSocket()
            #expect(try socket.connections([family]).isEmpty)
        }
    }
}
