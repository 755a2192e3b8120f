package import Addressing

/// What the agent has counted and timed since it started, as one value: the thread that decides writes it, and those
/// that serve get a copy.
package struct Measurements: Sendable {
    /// Sizes of transactions in operations and the like: 1 to a million.
    private static let sizes = [
        1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000,
    ]

    /// From a change of one element to a reading of everything, in seconds.
    private static let durations = [
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10,
    ]

    // What is wanted.
    /// How many states have been worked out since the start.
    package var desiredGeneration = 0
    /// The last of them that the kernel is known to hold.
    package var programmedGeneration = 0
    package var resources: [String: Int] = [:]
    /// Changed, new and gone resources, by kind.
    package var resourceChanges: [String: Int] = [:]
    /// Resources that changed together.
    package var changeBatches = Summary()
    /// Endpoints, policies, sets and the like that came out of calculations otherwise than before.
    package var calculatedChanges = 0
    /// In seconds, one for each batch of changes.
    package var calculationTimes = Summary()
    package var endpoints = 0
    /// Endpoints with addresses of that family and of no other.
    package var singleFamilyEndpoints = DualStack(v4: 0, v6: 0)
    package var policiesOnNode = 0
    package var selectors = 0
    /// Members of the largest set of each family.
    package var largestSet = DualStack(v4: 0, v6: 0)
    /// How often the whole state directory was read.
    package var wholeReadings = 0

    // What became of it.
    /// In seconds, from the change of a file to the kernel's acknowledgement.
    package var enforcementLags = Histogram([
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60,
    ])
    /// In seconds.
    package var applyTimes = Summary()
    /// From the start to the first transaction that was taken, in seconds; `nil` before it.
    package var firstApplyTime: Double?
    package var failures = 0
    package var failuresInARow = 0
    /// Interfaces of which the kernel told at once.
    package var interfaceBatches = Summary()
    package var operations = DualStack(v4: Histogram(sizes), v6: Histogram(sizes))
    package var transactionBytes = Histogram([
        256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
    ])
    /// In seconds: putting a transaction into messages, and what the kernel made of it.
    package var transactionTimes = Histogram(durations)
    /// In seconds: reading all tables back and comparing them.
    package var verificationTimes = Histogram(durations)
    package var kernel = NftablesCalls()
    /// How often the kernel was found to hold something else than it had acknowledged.
    package var drifts = 0
    /// How often it was read back and compared.
    package var verifications = 0

    package init() {}
}

/// Dealings with nf_tables since the start.
package struct NftablesCalls: Hashable, Sendable {
    package var transactions = 0
    package var refusedTransactions = 0
    /// Whole tables that were read.
    package var listings = 0
    package var failedListings = 0

    package init() {}
}
