import Addressing
import Glibc
import Netlink
import RouteNetlink
import Routing

extension LinkDriver {
    /// Makes the kernel have the end of IP in IP that is wanted, or gives back one that was ours.
    ///
    /// A kernel without IP in IP lacks it; that keeps nothing else back.
    mutating func settleIPIP(
        _ desired: DesiredDataplane, _ report: inout LinkReport
    ) throws(NetlinkError) {
        guard ipip != .some(desired.ipip) else { return }
        ipip = nil
        let changesBefore = report.changes
        do throws(NetlinkError) {
            if let tunnel = desired.ipip {
                try make(tunnel, &report)
            } else {
                for stale in try listed(ofKind: "ipip") where stale.isOurs {
                    try settleAddress(nil, .v4, stale.link, &report)
                    try socket.release(stale.link)
                    report.changes += 1
                }
            }
            ipip = .some(desired.ipip)
        } catch  where error.code == EOPNOTSUPP {
            report.lacking.append("IP in IP: the kernel has none (\(error))")
        } catch {
            report.failures.append("\(error)")
        }
        if report.changes > changesBefore { try listLinks() }
    }

    private mutating func make(_ tunnel: IPIPLink, _ report: inout LinkReport) throws(NetlinkError) {
        let listed = try madeLink(IPIPLink.name, kind: "ipip", &report)
        if !listed.isOurs || !listed.link.isUp || listed.link.mtu != tunnel.mtu {
            try socket.settle(listed.link, mtu: tunnel.mtu)
            report.changes += 1
        }
        try settleAddress(tunnel.address, .v4, listed.link, &report)
    }

    /// The device of that name and kind, which is made where it is missing.
    mutating func madeLink(
        _ name: String, kind: String, _ report: inout LinkReport
    ) throws(NetlinkError) -> ListedLink {
        if let listed = try listed(ofKind: kind).first(where: { $0.link.name == name }) { return listed }
        try socket.makeLink(name, kind: kind)
        report.changes += 1
        guard let listed = try socket.links(ofKind: kind).first(where: { $0.link.name == name }) else {
            throw NetlinkError("\(name) is there already, and is not of the kind \(kind)", code: EEXIST)
        }
        return listed
    }
}
