import Addressing
import CLibmnl
import Glibc
import Netlink
import Routing

// The messages, as linux/genetlink.h and linux/wireguard.h tell of them.

extension MessageBuffer {
    mutating func beginFamilyLookup(_ name: String) {
        begin(UInt16(GENL_ID_CTRL))
        putFixed(genlmsghdr(cmd: UInt8(CTRL_CMD_GETFAMILY), version: 1, reserved: 0))
        put(Int(CTRL_ATTR_FAMILY_NAME), string: name)
    }

    mutating func beginDeviceListing(_ name: String, family: UInt16) {
        begin(family)
        putFixed(genlmsghdr(cmd: UInt8(WG_CMD_GET_DEVICE.rawValue), version: 1, reserved: 0))
        put(Int(WGDEVICE_A_IFNAME.rawValue), string: name)
    }

    mutating func beginDeviceChange(
        _ name: String, family: UInt16, privateKey: [UInt8]? = nil, port: UInt16? = nil
    ) {
        begin(family)
        putFixed(genlmsghdr(cmd: UInt8(WG_CMD_SET_DEVICE.rawValue), version: 1, reserved: 0))
        put(Int(WGDEVICE_A_IFNAME.rawValue), string: name)
        if let privateKey { put(Int(WGDEVICE_A_PRIVATE_KEY.rawValue), bytes: privateKey) }
        if let port { put(Int(WGDEVICE_A_LISTEN_PORT.rawValue), port) }
    }

    /// Appends the change of one peer.
    mutating func put(_ change: PeerChange) {
        nest(Int(WGDEVICE_A_PEERS.rawValue)) { peers in
            peers.nest(0) { nest in
                switch change {
                case .remove(let key):
                    nest.put(Int(WGPEER_A_PUBLIC_KEY.rawValue), bytes: key.bytes)
                    nest.put(Int(WGPEER_A_FLAGS.rawValue), UInt32(WGPEER_F_REMOVE_ME.rawValue))
                case .set(let peer): nest.put(peer)
                }
            }
        }
    }

    private mutating func put(_ peer: WireGuardPeer) {
        put(Int(WGPEER_A_PUBLIC_KEY.rawValue), bytes: peer.key.bytes)
        put(Int(WGPEER_A_FLAGS.rawValue), UInt32(WGPEER_F_REPLACE_ALLOWEDIPS.rawValue))
        put(Int(WGPEER_A_ENDPOINT.rawValue), bytes: socketAddress(peer.address, port: peer.port))
        put(Int(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL.rawValue), peer.keepAlive)
        nest(Int(WGPEER_A_ALLOWEDIPS.rawValue)) { list in
            for prefix in peer.allowed {
                list.nest(0) { nest in
                    nest.put(Int(WGALLOWEDIP_A_FAMILY.rawValue), addressFamily(prefix.family))
                    nest.put(Int(WGALLOWEDIP_A_IPADDR.rawValue), bytes: prefix.address.bytes)
                    nest.put(Int(WGALLOWEDIP_A_CIDR_MASK.rawValue), prefix.length)
                }
            }
        }
    }
}

/// `struct sockaddr_in` or `sockaddr_in6`: the family in the machine's byte order, the port in that of the network.
private func socketAddress(_ address: IPAddress, port: UInt16) -> [UInt8] {
    let head = nativeBytes(addressFamily(address.family)) + [UInt8(port >> 8), UInt8(port & 0xff)]
    let padding = [UInt8](repeating: 0, count: address.family == .v4 ? 8 : 4)
    return address.family == .v4
        ? head + address.bytes + padding : head + [0, 0, 0, 0] + address.bytes + padding
}

private func nativeBytes(_ number: UInt16) -> [UInt8] {
    unsafe withUnsafeBytes(of: number) { unsafe Array($0) }
}

private func addressFamily(_ family: IPFamily) -> UInt16 { UInt16(family == .v4 ? AF_INET : AF_INET6) }

extension NetlinkMessage {
    private var contents: NetlinkAttributes { attributes(after: MemoryLayout<genlmsghdr>.size) }

    /// The number of a family that was looked for.
    var familyNumber: UInt16? { contents.first(Int(CTRL_ATTR_FAMILY_ID))?.integer() }

    var deviceContents: NetlinkAttributes { contents }
}

extension ListedWireGuard {
    /// Takes in one message of the list; what does not fit into one comes in the next, a peer's blocks too.
    mutating func take(_ message: NetlinkMessage) {
        for attribute in message.deviceContents {
            switch UInt32(attribute.type) {
            case WGDEVICE_A_PUBLIC_KEY.rawValue: key = WireGuardKey(bytes: Array(attribute.bytes))
            case WGDEVICE_A_LISTEN_PORT.rawValue: port = attribute.integer() ?? 0
            case WGDEVICE_A_PEERS.rawValue:
                for peer in attribute.attributes { takePeer(peer.attributes) }
            default: continue
            }
        }
    }

    private mutating func takePeer(_ attributes: NetlinkAttributes) {
        guard let bytes = attributes.first(Int(WGPEER_A_PUBLIC_KEY.rawValue))?.bytes,
            let key = WireGuardKey(bytes: Array(bytes))
        else { return }
        var peer = peers[key] ?? Peer()
        if let bytes = attributes.first(Int(WGPEER_A_ENDPOINT.rawValue))?.bytes {
            let isIPv4 = bytes.integer(at: 0, as: UInt16.self) == addressFamily(.v4)
            let start = bytes.startIndex + (isIPv4 ? 4 : 8)
            peer.port = bytes.integer(at: 2, as: UInt16.self)?.bigEndian ?? 0
            peer.address = IPAddress(bytes: bytes[start...].prefix(isIPv4 ? 4 : 16))
        }
        peer.keepAlive =
            attributes.first(Int(WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL.rawValue))?.integer()
            ?? peer.keepAlive
        for item in attributes.first(Int(WGPEER_A_ALLOWEDIPS.rawValue))?.attributes ?? NetlinkAttributes([]) {
            let parts = item.attributes
            guard let bytes = parts.first(Int(WGALLOWEDIP_A_IPADDR.rawValue))?.bytes,
                let address = IPAddress(bytes: bytes),
                let length = parts.first(Int(WGALLOWEDIP_A_CIDR_MASK.rawValue))?.integer(UInt8.self),
                Int(length) <= address.family.addressBits
            else { continue }
            peer.allowed.insert(IPPrefix(address, length: length))
        }
        peers[key] = peer
    }
}
