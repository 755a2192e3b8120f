import Addressing
import CLibnftnl
import Netlink
import Nftables

/// A member as the kernel listed it: one end of a range, for interval sets with one part.
struct ListedElement {
    let key: ArraySlice<UInt8>
    /// The last key of an interval over several parts.
    let end: ArraySlice<UInt8>?
    let isEnd: Bool
    let verdict: Verdict?
    let value: ArraySlice<UInt8>?
    let comment: String?

    /// The members in `message`, a part of a set's list.
    static func listed(in message: NetlinkMessage) -> some Sequence<ListedElement> {
        let list = message.nftablesAttributes.first(Int(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue))
        return (list?.attributes ?? NetlinkAttributes([])).lazy.compactMap { ListedElement($0.attributes) }
    }

    private init?(_ attributes: NetlinkAttributes) {
        var key: ArraySlice<UInt8>?
        var end: ArraySlice<UInt8>?
        var value: ArraySlice<UInt8>?
        var flags: UInt32 = 0
        var verdict: Verdict?
        var comment: String?
        for attribute in attributes {
            switch UInt32(attribute.type) {
            case NFTA_SET_ELEM_KEY.rawValue:
                key = attribute.data
            case NFTA_SET_ELEM_KEY_END.rawValue: end = attribute.data
            case NFTA_SET_ELEM_FLAGS.rawValue: flags = attribute.bigEndian() ?? 0
            case NFTA_SET_ELEM_DATA.rawValue:
                value = attribute.data
                verdict = attribute.verdict
            case NFTA_SET_ELEM_USERDATA.rawValue:
                comment = UserData.text(NFTNL_UDATA_SET_ELEM_COMMENT.rawValue, in: attribute.bytes)
            default: continue
            }
        }
        guard let key else { return nil }
        self.key = key
        self.end = end
        self.isEnd = flags & NFT_SET_ELEM_INTERVAL_END.rawValue != 0
        self.verdict = verdict
        self.value = value
        self.comment = comment
    }

    /// The key as a number in network byte order.
    var number: UInt128 { bigEndianNumber(key) }
}

extension NetlinkAttribute {
    /// The bytes of a key or a value.
    fileprivate var data: ArraySlice<UInt8>? { attributes.first(Int(NFTA_DATA_VALUE.rawValue))?.bytes }

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
        let holdsNumbers = set.isPlain && !listed.contains { $0.comment != nil }
        if set.isInterval, !set.hasIntervalParts {
            let intervals = ListedInterval.paired(listed, width: set.keyLength)
            guard !holdsNumbers else {
                self = .ranges(intervals.map(\.range))
                return
            }
            self = .keyed(
                intervals.map { interval in
                    Element(
                        listed[interval.index],
                        end: bigEndianBytes(interval.range.last, count: set.keyLength))
                })
        } else if holdsNumbers {
            self = .values(listed.map(\.number).sorted())
        } else {
            self = .keyed(listed.map { Element($0, end: $0.end.map { Array($0) }) }.sorted())
        }
    }
}

extension NamedSet {
    /// Whether it has members of one number and nothing else, where none has a comment.
    var isPlain: Bool { value == nil && key.count == 1 && key[0].isNumber }
}

extension Element {
    fileprivate init(_ listed: ListedElement, end: [UInt8]?) {
        self.init(
            key: Array(listed.key), end: end, verdict: listed.verdict, value: listed.value.map { Array($0) },
            comment: listed.comment)
    }
}
