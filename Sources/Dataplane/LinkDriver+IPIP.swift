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
                for stale in try socket.ipipLinks() where stale.isOurs {
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
        var listed = try socket.ipipLinks().first { $0.link.name == IPIPLink.name }
        if listed == nil {
            try socket.makeIPIPLink()
            report.changes += 1
            listed = try socket.ipipLinks().first { $0.link.name == IPIPLink.name }
        }
        guard let listed else {
            throw NetlinkError(
                "\(IPIPLink.name) is there already, and is no device of IP in IP", code: EEXIST)
        }
        if !listed.isOurs || !listed.link.isUp || listed.link.mtu != tunnel.mtu {
            try socket.settle(tunnel, listed.link)
            report.changes += 1
        }
        try settleAddress(tunnel.address, .v4, listed.link, &report)
    }
}
