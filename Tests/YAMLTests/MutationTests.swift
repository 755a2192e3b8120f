import TestSupport
import Testing
import YAML

struct MutationTests {
    private let samples = [
        "a: &x [1, 'two', \"th\\u00e9\"]\nb: {<<: {c: d}, e: *x}\n--- |\n  text\n  more\n...\n",
        "{\"a\": \"\\ud83d\\ude00\", \"b\": [true, null, -1.5e3], \"c\": {\"d\": []}}",
        "? key\n: - value\n  - !!str 12\n  -\n# comment\nlast: >-\n  folded\n\n  text\n",
    ]

    @Test(arguments: 0..<60)
    func `no sequence of bytes does more than fail`(seed: UInt64) {
        var numbers = RepeatableNumbers(seed: seed)
        for sample in samples {
            for _ in 0..<50 {
                var bytes = Array(sample.utf8)
                for _ in 0..<Int.random(in: 1...6, using: &numbers) { mutate(&bytes, &numbers) }
                let message = problem(bytes)
                #expect(message?.isEmpty != true)
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ numbers: inout RepeatableNumbers) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &numbers)
        let signs = Array("[]{}:,-?&*!|>'\"%@`#\\ \n\t~<u0d8".utf8)
        switch Int.random(in: 0..<5, using: &numbers) {
        case 0: bytes.remove(at: index)
        case 1: bytes[index] = UInt8.random(in: 0...255, using: &numbers)
        case 2: bytes.insert(signs.randomElement(using: &numbers) ?? 0, at: index)
        case 3: bytes.removeSubrange(index...)
        default:
            let end = Int.random(in: index...bytes.count, using: &numbers)
            bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &numbers))
        }
    }
}
