package import Resources

/// One of the node's own interfaces, or all of them, with the policies that guard it.
package struct LocalHostEndpoint: Hashable, Sendable {
    package enum Interface: Hashable, Sendable {
        case named(String)
        /// Every interface that no other host endpoint and no workload has, and that is not excluded.
        case all
    }

    package let id: ResourceID
    package let interface: Interface
    /// What the host itself receives and sends there; ends in profiles, then denies.
    package var ingress: PolicySequence
    package var egress: PolicySequence
    /// What is forwarded in and out there, by policies with `applyOnForward`; `nil` where there is none, and
    /// nothing is asked.
    package var forwardIngress: PolicySequence?
    package var forwardEgress: PolicySequence?
    /// Policies with `doNotTrack`; never at `all`.
    package var untrackedIngress: PolicySequence?
    package var untrackedEgress: PolicySequence?
    /// Policies with `preDNAT`.
    package var preDNATIngress: PolicySequence?

    package init(_ id: ResourceID, interface: Interface, ingress: PolicySequence, egress: PolicySequence) {
        self.id = id
        self.interface = interface
        self.ingress = ingress
        self.egress = egress
    }

    /// All sequences that packets may meet there.
    package var sequences: [PolicySequence] {
        [ingress, egress]
            + [forwardIngress, forwardEgress, untrackedIngress, untrackedEgress, preDNATIngress]
            .compactMap(\.self)
    }
}
