package import Nftables
package import TestSupport

/// Decides what becomes of packets in a table by running its rules' instructions as the kernel does.
package struct RulesetInterpreter {
    private let tables: [String: MemberTable]
    private let programs: [String: [[Expression]]]
    private let bases: [(chain: String, hook: BaseHook)]

    package init(_ ruleset: Ruleset) {
        tables = ruleset.sets.mapValues { MemberTable($0) }
        let family = ruleset.family
        programs = ruleset.chains.mapValues { $0.rules.map { $0.expressions(family) } }
        bases = ruleset.chains.values.compactMap { chain in chain.hook.map { (chain.name, $0) } }
            .filter { $0.1.type == .filter }.sorted { $0.1.priority < $1.1.priority }
    }

    /// Whether the packet gets through: past all hooks on its way.
    package func accepts(_ packet: Packet) -> Bool {
        var machine = Machine(packet)
        return packet.hooks.allSatisfy { hook in
            bases.filter { $0.hook.hook == hook }.allSatisfy { base in
                run(base.chain, hook, &machine, depth: 0) != .drop
            }
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

extension Packet {
    fileprivate var hooks: [BaseHook.Hook] {
        switch (inputInterface, outputInterface) {
        case (nil, _): [.output, .postrouting]
        case (_, nil): [.prerouting, .input]
        case (_, _): [.prerouting, .forward, .postrouting]
        }
    }
}
