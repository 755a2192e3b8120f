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
    ///
    /// - Throws: the first failure, once all others are removed: one that the kernel keeps, as it does with those that
    ///   it has handed to hardware (EBUSY), keeps no other.
    mutating func remove(
        in families: [IPFamily], where denied: (Connection) -> Bool
    ) throws(NetlinkError) -> DualStack<Int> {
        var removed = DualStack(v4: 0, v6: 0)
        var failure: NetlinkError?
        for connection in try socket.connections(families) where denied(connection) {
            do throws(NetlinkError) {
                if try socket.remove(connection) { removed[connection.family] += 1 }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return removed
    }
}

extension Dataplane {
    /// Removes the connections of `families` that are `denied`.
    ///
    /// - Parameter denied: is told a connection, whether an address is the host's own, and, if it asks, by which
    ///   interfaces the connection goes.
    /// - Throws: a failure half through; what was removed by then stays so.
    package mutating func removeConnections(
        in families: [IPFamily],
        where denied: (Connection, _ isOwn: (IPAddress) -> Bool, _ path: () -> ConnectionPath) -> Bool
    ) throws(DataplaneError) -> DualStack<Int> {
        guard !families.isEmpty else { return DualStack(v4: 0, v6: 0) }
        let interfaces = try interfaces()
        do throws(NetlinkError) {
            var paths = try ConnectionPaths(interfaces)
            return try connections.remove(in: families) { connection in
                denied(connection, { paths.isOwn($0) }, { paths.path(of: connection) })
            }
        } catch {
            throw DataplaneError(error)
        }
    }
}
