package import Addressing
package import Nftables
package import Routing

/// All that the kernel should hold for us.
package struct DesiredDataplane: Hashable, Sendable {
    package var rulesets: DualStack<Ruleset>
    package var routes: DualStack<[IPPrefix: Route]>
    /// The names of the endpoints' interfaces.
    package var interfaces: Set<String>
    /// The families that workloads may use.
    package var familiesOn: DualStack<Bool>

    package init(
        rulesets: DualStack<Ruleset>, routes: DualStack<[IPPrefix: Route]>, interfaces: Set<String>,
        familiesOn: DualStack<Bool>
    ) {
        self.rulesets = rulesets
        self.routes = routes
        self.interfaces = interfaces
        self.familiesOn = familiesOn
    }
}
