import CLibnftnl
import Glibc
package import Netlink
package import Nftables

/// What a rule with a counter has counted.
package struct RuleCounter: Hashable, Sendable {
    package let chain: String
    package let comment: String
    package let packets: UInt64
    package let bytes: UInt64
}

extension NftablesSocket {
    /// Reads what the rules with a comment have counted, in those chains of `table` whose names
    /// begin with `prefix`.
    ///
    /// None if there is no such chain; a chain that goes away meanwhile counts no more.
    package mutating func readCounters(
        _ table: Table, chainsNamed prefix: String
    ) throws(NetlinkError) -> [RuleCounter] {
        var counters: [RuleCounter] = []
        for chain in try readChainNames(table).sorted() where chain.hasPrefix(prefix) {
            counters += try readCounters(table, chain: chain)
        }
        return counters
    }

    private mutating func readChainNames(_ table: Table) throws(NetlinkError) -> [String] {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETCHAIN, table)
        return try netlink.dump(&request, operation: "list chains", into: []) { names, message in
            let attributes = message.nftablesAttributes
            guard attributes.first(Int(NFTA_CHAIN_TABLE.rawValue))?.string == table.name,
                let name = attributes.first(Int(NFTA_CHAIN_NAME.rawValue))?.string
            else { return }
            names.append(name)
        }
    }

    private mutating func readCounters(
        _ table: Table, chain: String
    ) throws(NetlinkError) -> [RuleCounter] {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETRULE, table)
        request.put(Int(NFTA_RULE_TABLE.rawValue), string: table.name)
        request.put(Int(NFTA_RULE_CHAIN.rawValue), string: chain)
        return try netlink.dump(&request, operation: "list the rules of chain \(chain)", into: []) {
            counters, message throws(NetlinkError) in
            let rule = try NftnlObject(.rule)
            guard rule.parse(message), rule.text(NFTNL_RULE_CHAIN.rawValue) == chain,
                let userData = rule.bytes(NFTNL_RULE_USERDATA.rawValue),
                let comment = UserData.text(NFTNL_UDATA_RULE_COMMENT.rawValue, in: userData)
            else { return }
            try rule.forEachExpression { expression in
                guard expression.text(NFTNL_EXPR_NAME) == "counter",
                    let packets = expression.longNumber(Int(NFTNL_EXPR_CTR_PACKETS)),
                    let bytes = expression.longNumber(Int(NFTNL_EXPR_CTR_BYTES))
                else { return }
                counters.append(RuleCounter(chain: chain, comment: comment, packets: packets, bytes: bytes))
            }
        }
    }
}
