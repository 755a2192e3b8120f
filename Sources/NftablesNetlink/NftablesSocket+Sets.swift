import CLibnftnl
import Glibc
package import Netlink
package import Nftables

extension NftablesSocket {
    /// Reads the members of `set` in the form in which they were written.
    ///
    /// While the kernel resizes a hash table, which it goes on with after the transaction that filled it,
    /// a list of several parts can lack members or have them twice, and no flag says so. A list is believed
    /// if it has as many members as the kernel says the set has (`count`, from Linux 6.16), if it is one
    /// part without doubles, or if it is the same twice.
    package mutating func readElements(
        _ table: Table, of set: NamedSet, count: Int? = nil
    ) throws(NetlinkError) -> Elements {
        var last: Elements?
        for _ in 0..<20 {
            let (elements, parts) = try listElements(table, of: set)
            // Sets of intervals are trees, or tables that a transaction replaces whole; both keep an order.
            guard !set.isInterval else { return elements }
            let isSound = !elements.hasDoubles && (elements.count == count || parts <= 1)
            if isSound || elements == last { return elements }
            last = elements
        }
        throw .unsteady(operation: "list the elements of set \(set.name)")
    }

    /// Reads the members of `set`, of which there are `count`, where they are probably those of `expected`.
    mutating func readElements(
        _ table: Table, of set: NamedSet, count: Int?, expecting expected: NamedSet?
    ) throws(NetlinkError) -> Elements {
        guard let expected, count == expected.elements.count, expected.elements.count >= worthAskingOneByOne,
            set.hasSameDefinition(as: expected), !set.isInterval,
            case .values(let numbers) = expected.elements
        else { return try readElements(table, of: set, count: count) }
        for start in stride(from: 0, to: numbers.count, by: 500) {
            let part = numbers[start..<min(start + 500, numbers.count)]
            guard hasMembers(part, table, set) else {
                return try readElements(table, of: set, count: count)
            }
        }
        return expected.elements
    }

    /// Whether `set` has all `numbers`, as far as can be told so: what is in the way of asking is none of listing.
    private mutating func hasMembers(
        _ numbers: ArraySlice<UInt128>, _ table: Table, _ set: NamedSet
    ) -> Bool {
        var request = MessageBuffer(capacity: 1 << 15)
        request.begin(NFT_MSG_GETSETELEM, table)
        request.put(Int(NFTA_SET_ELEM_LIST_TABLE.rawValue), string: table.name)
        request.put(Int(NFTA_SET_ELEM_LIST_SET.rawValue), string: set.name)
        let list = request.beginNest(Int(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue))
        for number in numbers { request.putElement(number, width: set.keyLength) }
        request.endNest(list)
        var rest = numbers
        do throws(NetlinkError) {
            try netlink.transact(&request, operation: "look for members of set \(set.name)") { message in
                for member in ListedElement.listed(in: message)
                where member.number == rest.first && member.comment == nil {
                    rest.removeFirst()
                }
            }
        } catch {
            return false
        }
        return rest.isEmpty
    }

    private mutating func listElements(
        _ table: Table, of set: NamedSet
    ) throws(NetlinkError) -> (elements: Elements, parts: Int) {
        if set.isPlain, !set.isInterval {
            let list = try dumpElements(table, of: set, into: (numbers: [UInt128](), hasComments: false)) {
                list, member in
                list.numbers.append(member.number)
                list.hasComments = list.hasComments || member.comment != nil
            }
            if !list.result.hasComments { return (.values(list.result.numbers.sorted()), list.parts) }
        }
        let list = try dumpElements(table, of: set, into: [ListedElement]()) { $0.append($1) }
        return (Elements(list.result, of: set), list.parts)
    }

    /// - Returns: also how many messages it took.
    private mutating func dumpElements<Result>(
        _ table: Table, of set: NamedSet, into initial: Result, _ fold: (inout Result, ListedElement) -> Void
    ) throws(NetlinkError) -> (result: Result, parts: Int) {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETSETELEM, table)
        request.put(Int(NFTA_SET_ELEM_LIST_TABLE.rawValue), string: table.name)
        request.put(Int(NFTA_SET_ELEM_LIST_SET.rawValue), string: set.name)
        return try netlink.dump(
            &request, operation: "list the elements of set \(set.name)", into: (result: initial, parts: 0)
        ) { list, message in
            for member in ListedElement.listed(in: message) { fold(&list.result, member) }
            list.parts += 1
        }
    }

    /// Reads the sets of our table without their members, and how many those are, where the kernel says.
    mutating func readSetDefinitions(_ table: Table) throws(NetlinkError) -> [(
        set: NamedSet, count: Int?
    )] {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETSET, table)
        request.put(Int(NFTA_SET_TABLE.rawValue), string: table.name)
        return try netlink.dump(&request, operation: "list sets", into: []) {
            sets, message throws(NetlinkError) in
            let object = try NftnlObject(.set)
            guard object.parse(message), object.text(NFTNL_SET_TABLE.rawValue) == table.name,
                let set = object.listedSet
            else { return }
            let count: UInt32? = message.nftablesAttributes.first(countAttribute)?.bigEndian()
            sets.append((set, count.map { Int($0) }))
        }
    }
}

/// `NFTA_SET_COUNT`, which is younger than the header that we are built with.
private let countAttribute = 20

extension Elements {
    /// Whether a member stands there twice; members are sorted.
    fileprivate var hasDoubles: Bool {
        switch self {
        case .values(let values): zip(values, values.dropFirst()).contains { $0 == $1 }
        case .ranges: false
        case .keyed(let elements): zip(elements, elements.dropFirst()).contains { $0.key == $1.key }
        }
    }
}
