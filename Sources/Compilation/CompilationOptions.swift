/// What shapes the rulesets besides the node's state.
package struct CompilationOptions: Hashable, Sendable {
    /// What becomes of a packet from a workload to its own host that the workload's egress policy allows.
    package enum WorkloadToHost: Hashable, Sendable {
        case drop
        /// Leave it to the rules of others.
        case `return`
        case accept
    }

    /// What the names of all workloads' interfaces begin with, and no other's.
    package var interfacePrefixes: [String]
    package var workloadToHost: WorkloadToHost
    /// Off: workloads have no IPv6 at all, rather than IPv6 that nobody watches.
    package var isIPv6Enabled: Bool

    package init(
        interfacePrefixes: [String], workloadToHost: WorkloadToHost = .drop, isIPv6Enabled: Bool = true
    ) {
        self.interfacePrefixes = interfacePrefixes
        self.workloadToHost = workloadToHost
        self.isIPv6Enabled = isIPv6Enabled
    }
}
