package import Addressing

/// Where a node's address of one family comes from, in the words of `IP` and `IP6` of calico/node.
package enum AddressChoice: Hashable, Sendable {
    /// From the Node, else by detection.
    case automatic
    /// By detection, whatever the Node says.
    case autodetect
    /// The node has none.
    case absent
    /// This one; the length of its prefix is that of the interface which has it, unless given.
    case fixed(IPAddress, prefixLength: UInt8?)

    /// `nil` if `text` is none of them, or an address of the other family.
    package init?(_ text: String, _ family: IPFamily) {
        switch text.lowercased() {
        case "auto": self = .automatic
        case "autodetect": self = .autodetect
        case "none": self = .absent
        default:
            let before = text.prefix { $0 != "/" }
            guard let prefix = IPPrefix(text), let address = IPAddress(String(before)),
                address.family == family
            else { return nil }
            self = .fixed(address, prefixLength: before.count == text.count ? nil : prefix.length)
        }
    }
}

extension AddressChoice: CustomStringConvertible {
    package var description: String {
        switch self {
        case .automatic: "auto"
        case .autodetect: "autodetect"
        case .absent: "none"
        case .fixed(let address, let length): length.map { "\(address)/\($0)" } ?? "\(address)"
        }
    }
}
