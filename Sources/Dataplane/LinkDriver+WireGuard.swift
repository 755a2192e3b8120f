import Addressing
import Glibc
import Netlink
import RouteNetlink
package import Routing
import WireGuardNetlink

/// This node's end of WireGuard as the kernel has it.
package struct WireGuardEnd: Hashable, Sendable {
    package let name: String
    /// Which other nodes have to know.
    package let key: WireGuardKey
    package let port: UInt16
    package let peers: Int
}

extension LinkDriver {
    /// Makes the kernel have the ends of WireGuard that are wanted, and none of ours that is not.
    ///
    /// A kernel without WireGuard lacks it; that, and what fails in one family, keeps nothing else back.
    mutating func settleWireGuard(
        _ desired: DesiredDataplane, _ report: inout LinkReport
    ) throws(NetlinkError) {
        guard wireGuard != desired.wireGuard else { return }
        wireGuard = nil
        let changesBefore = report.changes
        let wanted = IPFamily.allCases.compactMap { desired.wireGuard[$0]?.name }
        for stale in try listed(ofKind: "wireguard")
        where stale.isOurs && !wanted.contains(stale.link.name) {
            try socket.delete(stale.link)
            report.changes += 1
        }
        var isComplete = true
        for family in IPFamily.allCases {
            wireGuardEnds[family] = nil
            guard let link = desired.wireGuard[family] else { continue }
            do throws(NetlinkError) {
                wireGuardEnds[family] = try make(link, family, &report)
            } catch  where error.code == EOPNOTSUPP || error.code == ENOENT {
                isComplete = false
                report.lacking.append("WireGuard for \(family): the kernel has none (\(error))")
            } catch {
                isComplete = false
                report.failures.append("\(error)")
            }
        }
        if isComplete { wireGuard = desired.wireGuard }
        if report.changes > changesBefore { try listLinks() }
    }

    private mutating func make(
        _ wanted: WireGuardLink, _ family: IPFamily, _ report: inout LinkReport
    ) throws(NetlinkError) -> WireGuardEnd {
        let listed = try madeLink(wanted.name, kind: "wireguard", &report)
        var keys = try WireGuardSocket()
        if try keys.settle(wanted, try keys.device(wanted.name)) { report.changes += 1 }
        if !listed.isOurs || !listed.link.isUp || listed.link.mtu != wanted.mtu {
            try socket.settle(listed.link, mtu: wanted.mtu)
            report.changes += 1
        }
        try settleAddress(wanted.address, family, listed.link, &report)
        guard let key = try keys.device(wanted.name).key else {
            throw .unintelligible(operation: "read the key of \(wanted.name)")
        }
        return WireGuardEnd(name: wanted.name, key: key, port: wanted.port, peers: wanted.peers.count)
    }
}
