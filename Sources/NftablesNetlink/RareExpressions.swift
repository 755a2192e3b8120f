import CLibnftnl
import Netlink
import Nftables

extension MessageBuffer {
    /// Appends an instruction that rulesets have few of, so that it has no object of libnftnl kept for it.
    ///
    /// Numbers are in network byte order, as in every attribute of nf_tables.
    mutating func putRare(_ expression: Expression) {
        switch expression {
        case .conntrackStatus(let register):
            putExpression("ct") { messages in
                messages.put(Int(NFTA_CT_DREG.rawValue), register.number.bigEndian)
                messages.put(Int(NFTA_CT_KEY.rawValue), NFT_CT_STATUS.rawValue.bigEndian)
            }
        case .setMeta(let key, let register):
            putExpression("meta") { messages in
                messages.put(Int(NFTA_META_KEY.rawValue), key.rawValue.bigEndian)
                messages.put(Int(NFTA_META_SREG.rawValue), register.number.bigEndian)
            }
        case .load(let bytes, let register):
            putExpression("immediate") { messages in
                messages.put(Int(NFTA_IMMEDIATE_DREG.rawValue), register.number.bigEndian)
                messages.nest(Int(NFTA_IMMEDIATE_DATA.rawValue)) {
                    $0.put(Int(NFTA_DATA_VALUE.rawValue), bytes: bytes)
                }
            }
        case .mapLookup(let register, let map, let destination):
            putExpression("lookup") { messages in
                messages.put(Int(NFTA_LOOKUP_SET.rawValue), string: map)
                messages.put(Int(NFTA_LOOKUP_SREG.rawValue), register.number.bigEndian)
                messages.put(Int(NFTA_LOOKUP_DREG.rawValue), destination.number.bigEndian)
            }
        case .notrack: putExpression("notrack") { _ in }
        case .limit(let limit):
            putExpression("limit") { messages in
                messages.put(Int(NFTA_LIMIT_RATE.rawValue), limit.rate.bigEndian)
                messages.put(Int(NFTA_LIMIT_UNIT.rawValue), limit.unit.bigEndian)
                messages.put(Int(NFTA_LIMIT_BURST.rawValue), limit.burst.bigEndian)
                messages.put(Int(NFTA_LIMIT_TYPE.rawValue), NFT_LIMIT_PKTS.rawValue.bigEndian)
                let flags: UInt32 = limit.isOver ? NFT_LIMIT_F_INV.rawValue : 0
                messages.put(Int(NFTA_LIMIT_FLAGS.rawValue), flags.bigEndian)
            }
        case .connectionLimit(let number):
            putExpression("connlimit") { messages in
                messages.put(Int(NFTA_CONNLIMIT_COUNT.rawValue), number.bigEndian)
                messages.put(Int(NFTA_CONNLIMIT_FLAGS.rawValue), NFT_CONNLIMIT_F_INV.rawValue.bigEndian)
            }
        case .translate(let translation): putTranslation(translation)
        case .masquerade(let ports, let flags):
            putExpression("masq") { messages in
                messages.put(Int(NFTA_MASQ_FLAGS.rawValue), flags.bigEndian)
                guard let ports else { return }
                messages.put(Int(NFTA_MASQ_REG_PROTO_MIN.rawValue), ports.lowest.number.bigEndian)
                messages.put(Int(NFTA_MASQ_REG_PROTO_MAX.rawValue), ports.highest.number.bigEndian)
            }
        case .writePayload(let write, let register):
            putExpression("payload") { messages in
                messages.put(Int(NFTA_PAYLOAD_SREG.rawValue), register.number.bigEndian)
                messages.put(Int(NFTA_PAYLOAD_BASE.rawValue), write.base.rawValue.bigEndian)
                messages.put(Int(NFTA_PAYLOAD_OFFSET.rawValue), write.offset.bigEndian)
                messages.put(Int(NFTA_PAYLOAD_LEN.rawValue), write.length.bigEndian)
                let kind = write.checksumOffset == nil ? NFT_PAYLOAD_CSUM_NONE : NFT_PAYLOAD_CSUM_INET
                messages.put(Int(NFTA_PAYLOAD_CSUM_TYPE.rawValue), kind.rawValue.bigEndian)
                messages.put(
                    Int(NFTA_PAYLOAD_CSUM_OFFSET.rawValue), (write.checksumOffset ?? 0).bigEndian)
            }
        case .meta, .payload, .conntrackState, .compare, .range, .bitwise, .lookup, .verdictLookup, .verdict,
            .counter, .log, .reject, .other:
            break
        }
    }

    private mutating func putTranslation(_ translation: Translation) {
        putExpression("nat") { messages in
            messages.put(Int(NFTA_NAT_TYPE.rawValue), translation.kind.rawValue.bigEndian)
            messages.put(Int(NFTA_NAT_FAMILY.rawValue), translation.addressFamily.bigEndian)
            messages.put(Int(NFTA_NAT_REG_ADDR_MIN.rawValue), translation.address.number.bigEndian)
            messages.put(Int(NFTA_NAT_REG_ADDR_MAX.rawValue), translation.address.number.bigEndian)
            if let ports = translation.ports {
                messages.put(Int(NFTA_NAT_REG_PROTO_MIN.rawValue), ports.lowest.number.bigEndian)
                messages.put(Int(NFTA_NAT_REG_PROTO_MAX.rawValue), ports.highest.number.bigEndian)
            }
            messages.put(Int(NFTA_NAT_FLAGS.rawValue), translation.flags.bigEndian)
        }
    }
}
