import CLibnftnl
import Netlink
import Nftables

/// What a message of a transaction does, so that the kernel's errors can be told in our words.
extension NetlinkMessage {
    /// Such as `add chain input-host of ip gemel`; it is read out of the message, and nothing is kept for it.
    var operation: String {
        let attributes = nftablesAttributes
        let table = table.map { " of \($0)" } ?? ""
        func name(_ type: Int) -> String { attributes.first(type)?.string ?? "" }
        let set = name(Int(NFTA_SET_NAME.rawValue))
        let chain = name(Int(NFTA_CHAIN_NAME.rawValue))
        return switch nf_tables_msg_types(nftablesType ?? .max) {
        case NFT_MSG_NEWTABLE: "add table\(table.dropFirst(3))"
        case NFT_MSG_DELTABLE: "delete table\(table.dropFirst(3))"
        case NFT_MSG_NEWSET: "add set \(set)\(table)"
        case NFT_MSG_DELSET: "delete set \(set)\(table)"
        case NFT_MSG_NEWCHAIN: "add chain \(chain)\(table)"
        case NFT_MSG_DELCHAIN: "delete chain \(chain)\(table)"
        case NFT_MSG_NEWSETELEM:
            "add \(elements) to set \(name(Int(NFTA_SET_ELEM_LIST_SET.rawValue)))\(table)"
        case NFT_MSG_DELSETELEM:
            "delete \(elements) from set \(name(Int(NFTA_SET_ELEM_LIST_SET.rawValue)))\(table)"
        case NFT_MSG_NEWRULE, NFT_MSG_DELRULE: "\(ruleOperation)\(table)\(ruleComment)"
        default: "message \(type)"
        }
    }

    private var table: Table? {
        guard let family = fixed(nfgenmsg.self)?.nfgen_family else { return nil }
        return Table.allCases.first { Table?.some($0).protocolNumber == family }
    }

    private var ruleOperation: String {
        let attributes = nftablesAttributes
        func handle(_ type: nft_rule_attributes) -> UInt64? {
            attributes.first(Int(type.rawValue))?.bigEndian()
        }
        let chain = "chain \(attributes.first(Int(NFTA_RULE_CHAIN.rawValue))?.string ?? "")"
        let isNew = nftablesType == NFT_MSG_NEWRULE.rawValue
        return switch (handle(NFTA_RULE_HANDLE), handle(NFTA_RULE_POSITION)) {
        case (let handle?, _): "\(isNew ? "replace" : "delete") rule \(handle) in \(chain)"
        case (nil, let next?): "insert rule before \(next) in \(chain)"
        case (nil, nil): isNew ? "add rule in \(chain)" : "flush \(chain)"
        }
    }

    private var ruleComment: String {
        let data = nftablesAttributes.first(Int(NFTA_RULE_USERDATA.rawValue))?.bytes ?? []
        return UserData.text(NFTNL_UDATA_RULE_COMMENT.rawValue, in: data).map { " (rule: \($0))" } ?? ""
    }

    /// The number of members; the end of an interval is none.
    private var elements: String {
        let list = nftablesAttributes.first(Int(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue))?.attributes
        let count = list.map { list in
            list.count { element in
                let flags: UInt32? = element.attributes.first(Int(NFTA_SET_ELEM_FLAGS.rawValue))?.bigEndian()
                return (flags ?? 0) & NFT_SET_ELEM_INTERVAL_END.rawValue == 0
            }
        }
        return count == 1 ? "1 element" : "\(count ?? 0) elements"
    }
}
