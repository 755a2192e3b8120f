package import Addressing

/// What rides with a workload beside its policy: fields of a WorkloadEndpoint, annotations of a Pod.
///
/// https://docs.tigera.io/calico/latest/reference/resources/workloadendpoint
package struct EndpointExtras: Hashable, Sendable {
    /// `cni.projectcalico.org/allowedSourcePrefixes`: what it may send from besides its own addresses.
    package var allowedSources: [IPPrefix] = []
    /// `spec.ipNATs`, or `cni.projectcalico.org/floatingIPs`.
    package var floatingAddresses: [FloatingAddress] = []
    /// What it may receive, and what it may send.
    package var ingressLimits = TrafficLimits()
    package var egressLimits = TrafficLimits()
    /// `qos.projectcalico.org/dscp`: written on what leaves the cluster, 0 to 63.
    package var dscp: UInt8?

    package init() {}
}

/// An address outside that stands for an endpoint's own; both of one family.
package struct FloatingAddress: Hashable, Sendable {
    package let external: IPAddress
    /// `nil`: the endpoint's first address of that family.
    package let `internal`: IPAddress?

    package init(external: IPAddress, internal: IPAddress?) {
        self.external = external
        self.internal = `internal`
    }
}

/// Limits of one direction, over both families together; `nil` is none.
package struct TrafficLimits: Hashable, Sendable {
    /// Packets in a second.
    package var packetRate: UInt64?
    /// How many packets may come at once; Calico's default is 5.
    package var packetBurst: UInt64?
    /// Connections at a time.
    package var connections: UInt32?

    package init() {}
}
