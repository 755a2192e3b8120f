import Addressing

extension BGPFilter {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name)
        guard var spec = manifest.take("spec")?.fields() else { return }
        exports = DualStack { spec.rules($0 == .v4 ? "exportV4" : "exportV6", $0) }
        imports = DualStack { spec.rules($0 == .v4 ? "importV4" : "importV6", $0) }
        spec.finish()
    }
}

extension FieldReader {
    fileprivate mutating func rules(_ field: String, _ family: IPFamily) -> [BGPFilter.Rule] {
        take(field)?.items().map { BGPFilter.Rule($0, family) } ?? []
    }
}

/// Priorities are metrics of the kernel's.
private let priorities = 1...2_147_483_646

extension BGPFilter.Rule {
    fileprivate init(_ value: FieldValue, _ family: IPFamily) {
        var fields = value.fields()
        self.init(fields.require("action")?.word(Action.self) ?? .reject)
        prefix = fields.prefixMatch(family)
        if let source = fields.take("source"), !source.isEmptyText {
            isFromPeers = source.word(Source.self) == .remotePeers
        }
        if let name = fields.take("interface"), !name.isEmptyText { interface = name.interfacePattern() }
        if let type = fields.take("peerType"), !type.isEmptyText { peerType = type.word(PeerType.self) }
        if var communities = fields.take("communities")?.fields() {
            let values = communities.require("values")
            let items = values?.items() ?? []
            communities.finish()
            if let values, items.count != 1 { values.fail("has to be one community") }
            community = items.first?.community()
        }
        pathPrefix = fields.take("asPathPrefix")?.items().compactMap { $0.asNumber() } ?? []
        priority = fields.take("priority").map { UInt32($0.integer(in: priorities)) }
        if let field = fields.take("operations") {
            operations = field.items().compactMap { BGPFilter.Operation($0) }
            if action == .reject, !field.items().isEmpty { field.fail("are for routes that are accepted") }
            if operations.count > 10 { field.fail("are more than 10") }
        }
        fields.finish()
    }

    private enum Source: String, CaseIterable {
        case remotePeers = "RemotePeers"
    }
}

extension FieldReader {
    fileprivate mutating func prefixMatch(_ family: IPFamily) -> BGPFilter.PrefixMatch? {
        let block = take("cidr").flatMap { $0.isEmptyText ? nil : $0 }
        let how = take("matchOperator").flatMap { $0.isEmptyText ? nil : $0 }
        let lengths = take("prefixLength")
        guard let block else {
            how?.fail("needs a cidr to compare with")
            lengths?.fail("needs a cidr that the route lies in")
            return nil
        }
        guard let how else {
            fail("matchOperator", "is required with cidr")
            return nil
        }
        guard let prefix = block.prefix(), let word = how.word(BGPFilter.PrefixMatch.Operator.self) else {
            return nil
        }
        guard prefix.family == family else {
            block.fail("\(prefix) is no block of \(family)")
            return nil
        }
        return BGPFilter.PrefixMatch(word, prefix, lengths: lengths?.lengths(in: prefix))
    }
}

extension FieldValue {
    /// `min` and `max` of the length of a prefix in `prefix`.
    fileprivate func lengths(in prefix: IPPrefix) -> ClosedRange<UInt8>? {
        let most = prefix.family.addressBits
        var fields = self.fields()
        let lower = fields.take("min")?.integer(in: 0...most) ?? Int(prefix.length)
        let upper = fields.take("max")?.integer(in: 0...most) ?? most
        fields.finish()
        guard lower <= upper else {
            fail("ends before it begins: \(lower) to \(upper)")
            return nil
        }
        return UInt8(lower)...UInt8(upper)
    }
}

extension BGPFilter.Operation {
    fileprivate init?(_ value: FieldValue) {
        var fields = value.fields()
        var found: [BGPFilter.Operation] = []
        if var add = fields.take("addCommunity")?.fields() {
            if let community = add.require("value")?.community() { found.append(.addCommunity(community)) }
            add.finish()
        }
        if var prepend = fields.take("prependASPath")?.fields() {
            found.append(.prependPath(prepend.require("prefix")?.items().compactMap { $0.asNumber() } ?? []))
            prepend.finish()
        }
        if var set = fields.take("setPriority")?.fields() {
            if let value = set.require("value") {
                found.append(.setPriority(UInt32(value.integer(in: priorities))))
            }
            set.finish()
        }
        fields.finish()
        guard found.count == 1, let only = found.first else {
            value.fail("has to be one of addCommunity, prependASPath, setPriority")
            return nil
        }
        self = only
    }
}
