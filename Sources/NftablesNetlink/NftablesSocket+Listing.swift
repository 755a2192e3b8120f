import CLibnftnl
import Glibc
import HashTreeCollections
package import Netlink
package import Nftables

extension NftablesSocket {
    /// Reads `table` with all that it holds; `nil` if there is none.
    ///
    /// The parts are listed one after the other, so it is read again until nobody has changed anything
    /// meanwhile.
    ///
    /// - Parameter expected: what it probably holds, which saves time where it does.
    package mutating func readTable(
        _ table: Table, expecting expected: Ruleset? = nil
    ) throws(NetlinkError) -> TableListing? {
        for _ in 0..<50 {
            let generation = try generation()
            do throws(NetlinkError) {
                let listing = try readTableOnce(table, generation, expected)
                if try self.generation() == generation { return listing }
            } catch {
                // A set that was deleted between its definition and its members.
                guard error.code == ENOENT else { throw error }
            }
        }
        throw .unsteady(operation: "read the table \(table)")
    }

    /// Reads the rules of one chain, first to last; none if there is no such chain.
    package mutating func readRules(_ table: Table, chain: String) throws(NetlinkError) -> [ListedRule] {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETRULE, table)
        request.put(Int(NFTA_RULE_TABLE.rawValue), string: table.name)
        request.put(Int(NFTA_RULE_CHAIN.rawValue), string: chain)
        return try netlink.dump(&request, operation: "list the rules of chain \(chain)", into: []) {
            rules, message throws(NetlinkError) in
            guard let listed = try Rule.listed(message), listed.chain == chain else { return }
            rules.append(listed.rule)
        }
    }
}

extension NftablesSocket {
    private mutating func readTableOnce(
        _ table: Table, _ generation: UInt32, _ expected: Ruleset?
    ) throws(NetlinkError) -> TableListing? {
        guard var listing = try readTableHead(table, generation) else { return nil }
        for (var set, count) in try readSetDefinitions(table) {
            if !set.key.isEmpty {
                set.elements = try readElements(
                    table, of: set, count: count, expecting: expected?.sets[set.name])
            }
            listing.sets[set.name] = set
        }
        for chain in try readChainDefinitions(table) {
            listing.chains[chain.name] = chain
            listing.handles[chain.name] = []
        }
        return try readAllRules(table, into: listing)
    }

    private mutating func readTableHead(
        _ table: Table, _ generation: UInt32
    ) throws(NetlinkError) -> TableListing? {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETTABLE, table)
        request.put(Int(NFTA_TABLE_NAME.rawValue), string: table.name)
        let object = try NftnlObject(.table)
        var isThere = false
        do throws(NetlinkError) {
            try netlink.transact(
                &request, operation: "read the table \(table)"
            ) {
                isThere = object.parse($0)
            }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        guard isThere else { throw .unintelligible(operation: "read the table") }
        return TableListing(
            table: table, flags: TableFlags(rawValue: object.number(NFTNL_TABLE_FLAGS.rawValue) ?? 0),
            owner: object.number(NFTNL_TABLE_OWNER.rawValue), generation: generation)
    }

    private mutating func readChainDefinitions(_ table: Table) throws(NetlinkError) -> [Chain] {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETCHAIN, table)
        return try netlink.dump(&request, operation: "list chains", into: []) {
            chains, message throws(NetlinkError) in
            let object = try NftnlObject(.chain)
            // The kernel lists the chains of all tables of the family.
            guard object.parse(message), object.text(NFTNL_CHAIN_TABLE.rawValue) == table.name,
                let chain = object.listedChain(in: table)
            else { return }
            chains.append(chain)
        }
    }

    private mutating func readAllRules(
        _ table: Table, into listing: TableListing
    ) throws(NetlinkError) -> TableListing {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETRULE, table)
        request.put(Int(NFTA_RULE_TABLE.rawValue), string: table.name)
        return try netlink.dump(&request, operation: "list rules", into: listing) {
            listing, message throws(NetlinkError) in
            guard let listed = try Rule.listed(message) else { return }
            listing.chains[listed.chain]?.rules.append(listed.rule.rule)
            listing.handles[listed.chain]?.append(listed.rule.handle)
        }
    }
}

extension NftnlObject {
    /// The chain of `table` that the kernel listed, without its rules; `nil` if this is none.
    fileprivate func listedChain(in table: Table) -> Chain? {
        guard let name = text(NFTNL_CHAIN_NAME.rawValue) else { return nil }
        let comment = bytes(NFTNL_CHAIN_USERDATA.rawValue).flatMap {
            UserData.text(NFTNL_UDATA_CHAIN_COMMENT.rawValue, in: $0)
        }
        var hook: BaseHook?
        if let number = number(NFTNL_CHAIN_HOOKNUM.rawValue), let place = BaseHook.Hook(number, in: table),
            let priority = self.number(NFTNL_CHAIN_PRIO.rawValue),
            let type = text(NFTNL_CHAIN_TYPE.rawValue).flatMap(BaseHook.ChainType.init),
            self.number(NFTNL_CHAIN_POLICY.rawValue) == UInt32(NF_ACCEPT)
        {
            hook = BaseHook(place, priority: Int32(bitPattern: priority), type: type)
        }
        return Chain(name, hook: hook, comment: comment, rules: [])
    }
}
