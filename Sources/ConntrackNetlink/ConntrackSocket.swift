package import Addressing
import CLinux
package import Connections
import Glibc
package import Netlink

/// The kernel's table of connections, over ctnetlink: `linux/netfilter/nfnetlink_conntrack.h`.
package struct ConntrackSocket: ~Copyable {
    private var socket: NetlinkSocket

    package init() throws(NetlinkError) { socket = try NetlinkSocket(.netfilter) }

    /// All connections of `families`; none where the kernel follows none.
    package mutating func connections(_ families: [IPFamily]) throws(NetlinkError) -> [Connection] {
        guard let first = families.first else { return [] }
        var request = MessageBuffer()
        request.begin(messageType(IPCTNL_MSG_CT_GET.rawValue))
        // The kernel walks through one table for both families, 10 ms where it has a quarter of a million places.
        request.putFixed(header(families.count == 1 ? first : nil))
        do {
            return try socket.dump(&request, operation: "list connections", into: []) { result, message in
                if let connection = Connection(message) { result.append(connection) }
            }
        } catch  where error.code == EOPNOTSUPP || error.code == EINVAL {
            // Without the module nothing is followed, and nothing outlives a policy.
            return []
        }
    }

    /// Removes `connection`; says whether it was there.
    package mutating func remove(_ connection: Connection) throws(NetlinkError) -> Bool {
        var request = MessageBuffer()
        request.begin(messageType(IPCTNL_MSG_CT_DELETE.rawValue))
        request.putFixed(header(connection.family))
        request.put(connection.original)
        if connection.zone != 0 { request.put(Int(CTA_ZONE.rawValue), connection.zone.bigEndian) }
        request.put(Int(CTA_ID.rawValue), connection.id.bigEndian)
        do {
            try socket.transact(&request, operation: "remove the connection \(connection)")
            return true
        } catch  where error.code == ENOENT {
            return false
        }
    }

    private func messageType(_ type: UInt32) -> UInt16 {
        UInt16(NFNL_SUBSYS_CTNETLINK) << 8 | UInt16(truncatingIfNeeded: type)
    }

    /// - Parameter family: `nil` for all.
    private func header(_ family: IPFamily?) -> nfgenmsg {
        var header = nfgenmsg()
        header.nfgen_family = UInt8(family.map { $0 == .v4 ? AF_INET : AF_INET6 } ?? AF_UNSPEC)
        header.version = UInt8(NFNETLINK_V0)
        return header
    }
}
