import CLibnftnl
import Netlink
import Nftables

extension Rule {
    /// A rule as the kernel listed it, with its handle and its chain.
    static func listed(_ message: NetlinkMessage) throws(NetlinkError) -> (rule: ListedRule, chain: String)? {
        guard message.nftablesType == NFT_MSG_NEWRULE.rawValue else { return nil }
        let attributes = message.nftablesAttributes
        guard let chain = attributes.first(Int(NFTA_RULE_CHAIN.rawValue))?.string,
            let handle = attributes.first(Int(NFTA_RULE_HANDLE.rawValue))?.bigEndian(UInt64.self)
        else { throw .unintelligible(operation: "list rules") }
        let comment = attributes.first(Int(NFTA_RULE_USERDATA.rawValue)).flatMap {
            UserData.text(NFTNL_UDATA_RULE_COMMENT.rawValue, in: $0.bytes)
        }
        let expressions = try message.expressions()
        return (
            ListedRule(handle: RuleHandle(handle), rule: Rule(observed: expressions, comment: comment)), chain
        )
    }
}

extension NetlinkMessage {
    /// The instructions of a rule.
    fileprivate func expressions() throws(NetlinkError) -> [Expression] {
        let rule = try NftnlObject(.rule)
        guard rule.parse(self) else { return expressionNames }
        var result: [Expression] = []
        try rule.forEachExpression { result.append(Expression($0)) }
        return result
    }

    /// What is left of a rule when it has an instruction that libnftnl is too old for.
    private var expressionNames: [Expression] {
        guard let list = nftablesAttributes.first(Int(NFTA_RULE_EXPRESSIONS.rawValue)) else {
            return [.other("")]
        }
        return list.attributes.map { .other($0.attributes.first(Int(NFTA_EXPR_NAME.rawValue))?.string ?? "") }
    }
}

extension Expression {
    init(_ listed: borrowing NftnlExpression) {
        let name = listed.text(NFTNL_EXPR_NAME) ?? ""
        self = Self.decoded(name, listed) ?? .other(name)
    }

    /// `nil` for an instruction with anything in it that we never write.
    private static func decoded(_ name: String, _ listed: borrowing NftnlExpression) -> Expression? {
        switch name {
        case "meta": meta(listed)
        case "payload": payload(listed)
        case "ct": conntrack(listed)
        case "cmp": compare(listed)
        case "range": range(listed)
        case "bitwise": bitwise(listed)
        case "lookup": lookup(listed)
        case "immediate": immediate(listed)
        case "counter": .counter
        case "log": log(listed)
        case "reject": reject(listed)
        case "notrack": .notrack
        case "limit": limit(listed)
        case "connlimit": connectionLimit(listed)
        case "nat": translation(listed)
        case "masq": masquerade(listed)
        default: nil
        }
    }

    private static func meta(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let key = listed.number(NFTNL_EXPR_META_KEY).flatMap(MetaKey.init) else { return nil }
        if let source = listed.register(NFTNL_EXPR_META_SREG) { return .setMeta(key, from: source) }
        guard let register = listed.register(NFTNL_EXPR_META_DREG) else { return nil }
        return .meta(key, into: register)
    }

    private static func payload(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let base = listed.number(NFTNL_EXPR_PAYLOAD_BASE).flatMap(PayloadBase.init),
            let offset = listed.number(NFTNL_EXPR_PAYLOAD_OFFSET),
            let length = listed.number(NFTNL_EXPR_PAYLOAD_LEN)
        else { return nil }
        if let source = listed.register(NFTNL_EXPR_PAYLOAD_SREG) {
            let hasChecksum = listed.number(NFTNL_EXPR_PAYLOAD_CSUM_TYPE) == NFT_PAYLOAD_CSUM_INET.rawValue
            let write = PayloadWrite(
                base, offset: offset, length: length,
                checksumOffset: hasChecksum ? listed.number(NFTNL_EXPR_PAYLOAD_CSUM_OFFSET) : nil)
            return .writePayload(write, from: source)
        }
        guard let register = listed.register(NFTNL_EXPR_PAYLOAD_DREG) else { return nil }
        return .payload(base, offset: offset, length: length, into: register)
    }

    private static func conntrack(_ listed: borrowing NftnlExpression) -> Expression? {
        guard !listed.has(NFTNL_EXPR_CT_SREG), !listed.has(NFTNL_EXPR_CT_DIR),
            let register = listed.register(NFTNL_EXPR_CT_DREG)
        else { return nil }
        return switch listed.number(NFTNL_EXPR_CT_KEY) {
        case NFT_CT_STATE.rawValue: .conntrackState(into: register)
        case NFT_CT_STATUS.rawValue: .conntrackStatus(into: register)
        default: nil
        }
    }

    private static func compare(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let register = listed.register(NFTNL_EXPR_CMP_SREG),
            let bytes = listed.bytes(NFTNL_EXPR_CMP_DATA),
            let comparison = listed.number(NFTNL_EXPR_CMP_OP).flatMap(Comparison.init)
        else { return nil }
        return .compare(register, comparison, bytes)
    }

    private static func range(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let register = listed.register(NFTNL_EXPR_RANGE_SREG),
            let comparison = listed.number(NFTNL_EXPR_RANGE_OP).flatMap(Comparison.init),
            let first = listed.bytes(NFTNL_EXPR_RANGE_FROM_DATA),
            let last = listed.bytes(NFTNL_EXPR_RANGE_TO_DATA)
        else { return nil }
        return .range(register, comparison, from: first, to: last)
    }

