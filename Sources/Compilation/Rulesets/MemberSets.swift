import Addressing
import Calculation
import HashTreeCollections
import Nftables

/// What was compiled for one family before, with what went into it.
struct FamilyMemory {
    /// By the policy's chain.
    var policies: TreeDictionary<String, KnownPolicy> = [:]
    /// By the endpoints' chain.
    var sequences: TreeDictionary<String, KnownSequence> = [:]
    var sets: TreeDictionary<MemberSet, (members: Members, set: NamedSet)> = [:]

    /// Adds the sets that selectors have become to `ruleset`, and says their names.
    mutating func addSets(
        _ wanted: TreeDictionary<MemberSet, DualStack<Members>>, to ruleset: inout Ruleset
    ) -> [MemberSet: String] {
        var names: [MemberSet: String] = [:]
        names.reserveCapacity(wanted.count)
        let known = sets
        sets = [:]
        for (set, pair) in wanted {
            let members = pair[ruleset.family]
            let result: NamedSet
            if let before = known[set], before.members == members {
                result = before.set
            } else {
                result = NamedSet(set.setName(members), set, members, ruleset.family)
            }
            sets[set] = (members, result)
            names[set] = result.name
            ruleset.add(result)
        }
        return names
    }
}

extension NamedSet {
    init(_ name: String, _ set: MemberSet, _ members: Members, _ family: IPFamily) {
        let address = DataType.address(family)
        switch members {
        case .hosts(let hosts):
            self.init(name, key: [address], comment: set.summary, elements: .values(hosts))
        case .ranges(let ranges):
            self.init(
                name, key: [address], isInterval: true, comment: set.summary, elements: .ranges(ranges))
        case .ports(let ports):
            self.init(
                name, key: [address, .protocolNumber, .port],
                comment: "\(set.portNames.isEmpty ? "all ports" : set.portNames.joined(separator: ", ")) of "
                    + set.summary,
                elements: .keyed(
                    ports.map { port in
                        Element(
                            key: IPAddress.bytes(of: port.address, family) + [port.transport, 0, 0, 0]
                                + [UInt8(port.port >> 8), UInt8(port.port & 0xff), 0, 0])
                    }))
        }
    }
}

extension MemberSet {
    /// What is asked for, for people.
    fileprivate var summary: String {
        space == .endpoints ? "\(selector)" : "\(space.rawValue) with \(selector)"
    }
}
