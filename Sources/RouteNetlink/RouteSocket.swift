package import Addressing
import CLibmnl
import Glibc
package import Netlink
package import Routing

/// The kernel's links, addresses, neighbours and routes, asked for and changed over rtnetlink.
package struct RouteSocket: ~Copyable {
    var socket: NetlinkSocket

    package init() throws(NetlinkError) {
        let socket = try NetlinkSocket(.route)
        // Without it the kernel passes over the filters and lists all routes there are.
        try socket.checkStrictly()
        self.socket = socket
    }
}

// MARK: - What there is

extension RouteSocket {
    /// All network interfaces by ascending index.
    package mutating func links() throws(NetlinkError) -> [Link] {
        var request = MessageBuffer()
        request.beginLinkListing()
        return try list(&request, "list links") { message in
            message.type == RTM_NEWLINK ? message.link : nil
        }
    }

    /// The routes of `family` in the table main that bear `protocol`.
    ///
    /// A route whose device is gone by the time its name is asked for is left out: it is gone, too. So are
    /// routes with several next hops, which we never make.
    package mutating func routes(
        _ family: IPFamily, protocol number: UInt8 = Route.ourProtocol
    ) throws(NetlinkError) -> [Route] {
        let found = try listedRoutes(family, number)
        guard !found.isEmpty else { return [] }
        // Routes first, then the names: an index that has no name then has vanished, while the other way
        // round it might be new.
        let names = try linkNames()
        return found.compactMap { $0.route(names) }.sorted()
    }

    /// The interfaces out of which leads an IPv6 default route that a router advertised, by name.
    package mutating func advertisedUplinks() throws(NetlinkError) -> [String] {
        var request = MessageBuffer()
        request.beginRouteListing(.v6, protocol: UInt8(RTPROT_RA))
        let found = try list(&request, "list advertised routes") { $0.advertisedUplink }
        guard !found.isEmpty else { return [] }
        let names = try linkNames()
        return Set(found.compactMap { names[$0] }).sorted()
    }

    private mutating func linkNames() throws(NetlinkError) -> [UInt32: String] {
        Dictionary(try links().map { ($0.index, $0.name) }) { first, _ in first }
    }

    /// All addresses of `family` of all interfaces.
    package mutating func addresses(_ family: IPFamily) throws(NetlinkError) -> [InterfaceAddress] {
        var request = MessageBuffer()
        request.beginAddressListing(family)
        return try list(&request, "list \(family) addresses") { message in
            message.type == RTM_NEWADDR ? message.address(of: family) : nil
        }
    }

    /// The neighbours of `family` on all links, without those that the kernel answers for (proxy entries).
    package mutating func neighbours(_ family: IPFamily) throws(NetlinkError) -> [Neighbour] {
        var request = MessageBuffer()
        request.beginNeighbourListing(family)
        return try list(&request, "list \(family) neighbours") { message in
            message.type == RTM_NEWNEIGH ? message.neighbour(of: family) : nil
        }
    }

    private mutating func listedRoutes(
        _ family: IPFamily, _ number: UInt8
    ) throws(NetlinkError) -> [ListedRoute] {
        var request = MessageBuffer()
        request.beginRouteListing(family, protocol: number)
        do {
            return try socket.dump(&request, operation: "list \(family) routes", into: []) {
                routes, message in
                guard message.type == RTM_NEWROUTE,
                    let route = message.route(of: family, protocol: number)
                else { return }
                routes.append(route)
            }
        } catch  where error.code == ENOENT {
            // The kernel makes the IPv4 table main with its first route.
            return []
        }
    }

    private mutating func list<Value: Comparable>(
        _ request: inout MessageBuffer, _ operation: String, _ decode: (NetlinkMessage) -> Value?
    ) throws(NetlinkError) -> [Value] {
        let values: [Value] = try socket.dump(&request, operation: operation, into: []) { values, message in
            if let value = decode(message) { values.append(value) }
        }
        return values.sorted()
    }
}
