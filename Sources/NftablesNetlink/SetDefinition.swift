import CLibnftnl
import Netlink
import Nftables

extension NftnlObject {
    /// The definition of `set` of `table`, with what nft(8) wants to know about it beside.
    init(_ set: NamedSet, of table: Table, number: UInt32) throws(NetlinkError) {
        try self.init(.set)
        self.set(NFTNL_SET_TABLE.rawValue, table.name)
        self.set(NFTNL_SET_NAME.rawValue, set.name)
        self.set(NFTNL_SET_ID.rawValue, number)
        self.set(NFTNL_SET_FLAGS.rawValue, set.flags)
        self.set(NFTNL_SET_KEY_TYPE.rawValue, set.keyType)
        self.set(NFTNL_SET_KEY_LEN.rawValue, UInt32(set.keyLength))
        if let value = set.value {
            self.set(NFTNL_SET_DATA_TYPE.rawValue, value.kernelType)
            self.set(NFTNL_SET_DATA_LEN.rawValue, value.kernelLength)
        }
        if set.hasIntervalParts { self.set(NFTNL_SET_DESC_CONCAT.rawValue, set.partLengths) }
        self.set(NFTNL_SET_USERDATA.rawValue, set.userData)
    }

    /// The definition that the kernel listed, with no members; `nil` if this is no set.
    var listedSet: NamedSet? {
        guard let name = text(NFTNL_SET_NAME.rawValue) else { return nil }
        let flags = number(NFTNL_SET_FLAGS.rawValue) ?? 0
        let isInterval = flags & NFT_SET_INTERVAL.rawValue != 0
        let comment = bytes(NFTNL_SET_USERDATA.rawValue).flatMap {
            UserData.text(NFTNL_UDATA_SET_COMMENT.rawValue, in: $0)
        }
        var value: DataType?
        if flags & NFT_SET_MAP.rawValue != 0 {
            value = number(NFTNL_SET_DATA_TYPE.rawValue).flatMap { DataType(kernelType: $0) }
        }
        let key = DataType.parts(ofKeyType: number(NFTNL_SET_KEY_TYPE.rawValue) ?? 0)
        let set = NamedSet(
            name, key: key, value: value, isInterval: isInterval, comment: comment, elements: .keyed([]))
        // Anything we never set, a time-out, a size, elements that rules add, makes it a stranger's.
        guard !key.isEmpty, flags == set.flags, number(NFTNL_SET_KEY_LEN.rawValue) == UInt32(set.keyLength),
            value == nil || value == .verdict || value?.kernelLength == number(NFTNL_SET_DATA_LEN.rawValue),
            (number(NFTNL_SET_DESC_SIZE.rawValue) ?? 0) == 0, !has(NFTNL_SET_TIMEOUT.rawValue),
            !isInterval || set.canBeInterval,
            !set.hasIntervalParts || bytes(NFTNL_SET_DESC_CONCAT.rawValue) == set.partLengths
        else {
            return NamedSet(name, key: [], comment: comment, elements: .keyed([]))
        }
        return set
    }
}

extension NamedSet {
    fileprivate var flags: UInt32 {
        (isInterval ? NFT_SET_INTERVAL.rawValue : 0) | (value == nil ? 0 : NFT_SET_MAP.rawValue)
            | (hasIntervalParts ? NFT_SET_CONCAT.rawValue : 0)
    }

    /// The bytes of each part of the key without padding: the kernel looks into each part by itself.
    fileprivate var partLengths: [UInt8] { key.map { UInt8($0.length) } }

    /// Whether the kernel's order of keys is theirs.
    fileprivate var canBeInterval: Bool {
        key.allSatisfy { $0.isNumber || $0 == .interfaceName && key.count > 1 }
    }

    /// The types of the parts, 6 bits each, the first one leftmost.
    fileprivate var keyType: UInt32 { key.reduce(0) { $0 << 6 | $1.rawValue } }

    /// Byte orders and comment as nft(8) leaves them, or it would print numbers backwards.
    fileprivate var userData: [UInt8] {
        var data = UserData()
        data.put(NFTNL_UDATA_SET_KEYBYTEORDER.rawValue, key.count == 1 ? key[0].byteOrder : 0)
        if let value {
            data.put(NFTNL_UDATA_SET_DATABYTEORDER.rawValue, value.byteOrder)
            data.put(NFTNL_UDATA_SET_DATA_INTERVAL.rawValue, 0)
        }
        if let comment { data.put(NFTNL_UDATA_SET_COMMENT.rawValue, text: comment) }
        return data.bytes
    }
}

extension DataType {
    /// `enum byteorder` of nft(8): 0 for none, 1 for the machine's, 2 for the network's.
    fileprivate var byteOrder: UInt32 {
        switch self {
        case .verdict: 0
        case .mark, .conntrackState, .interfaceName: 1
        case .ipv4Address, .ipv6Address, .etherAddress, .protocolNumber, .port, .icmpType, .icmpv6Type: 2
        }
    }

    /// The kernel itself knows only one type of value, the verdict, and has its own number for it.
    fileprivate var kernelType: UInt32 { self == .verdict ? NFT_DATA_VERDICT.rawValue : rawValue }

    /// The number of bytes that an element maps to, as the kernel is told: how long a verdict is, is its own
    /// affair, and what it lists then.
    fileprivate var kernelLength: UInt32 { self == .verdict ? 0 : UInt32(length) }

    fileprivate init?(kernelType: UInt32) {
        guard kernelType != NFT_DATA_VERDICT.rawValue else {
            self = .verdict
            return
        }
        self.init(rawValue: kernelType)
    }

    /// The parts of a key; none if we do not know one of them.
    fileprivate static func parts(ofKeyType type: UInt32) -> [DataType] {
        var parts: [DataType] = []
        var rest = type
        while rest != 0 {
            guard let part = DataType(rawValue: rest & 0x3f) else { return [] }
            parts.insert(part, at: 0)
            rest >>= 6
        }
        return parts
    }
}
