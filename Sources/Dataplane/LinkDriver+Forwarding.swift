import Addressing
import InterfaceSettings
import Netlink
import RouteNetlink
import Routing

extension LinkDriver {
    /// Makes the node a router once it has anything to forward for, and keeps its uplinks listening.
    ///
    /// A node that forwards IPv6 takes no router advertisement any more, unless told for each interface. Those
    /// that listen when it begins to forward go on to, whether an advertisement has come yet or not; so do
    /// those that appear later. A node that was a router before has made its choice: there only those go on to
    /// listen whose default route was advertised.
    mutating func settleForwarding(
        _ desired: DesiredDataplane, _ report: inout LinkReport
    ) throws(NetlinkError) {
        guard desired.wantsForwarding else { return }
        let uplinks = links.all.filter { isUplinkName($0.name) && !desired.interfaces.contains($0.name) }
        if isRouter {
            for link in uplinks where !listening.contains(link.index) && desired.familiesOn.v6 {
                apply(listeningSettings([link.name]), &report)
            }
        } else {
            var names = Set(try socket.advertisedUplinks())
            if settings.value(of: "net/ipv6/conf/all/forwarding") == 0 {
                names.formUnion(uplinks.map(\.name))
            }
            isRouter = apply(nodeSettings(serving: desired.familiesOn, advertised: names.sorted()), &report)
        }
        listening = Set(uplinks.map(\.index))
    }

    /// Says whether all holds that must.
    @discardableResult
    private func apply(_ wanted: [Setting], _ report: inout LinkReport) -> Bool {
        let applied = settings.apply(wanted)
        report.changes += applied.written.count
        report.failures += applied.failures.filter {
            $0.setting.importance != Setting.Importance.desirable
        }.map { "\($0)" }
        return applied.isSufficient
    }
}
