import Addressing
import CLibnftnl
import Netlink
import Nftables

extension Batch {
    /// Puts members into as many messages as they need, each begun by `begin`.
    ///
    /// A list of members is one attribute, which cannot be longer than 64 KiB. The attributes are written
    /// here and not by libnftnl, which makes an object of 400 bytes for every member first.
    mutating func put(
        _ elements: Elements, of set: NamedSet, in table: Table, begin: (inout Batch) -> Void
    ) {
        let width = set.keyLength
        switch elements {
        case .values(let values):
            putChunks(of: values, size: elementSize(width), set, table, begin) { messages, value in
                messages.putElement(value, width: width)
            }
        case .ranges(let ranges):
            putChunks(of: ranges, size: 2 * elementSize(width) + 8, set, table, begin) { messages, range in
                messages.putElement(range.first, width: width)
                messages.putEnd(of: range.last, width: width)
            }
        case .keyed(let elements):
            putChunks(of: elements, size: 3 * elementSize(width) + 512, set, table, begin) {
                messages, element in
                messages.putElement(element, withEnd: set.hasIntervalParts)
                guard set.isInterval, !set.hasIntervalParts else { return }
                messages.putEnd(of: bigEndianNumber(element.end ?? element.key), width: width)
            }
        }
    }

    private mutating func putChunks<Member>(
        of members: [Member], size: Int, _ set: NamedSet, _ table: Table, _ begin: (inout Batch) -> Void,
        _ put: (inout MessageBuffer, Member) -> Void
    ) {
        let chunk = (Int(UInt16.max) - 64) / size
        for start in stride(from: 0, to: members.count, by: chunk) {
            let end = min(start + chunk, members.count)
            begin(&self)
            messages.put(Int(NFTA_SET_ELEM_LIST_TABLE.rawValue), string: table.name)
            messages.put(Int(NFTA_SET_ELEM_LIST_SET.rawValue), string: set.name)
            let list = messages.beginNest(Int(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue))
            for member in members[start..<end] { put(&messages, member) }
            messages.endNest(list)
        }
    }
}

/// The number of bytes that a member without flags, verdict or comment takes.
private func elementSize(_ width: Int) -> Int { 12 + (width + 3) & ~3 }

extension MessageBuffer {
    /// Appends the member that is the number `value` of `width` bytes, in network byte order.
    mutating func putElement(_ value: UInt128, width: Int, flags: UInt32 = 0) {
        let element = beginNest(Int(NFTA_LIST_ELEM.rawValue))
        if flags != 0 { put(Int(NFTA_SET_ELEM_FLAGS.rawValue), flags.bigEndian) }
        let key = beginNest(Int(NFTA_SET_ELEM_KEY.rawValue))
        let type = Int(NFTA_DATA_VALUE.rawValue)
        switch width {
        case 1: put(type, UInt8(truncatingIfNeeded: value))
        case 2: put(type, UInt16(truncatingIfNeeded: value).bigEndian)
        case 4: put(type, UInt32(truncatingIfNeeded: value).bigEndian)
        case 16: put(type, value.bigEndian)
        default: put(type, bytes: bigEndianBytes(value, count: width))
        }
        endNest(key)
        endNest(element)
    }

    /// Appends the end of a range that reaches to `last`: the number behind it.
    ///
    /// A range that reaches the last number of all ends by itself.
    fileprivate mutating func putEnd(of last: UInt128, width: Int) {
        guard last < greatestNumber(ofBytes: width) else { return }
        putElement(last + 1, width: width, flags: NFT_SET_ELEM_INTERVAL_END.rawValue)
    }

    /// Appends the member with all that belongs to it; `withEnd`, also with its last key, which a set of
    /// intervals over parts wants even of a single key.
    fileprivate mutating func putElement(_ member: Element, withEnd: Bool) {
        let element = beginNest(Int(NFTA_LIST_ELEM.rawValue))
        putData(NFTA_SET_ELEM_KEY, member.key)
        if withEnd { putData(NFTA_SET_ELEM_KEY_END, member.end ?? member.key) }
        if let verdict = member.verdict {
            let data = beginNest(Int(NFTA_SET_ELEM_DATA.rawValue))
            let value = beginNest(Int(NFTA_DATA_VERDICT.rawValue))
            put(Int(NFTA_VERDICT_CODE.rawValue), verdict.code.bigEndian)
            if let target = verdict.target { put(Int(NFTA_VERDICT_CHAIN.rawValue), string: target) }
            endNest(value)
            endNest(data)
        }
        if let value = member.value { putData(NFTA_SET_ELEM_DATA, value) }
        if let comment = member.comment {
            let data = UserData.comment(NFTNL_UDATA_SET_ELEM_COMMENT.rawValue, comment)
            put(Int(NFTA_SET_ELEM_USERDATA.rawValue), bytes: data)
        }
        endNest(element)
    }
    private mutating func putData(_ attribute: nft_set_elem_attributes, _ bytes: [UInt8]) {
        let data = beginNest(Int(attribute.rawValue))
        put(Int(NFTA_DATA_VALUE.rawValue), bytes: bytes)
        endNest(data)
    }
}
