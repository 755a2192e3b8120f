import Addressing
import Crypto
import Resources

extension Node {
    /// The link-layer address of its end of the tunnel of `family`.
    ///
    /// Where nobody has chosen one it is made of the name, in the way that Felix does it, so that nodes of both
    /// kinds find each other.
    func tunnelLinkAddress(_ family: IPFamily) -> [UInt8] {
        if let given = attachment[family].tunnelLinkAddress { return given }
        let text = family == .v4 ? name : "\(name)-v6"
        return [UInt8(ascii: "f")] + Array(Insecure.SHA1.hash(data: Array(text.utf8)).prefix(5))
    }
}

extension IPAddress {
    /// The address fe80::/64 that an interface makes of its link-layer address (RFC 4291, appendix A).
    static func linkLocal(of linkAddress: [UInt8]) -> IPAddress? {
        guard linkAddress.count == 6 else { return nil }
        let bytes =
            [0xfe, 0x80, 0, 0, 0, 0, 0, 0, linkAddress[0] ^ 0x02] + linkAddress[1...2] + [0xff, 0xfe]
            + linkAddress[3...5]
        return IPAddress(bytes: bytes)
    }
}

/// The tunnels' names, which are Calico's.
func tunnelName(_ family: IPFamily) -> String { family == .v4 ? "vxlan.calico" : "vxlan-v6.calico" }
