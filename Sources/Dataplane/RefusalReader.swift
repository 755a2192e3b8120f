package import Addressing
import Netlink
import Nftables
package import NftablesNetlink
import Synchronization

/// Adds up what rules refuse, for whoever asks, on any thread.
///
/// The kernel's counters begin anew with each rule; the sums here only grow. What a rule counts between the last
/// reading and its end is not seen. It has a socket of its own, and however many ask, the kernel is asked once in an
/// interval.
package final class RefusalReader<Sums: Sendable>: Sendable {
    /// Adds `packets` that a rule has counted since it was looked at last.
    package typealias Adding = @Sendable (inout Sums, RefusalCounter, _ packets: UInt64, IPFamily) -> Void

    private let memory: Mutex<Memory>
    private let prefix: String
    private let interval: Duration
    private let add: Adding

    private struct Memory: ~Copyable {
        var socket: NftablesSocket?
        var lastReading: ContinuousClock.Instant?
        var known = DualStack<[UInt64: UInt64]> { _ in [:] }
        var sums: Sums
    }

    /// - Parameters:
    ///   - prefix: what the names of the chains begin with whose rules are of interest though they refuse nothing.
    ///   - sums: what to begin with.
    package init(
        orChainsNamed prefix: String, atMostEvery interval: Duration = .seconds(2), _ sums: Sums,
        add: @escaping Adding
    ) {
        self.prefix = prefix
        self.interval = interval
        self.add = add
        memory = Mutex(Memory(sums: sums))
    }

    /// The sums; as they were where the kernel does not answer.
    package func sums(at now: ContinuousClock.Instant = .now) -> Sums {
        memory.withLock { memory in
            if let last = memory.lastReading, now - last < interval { return memory.sums }
            memory.lastReading = now
            do throws(NetlinkError) {
                try read(&memory)
            } catch {
                // A socket that has failed is not used again.
                memory.socket = nil
            }
            return memory.sums
        }
    }

    private func read(_ memory: inout Memory) throws(NetlinkError) {
        var socket = if let known = memory.socket.take() { known } else { try NftablesSocket() }
        for family in IPFamily.allCases {
            var now: [UInt64: UInt64] = [:]
            for counter in try socket.readRefusals(Table(family), orChainsNamed: prefix) {
                now[counter.handle] = counter.packets
                let before = memory.known[family][counter.handle] ?? 0
                // One that counts fewer than before is another rule, of a table that was made anew.
                let packets = counter.packets >= before ? counter.packets - before : counter.packets
                add(&memory.sums, counter, packets, family)
            }
            memory.known[family] = now
        }
        memory.socket = consume socket
    }
}
