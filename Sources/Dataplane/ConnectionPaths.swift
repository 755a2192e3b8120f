import Addressing
import Connections
import Netlink
import RouteNetlink
import Routing

/// Finds the interfaces that connections go by, by the node's routes of now.
///
/// The way to a connection's source is taken for the way from it, which holds where answers leave by the interface
/// by which requests come. Rules of policy routing are followed but for those that ask for marks.
struct ConnectionPaths: ~Copyable {
    private var socket: RouteSocket
    private let names: [UInt32: String]
    /// The interfaces that have the host's own addresses.
    private let owners: [IPAddress: [String]]
    /// The ways that do not depend on where packets come from.
    private var known: [IPAddress: [UInt32]] = [:]

    init(_ interfaces: [NetworkInterface]) throws(NetlinkError) {
        socket = try RouteSocket()
        names = Dictionary(interfaces.map { ($0.link.index, $0.link.name) }) { first, _ in first }
        var owners: [IPAddress: [String]] = [:]
        for interface in interfaces {
            for address in interface.addresses {
                owners[address.address, default: []].append(interface.link.name)
            }
        }
        self.owners = owners
    }

    func isOwn(_ address: IPAddress) -> Bool { owners[address] != nil }

    mutating func path(of connection: Connection) -> ConnectionPath {
        let packet = connection.asForwarded
        let (source, destination) = (packet.source, packet.destination)
        switch (owners[source], owners[destination]) {
        case (_?, _?): return ConnectionPath(from: .host, to: .host)
        case (_?, nil): return ConnectionPath(from: .host, to: end(links(to: destination, fromOwn: source)))
        case (nil, let owners?):
            let links = links(to: source, fromOwn: destination)
            // A host takes packets to any of its addresses by any interface, but mostly by that which has it.
            let others = links.isEmpty ? [] : owners.filter { $0 != "lo" }
            return ConnectionPath(from: end(links, or: others), to: .host)
        case (nil, nil):
            let (back, forth) = (links(to: source), links(to: destination))
            return ConnectionPath(
                from: end(links(to: source, from: destination, by: forth.first) ?? back),
                to: end(links(to: destination, from: source, by: back.first) ?? forth))
        }
    }

    private func end(_ links: [UInt32], or others: [String] = []) -> ConnectionPath.End {
        .interfaces(Set(links.compactMap { names[$0] } + others).sorted())
    }

    private mutating func links(to destination: IPAddress) -> [UInt32] {
        guard !isAmbiguous(destination) else { return [] }
        if let links = known[destination] { return links }
        let links = (try? socket.links(toReach: destination)) ?? []
        known[destination] = links
        return links
    }

    private mutating func links(to destination: IPAddress, fromOwn source: IPAddress) -> [UInt32] {
        guard !isAmbiguous(destination) else { return [] }
        let links = (try? socket.links(toReach: destination, from: source)) ?? []
        return links.isEmpty ? self.links(to: destination) : links
    }

    /// `nil` where packets of `source` would not be let through from `link` at all.
    private mutating func links(
        to destination: IPAddress, from source: IPAddress, by link: UInt32?
    ) -> [UInt32]? {
        guard let link, !isAmbiguous(destination), !isAmbiguous(source) else { return nil }
        let links = (try? socket.links(toReach: destination, from: source, by: link)) ?? []
        return links.isEmpty ? nil : links
    }

    /// Each link has link-local addresses of IPv6 of its own, and conntrack does not say which is meant; those of
    /// IPv4 have routes as any other.
    private func isAmbiguous(_ address: IPAddress) -> Bool { address.family == .v6 && address.isLinkLocal }
}
