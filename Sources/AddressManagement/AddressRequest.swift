package import Addressing
package import Resources

/// What one attachment is to get.
package struct AddressRequest: Sendable {
    package var owner: Owner
    package var node: String
    /// How many addresses of each family that none is asked for of by name: 0 or 1.
    package var counts: DualStack<Int>
    package var explicit: [IPAddress]
    /// The pools that were chosen.
    package var pools: DualStack<[IPPool]>

    package init(
        owner: Owner, node: String, counts: DualStack<Int>, explicit: [IPAddress],
        pools: DualStack<[IPPool]>
    ) {
        self.owner = owner
        self.node = node
        self.counts = counts
        self.explicit = explicit
        self.pools = pools
    }
}

extension AddressLedger {
    /// Gives an attachment all that it asks for, IPv4 first, or nothing.
    ///
    /// - Parameter pools: all there are: an address that is asked for by name may be in any that is enabled.
    package mutating func assign(
        _ request: AddressRequest, of pools: [IPPool], rules: AssignmentRules
    ) throws(AddressFailure) -> [IPAddress] {
        guard addresses(of: request.owner.handle).isEmpty else { throw .handleInUse(request.owner.handle) }
        var changed = self
        var addresses = request.explicit
        for address in request.explicit {
            try changed.assign(address, of: pools, to: request.owner, on: request.node, rules: rules)
        }
        for family in IPFamily.allCases where request.counts[family] > 0 {
            let chosen = request.pools[family]
            guard !chosen.isEmpty else { throw .noPools(node: request.node, family) }
            let assignment = changed.assign(
                request.counts[family], from: chosen, to: request.owner, on: request.node, rules: rules)
            if let shortage = assignment.shortage { throw shortage }
            addresses += assignment.addresses
        }
        self = changed
        return addresses.sorted()
    }
}
