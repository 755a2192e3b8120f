import CLibnftnl
import Glibc
import Netlink
import Nftables

/// Writes instructions, with one object of libnftnl for each kind that is filled anew each time: making
/// and freeing one for every instruction costs as much as all the rest.
///
/// Lookups and logs are written without one: their objects, given a second name, lose the memory of the
/// first (libnftnl 1.2.4).
struct ExpressionEncoder: ~Copyable {
    let meta, payload, conntrack, compare, range, bitwise: NftnlExpression
    let verdict, jump, counter, icmpReject, tcpReset: NftnlExpression

    /// An encoder with all its objects; the error is that there is no memory.
    static func make() throws(NetlinkError) -> ExpressionEncoder {
        try ExpressionEncoder(
            meta: NftnlExpression("meta"), payload: NftnlExpression("payload"),
            conntrack: NftnlExpression("ct"),
            compare: NftnlExpression("cmp"), range: NftnlExpression("range"),
            bitwise: NftnlExpression("bitwise"),
            verdict: NftnlExpression("immediate"), jump: NftnlExpression("immediate"),
            counter: NftnlExpression("counter"), icmpReject: NftnlExpression("reject"),
            tcpReset: NftnlExpression("reject"))
    }
}

extension ExpressionEncoder {
    /// Writes `expressions` as the list that a rule consists of.
    func encode(_ expressions: [Expression], into messages: inout MessageBuffer) {
        let list = messages.beginNest(Int(NFTA_RULE_EXPRESSIONS.rawValue))
        for expression in expressions {
            let item = messages.beginNest(Int(NFTA_LIST_ELEM.rawValue))
            encode(expression, into: &messages)
            messages.endNest(item)
        }
        messages.endNest(list)
    }

    private func encode(_ expression: Expression, into messages: inout MessageBuffer) {
        switch expression {
        case .meta(let key, let register):
            meta.set(NFTNL_EXPR_META_KEY, key.rawValue)
            meta.set(NFTNL_EXPR_META_DREG, register.number)
            meta.build(into: &messages)
        case .payload(let base, let offset, let length, let register):
            payload.set(NFTNL_EXPR_PAYLOAD_BASE, base.rawValue)
            payload.set(NFTNL_EXPR_PAYLOAD_OFFSET, offset)
            payload.set(NFTNL_EXPR_PAYLOAD_LEN, length)
            payload.set(NFTNL_EXPR_PAYLOAD_DREG, register.number)
            payload.build(into: &messages)
        case .conntrackState(let register):
            conntrack.set(NFTNL_EXPR_CT_KEY, NFT_CT_STATE.rawValue)
            conntrack.set(NFTNL_EXPR_CT_DREG, register.number)
            conntrack.build(into: &messages)
        case .compare(let register, let comparison, let bytes):
            compare.set(NFTNL_EXPR_CMP_SREG, register.number)
            compare.set(NFTNL_EXPR_CMP_OP, comparison.rawValue)
            compare.set(NFTNL_EXPR_CMP_DATA, bytes)
            compare.build(into: &messages)
        case .range(let register, let comparison, let first, let last):
            range.set(NFTNL_EXPR_RANGE_SREG, register.number)
            range.set(NFTNL_EXPR_RANGE_OP, comparison.rawValue)
            range.set(NFTNL_EXPR_RANGE_FROM_DATA, first)
            range.set(NFTNL_EXPR_RANGE_TO_DATA, last)
            range.build(into: &messages)
        case .bitwise(let source, let destination, let mask, let xor):
            bitwise.set(NFTNL_EXPR_BITWISE_SREG, source.number)
            bitwise.set(NFTNL_EXPR_BITWISE_DREG, destination.number)
            bitwise.set(NFTNL_EXPR_BITWISE_LEN, UInt32(mask.count))
            bitwise.set(NFTNL_EXPR_BITWISE_MASK, mask)
            bitwise.set(NFTNL_EXPR_BITWISE_XOR, xor)
            bitwise.build(into: &messages)
        case .lookup(let register, let set, let isInverted):
            messages.putExpression("lookup") { messages in
                messages.put(Int(NFTA_LOOKUP_SET.rawValue), string: set)
                messages.put(Int(NFTA_LOOKUP_SREG.rawValue), register.number.bigEndian)
                guard isInverted else { return }
                messages.put(Int(NFTA_LOOKUP_FLAGS.rawValue), NFT_LOOKUP_F_INV.rawValue.bigEndian)
            }
        case .verdictLookup(let register, let map):
            messages.putExpression("lookup") { messages in
                messages.put(Int(NFTA_LOOKUP_SET.rawValue), string: map)
                messages.put(Int(NFTA_LOOKUP_SREG.rawValue), register.number.bigEndian)
                messages.put(Int(NFTA_LOOKUP_DREG.rawValue), NFT_REG_VERDICT.rawValue.bigEndian)
            }
        case .verdict(let verdict):
            encode(verdict, into: &messages)
        case .counter:
            counter.build(into: &messages)
        case .log(let prefix):
            messages.putExpression("log") { $0.put(Int(NFTA_LOG_PREFIX.rawValue), string: prefix) }
        case .reject(.icmp(let code)):
            icmpReject.set(NFTNL_EXPR_REJECT_TYPE, NFT_REJECT_ICMP_UNREACH.rawValue)
            icmpReject.set(NFTNL_EXPR_REJECT_CODE, byte: code)
            icmpReject.build(into: &messages)
        case .reject(.tcpReset):
            tcpReset.set(NFTNL_EXPR_REJECT_TYPE, NFT_REJECT_TCP_RST.rawValue)
            tcpReset.set(NFTNL_EXPR_REJECT_CODE, byte: 0)
            tcpReset.build(into: &messages)
        case .conntrackStatus, .setMeta, .load, .mapLookup, .notrack, .limit, .connectionLimit, .translate,
            .masquerade, .writePayload:
            messages.putRare(expression)
        case .other(let name):
            // We know no more of it than its name; the kernel refuses the rule, and says which.
            messages.put(Int(NFTA_EXPR_NAME.rawValue), string: name)
        }
    }

    private func encode(_ verdict: Verdict, into messages: inout MessageBuffer) {
        guard let target = verdict.target else {
            self.verdict.set(NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT.rawValue)
            self.verdict.set(NFTNL_EXPR_IMM_VERDICT, UInt32(bitPattern: verdict.code))
            return self.verdict.build(into: &messages)
        }
        jump.set(NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT.rawValue)
        jump.set(NFTNL_EXPR_IMM_VERDICT, UInt32(bitPattern: verdict.code))
        jump.set(NFTNL_EXPR_IMM_CHAIN, target)
        jump.build(into: &messages)
    }
}

extension MessageBuffer {
    /// Appends the instruction that the kernel calls `name`, with the attributes that `body` puts.
    mutating func putExpression(_ name: String, _ body: (inout MessageBuffer) -> Void) {
        put(Int(NFTA_EXPR_NAME.rawValue), string: name)
        nest(Int(NFTA_EXPR_DATA.rawValue), body)
    }
}
