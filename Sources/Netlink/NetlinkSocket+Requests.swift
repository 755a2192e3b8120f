import CLibmnl
import Glibc

extension NetlinkSocket {
    /// Sends one request and waits until the kernel has done it; `operation` names it in errors.
    ///
    /// `answer` gets what the kernel replies before its acknowledgement, if anything.
    package mutating func transact(
        _ request: inout MessageBuffer, operation: String,
        answer: (NetlinkMessage) throws(NetlinkError) -> Void = { _ in }
    ) throws(NetlinkError) {
        let sequence = try sendRequest(&request, flags: NLM_F_ACK, operation)
        try receiveAnswers(to: sequence, operation) { message throws(NetlinkError) in try answer(message) }
    }

    /// Asks for a list and folds its messages into `initial`; the fold begins anew when the list changes
    /// while it is read.
    package mutating func dump<Result>(
        _ request: inout MessageBuffer, operation: String, into initial: Result,
        _ fold: (inout Result, NetlinkMessage) throws(NetlinkError) -> Void
    ) throws(NetlinkError) -> Result {
        for _ in 0..<Self.dumpAttempts {
            var result = initial
            var isInterrupted = false
            var failure: NetlinkError?
            let sequence = try sendRequest(&request, flags: NLM_F_DUMP, operation)
            do throws(NetlinkError) {
                try receiveAnswers(to: sequence, operation) { message throws(NetlinkError) in
                    if message.flags & UInt16(NLM_F_DUMP_INTR) != 0 { isInterrupted = true }
                    // What is of no use any more is read all the same: the kernel takes no further request
                    // for a list before this one has ended.
                    guard !isInterrupted, failure == nil, message.type != NLMSG_DONE else { return }
                    do throws(NetlinkError) { try fold(&result, message) } catch { failure = error }
                }
            } catch {
                guard error.code == EINTR else { throw error }
                isInterrupted = true
            }
            if let failure { throw failure }
            if !isInterrupted { return result }
        }
        throw .unsteady(operation: operation)
    }

    private static var dumpAttempts: Int { 20 }

    private mutating func sendRequest(
        _ request: inout MessageBuffer, flags: Int32, _ operation: String
    ) throws(NetlinkError) -> UInt32 {
        let sequence = nextSequence()
        request.stamp(sequence: sequence, flags: UInt16(flags))
        try send(request, operation: operation)
        return sequence
    }

    /// Hands the messages that answer request `sequence` to `body`, up to the acknowledgement or the
    /// end of the list.
    ///
    /// Answers to older requests, given up by an error, are passed over.
    private mutating func receiveAnswers(
        to sequence: UInt32, _ operation: String, _ body: (NetlinkMessage) throws(NetlinkError) -> Void
    ) throws(NetlinkError) {
        var isComplete = false
        while !isComplete {
            let isReceived = try receiveDatagram { message throws(NetlinkError) in
                guard message.sequence == sequence else { return }
                guard let verdict = message.verdict else { return try body(message) }
                guard verdict.code == 0 else {
                    throw NetlinkError(operation, code: verdict.code, explanation: verdict.explanation)
                }
                if message.type == NLMSG_DONE { try body(message) }
                isComplete = true
            }
            if !isReceived { try waitForAnswer(operation) }
        }
    }

    /// The kernel answers before `sendmsg` returns, except for what it works on in the background; ten
    /// seconds tell a lost answer from a late one.
    private func waitForAnswer(_ operation: String) throws(NetlinkError) {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        switch unsafe poll(&waiting, 1, 10_000) {
        case 0: throw .unintelligible(operation: operation)
        case ..<0 where errno != EINTR: throw NetlinkError(operation, code: errno)
        default: return
        }
    }
}
