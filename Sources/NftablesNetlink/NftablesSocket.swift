import CLibnftnl
import Glibc
package import Netlink

/// The long-lived socket through which all our tables are made, changed and read.
///
/// Tables with the flag owner belong to it and to nobody else, so it lives as long as the process; no
/// error of an operation closes it.
package struct NftablesSocket: ~Copyable {
    var netlink: NetlinkSocket
    /// From how many members on a set is not listed but asked for each of the members that it should have.
    ///
    /// The kernel walks a hash table from its beginning for each 32 KiB that it lists, so that a list of a million
    /// members takes half a minute, and as many questions a few seconds; measured on Linux 6.18 they are even here.
    package var worthAskingOneByOne = 300_000

    package init() throws(NetlinkError) { self.init(try NetlinkSocket(.netfilter)) }

    /// Goes on with the socket of an earlier process, and owns the tables that it owns.
    package init(adopting descriptor: Int32) throws(NetlinkError) {
        self.init(try NetlinkSocket(.netfilter, adopting: descriptor))
    }

    private init(_ socket: consuming NetlinkSocket) {
        // A transaction with an error in each of its operations is answered by as many messages, none of
        // which the kernel counts with less than 768 bytes.
        socket.setReceiveBufferSize(32 << 20)
        netlink = socket
    }

    /// The kernel's address for the socket, by which notifications tell our own changes from others'.
    package var portID: UInt32 { netlink.portID }

    /// The open file, for whoever keeps it beyond this process.
    package var descriptor: Int32 { netlink.descriptor }

    /// Does all operations of `batch`, or none.
    package mutating func commit(_ batch: borrowing FinishedBatch) throws(CommitError) {
        guard !batch.isEmpty else { return }
        do throws(NetlinkError) {
            // What an earlier failure left behind would be taken for answers to this.
            _ = try? netlink.receiveQueued { _ in }
            try netlink.send(batch.pieces, operation: "send a transaction of \(batch.byteCount) bytes")
        } catch {
            throw CommitError(failures: [error.refusal])
        }
        var answers = Answers()
        // The kernel has worked through all of it, and answered, before `sendmsg` returns. If not all
        // answers found room, that is said first.
        for _ in 0..<2 {
            do throws(NetlinkError) {
                try netlink.receiveQueued { answers.take($0) }
                break
            } catch {
                answers.loss = error.refusal
            }
        }
        let failures = answers.failures(of: batch)
        guard failures.isEmpty else { throw CommitError(failures: failures) }
    }

    /// What the kernel answers to a transaction.
    private struct Answers {
        var refusals: [(sequence: UInt32, verdict: NetlinkMessage.Verdict)] = []
        var loss: NetlinkError.Refusal?
        var isAcknowledged = false

        mutating func take(_ message: NetlinkMessage) {
            guard let verdict = message.verdict else { return }
            if verdict.code == 0 {
                isAcknowledged = true
            } else {
                refusals.append((message.sequence, verdict))
            }
        }

        /// All that failed; none if `batch` was done.
        func failures(of batch: borrowing FinishedBatch) -> [NetlinkError.Refusal] {
            guard !isAcknowledged || loss != nil || !refusals.isEmpty else { return [] }
            let operations = batch.operations(Set(refusals.map(\.sequence)))
            var failures = refusals.map { sequence, verdict in
                NetlinkError.Refusal(
                    operations[sequence] ?? operations[0] ?? "commit", code: verdict.code,
                    explanation: verdict.explanation)
            }
            if let loss { failures.append(loss) }
            return failures.isEmpty ? [NetlinkError.unintelligible(operation: "commit").refusal] : failures
        }
    }

    /// The kernel's count of transactions on any table of this network namespace.
    package mutating func generation() throws(NetlinkError) -> UInt32 {
        var request = MessageBuffer(capacity: 64)
        request.begin(NFT_MSG_GETGEN, nil)
        var generation: UInt32?
        try netlink.transact(&request, operation: "read the generation") { message in
            generation = message.nftablesAttributes.first(Int(NFTA_GEN_ID.rawValue))?.bigEndian()
        }
        guard let generation else { throw .unintelligible(operation: "read the generation") }
        return generation
    }
}

extension NetlinkError {
    fileprivate var refusal: Refusal {
        switch self {
        case .refused(let refusal): refusal
        case .overrun: Refusal("receive the kernel's answers", code: ENOBUFS)
        case .unsteady(let operation): Refusal(operation, code: EINTR)
        case .unintelligible(let operation): Refusal(operation, code: EPROTO)
        }
    }
}
