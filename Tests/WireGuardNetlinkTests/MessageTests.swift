import Addressing
import Netlink
import Routing
import Testing

@testable import WireGuardNetlink

/// The bytes of WireGuard's messages, as `linux/wireguard.h` tells of them.
struct MessageTests {
    @Test(arguments: IPFamily.allCases)
    func `a peer's message has its key, where it is, and what is allowed`(family: IPFamily) throws {
        var message = MessageBuffer()
        message.beginDeviceChange("wg0", family: 0x21)
        message.put(.set(try peer(family, allowed: [family == .v4 ? "10.244.2.0/24" : "fd00:2::/64"])))
        let key = [UInt8](repeating: 7, count: 32)
        let end: [UInt8] =
            family == .v4
            ? [20, 0, 4, 0, 2, 0, 0xca, 0x6c, 192, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0]
            : [32, 0, 4, 0, 10, 0, 0xca, 0x6c, 0, 0, 0, 0, 0x20, 0x01, 0x0d, 0xb8] + zeros(11) + [
                2, 0, 0, 0, 0,
            ]
        let allowed: [UInt8] =
            family == .v4
            ? [
                32, 0, 9, 0x80, 28, 0, 0, 0x80, 6, 0, 1, 0, 2, 0, 0, 0, 8, 0, 2, 0, 10, 244, 2, 0, 5, 0, 3, 0,
                24, 0, 0, 0,
            ]
            : [44, 0, 9, 0x80, 40, 0, 0, 0x80, 6, 0, 1, 0, 10, 0, 0, 0, 20, 0, 2, 0, 0xfd, 0, 0, 2]
                + zeros(12)
                + [5, 0, 3, 0, 64, 0, 0, 0]
        let body =
            [36, 0, 1, 0] + key + [8, 0, 3, 0, 2, 0, 0, 0] + end + [6, 0, 5, 0, 25, 0, 0, 0] + allowed
        let peers = [UInt8(body.count + 8), 0, 8, 0x80, UInt8(body.count + 4), 0, 0, 0x80] + body
        // Command 1 of version 1, and the device by its name.
        let payload: [UInt8] = [1, 1, 0, 0, 8, 0, 2, 0] + Array("wg0\0".utf8) + peers
        let written = try #require(message.messages().first)
        #expect(written.type == 0x21)
        #expect(Array(written.payload) == payload)
    }

    @Test func `a device is given its private key and its port, and no more`() throws {
        var message = MessageBuffer()
        message.beginDeviceChange(
            "wg0", family: 0x21, privateKey: [UInt8](repeating: 9, count: 32), port: 51820)
        let written = try #require(message.messages().first)
        let key: [UInt8] = [36, 0, 3, 0] + [UInt8](repeating: 9, count: 32)
        #expect(
            Array(written.payload)
                == [1, 1, 0, 0, 8, 0, 2, 0] + Array("wg0\0".utf8) + key + [6, 0, 6, 0, 0x6c, 0xca, 0, 0])
    }

    @Test(arguments: IPFamily.allCases)
    func `what is written is read back, a peer in several messages too`(family: IPFamily) throws {
        let blocks = family == .v4 ? ["10.244.2.0/24", "10.9.9.9/32"] : ["fd00:2::/64", "fd00:9::9/128"]
        var listed = ListedWireGuard()
        for block in blocks {
            var message = MessageBuffer()
            message.beginDeviceChange("wg0", family: 0x21, port: 51820)
            message.put(.set(try peer(family, allowed: [block])))
            listed.take(try #require(message.messages().first))
        }
        #expect(listed.port == 51820 && listed.key == nil)
        #expect(listed.changes(to: [try peer(family, allowed: blocks)]) == [])
    }

    @Test func `only what differs is done to the peers`() throws {
        let (mine, other) = (try peer(.v4, allowed: ["10.244.2.0/24"]), try peer(.v4, 8, allowed: []))
        var listed = ListedWireGuard()
        #expect(listed.changes(to: [mine]) == [.set(mine)])
        for peer in [mine, other] {
            var message = MessageBuffer()
            message.beginDeviceChange("wg0", family: 0x21)
            message.put(.set(peer))
            listed.take(try #require(message.messages().first))
        }
        #expect(listed.changes(to: [mine]) == [.remove(other.key)])
        let moved = try peer(.v4, allowed: ["10.244.3.0/24"])
        #expect(listed.changes(to: [moved, other]) == [.set(moved)])
        #expect(listed.changes(to: [mine, other]) == [])
    }

    private func peer(_ family: IPFamily, _ digit: UInt8 = 7, allowed: [String]) throws -> WireGuardPeer {
        WireGuardPeer(
            try #require(WireGuardKey(bytes: [UInt8](repeating: digit, count: 32))),
            address: try #require(IPAddress(family == .v4 ? "192.0.2.2" : "2001:db8::2")), port: 51820,
            keepAlive: 25, allowed: try allowed.map { try #require(IPPrefix($0)) })
    }

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}
