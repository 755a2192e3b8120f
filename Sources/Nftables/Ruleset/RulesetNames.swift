/// Names of sets and chains of one table.
package struct RulesetNames: Hashable, Sendable {
    package var sets: Set<String> = []
    package var chains: Set<String> = []

    package init(sets: Set<String> = [], chains: Set<String> = []) {
        self.sets = sets
        self.chains = chains
    }

    package mutating func formUnion(_ other: RulesetNames) {
        sets.formUnion(other.sets)
        chains.formUnion(other.chains)
    }
}
