import Addressing
import Netlink
import RouteNetlink
import Routing

/// The tunnels to other nodes as they are wanted, or as the kernel was made to have them.
struct Tunnels: Equatable {
    var links: [VXLANLink]
    var forwarding: Set<ForwardingEntry>
}

extension LinkDriver {
    /// Makes the kernel have the tunnels that are wanted, and none of ours that is not.
    ///
    /// What fails of one tunnel keeps nothing of the other family's back.
    mutating func settleTunnels(
        _ desired: DesiredDataplane, _ report: inout LinkReport
    ) throws(NetlinkError) {
        let wanted = Tunnels(links: desired.tunnels, forwarding: desired.forwarding)
        guard tunnels != wanted else { return }
        tunnels = nil
        let failuresBefore = report.failures.count
        if links.needsListing { try listLinks() }
        var present = links.hasLink(ofKind: "vxlan") ? try socket.vxlanLinks() : []
        for stale in present where stale.isOurs && !wanted.links.contains(where: { stale.serves($0) }) {
            try socket.delete(stale.link)
            report.changes += 1
        }
        present.removeAll { link in link.isOurs && !wanted.links.contains { link.serves($0) } }
        for tunnel in wanted.links { try make(tunnel, present, &report) }
        if report.changes > 0 { try listLinks() }
        if !wanted.links.isEmpty { try settleForwarding(wanted, &report) }
        if report.failures.count == failuresBefore { tunnels = wanted }
    }

    /// Makes one tunnel's end, or brings the one that is there into order.
    private mutating func make(
        _ tunnel: VXLANLink, _ present: [ListedVXLANLink], _ report: inout LinkReport
    ) throws(NetlinkError) {
        do throws(NetlinkError) {
            guard let parent = links[tunnel.parent] else {
                report.failures.append("\(tunnel.name): there is no interface \(tunnel.parent) under it")
                return
            }
            var listed = present.first { $0.link.name == tunnel.name }
            // A device that Felix left is taken over; one that can no more be made right is made anew.
            if let old = listed, !old.matches(tunnel, parent: parent) {
                try socket.delete(old.link)
                listed = nil
            } else if listed == nil, links[tunnel.name] != nil,
                try socket.links().contains(where: { $0.name == tunnel.name })
            {
                report.failures.append("\(tunnel.name) is there already, and is no VXLAN device")
                return
            }
            if listed == nil {
                try socket.make(tunnel, parent: parent)
                report.changes += 1
                listed = try socket.vxlanLinks().first { $0.link.name == tunnel.name }
            }
            guard let listed else { return }
            if !listed.isSettled(tunnel) {
                try socket.settle(tunnel, index: listed.link.index)
                report.changes += 1
            }
            try settleAddress(tunnel.address, tunnel.local.family, listed.link, &report)
        } catch {
            report.failures.append("\(error)")
        }
    }

    /// Gives the host its address in the tunnel, and takes away any other.
    mutating func settleAddress(
        _ wanted: IPAddress?, _ family: IPFamily, _ link: Link, _ report: inout LinkReport
    ) throws(NetlinkError) {
        var isThere = false
        for address in try socket.addresses(family) where address.link == link.index {
            if address.address == wanted, address.subnet.isHost {
                isThere = true
            } else if !address.isLinkLocal {
                try socket.remove(address, from: link)
                report.changes += 1
            }
        }
        guard let wanted, !isThere else { return }
        try socket.add(wanted, to: link)
        report.changes += 1
    }

    private mutating func settleForwarding(
        _ wanted: Tunnels, _ report: inout LinkReport
    ) throws(NetlinkError) {
        let devices = wanted.links.compactMap { links[$0.name] }
        let present = Set(try socket.forwardingEntries(of: devices))
        for entry in present.subtracting(wanted.forwarding).sorted() {
            guard let link = links[entry.device] else { continue }
            try socket.remove(entry, on: link)
            report.changes += 1
        }
        for entry in wanted.forwarding.subtracting(present).sorted() {
            guard let link = links[entry.device] else { continue }
            do throws(NetlinkError) {
                try socket.add(entry, on: link)
                report.changes += 1
            } catch {
                report.failures.append("\(error)")
            }
        }
    }
}

extension ListedVXLANLink {
    fileprivate func serves(_ tunnel: VXLANLink) -> Bool { link.name == tunnel.name }

    /// Whether what cannot be changed any more is as it should be.
    fileprivate func matches(_ tunnel: VXLANLink, parent: Link) -> Bool {
        network == tunnel.network && port == tunnel.port && local == tunnel.local
            && self.parent == parent.index && !learns
    }

    /// Whether what can be changed is as it should be.
    fileprivate func isSettled(_ tunnel: VXLANLink) -> Bool {
        isOurs && link.isUp && link.mtu == tunnel.mtu && link.linkAddress == tunnel.linkAddress
    }
}
