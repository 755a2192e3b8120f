package import Addressing
package import Connections
import ConntrackNetlink
import Netlink
import Routing

/// Removes connections that policy does not allow any more: conntrack's entry would let them go on.
struct ConnectionDriver: ~Copyable {
    private var socket: ConntrackSocket

    init() throws(NetlinkError) { socket = try ConntrackSocket() }

    /// Removes the connections of `families` that are `denied`, and says how many there were.
    mutating func remove(
        in families: [IPFamily], where denied: (Connection) -> Bool
    ) throws(NetlinkError) -> DualStack<Int> {
        var removed = DualStack(v4: 0, v6: 0)
        for family in families {
            for connection in try socket.connections(family) where denied(connection) {
                if try socket.remove(connection) { removed[family] += 1 }
            }
        }
        return removed
    }
}

extension Dataplane {
    /// Removes the connections of `families` that are `denied`.
    ///
    /// - Parameter denied: is told a connection, and the interfaces that have the host's own addresses; an empty name
    ///   for an address that several have.
    /// - Throws: a failure half through; what was removed by then stays so.
    package mutating func removeConnections(
        in families: [IPFamily], where denied: (Connection, [IPAddress: String]) -> Bool
    ) throws(DataplaneError) -> DualStack<Int> {
        guard !families.isEmpty else { return DualStack(v4: 0, v6: 0) }
        var local: [IPAddress: String] = [:]
        for interface in try interfaces() {
            for address in interface.addresses {
                // Each link has link-local addresses of its own, which others may have as well.
                let isShared = address.isLinkLocal || local[address.address] != nil
                local[address.address] = isShared ? "" : interface.link.name
            }
        }
        do throws(NetlinkError) {
            return try connections.remove(in: families) { denied($0, local) }
        } catch {
            throw DataplaneError(error)
        }
    }
}
