package import Addressing

/// The settings that shape what becomes of packets.
package struct DataplaneSettings: Hashable, Sendable {
    package var endpointToHostAction = HostAction.drop
    package var denyAction = DenialAnswer.drop
    /// What becomes of connections that policy does not allow any more.
    package var connectionPolicy = ConnectionPolicy.remove
    /// Whether packets that belong to no possible connection are let through.
    package var allowsInvalid = false

    /// The ports of the host that no policy can close, for what comes in and what goes out.
    package var failsafeInbound = HostPort.usualInbound
    package var failsafeOutbound = HostPort.usualOutbound
    /// Interfaces that the host endpoint `*` is not for: names, and beginnings of names as `/^beginning.*/`.
    package var interfaceExclude = ["kube-ipvs0"]

    /// `%t` stands for the tier, `%k` for the kind of policy, `%p` for its name with its namespace, `%n` for
    /// its name.
    package var logPrefix = "calico-packet"
    /// How often a `Log` rule writes at most; `nil`: with every packet.
    package var logRate: LogRate?
    /// How many packets in a row are logged before `logRate` counts.
    package var logBurst: UInt32 = 5

    package var allowsVXLANFromWorkloads = false
    package var allowsIPIPFromWorkloads = false
    /// The UDP port of VXLAN.
    package var vxlanPort: UInt16 = 4789
    /// The VXLAN network identifier of the tunnels between nodes.
    package var vxlanNetwork: UInt32 = 4096
    /// The MTU of the tunnels between nodes; 0: as large as the interface under them allows.
    package var vxlanMTU = DualStack<UInt32>(v4: 0, v6: 0)
    /// Nodes outside the cluster that may send wrapped packets.
    package var externalNodes: [IPPrefix] = []
    /// Whether there is an end of IP in IP; `nil`: as long as a pool wants one.
    package var ipipEnabled: Bool?
    /// The MTU of IP in IP; 0: as large as the interface under it allows.
    package var ipipMTU: UInt32 = 0
    package var wireGuard = DualStack { WireGuardSettings($0) }
    /// How often WireGuard sends where there is nothing to send, in seconds; 0: never.
    package var wireGuardKeepAlive: UInt16 = 0
    /// Which routes to other nodes the agent makes besides those of tunnels.
    package var clusterRoutes = ClusterRouteChoice.enabled
    package var serviceLoopPrevention = ServiceLoopPrevention.drop

    package var natExclusions = NATExclusion.poolsOnly
    /// The source ports that natOutgoing may choose from; `nil`: as the kernel likes.
    package var natPorts: ClosedRange<UInt16>?
    /// What natOutgoing hides workloads behind; `nil`: the address of the interface by which a packet leaves.
    package var natAddress = DualStack<IPAddress?> { _ in nil }
    /// The interfaces that natOutgoing is for, as nft(8) writes a name, perhaps with `*` behind it; empty: all.
    package var natInterface = ""
    package var floatingAddresses = Switch.disabled
    /// Whether a workload may ask, by an annotation, to send from addresses that are not its own.
    package var sourceSpoofing = SourceSpoofing.disabled

    /// The bits of a packet's mark that the agent may use.
    package var markMask: UInt32 = 0xffff_0000

    /// The one bit of a packet's mark that is used.
    package var acceptMark: UInt32 { markMask & (~markMask &+ 1) }

    package init() {}
}
