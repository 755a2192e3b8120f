import Selectors

/// Random numbers that are the same in every run (SplitMix64), and selectors and labels made of them.
///
/// Few names and few values, so that selectors match often.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    mutating func labels() -> Labels {
        var labels: Labels = [:]
        for _ in 0..<Int.random(in: 0...4, using: &self) { labels[label()] = value() }
        return labels
    }

    /// An expression as the parser could have made it.
    mutating func expression(depth: Int) -> Selector.Expression {
        switch Int.random(in: 0..<(depth > 0 ? 14 : 10), using: &self) {
        case 0: return Bool.random(using: &self) ? .all : .global
        case 1, 2: return .equals(label(), value())
        case 3: return .notEquals(label(), value())
        case 4: return .in(label(), values())
        case 5: return .notIn(label(), values())
        case 6: return .contains(label(), value())
        case 7: return .startsWith(label(), value())
        case 8: return .endsWith(label(), value())
        case 9: return .has(label())
        case 10:
            let operand = expression(depth: depth - 1)
            if case .not = operand { return operand }
            return .not(operand)
        case 11, 12: return .and(expressions(depth: depth - 1))
        default: return .or(expressions(depth: depth - 1))
        }
    }

    private mutating func expressions(depth: Int) -> [Selector.Expression] {
        (0..<Int.random(in: 2...3, using: &self)).map { _ in expression(depth: depth) }
    }

    private mutating func label() -> String { pick(["a", "b", "c/d", "projectcalico.org/namespace"]) }

    private mutating func value() -> String { pick(["", "1", "12", "21", "it's", "say \"1\""]) }

    private mutating func values() -> [String] {
        Set((0..<Int.random(in: 0...3, using: &self)).map { _ in value() }).sorted()
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }
}
