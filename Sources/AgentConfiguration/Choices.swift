/// What becomes of packets from a workload to its own host, once the workload's policy has passed them.
package enum HostAction: String, CaseIterable, Sendable {
    case drop = "Drop"
    /// Leaves the decision to the host's own rules.
    case `return` = "Return"
    case accept = "Accept"
}

/// How a packet that policy denies is refused.
package enum DenialAnswer: String, CaseIterable, Sendable {
    case drop = "Drop"
    /// With an answer to the sender.
    case reject = "Reject"
}

/// What becomes of a packet to an address of a service that nobody has translated.
package enum ServiceLoopPrevention: String, CaseIterable, Sendable {
    case drop = "Drop"
    case reject = "Reject"
    /// It goes on its way.
    case disabled = "Disabled"
}

/// What natOutgoing leaves as it is.
package enum NATExclusion: String, CaseIterable, Sendable {
    case poolsOnly = "IPPoolsOnly"
    case poolsAndNodes = "IPPoolsAndHostIPs"
}

/// Whether workloads may ask to send from addresses that are not their own.
package enum SourceSpoofing: String, CaseIterable, Sendable {
    case disabled = "Disabled"
    case any = "Any"
}

/// What becomes of connections that were allowed once and are not any more.
package enum ConnectionPolicy: String, CaseIterable, Sendable {
    case remove = "Remove"
    case keep = "Keep"
}

/// On or off, in the words of those settings of Felix that are not booleans.
package enum Switch: String, CaseIterable, Sendable {
    case enabled = "Enabled"
    case disabled = "Disabled"
}

/// How grave a message must be to be printed, in Felix's words.
package enum LogSeverity: String, CaseIterable, Sendable {
    case trace = "Trace"
    case debug = "Debug"
    case info = "Info"
    case warning = "Warning"
    case error = "Error"
    case fatal = "Fatal"
    /// Nothing is printed.
    case none = "None"
}

/// Which routes to other nodes' workloads are made, of those that no tunnel's device needs.
package enum ClusterRouteChoice: String, CaseIterable, Sendable {
    case enabled = "Enabled"
    case disabled = "Disabled"
    case ipipOnly = "EnabledIPIPOnly"
    case unwrappedOnly = "EnabledNoEncapOnly"

    /// Whether those of pools without encapsulation are among them.
    package var includesUnwrapped: Bool { self == .enabled || self == .unwrappedOnly }

    /// Whether those of pools with IP in IP are among them.
    package var includesIPIP: Bool { self == .enabled || self == .ipipOnly }
}
