import Addressing
import CLibnftnl
import Netlink
import Nftables

/// A member as the kernel listed it: one end of a range, for interval sets.
struct ListedElement {
    let key: ArraySlice<UInt8>
    let isEnd: Bool
    let verdict: Verdict?
    let comment: String?

    /// The members in `message`, a part of a set's list.
    static func listed(in message: NetlinkMessage) -> some Sequence<ListedElement> {
        let list = message.nftablesAttributes.first(Int(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue))
        return (list?.attributes ?? NetlinkAttributes([])).lazy.compactMap { ListedElement($0.attributes) }
    }

    private init?(_ attributes: NetlinkAttributes) {
        var key: ArraySlice<UInt8>?
        var flags: UInt32 = 0
        var verdict: Verdict?
        var comment: String?
        for attribute in attributes {
            switch UInt32(attribute.type) {
            case NFTA_SET_ELEM_KEY.rawValue:
                key = attribute.attributes.first(Int(NFTA_DATA_VALUE.rawValue))?.bytes
            case NFTA_SET_ELEM_FLAGS.rawValue: flags = attribute.bigEndian() ?? 0
            case NFTA_SET_ELEM_DATA.rawValue: verdict = attribute.verdict
            case NFTA_SET_ELEM_USERDATA.rawValue:
                comment = UserData.text(NFTNL_UDATA_SET_ELEM_COMMENT.rawValue, in: attribute.bytes)
            default: continue
            }
        }
        guard let key else { return nil }
        self.key = key
        self.isEnd = flags & NFT_SET_ELEM_INTERVAL_END.rawValue != 0
        self.verdict = verdict
        self.comment = comment
    }

    /// The key as a number in network byte order.
    var number: UInt128 { key.reduce(0) { $0 << 8 | UInt128($1) } }
}

extension NetlinkAttribute {
    /// What an element of a verdict map says.
    fileprivate var verdict: Verdict? {
        guard let parts = attributes.first(Int(NFTA_DATA_VERDICT.rawValue))?.attributes,
            let code = parts.first(Int(NFTA_VERDICT_CODE.rawValue))?.bigEndian(Int32.self)
        else { return nil }
        return Verdict(code: code, target: parts.first(Int(NFTA_VERDICT_CHAIN.rawValue))?.string)
    }
}

extension Elements {
    /// The members of `set` in the form in which they were written.
    init(_ listed: [ListedElement], of set: NamedSet) {
        let holdsNumbers = set.value == nil && set.key.count == 1 && set.key[0].isNumber
        if set.isInterval {
            self = .ranges(pairedRanges(of: listed, width: set.keyLength))
        } else if holdsNumbers, !listed.contains(where: { $0.comment != nil }) {
            self = .values(listed.map(\.number).sorted())
        } else {
            let elements = listed.map {
                Element(key: Array($0.key), verdict: $0.verdict, comment: $0.comment)
            }
            self = .keyed(elements.sorted())
        }
    }
}

/// Pairs each beginning with the end behind it; an end without a beginning, such as nft(8) puts at 0, says
/// nothing.
private func pairedRanges(of listed: [ListedElement], width: Int) -> [AddressRange] {
    let ends = listed.map { (number: $0.number, isEnd: $0.isEnd) }.sorted {
        // Where one range ends another may begin.
        $0.number != $1.number ? $0.number < $1.number : $0.isEnd && !$1.isEnd
    }
    var result: [AddressRange] = []
    var open: UInt128?
    for end in ends {
        if let first = open { result.append(AddressRange(first, end.number - 1)) }
        open = end.isEnd ? nil : end.number
    }
    if let first = open { result.append(AddressRange(first, width >= 16 ? .max : (1 << (width * 8)) - 1)) }
    return result
}

extension DataType {
    /// Whether sets of this type alone hold plain numbers.
    fileprivate var isNumber: Bool {
        switch self {
        case .ipv4Address, .ipv6Address, .protocolNumber, .port, .icmpType, .icmpv6Type: true
        case .verdict, .conntrackState, .interfaceName: false
        }
    }
}
