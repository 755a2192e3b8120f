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
            let list = try listElements(table, of: set)
            let elements = Elements(list.members, of: set)
            // Sets of intervals are trees, or tables that a transaction replaces whole; both keep an order.
            guard !set.isInterval else { return elements }
            let isSound = !elements.hasDoubles && (elements.count == count || list.parts <= 1)
            if isSound || elements == last { return elements }
            last = elements
        }
        throw .unsteady(operation: "list the elements of set \(set.name)")
    }

    private mutating func listElements(
        _ table: Table, of set: NamedSet
    ) throws(NetlinkError) -> (members: [ListedElement], parts: Int) {
        var request = MessageBuffer(capacity: 256)
        request.begin(NFT_MSG_GETSETELEM, table)
        request.put(Int(NFTA_SET_ELEM_LIST_TABLE.rawValue), string: table.name)
        request.put(Int(NFTA_SET_ELEM_LIST_SET.rawValue), string: set.name)
        return try netlink.dump(&request, operation: "list the elements of set \(set.name)", into: ([], 0)) {
            list, message in
            list.0 += ListedElement.listed(in: message)
            list.1 += 1
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
