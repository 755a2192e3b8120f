import CLibnftnl
import Netlink
import Nftables

/// A whole transaction, ready to be committed.
package struct FinishedBatch: ~Copyable {
    let pieces: [MessagePiece]
    let operations: [Operation]

    /// Whether it would change nothing.
    package var isEmpty: Bool { operations.isEmpty }

    /// The number of messages between the beginning and the end.
    package var messageCount: Int { operations.count }

    /// The number of bytes that go to the kernel.
    package var byteCount: Int { pieces.reduce(0) { $0 + $1.count } }

    /// The operation that the message with the number `sequence` stands for.
    func operation(_ sequence: UInt32) -> String {
        guard sequence > 0, sequence <= operations.count else {
            return "a transaction of \(operations.count) operations"
        }
        return operations[Int(sequence) - 1].description
    }

    /// What goes to the kernel.
    package var bytes: [UInt8] { pieces.flatMap(\.bytes) }

    /// One line for each operation, with the instructions of rules below in the notation of
    /// `nft --debug=netlink`.
    package var text: String {
        var result = ""
        for message in pieces.flatMap(\.messages) where message.sequence > 0 {
            result += operation(message.sequence) + "\n"
            guard message.nftablesType == NFT_MSG_NEWRULE.rawValue else { continue }
            guard let rule = try? NftnlObject(.rule), rule.parse(message) else { continue }
            let lines = rule.ruleText.split(separator: "\n").filter { $0.hasPrefix("  [") }
            result += lines.map { $0 + "\n" }.joined()
        }
        return result
    }
}
