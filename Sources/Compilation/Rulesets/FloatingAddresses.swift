import Addressing
import Calculation
import Nftables
import Resources

extension Ruleset {
    /// Leads packets for floating addresses to the endpoints that they stand for, by one map however many.
    mutating func addFloatingAddresses(_ endpoints: [LocalEndpoint], _ ip: IPFamily) {
        let pairs = endpoints.flatMap { $0.floatingAddresses[ip] }
        guard !pairs.isEmpty else { return }
        add(
            NamedSet(
                "floating", key: [.address(ip)], value: .address(ip),
                comment: "floating addresses, and whom they stand for",
                elements: .keyed(
                    pairs.compactMap { pair in
                        pair.internal.map { Element(key: pair.external.bytes, value: $0.bytes) }
                    }.sorted())))
        let rewrite = Rule(then: [.destinationNATMap("floating")])
        for (name, hook) in [("floating-in", BaseHook.Hook.prerouting), ("floating-out", .output)] {
            add(
                Chain(
                    name, hook: BaseHook(hook, priority: -100, type: .nat),
                    comment: "floating addresses", rules: [rewrite]))
        }
        addReturning(pairs, ip)
    }

    /// An endpoint that calls its own floating address gets its own packet back; it would take no answer
    /// from itself, so that the call has to come from the floating address.
    private mutating func addReturning(_ pairs: [FloatingAddress], _ ip: IPFamily) {
        var back: [[UInt8]: [UInt8]] = [:]
        for pair in pairs.sorted(by: { $0.external < $1.external }) {
            guard let own = pair.internal?.bytes, back[own + own] == nil else { continue }
            back[own + own] = pair.external.bytes
        }
        add(
            NamedSet(
                "floating-back", key: [.address(ip), .address(ip)], value: .address(ip),
                comment: "endpoints that call their own floating address",
                elements: .keyed(back.map { Element(key: $0.key, value: $0.value) }.sorted())))
        addSourceTranslation([Rule(then: [.sourceNATMap("floating-back")])])
    }
}
