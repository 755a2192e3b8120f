/// Names of sets and chains of one table.
package struct RulesetNames: Hashable, Sendable {
    package var sets: Set<String> = []
    package var chains: Set<String> = []

    package init() {}

    package mutating func formUnion(_ other: RulesetNames) {
        sets.formUnion(other.sets)
        chains.formUnion(other.chains)
    }
}
