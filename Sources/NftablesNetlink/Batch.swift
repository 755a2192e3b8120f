import CLibnftnl
import Glibc
package import Netlink
package import Nftables

/// A transaction in the making: operations on all our tables, done together or not at all.
///
/// The kernel does them in the order in which they were added, so what something refers to comes first.
package struct Batch: ~Copyable {
    var messages: MessageBuffer
    /// What lies before `messages`.
    private var pieces: [MessagePiece] = []
    /// The number of messages so far, without those that mark beginning and end.
    private var count = 0
    private let encoder: ExpressionEncoder
    /// Sets have a number within their transaction; nothing of ours uses it, and the kernel insists.
    private var lastSetNumber: UInt32

    /// Begins a transaction.
    ///
    /// With a `generation`, the kernel refuses it (`ERESTART`) unless nobody has
    /// changed any table since that generation.
    package init(generation: UInt32? = nil) throws(NetlinkError) {
        try self.init(encoder: ExpressionEncoder.make())
        messages.beginBatchMark(NFNL_MSG_BATCH_BEGIN)
        if let generation { messages.put(Int(NFNL_BATCH_GENID.rawValue), generation.bigEndian) }
    }

    private init(encoder: consuming ExpressionEncoder) {
        self.encoder = encoder
        messages = MessageBuffer(capacity: 1 << 16)
        lastSetNumber = 0
    }

    /// Begins a part of a transaction, which can be made on another thread and is added to one by ``append(_:)``.
    package static func part() throws(NetlinkError) -> Batch {
        try Batch(encoder: ExpressionEncoder.make())
    }

    package var isEmpty: Bool { count == 0 }

    /// Adds all operations of `part`, in their order.
    package mutating func append(_ part: consuming Batch) {
        guard !part.isEmpty else { return }
        let before = count
        count += part.count
        lastSetNumber += part.lastSetNumber
        var further = part.takeMessages()
        further.raiseSequences(by: UInt32(before))
        swap(&messages, &further)
        pieces.append(MessagePiece(further))
    }

    private consuming func takeMessages() -> MessageBuffer { messages }

    /// Ends the transaction: nothing can be added to it any more, and it can be committed.
    package consuming func finish() -> FinishedBatch {
        // One acknowledgement is enough: it is that of the last operation, and the kernel sends it only
        // after the whole transaction is done.
        messages.addFlags(UInt16(NLM_F_ACK))
        messages.beginBatchMark(NFNL_MSG_BATCH_END)
        return FinishedBatch(pieces: pieces + [MessagePiece(messages)], messageCount: count)
    }

    mutating func begin(_ type: nf_tables_msg_types, flags: Int32 = 0, _ table: Table) {
        count += 1
        messages.begin(type, table, flags: flags, sequence: UInt32(count))
    }
}

// MARK: - Tables and chains

extension Batch {
    /// Adds the table unless it is there; with `owner` and `persist`, one that its owner left behind is
    /// adopted.
    ///
    /// A kernel that does not know one of the flags answers `EOPNOTSUPP`, before Linux 5.12 `EINVAL`. So does
    /// every kernel when the table is there and would gain or lose `persist`, or lose its owner.
    package mutating func addTable(_ table: Table, flags: TableFlags = []) throws(NetlinkError) {
        let object = try NftnlObject(.table)
        object.set(NFTNL_TABLE_NAME.rawValue, table.name)
        object.set(NFTNL_TABLE_FLAGS.rawValue, flags.rawValue)
        begin(NFT_MSG_NEWTABLE, flags: NLM_F_CREATE, table)
        object.build(into: &messages)
    }

    /// Deletes the table and all that it holds.
    package mutating func deleteTable(_ table: Table) {
        begin(NFT_MSG_DELTABLE, table)
        messages.put(Int(NFTA_TABLE_NAME.rawValue), string: table.name)
    }

    /// Adds `chain` without its rules, unless it is there.
    package mutating func addChain(_ chain: Chain, _ table: Table) throws(NetlinkError) {
        let object = try NftnlObject(.chain)
        object.set(NFTNL_CHAIN_TABLE.rawValue, table.name)
        object.set(NFTNL_CHAIN_NAME.rawValue, chain.name)
        if let hook = chain.hook {
            object.set(NFTNL_CHAIN_TYPE.rawValue, hook.type.rawValue)
            object.set(NFTNL_CHAIN_HOOKNUM.rawValue, hook.hook.number(in: table))
            object.set(NFTNL_CHAIN_PRIO.rawValue, UInt32(bitPattern: hook.priority))
            object.set(NFTNL_CHAIN_POLICY.rawValue, UInt32(NF_ACCEPT))
        }
        if let comment = chain.comment {
            let data = UserData.comment(NFTNL_UDATA_CHAIN_COMMENT.rawValue, comment)
            object.set(NFTNL_CHAIN_USERDATA.rawValue, data)
        }
        begin(NFT_MSG_NEWCHAIN, flags: NLM_F_CREATE, table)
        object.build(into: &messages)
    }

