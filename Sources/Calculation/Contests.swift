import Addressing
import Resources

/// Whether workloads of this node want the same thing, or one that not everybody can have for the asking.
///
/// As long as none do, each becomes an endpoint whatever the others are.
struct Contests {
    private var interfaces: [String: Int] = [:]
    private var addresses: [IPAddress: Int] = [:]
    /// The number of interfaces and addresses that several want.
    private var shared = 0
    /// The number of workloads that can only be judged beside all others: without an interface, or with external
    /// addresses.
    private var special = 0

    var areThere: Bool { shared > 0 || special > 0 }

    mutating func replace(_ old: Candidate?, by new: Candidate?) {
        if let old {
            if old.isSpecial { special -= 1 }
            Self.remove(old.interface, from: &interfaces, &shared)
            for address in Set(old.addresses) { Self.remove(address, from: &addresses, &shared) }
        }
        if let new {
            if new.isSpecial { special += 1 }
            Self.add(new.interface, to: &interfaces, &shared)
            for address in Set(new.addresses) { Self.add(address, to: &addresses, &shared) }
        }
    }

    private static func add<Thing>(_ thing: Thing, to counts: inout [Thing: Int], _ shared: inout Int) {
        let count = counts[thing, default: 0] + 1
        counts[thing] = count
        if count == 2 { shared += 1 }
    }

    private static func remove<Thing>(_ thing: Thing, from counts: inout [Thing: Int], _ shared: inout Int) {
        let count = counts[thing, default: 1] - 1
        counts[thing] = count > 0 ? count : nil
        if count == 1 { shared -= 1 }
    }
}

extension Candidate {
    fileprivate var isSpecial: Bool { interface.isEmpty || !extras.floatingAddresses.isEmpty }
}
