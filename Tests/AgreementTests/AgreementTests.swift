import Addressing
import Calculation
import Compilation
import Connections
import Glibc
import PolicyDecision
import ReferenceEvaluator
import Resources
import RulesetInterpreter
import TestSupport
import Testing

/// The answers of all who can say what becomes of a packet.
struct Answers: Equatable {
    /// From the resources, by the APIs' documentation.
    let reference: Bool
    /// From the compiled ruleset, by the kernel's instructions.
    let ruleset: Bool
    /// From the node's state, as connections of workloads are judged that exist already; `nil` where the node's own
    /// interfaces have a say.
    let state: Bool?

    var agree: Bool { reference == ruleset && ruleset == state ?? ruleset }
}

/// A world with all who judge its packets.
struct JudgedWorld {
    let interfaces: [IPAddress: String]
    private let reference: ReferenceEvaluator
    private let rulesets: DualStack<RulesetInterpreter>
    private let decision: PolicyDecision
    private let hasHost: Bool

    init(_ resources: [Resource]) {
        var calculator = Calculator(NodeParameters(name: RandomWorld.node, interfacePrefix: "cali"))
        for resource in resources { calculator.update(resource.id, resource) }
        let state = calculator.calculate()
        var interfaces: [IPAddress: String] = [:]
        for endpoint in state.endpoints {
            for family in IPFamily.allCases {
                for address in endpoint.addresses[family] { interfaces[address] = endpoint.interface }
            }
        }
        self.interfaces = interfaces
        reference = ReferenceEvaluator(resources, node: RandomWorld.node)
        var compiler = Compiler()
        let compiled = compiler.compile(state, CompilationOptions(interfacePrefixes: ["cali"]))
        rulesets = DualStack { RulesetInterpreter(compiled.rulesets[$0]) }
        decision = PolicyDecision(state)
        hasHost = !state.hostEndpoints.isEmpty
    }

    func answers(_ packet: Packet) -> Answers {
        let tuple = Connection.Tuple(
            source: packet.source, destination: packet.destination, transport: packet.transport,
            sourcePort: packet.sourcePort, destinationPort: packet.destinationPort,
            icmp: packet.isICMP
                ? Connection.ICMP(type: packet.icmpType, code: packet.icmpCode, identifier: 1) : nil)
        // What workloads may say to their host is no matter of policy alone.
        let toHost = packet.outputInterface == nil && interfaces[packet.source] != nil
        return Answers(
            reference: reference.allows(packet), ruleset: rulesets[packet.family].accepts(packet),
            state: hasHost && [packet.inputInterface, packet.outputInterface].contains("eth0")
                ? nil : decision.allows(tuple, isFromHost: packet.inputInterface == nil) && !toHost)
    }
}

struct AgreementTests {
    /// `GEMEL_RANDOM_SEED` begins elsewhere, `GEMEL_RANDOM_WORLDS` makes more or fewer.
    private static let firstSeed = number("GEMEL_RANDOM_SEED") ?? 1
    private static let worlds = number("GEMEL_RANDOM_WORLDS") ?? 1000
    private static let packets = 200

    @Test func `resources, ruleset and state give random packets the same verdict`() {
        var judged = 0
        var disagreements = 0
        for seed in Self.firstSeed..<Self.firstSeed + Self.worlds {
            var world = RandomWorld(seed: seed)
            let judges = JudgedWorld(world.resources)
            var count = 0
            while count < Self.packets {
                guard let packet = world.packet(count.isMultiple(of: 2) ? .v4 : .v6, judges.interfaces) else {
                    continue
                }
                count += 1
                let answers = judges.answers(packet)
                guard !answers.agree else { continue }
                disagreements += 1
                if disagreements <= 3 { Issue.record("\(Disagreement(world.resources, packet, seed: seed))") }
                break
            }
            judged += count
        }
        #expect(disagreements == 0)
        #expect(judged >= Int(Self.worlds) * Self.packets || disagreements > 0)
    }
}

extension AgreementTests {
    /// The interfaces that any random world may have: a pod's name is the same in every world, its namespace not.
    private static var interfaces: Set<String> {
        Set((1...200).flatMap { JudgedWorld(RandomWorld(seed: $0).resources).interfaces.values })
    }

    @Test(.timeLimit(.minutes(3)))
    func `the kernel gives random packets the verdict that the resources mean`() throws {
        try withNetworkNamespace {
            var node = try KernelNode(Self.interfaces)
            var judged = 0
            var allowed = DualStack(v4: 0, v6: 0)
            var seed = Self.firstSeed
            while judged < 2000 {
                var world = RandomWorld(seed: seed)
                let judges = JudgedWorld(world.resources)
                try node.apply(world.resources)
                let packets = world.firstPackets(60, judges.interfaces)
                let passed = try node.passed(packets)
                for (packet, hasPassed) in zip(packets, passed) {
                    if hasPassed { allowed[packet.family] += 1 }
                    let answers = judges.answers(packet)
                    guard answers.reference != hasPassed else { continue }
                    Issue.record(
                        "the kernel says \(hasPassed): \(Disagreement(world.resources, packet, seed: seed))")
                    return
                }
                judged += packets.count
                seed += 1
            }
            // Both verdicts, in both families: else something was wrong with the packets.
            for family in IPFamily.allCases {
                #expect(allowed[family] > 200 && allowed[family] < judged / 2 - 200)
            }
        }
    }
}

private func number(_ variable: String) -> UInt64? {
    unsafe getenv(variable).flatMap { unsafe UInt64(String(cString: $0)) }
}
