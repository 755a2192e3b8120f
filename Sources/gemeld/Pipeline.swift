import Addressing
import AgentConfiguration
import Calculation
import Compilation
import Dataplane
import Resources
import StateDirectory

/// The way from resources to what the kernel should hold: calculation, then compilation.
struct Pipeline {
    private let options: CompilationOptions
    private var calculator: Calculator
    private var compiler = Compiler()

    init(_ configuration: AgentConfiguration) {
        calculator = Calculator(
            NodeParameters(
                name: configuration.nodeName, interfacePrefix: configuration.interfacePrefixes.first ?? "cali"
            ))
        options = CompilationOptions(
            interfacePrefixes: configuration.interfacePrefixes,
            workloadToHost: .init(configuration.endpointToHostAction),
            isIPv6Enabled: configuration.ipv6Support)
    }

    /// Takes in what has changed; `nil` is what is not there any more.
    mutating func run(_ changes: [ResourceID: LocatedResource?]) -> (
        state: NodeState, desired: DesiredDataplane
    ) {
        for (id, located) in changes { calculator.update(id, located?.resource) }
        let state = calculator.calculate()
        let desired = DesiredDataplane(
            rulesets: compiler.compile(state, options), routes: compileRoutes(state, options),
            interfaces: Set(state.endpoints.map(\.interface)),
            familiesOn: DualStack(v4: true, v6: options.isIPv6Enabled))
        return (state, desired)
    }
}

extension CompilationOptions.WorkloadToHost {
    fileprivate init(_ action: HostAction) {
        self =
            switch action {
            case .drop: .drop
            case .return: .return
            case .accept: .accept
            }
    }
}
