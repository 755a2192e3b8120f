import Addressing
import Calculation
import Dataplane
import HashTreeCollections
import Monitoring
import Nftables
import Resources
import Status

/// What there is on a node, counted when somebody asks: to count all takes as long as to program a change.
struct Inventory: Sendable {
    let state: NodeState
    let desired: DesiredDataplane

    func count(in snapshot: inout StatusSnapshot, and measured: inout Measurements) {
        let policies = Set(state.rules.keys.map(\.id).filter { $0.kind != .profile })
        snapshot.staged = policies.filter(\.kind.isStaged).sorted().map { StagedPolicy("\($0)") }
        measured.policiesOnNode = policies.count
        measured.endpoints = state.endpoints.count
        measured.selectors = state.sets.count
        for family in IPFamily.allCases {
            let ruleset = desired.rulesets[family]
            let sizes = ruleset.sets.values.map(\.elements.count)
            snapshot.counts[family] = StatusSnapshot.Counts(
                endpoints: state.endpoints.count { !$0.addresses[family].isEmpty }, policies: policies.count,
                chains: ruleset.chains.count, rules: ruleset.chains.values.reduce(0) { $0 + $1.rules.count },
                sets: sizes.count, elements: sizes.reduce(0, +), routes: desired.routes[family].count)
            measured.largestSet[family] = sizes.max() ?? 0
            let other: IPFamily = family == .v4 ? .v6 : .v4
            measured.singleFamilyEndpoints[family] = state.endpoints.count {
                !$0.addresses[family].isEmpty && $0.addresses[other].isEmpty
            }
        }
    }
}
