import CLibnftnl
import Netlink
import Nftables

/// A whole transaction, ready to be committed.
package struct FinishedBatch: ~Copyable {
    let pieces: [MessagePiece]
    /// The number of messages between the beginning and the end; they are numbered from 1.
    package let messageCount: Int

    /// Whether it would change nothing.
    package var isEmpty: Bool { messageCount == 0 }

    /// The number of bytes that go to the kernel.
    package var byteCount: Int { pieces.reduce(0) { $0 + $1.count } }

    /// What the messages with these numbers do; the marks of beginning and end stand for the whole.
    func operations(_ sequences: Set<UInt32>) -> [UInt32: String] {
        var operations: [UInt32: String] = [0: "a transaction of \(messageCount) operations"]
        for message in pieces.flatMap({ $0.messages(sequences.contains) }) where message.sequence > 0 {
            operations[message.sequence] = message.operation
        }
        return operations
    }

    /// What goes to the kernel.
    package var bytes: [UInt8] { pieces.flatMap(\.bytes) }

    /// One line for each operation, with the instructions of rules below in the notation of
    /// `nft --debug=netlink`.
    package var text: String {
        var result = ""
        for message in pieces.flatMap({ $0.messages() }) where message.sequence > 0 {
            result += message.operation + "\n"
            guard message.nftablesType == NFT_MSG_NEWRULE.rawValue else { continue }
            guard let rule = try? NftnlObject(.rule), rule.parse(message) else { continue }
            let lines = rule.ruleText.split(separator: "\n").filter { $0.hasPrefix("  [") }
            result += lines.map { $0 + "\n" }.joined()
        }
        return result
    }
}
