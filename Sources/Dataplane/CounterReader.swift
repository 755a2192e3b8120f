package import Addressing
import Netlink
import Nftables
package import NftablesNetlink
import Synchronization

/// Reads what rules have counted, for whoever asks, on any thread.
///
/// It has a socket of its own, since tables can be read without owning them: the thread that decides is not
/// disturbed. However many ask, the kernel is asked once in an interval.
package final class CounterReader: Sendable {
    private let memory = Mutex(Memory())
    private let prefix: String
    private let interval: Duration

    private struct Memory: ~Copyable {
        var socket: NftablesSocket?
        var lastReading: ContinuousClock.Instant?
        var counters = DualStack<[RuleCounter]> { _ in [] }
    }

    /// - Parameter prefix: what the names of the chains begin with whose rules are of interest.
    package init(chainsNamed prefix: String, atMostEvery interval: Duration = .seconds(1)) {
        self.prefix = prefix
        self.interval = interval
    }

    /// What the rules of both families have counted; what was read last where the kernel does not answer.
    package func counters(at now: ContinuousClock.Instant = .now) -> DualStack<[RuleCounter]> {
        memory.withLock { memory in
            if let last = memory.lastReading, now - last < interval { return memory.counters }
            memory.lastReading = now
            if let counters = try? read(&memory.socket) { memory.counters = counters }
            return memory.counters
        }
    }

    private func read(_ socket: inout NftablesSocket?) throws(NetlinkError) -> DualStack<[RuleCounter]> {
        var open = if let known = socket.take() { known } else { try NftablesSocket() }
        // A socket that has failed is not used again.
        let counters = try DualStack { family throws(NetlinkError) in
            try open.readCounters(Table(family), chainsNamed: prefix)
        }
        socket = consume open
        return counters
    }
}
