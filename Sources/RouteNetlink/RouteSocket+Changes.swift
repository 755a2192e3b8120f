import CLibmnl
import Glibc
package import Netlink
package import Routing

extension RouteSocket {
    /// Adds `route`, or puts it in the place of one to the same destination, whoever made that.
    package mutating func add(_ route: Route, on link: Link?) throws(NetlinkError) {
        try apply(.add(route, on: link))
    }

    /// Removes `route` if it is there and ours; that it, or its device, is gone already is what was wanted.
    package mutating func remove(_ route: Route, on link: Link?) throws(NetlinkError) {
        try apply(.remove(route, on: link))
    }

    private mutating func apply(_ change: RouteChange) throws(NetlinkError) {
        guard let failure = try apply([change]).first else { return }
        throw failure.netlinkError
    }

    /// Makes all `changes` in their order and returns those that the kernel refused.
    ///
    /// One that fails does not keep the next from being tried. Throws if the socket fails, after which it is
    /// unknown which changes were made.
    package mutating func apply(_ changes: [RouteChange]) throws(NetlinkError) -> [RouteFailure] {
        var failures: [RouteFailure] = []
        var buffer = MessageBuffer(capacity: Self.changesPerDatagram * 96)
        var start = 0
        while start < changes.count {
            let part = changes[start..<min(start + Self.changesPerDatagram, changes.count)]
            failures += try apply(part, &buffer)
            start = part.endIndex
        }
        return failures
    }

    /// So many refusals fit into a receive buffer of the usual 208 KiB, in which each takes about 1 KiB.
    private static var changesPerDatagram: Int { 128 }

    /// Sends one datagram.
    ///
    /// Refusals always come back; of successes only the last is asked for, to mark the end. All are there
    /// when `sendmsg` returns: rtnetlink works in the caller's time.
    private mutating func apply(
        _ changes: ArraySlice<RouteChange>, _ buffer: inout MessageBuffer
    ) throws(NetlinkError) -> [RouteFailure] {
        guard let last = changes.last else { return [] }
        let operation = changes.count == 1 ? last.description : "change \(changes.count) routes"
        var pending: [UInt32: RouteChange] = [:]
        var lastSequence: UInt32 = 0
        buffer.removeAll()
        for change in changes {
            lastSequence = socket.nextSequence()
            pending[lastSequence] = change
            buffer.begin(change, sequence: lastSequence)
        }
        buffer.addFlags(UInt16(NLM_F_ACK))
        try socket.send(buffer, operation: operation)
        var failures: [RouteFailure] = []
        var isComplete = false
        try socket.receiveQueued { message throws(NetlinkError) in
            guard let change = pending[message.sequence], let verdict = message.verdict else { return }
            if verdict.code != 0, !change.isFulfilled(by: verdict.code) {
                let failure = RouteFailure(change, code: verdict.code, explanation: verdict.explanation)
                failures.append(failure)
            }
            if message.sequence == lastSequence { isComplete = true }
        }
        guard isComplete else { throw .unintelligible(operation: operation) }
        return failures
    }
}

extension RouteChange {
    /// Whether the error says that what was wanted is so already.
    fileprivate func isFulfilled(by code: Int32) -> Bool {
        switch operation {
        case .add: false
        case .remove: code == ESRCH || code == ENODEV
        }
    }
}