    private static func bitwise(_ listed: borrowing NftnlExpression) -> Expression? {
        guard (listed.number(NFTNL_EXPR_BITWISE_OP) ?? 0) == 0,  // mask and xor
            let source = listed.register(NFTNL_EXPR_BITWISE_SREG),
            let destination = listed.register(NFTNL_EXPR_BITWISE_DREG),
            let mask = listed.bytes(NFTNL_EXPR_BITWISE_MASK), let xor = listed.bytes(NFTNL_EXPR_BITWISE_XOR)
        else { return nil }
        return .bitwise(source, into: destination, mask: mask, xor: xor)
    }

    private static func lookup(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let register = listed.register(NFTNL_EXPR_LOOKUP_SREG),
            let set = listed.text(NFTNL_EXPR_LOOKUP_SET)
        else { return nil }
        let isInverted = (listed.number(NFTNL_EXPR_LOOKUP_FLAGS) ?? 0) & NFT_LOOKUP_F_INV.rawValue != 0
        guard let destination = listed.number(NFTNL_EXPR_LOOKUP_DREG) else {
            return .lookup(register, set: set, isInverted: isInverted)
        }
        guard !isInverted else { return nil }
        guard destination == NFT_REG_VERDICT.rawValue else {
            return .mapLookup(register, map: set, into: Register(number: destination))
        }
        return .verdictLookup(register, map: set)
    }

    private static func immediate(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let register = listed.register(NFTNL_EXPR_IMM_DREG) else { return nil }
        if register.number != NFT_REG_VERDICT.rawValue {
            return listed.bytes(NFTNL_EXPR_IMM_DATA).map { .load($0, into: register) }
        }
        guard let code = listed.number(NFTNL_EXPR_IMM_VERDICT) else { return nil }
        return Verdict(code: Int32(bitPattern: code), target: listed.text(NFTNL_EXPR_IMM_CHAIN)).map {
            .verdict($0)
        }
    }

    private static func log(_ listed: borrowing NftnlExpression) -> Expression? {
        // A level that was not given is warning.
        guard let prefix = listed.text(NFTNL_EXPR_LOG_PREFIX), !listed.has(NFTNL_EXPR_LOG_GROUP),
            (listed.number(NFTNL_EXPR_LOG_LEVEL) ?? 4) == 4, (listed.number(NFTNL_EXPR_LOG_FLAGS) ?? 0) == 0
        else { return nil }
        return .log(prefix: prefix)
    }

    private static func reject(_ listed: borrowing NftnlExpression) -> Expression? {
        switch listed.number(NFTNL_EXPR_REJECT_TYPE) {
        case NFT_REJECT_ICMP_UNREACH.rawValue:
            listed.byte(NFTNL_EXPR_REJECT_CODE).map { .reject(.icmp(code: $0)) }
        case NFT_REJECT_TCP_RST.rawValue: .reject(.tcpReset)
        default: nil
        }
    }
}

extension Expression {
    private static func limit(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let rate = listed.longNumber(NFTNL_EXPR_LIMIT_RATE),
            let unit = listed.longNumber(NFTNL_EXPR_LIMIT_UNIT),
            (listed.number(NFTNL_EXPR_LIMIT_TYPE) ?? 0) == NFT_LIMIT_PKTS.rawValue
        else { return nil }
        let flags = listed.number(NFTNL_EXPR_LIMIT_FLAGS) ?? 0
        return .limit(
            Limit(
                rate: rate, unit: unit, burst: listed.number(NFTNL_EXPR_LIMIT_BURST) ?? 0,
                isOver: flags & NFT_LIMIT_F_INV.rawValue != 0))
    }

    private static func connectionLimit(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let number = listed.number(NFTNL_EXPR_CONNLIMIT_COUNT),
            listed.number(NFTNL_EXPR_CONNLIMIT_FLAGS) == NFT_CONNLIMIT_F_INV.rawValue
        else { return nil }
        return .connectionLimit(over: number)
    }

    private static func masquerade(_ listed: borrowing NftnlExpression) -> Expression? {
        .masquerade(
            ports: listed.ports(NFTNL_EXPR_MASQ_REG_PROTO_MIN, NFTNL_EXPR_MASQ_REG_PROTO_MAX),
            flags: listed.number(NFTNL_EXPR_MASQ_FLAGS) ?? 0)
    }

    private static func translation(_ listed: borrowing NftnlExpression) -> Expression? {
        guard let kind = listed.number(NFTNL_EXPR_NAT_TYPE).flatMap(Translation.Kind.init),
            let family = listed.number(NFTNL_EXPR_NAT_FAMILY),
            let address = listed.register(NFTNL_EXPR_NAT_REG_ADDR_MIN)
        else { return nil }
        return .translate(
            Translation(
                kind, addressFamily: family, address: address,
                ports: listed.ports(NFTNL_EXPR_NAT_REG_PROTO_MIN, NFTNL_EXPR_NAT_REG_PROTO_MAX),
                flags: listed.number(NFTNL_EXPR_NAT_FLAGS) ?? 0))
    }
}

extension NftnlExpression {
    fileprivate borrowing func ports(_ lowest: Int, _ highest: Int) -> PortRegisters? {
        guard let first = register(lowest), let last = register(highest) else { return nil }
        return PortRegisters(lowest: first, highest: last)
    }

    fileprivate borrowing func register(_ attribute: Int) -> Register? {
        number(attribute).map { Register(number: $0) }
    }
}
