/// What was asked of nf_tables since the start.
package struct KernelDealings: Hashable, Sendable {
    package var transactions = 0
    package var refusedTransactions = 0
    /// Whole tables that were read.
    package var listings = 0
    package var failedListings = 0
    /// How long the last transaction was.
    package var lastTransactionBytes = 0
    /// What it took to put it into messages, to send it and to read the answers.
    package var lastTransactionTime = Duration.zero
    /// What it took to read all tables for the last verification, and to compare them with what is wanted.
    package var lastVerificationTime = Duration.zero
}
