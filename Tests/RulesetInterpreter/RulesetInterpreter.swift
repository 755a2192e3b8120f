import HashTreeCollections
package import Nftables
package import TestSupport

/// Decides what becomes of packets in a table by running its rules' instructions as the kernel does.
package struct RulesetInterpreter {
    private let tables: TreeDictionary<String, MemberTable>
    private let programs: TreeDictionary<String, [[Expression]]>
    private let bases: [(chain: String, hook: BaseHook)]
    private let wiring: Wiring

    package init(_ ruleset: Ruleset, _ wiring: Wiring) {
        tables = ruleset.sets.mapValues { MemberTable($0) }
        let family = ruleset.family
        programs = ruleset.chains.mapValues { $0.rules.map { $0.expressions(family) } }
        bases = ruleset.chains.values.compactMap { chain in chain.hook.map { (chain.name, $0) } }
            .sorted { ($0.1.priority, $0.0) < ($1.1.priority, $1.0) }
        self.wiring = wiring
    }

    /// What becomes of the packet past all hooks on its way.
    package func fate(of packet: Packet) -> Fate {
        var machine = Machine(packet)
        let first: [BaseHook.Hook] = packet.inputInterface == nil ? [.output] : [.prerouting]
        guard first.allSatisfy({ passes($0, &machine) }) else { return .dropped }
        // Routed by the destination that it has now.
        machine.packet.outputInterface = wiring.interface(to: machine.packet.destination)
        let rest: [BaseHook.Hook] =
            switch (packet.inputInterface, machine.packet.outputInterface) {
            case (nil, _): [.postrouting]
            case (_, nil): [.input]
            case (_, _): [.forward, .postrouting]
            }
        guard rest.allSatisfy({ passes($0, &machine) }) else { return .dropped }
        return Fate(machine.packet)
    }

    private func passes(_ hook: BaseHook.Hook, _ machine: inout Machine) -> Bool {
        bases.filter { $0.hook.hook == hook }.allSatisfy { base in
            // What is not followed is not translated.
            if base.hook.type == .nat, machine.state == .untracked { return true }
            return run(base.chain, hook, &machine, depth: 0) != .drop
        }
    }

    /// What a chain says: accept, drop, or return where it does not decide.
    private func run(_ chain: String, _ hook: BaseHook.Hook, _ machine: inout Machine, depth: Int) -> Verdict
    {
        // Deeper than the kernel allows: NFT_JUMP_STACK_SIZE.
        guard depth <= 16, let rules = programs[chain] else { return .drop }
        for rule in rules {
            switch outcome(of: rule, hook, &machine) {
            case .verdict(.accept): return .accept
            case .verdict(.drop): return .drop
            case .verdict(.return): return .return
            case .verdict(.jump(let target)):
                let verdict = run(target, hook, &machine, depth: depth + 1)
                if verdict != .return { return verdict }
            case .verdict(.goto(let target)): return run(target, hook, &machine, depth: depth + 1)
            case .next, .break: continue
            }
        }
        return .return
    }

    private func outcome(
        of rule: [Expression], _ hook: BaseHook.Hook, _ machine: inout Machine
    ) -> Machine.Outcome {
        let isOutput = hook == .output || hook == .postrouting
        let hasRoute = hook != .prerouting && hook != .input
        for expression in rule {
            let outcome = machine.run(expression, isOutput: isOutput, hasRoute: hasRoute) { tables[$0] }
            guard case .next = outcome else { return outcome }
        }
        return .next
    }
}
