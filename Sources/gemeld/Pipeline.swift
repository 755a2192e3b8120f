package import Addressing
package import AgentConfiguration
package import Bird
package import Calculation
import Compilation
package import Dataplane
import NodeNetworking
package import Resources
package import Routing
package import StateDirectory
import Status

/// The way from resources to what the kernel should hold: calculation, then compilation.
package struct Pipeline {
    private var options: CompilationOptions
    private var node: NodeParameters
    private var calculator: Calculator
    private var compiler = Compiler()
    /// Whether the calculator does not know what the compiler was told before.
    private var isNewCalculator = false
    /// The ways to endpoints, as long as the options hold that they were made by.
    private var ways: EndpointWays?
    private var interfaces: [NetworkInterface] = []
    /// What the kernel would send from to the `targets`.
    private var sources = DualStack<IPAddress?> { _ in nil }
    private var cluster = ClusterPipeline()
    private var pools: PoolsInForce

    package init(_ configuration: AgentConfiguration) {
        options = CompilationOptions(configuration)
        node = NodeParameters(configuration)
        calculator = Calculator(node)
        pools = PoolsInForce(configuration)
        cluster.configure(configuration)
    }

    /// Goes by `configuration` from the next run on.
    ///
    /// Says whether that run has to be told of every resource again: what the calculation remembers of them
    /// came of other parameters.
    mutating func configure(_ configuration: AgentConfiguration) -> Bool {
        options = CompilationOptions(configuration)
        ways = nil
        cluster.configure(configuration)
        pools.configure(configuration)
        // Other settings may take other interfaces for the node's own.
        _ = cluster.take(interfaces, sources)
        let node = NodeParameters(configuration)
        guard node != self.node else { return false }
        self.node = node
        calculator = Calculator(node)
        isNewCalculator = true
        _ = calculator.update(interfaceAddresses: interfaces.addressesByName)
        return true
    }

    /// By which this node is reached, or why it is not; `nil` where that is not known yet.
    var nodeAddresses: DualStack<Result<NodeAddress, NoNodeAddress>?> { cluster.addresses }

    /// The pools in force, for those who ask.
    var poolListing: [StatusSnapshot.Pool] { pools.listing }

    /// What BIRD should do; `nil` where the node does not speak BGP, or does not know its addresses yet.
    package var bird: BirdConfiguration? { cluster.bird }

    /// The keys of Secrets that passwords are in.
    var secrets: [SecretKey] { cluster.secrets }

    /// Takes in what `secrets` hold; says whether anything may follow.
    mutating func take(_ passwords: [SecretKey: Result<String, PasswordFailure>]) -> Bool {
        cluster.take(passwords)
    }

    /// The public keys by which other nodes know this one.
    var publishedKeys: DualStack<String?> { cluster.publishedKeys }

    /// What nodes send each other wrapped packets in.
    var tunnelTraffic: DualStack<TunnelTraffic> { cluster.traffic }

    /// What the kernel is to be asked the way to.
    var targets: DualStack<IPAddress?> { cluster.targets }

    /// Takes in what interfaces this node has; says whether anything may follow from it.
    ///
    /// - Parameter sources: what the kernel would send from to the `targets`.
    package mutating func take(
        _ interfaces: [NetworkInterface], _ sources: DualStack<IPAddress?> = DualStack { _ in nil }
    ) -> Bool {
        // Asked at every turn, of a thousand interfaces that are the same array as before.
        guard interfaces != self.interfaces || sources != self.sources else { return false }
        (self.interfaces, self.sources) = (interfaces, sources)
        let isClusterChanged = cluster.take(interfaces, sources)
        return calculator.update(interfaceAddresses: interfaces.addressesByName) || isClusterChanged
    }

    /// Takes in what has changed; `nil` is what is not there any more.
    ///
    /// - Returns: also what the state has other than that of the run before; `nil` where nobody knows.
    package mutating func run(_ changes: [ResourceID: LocatedResource?]) -> (
        state: NodeState, changes: NodeChanges?, desired: DesiredDataplane
    ) {
        for (id, located) in changes {
            calculator.update(id, located?.resource)
            cluster.update(id, located?.resource)
            pools.update(id, located?.resource)
        }
        for (id, pool) in pools.settle(again: isNewCalculator) {
            calculator.update(id, pool)
            cluster.update(id, pool)
        }
        var state = calculator.calculate()
        let told = calculator.takeChanges()
        let changes = isNewCalculator ? nil : told
        isNewCalculator = false
        let compiled = compiler.compile(state, options, changes)
        let ways = follow(state, changes)
        var desired = DesiredDataplane(
            rulesets: compiled.rulesets, routes: ways.routes, interfaces: ways.interfaces,
            familiesOn: options.familiesOn, neighbours: ways.neighbours, changed: compiled.changed,
            further: compiled.further)
        cluster.complete(&desired, &state)
        return (state, changes, desired)
    }

    private mutating func follow(_ state: NodeState, _ changes: NodeChanges?) -> EndpointWays {
        guard var ways = ways.take(), let changes else {
            let ways = EndpointWays(state, options)
            self.ways = ways
            return ways
        }
        ways.update(changes.endpoints, of: state)
        self.ways = ways
        return ways
    }
}
