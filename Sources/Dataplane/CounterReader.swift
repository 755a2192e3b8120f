import Netlink
package import Nftables
package import NftablesNetlink
import Synchronization

/// Reads what rules have counted, and adds up what rules that come and go have, for whoever asks, on any thread.
///
/// The kernel's counters begin anew with each rule; the sums here only grow. What a rule counts between the last
/// reading and its end is not seen. It has a socket of its own, since tables can be read without owning them: the
/// thread that decides is not disturbed. However many ask, the kernel is asked once in an interval.
package final class CounterReader<Sums: Sendable>: Sendable {
    /// Adds `packets` that a rule of a table has counted since it was looked at last.
    package typealias Adding = @Sendable (inout Sums, RuleCounter, _ packets: UInt64, Table) -> Void

    private let memory: Mutex<Memory>
    private let prefix: String
    private let interval: Duration
    private let add: Adding

    private struct Memory: ~Copyable {
        var socket: NftablesSocket?
        var lastReading: ContinuousClock.Instant?
        var counters: [Table: [RuleCounter]] = [:]
        var sums: Sums
    }

    /// - Parameters:
    ///   - prefix: what the names of the chains begin with whose rules are of interest though they refuse nothing.
    ///   - sums: what to begin with.
    package init(
        orChainsNamed prefix: String, atMostEvery interval: Duration = .seconds(1), _ sums: Sums,
        add: @escaping Adding
    ) {
        self.prefix = prefix
        self.interval = interval
        self.add = add
        memory = Mutex(Memory(sums: sums))
    }

    /// What the rules that are there have counted; what was read last where the kernel does not answer.
    package func counters(at now: ContinuousClock.Instant = .now) -> [Table: [RuleCounter]] {
        memory.withLock { memory in
            refresh(&memory, at: now)
            return memory.counters
        }
    }

    /// The sums; as they were where the kernel does not answer.
    package func sums(at now: ContinuousClock.Instant = .now) -> Sums {
        memory.withLock { memory in
            refresh(&memory, at: now)
            return memory.sums
        }
    }

    private func refresh(_ memory: inout Memory, at now: ContinuousClock.Instant) {
        if let last = memory.lastReading, now - last < interval { return }
        memory.lastReading = now
        do throws(NetlinkError) {
            try read(&memory)
        } catch {
            // A socket that has failed is not used again.
            memory.socket = nil
        }
    }

    private func read(_ memory: inout Memory) throws(NetlinkError) {
        var socket = if let known = memory.socket.take() { known } else { try NftablesSocket() }
        for table in Table.allCases {
            let counters = try socket.readCounters(table, orChainsNamed: prefix)
            let before = Dictionary(
                (memory.counters[table] ?? []).map { ($0.handle, $0.packets) }, uniquingKeysWith: max)
            for counter in counters {
                let known = before[counter.handle] ?? 0
                // One that counts fewer than before is another rule, of a table that was made anew.
                let packets = counter.packets >= known ? counter.packets - known : counter.packets
                add(&memory.sums, counter, packets, table)
            }
            memory.counters[table] = counters
        }
        memory.socket = consume socket
    }
}
