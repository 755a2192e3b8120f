import Addressing
import AgentConfiguration
package import Bird
import Calculation
import Connections
package import Dataplane
import PolicyDecision
import ReferenceEvaluator
package import Resources
import Routing
import RulesetInterpreter
import StateDirectory
package import TestSupport
import gemeld

/// A cluster as the agent of the node `node-a` takes it, with all who judge its packets.
package struct Judges {
    package let wiring: Wiring
    /// What the agent would make the kernel hold.
    package let desired: DesiredDataplane
    /// What it would have BIRD do.
    package let bird: BirdConfiguration?
    private let reference: ReferenceEvaluator
    private let rulesets: DualStack<RulesetInterpreter>
    private let connections: ConnectionJudge

    /// - Parameter resources: as they were read, in whatever order.
    package init(_ resources: [Resource]) throws {
        let located = Dictionary(
            resources.map {
                ($0.id, LocatedResource($0, at: SourcePosition(file: "state.yaml", line: 1, column: 1)))
            }, uniquingKeysWith: { first, _ in first })
        var settings = SettingsInForce(
            try ConfigurationSources(
                environment: ["FELIX_FELIXHOSTNAME": Wiring.node, "GEMEL_NETWORKING_BACKEND": "bird"],
                hostname: Wiring.node))
        _ = settings.update(located.mapValues { $0 }, nil)
        var pipeline = Pipeline(settings.configuration)
        _ = pipeline.take(NetworkInterface.own, DualStack { _ in nil })
        let result = pipeline.run(located.mapValues { $0 })
        let wiring = Wiring(workloads: result.state.interfaces)
        self.wiring = wiring
        desired = result.desired
        bird = pipeline.bird
        reference = ReferenceEvaluator(resources, wiring)
        rulesets = DualStack { RulesetInterpreter(result.desired.rulesets[$0], wiring) }
        connections = ConnectionJudge(result.state, wiring, settings.configuration)
    }

    package func answers(_ packet: Packet) -> Answers {
        Answers(
            reference: reference.fate(of: packet), ruleset: rulesets[packet.family].fate(of: packet),
            state: connections.allows(packet))
    }
}

extension NodeState {
    fileprivate var interfaces: [IPAddress: String] {
        var interfaces: [IPAddress: String] = [:]
        for endpoint in endpoints {
            for family in IPFamily.allCases {
                for address in endpoint.addresses[family] { interfaces[address] = endpoint.interface }
            }
        }
        return interfaces
    }
}

extension NetworkInterface {
    /// The node's own interfaces.
    fileprivate static let own = Wiring.own.sorted { $0.key < $1.key }.enumerated().map { index, entry in
        let number = UInt32(index + 2)
        return NetworkInterface(
            Link(index: number, name: entry.key, isUp: true, isRunning: true),
            entry.value.map {
                InterfaceAddress($0, prefixLength: $0.family == .v4 ? 24 : 64, link: number)
            })
    }
}
