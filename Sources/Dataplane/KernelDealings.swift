/// What was asked of nf_tables since the start.
package struct KernelDealings: Hashable, Sendable {
    package var transactions = 0
    package var refusedTransactions = 0
    /// Whole tables that were read.
    package var listings = 0
    package var failedListings = 0
    /// How long the last transaction was.
    package var lastTransactionBytes = 0
}
