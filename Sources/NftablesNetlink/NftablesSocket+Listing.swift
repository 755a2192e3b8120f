package import Addressing
import CLibnftnl
import Glibc
package import Netlink
import Nftables

extension NftablesSocket {
    /// Reads our table of `family` with all that it holds; `nil` if there is none.
    ///
    /// The parts are listed one after the other, so it is read again until nobody has changed anything
    /// meanwhile.
    package mutating func readTable(_ family: IPFamily) throws(NetlinkError) -> TableListing? {
        for _ in 0..<50 {
            let generation = try generation()
            do throws(NetlinkError) {
                let listing = try readTableOnce(family, generation)
                if try self.generation() == generation { return listing }
            } catch {
                // A set that was deleted between its definition and its members.
                guard error.code == ENOENT else { throw error }
            }
        }
        throw .unsteady(operation: "read the table \(family.tableFamily) \(Ruleset.tableName)")
    }

    /// Reads the rules of one chain, first to last; none if there is no such chain.
    package mutating func readRules(_ family: IPFamily, chain: String) throws(NetlinkError) -> [ListedRule] {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETRULE, family)
        request.put(Int(NFTA_RULE_TABLE.rawValue), string: Ruleset.tableName)
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
        _ family: IPFamily, _ generation: UInt32
    ) throws(NetlinkError) -> TableListing? {
        guard var listing = try readTableHead(family, generation) else { return nil }
        for (var set, count) in try readSetDefinitions(family) {
            if !set.key.isEmpty { set.elements = try readElements(family, of: set, count: count) }
            listing.sets[set.name] = set
        }
        for chain in try readChainDefinitions(family) {
            listing.chains[chain.name] = chain
            listing.handles[chain.name] = []
        }
        return try readAllRules(family, into: listing)
    }

    private mutating func readTableHead(
        _ family: IPFamily, _ generation: UInt32
    ) throws(NetlinkError) -> TableListing? {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETTABLE, family)
        request.put(Int(NFTA_TABLE_NAME.rawValue), string: Ruleset.tableName)
        let table = try NftnlObject(.table)
        var isThere = false
        do throws(NetlinkError) {
            try netlink.transact(
                &request, operation: "read the table \(family.tableFamily) \(Ruleset.tableName)"
            ) {
                isThere = table.parse($0)
            }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        guard isThere else { throw .unintelligible(operation: "read the table") }
        return TableListing(
            family: family, flags: TableFlags(rawValue: table.number(NFTNL_TABLE_FLAGS.rawValue) ?? 0),
            owner: table.number(NFTNL_TABLE_OWNER.rawValue), generation: generation)
    }

    private mutating func readChainDefinitions(_ family: IPFamily) throws(NetlinkError) -> [Chain] {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETCHAIN, family)
        return try netlink.dump(&request, operation: "list chains", into: []) {
            chains, message throws(NetlinkError) in
            let object = try NftnlObject(.chain)
            // The kernel lists the chains of all tables of the family.
            guard object.parse(message), object.text(NFTNL_CHAIN_TABLE.rawValue) == Ruleset.tableName,
                let chain = object.listedChain
            else { return }
            chains.append(chain)
        }
    }

    private mutating func readAllRules(
        _ family: IPFamily, into listing: TableListing
    ) throws(NetlinkError) -> TableListing {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETRULE, family)
        request.put(Int(NFTA_RULE_TABLE.rawValue), string: Ruleset.tableName)
        return try netlink.dump(&request, operation: "list rules", into: listing) {
            listing, message throws(NetlinkError) in
            guard let listed = try Rule.listed(message) else { return }
            listing.chains[listed.chain]?.rules.append(listed.rule.rule)
            listing.handles[listed.chain]?.append(listed.rule.handle)
        }
    }
}

extension NftnlObject {
    /// The chain that the kernel listed, without its rules; `nil` if this is none.
    fileprivate var listedChain: Chain? {
        guard let name = text(NFTNL_CHAIN_NAME.rawValue) else { return nil }
        let comment = bytes(NFTNL_CHAIN_USERDATA.rawValue).flatMap {
            UserData.text(NFTNL_UDATA_CHAIN_COMMENT.rawValue, in: $0)
        }
        var hook: BaseHook?
        if let number = number(NFTNL_CHAIN_HOOKNUM.rawValue), let place = BaseHook.Hook(rawValue: number),
            let priority = self.number(NFTNL_CHAIN_PRIO.rawValue),
            let type = text(NFTNL_CHAIN_TYPE.rawValue).flatMap(BaseHook.ChainType.init),
            self.number(NFTNL_CHAIN_POLICY.rawValue) == UInt32(NF_ACCEPT)
        {
            hook = BaseHook(place, priority: Int32(bitPattern: priority), type: type)
        }
        return Chain(name, hook: hook, comment: comment, rules: [])
    }
}