    /// Deletes a chain that is empty and that nothing leads to.
    package mutating func deleteChain(_ name: String, _ table: Table) {
        begin(NFT_MSG_DELCHAIN, table)
        messages.put(Int(NFTA_CHAIN_TABLE.rawValue), string: table.name)
        messages.put(Int(NFTA_CHAIN_NAME.rawValue), string: name)
    }
}

// MARK: - Rules

extension Batch {
    /// Adds `rule` before the one with the handle `next`, or at the end of the chain.
    package mutating func addRule(
        _ rule: Rule, chain: String, before next: RuleHandle? = nil, _ table: Table
    ) {
        // With a handle, the flag append would mean behind it.
        let flags = NLM_F_CREATE | (next == nil ? NLM_F_APPEND : 0)
        begin(NFT_MSG_NEWRULE, flags: flags, table)
        putRule(in: chain, of: table)
        if let next { messages.put(Int(NFTA_RULE_POSITION.rawValue), next.number.bigEndian) }
        put(rule, table)
    }

    /// Puts `rule` in the place of the one with `handle`, which counts anew.
    package mutating func replaceRule(
        _ handle: RuleHandle, with rule: Rule, chain: String, _ table: Table
    ) {
        begin(NFT_MSG_NEWRULE, flags: NLM_F_REPLACE, table)
        putRule(in: chain, of: table)
        messages.put(Int(NFTA_RULE_HANDLE.rawValue), handle.number.bigEndian)
        put(rule, table)
    }

    package mutating func deleteRule(_ handle: RuleHandle, chain: String, _ table: Table) {
        begin(NFT_MSG_DELRULE, table)
        putRule(in: chain, of: table)
        messages.put(Int(NFTA_RULE_HANDLE.rawValue), handle.number.bigEndian)
    }

    /// Deletes all rules of a chain.
    package mutating func flushChain(_ name: String, _ table: Table) {
        begin(NFT_MSG_DELRULE, table)
        putRule(in: name, of: table)
    }

    private mutating func putRule(in chain: String, of table: Table) {
        messages.put(Int(NFTA_RULE_TABLE.rawValue), string: table.name)
        messages.put(Int(NFTA_RULE_CHAIN.rawValue), string: chain)
    }

    private mutating func put(_ rule: Rule, _ table: Table) {
        encoder.encode(rule.expressions(table.addressFamily), into: &messages)
        guard let comment = rule.comment else { return }
        messages.put(
            Int(NFTA_RULE_USERDATA.rawValue),
            bytes: UserData.comment(NFTNL_UDATA_RULE_COMMENT.rawValue, comment))
    }
}

// MARK: - Sets

extension Batch {
    /// Adds `set` without its members, unless it is there.
    package mutating func addSet(_ set: NamedSet, _ table: Table) throws(NetlinkError) {
        lastSetNumber += 1
        let object = try NftnlObject(set, of: table, number: lastSetNumber)
        begin(NFT_MSG_NEWSET, flags: NLM_F_CREATE, table)
        object.build(into: &messages)
    }

    /// Deletes a set that no rule looks into, with its members.
    package mutating func deleteSet(_ name: String, _ table: Table) {
        begin(NFT_MSG_DELSET, table)
        messages.put(Int(NFTA_SET_TABLE.rawValue), string: table.name)
        messages.put(Int(NFTA_SET_NAME.rawValue), string: name)
    }

    /// Adds members to `set`; one that is there already stays as it is.
    package mutating func addElements(to set: NamedSet, _ elements: Elements, _ table: Table) {
        put(elements, of: set, in: table) { $0.begin(NFT_MSG_NEWSETELEM, flags: NLM_F_CREATE, table) }
    }

    /// Deletes members of `set`; one that is not there is an error.
    package mutating func deleteElements(from set: NamedSet, _ elements: Elements, _ table: Table) {
        put(elements, of: set, in: table) { $0.begin(NFT_MSG_DELSETELEM, table) }
    }
}
