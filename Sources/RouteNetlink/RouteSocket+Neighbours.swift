package import Addressing
import CLibmnl
import Glibc
package import Netlink
package import Routing

extension RouteSocket {
    /// The permanent neighbours of `family` that bear our protocol.
    ///
    /// One whose device is gone by the time its name is asked for is left out: it is gone, too.
    package mutating func staticNeighbours(_ family: IPFamily) throws(NetlinkError) -> [StaticNeighbour] {
        var request = MessageBuffer()
        request.beginNeighbourListing(family)
        let found: [Neighbour] = try socket.dump(&request, operation: "list \(family) neighbours", into: []) {
            neighbours, message in
            guard message.type == RTM_NEWNEIGH, message.isOurNeighbour,
                let neighbour = message.neighbour(of: family),
                neighbour.state.contains(.permanent)
            else { return }
            neighbours.append(neighbour)
        }
        guard !found.isEmpty else { return [] }
        let names = Dictionary(try links().map { ($0.index, $0.name) }) { first, _ in first }
        return found.compactMap { neighbour in
            names[neighbour.link].map {
                StaticNeighbour(neighbour.address, device: $0, linkAddress: neighbour.linkAddress)
            }
        }.sorted()
    }

    /// Adds `neighbour`, or puts it in the place of what is known of its address, whoever knew that.
    package mutating func add(_ neighbour: StaticNeighbour, on link: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWNEIGH), flags: UInt16(NLM_F_CREATE | NLM_F_REPLACE))
        request.put(neighbour, on: link)
        request.put(Int(NDA_LLADDR), bytes: neighbour.linkAddress)
        request.put(Int(NDA_PROTOCOL), StaticNeighbour.ourProtocol)
        try socket.transact(&request, operation: "add neighbour \(neighbour)")
    }

    /// Removes `neighbour`; that it, or its device, is gone already is what was wanted.
    package mutating func remove(_ neighbour: StaticNeighbour, on link: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_DELNEIGH))
        request.put(neighbour, on: link)
        do {
            try socket.transact(&request, operation: "remove neighbour \(neighbour)")
        } catch  where error.code == ENOENT || error.code == ENODEV {
            return
        }
    }
}

extension MessageBuffer {
    fileprivate mutating func put(_ neighbour: StaticNeighbour, on link: Link) {
        var header = ndmsg()
        header.ndm_family = neighbour.address.family.number
        header.ndm_ifindex = Int32(bitPattern: link.index)
        header.ndm_state = Neighbour.State.permanent.rawValue
        putFixed(header)
        put(Int(NDA_DST), bytes: neighbour.address.bytes)
    }
}

extension NetlinkMessage {
    fileprivate var isOurNeighbour: Bool {
        attributes(after: MemoryLayout<ndmsg>.size).first(Int(NDA_PROTOCOL))?.integer(UInt8.self)
            == StaticNeighbour.ourProtocol
    }
}
