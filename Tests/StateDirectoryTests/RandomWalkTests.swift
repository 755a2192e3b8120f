import FoundationEssentials
import Glibc
import StateDirectory
import Status
import Testing

/// A generator whose numbers follow from its seed, so that a failure can be had again.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

struct RandomWalkTests {
    @Test(arguments: 1...40)
    func `following any changes comes to the same as reading anew`(seed: UInt64) throws {
        let sandbox = try Sandbox()
        var dice = Dice(state: seed)
        var follower = try StateFollower(sandbox.reader())
        var history: [String] = []
        for step in 1...60 {
            for _ in 1...Int.random(in: 1...4, using: &dice) {
                history.append(change(sandbox, step, &dice))
            }
            _ = follower.refresh()
            // A reader without a past has no last good content.
            guard !follower.reader.problems.contains(where: \.lastGoodInForce) else { continue }
            let anew = OneReading(of: sandbox.state, decode: decodeLines)
            try #require(follower.reader.resources == anew.resources, "\(history.suffix(20))")
        }
    }

    /// Does one random thing, or nothing where that cannot be done, and says what.
    private func change(_ sandbox: Sandbox, _ step: Int, _ dice: inout Dice) -> String {
        let directories = ["", "a", "b", "a/c", "b/c", "..1", "..2", "l", "\(sandbox.path)/out"]
        let one = directories.randomElement(using: &dice) ?? ""
        let other = directories.randomElement(using: &dice) ?? ""
        let file = "\(one.isEmpty ? "." : one)/\(["x", "y", ".h"].randomElement(using: &dice) ?? "").yaml"
        let otherFile =
            "\(other.isEmpty ? "." : other)/\(["x", "z", "w"].randomElement(using: &dice) ?? "").yaml"
        let text = "namespace n\(Int.random(in: 1...6, using: &dice)) \(step)"
        let acts: [(String, () throws -> Void)] = [
            ("write \(file)", { try sandbox.write(file, text) }),
            ("put \(file)", { try sandbox.put(file, text) }),
            ("remove \(file)", { try sandbox.remove(file) }),
            ("move \(file) \(otherFile)", { try sandbox.move(file, otherFile) }),
            ("make \(one)", { try sandbox.makeDirectory(one) }),
            ("make \(one)", { try sandbox.makeDirectory(one) }),
            ("move \(one) \(other)", { try sandbox.move(one, other) }),
            ("remove \(one)", { try sandbox.remove(one) }),
            ("link l ..data", { try sandbox.link("l", to: "..data") }),
            ("link \(file) ..data/x.yaml", { try sandbox.link(file, to: "\(sandbox.state)/..data/x.yaml") }),
            ("link a/d ../b", { try sandbox.link("a/d", to: "../b") }),
            (
                "swap ..data \(other)",
                {
                    try sandbox.link("..new", to: other.isEmpty ? "a" : other)
                    try sandbox.move("..new", "..data")
                }
            ),
        ]
        guard let (name, act) = acts.randomElement(using: &dice) else { return "" }
        do {
            try act()
            return name
        } catch {
            return "(\(name))"
        }
    }
}
