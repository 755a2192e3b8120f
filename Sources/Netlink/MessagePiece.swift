/// Messages to which nothing is added any more: a piece of a datagram that is sent out of several.
package final class MessagePiece {
    let buffer: MessageBuffer

    package init(_ buffer: consuming MessageBuffer) { self.buffer = buffer }

    /// The number of bytes.
    package var count: Int { buffer.count }

    package var bytes: [UInt8] {
        buffer.withBytes { unsafe $0.withUnsafeBufferPointer { unsafe Array($0) } }
    }

    /// The messages whose sequence numbers `isWanted`, copied, as they would be received.
    package func messages(_ isWanted: (UInt32) -> Bool = { _ in true }) -> [NetlinkMessage] {
        buffer.messages(isWanted)
    }
}
