import Addressing
import Calculation
import Dataplane
import Glibc
import Monitoring
import Nftables
import Resources
import StateDirectory
import StatusServer

/// What the agent measures of itself as it works.
struct Measuring {
    private(set) var measured = Measurements()
    private let start = ContinuousClock.now
    /// When the files changed that led to what is not in the kernel yet, in seconds since 1970.
    private var pending: [Double] = []
    /// When the directory was looked at before.
    private var lastLook = secondsSince1970()

    /// Takes in what a look at the state directory gave.
    ///
    /// - Parameter isFirst: whether nothing was in force before: what was there before the agent is not late.
    mutating func take(_ update: StateUpdate, _ reader: StateReader, isFirst: Bool) {
        let now = secondsSince1970()
        defer { lastLook = now }
        measured.wholeReadings = reader.wholeReadings
        guard update.anyChange else { return }
        // A file that was made long ago and moved here only now has no time that tells when.
        // While the kernel takes nothing, what waits for it is kept in mind up to a number.
        if !isFirst, pending.count < 10_000 {
            pending += update.moments.map { $0 < lastLook || $0 > now ? now : $0 }
        }
        measured.changeBatches.observe(Double(update.changed.count), at: seconds(.now))
        for id in update.changed.keys { measured.resourceChanges[id.kind.rawValue, default: 0] += 1 }
        measured.resources = Dictionary(
            uniqueKeysWithValues: reader.resourceCounts.map { ($0.key.rawValue, $0.value) })
    }

    /// Takes in that a calculation has taken `duration`.
    mutating func takeCalculation(_ duration: Duration, _ changes: NodeChanges?, _ state: NodeState) {
        measured.calculationTimes.observe(duration / .seconds(1), at: seconds(.now))
        measured.desiredGeneration += 1
        let count =
            if let changes {
                changes.endpoints.count + changes.rules.count + changes.sets.count
            } else {
                state.endpoints.count + state.rules.count + state.sets.count
            }
        measured.calculatedChanges += count
    }

    /// Takes in how an attempt to program the kernel ended.
    mutating func take(_ outcome: ApplyOutcome, _ duration: Duration, _ dealings: KernelDealings) {
        measured.applyTimes.observe(duration / .seconds(1), at: seconds(.now))
        take(dealings)
        guard outcome.transactions > 0 else { return }
        measured.transactionBytes.observe(Double(dealings.lastTransactionBytes))
        measured.transactionTimes.observe(dealings.lastTransactionTime / .seconds(1))
        for family in IPFamily.allCases {
            measured.operations[family].observe(Double(outcome.operations[Table(family)] ?? 0))
        }
    }

    /// Takes in that the kernel holds all that is wanted.
    mutating func takeProgrammed() {
        measured.failuresInARow = 0
        measured.programmedGeneration = measured.desiredGeneration
        if measured.firstApplyTime == nil {
            measured.firstApplyTime = (ContinuousClock.now - start) / .seconds(1)
        }
        let now = secondsSince1970()
        for moment in pending { measured.enforcementLags.observe(max(0, now - moment)) }
        pending = []
    }

    mutating func takeFailure() {
        measured.failures += 1
        measured.failuresInARow += 1
    }

    mutating func takeInterfaces(_ count: Int) {
        if count > 0 { measured.interfaceBatches.observe(Double(count), at: seconds(.now)) }
    }

    /// Takes in a reading back; `holds` says whether the kernel has what it should, and is `nil` if it did not say.
    mutating func takeVerification(holds: Bool?, _ dealings: KernelDealings) {
        measured.verifications += 1
        if holds == false { measured.drifts += 1 }
        if holds != nil { measured.verificationTimes.observe(dealings.lastVerificationTime / .seconds(1)) }
        take(dealings)
    }

    private mutating func take(_ dealings: KernelDealings) {
        measured.kernel.transactions = dealings.transactions
        measured.kernel.refusedTransactions = dealings.refusedTransactions
        measured.kernel.listings = dealings.listings
        measured.kernel.failedListings = dealings.failedListings
    }
}

private func secondsSince1970() -> Double {
    var now = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}
