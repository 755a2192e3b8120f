package import Addressing

/// What shapes the rulesets besides the node's state.
package struct CompilationOptions: Hashable, Sendable {
    /// What becomes of a packet from a workload to its own host that the workload's egress policy allows.
    package enum WorkloadToHost: Hashable, Sendable {
        case drop
        /// Leave it to the rules of others.
        case `return`
        case accept
    }

    /// How a packet that policy denies is refused.
    package enum DenyAction: Hashable, Sendable {
        case drop
        /// With an answer to the sender.
        case reject
    }

    /// A port of the host that no policy can close.
    package struct FailsafePort: Hashable, Sendable {
        /// The protocol number.
        package let transport: UInt8
        /// From or to where; `nil`: from and to everywhere, on both families.
        package let net: IPPrefix?
        package let port: UInt16

        package init(transport: UInt8, net: IPPrefix? = nil, port: UInt16) {
            self.transport = transport
            self.net = net
            self.port = port
        }
    }

    /// How often a rule with the action `Log` writes at most.
    package struct LogLimit: Hashable, Sendable {
        package enum Unit: Hashable, Sendable {
            case second
            case minute
            case hour
            case day
        }

        package let rate: UInt64
        package let unit: Unit
        package let burst: UInt32

        package init(rate: UInt64, unit: Unit, burst: UInt32) {
            self.rate = rate
            self.unit = unit
            self.burst = burst
        }
    }

    /// What natOutgoing leaves as it is, besides what goes to pools.
    package enum NATExclusions: Hashable, Sendable {
        case pools
        case poolsAndNodes
    }

    /// What the names of all workloads' interfaces begin with, and no other's.
    package var interfacePrefixes: [String]
    package var workloadToHost: WorkloadToHost
    /// Off: workloads have nothing of that family, rather than packets that nobody watches.
    package var familiesOn: DualStack<Bool>
    package var denyAction = DenyAction.drop
    /// Whether packets of no possible connection are dropped.
    package var dropsInvalid = true
    package var failsafeInbound: [FailsafePort] = []
    package var failsafeOutbound: [FailsafePort] = []
    /// `%t` stands for the tier, `%k` for the kind of policy, `%p` for its name with its namespace, `%n` for
    /// its name.
    package var logPrefix = "calico-packet"
    package var logLimit: LogLimit?
    /// Names, and beginnings of names as `/^beginning.*/`, of interfaces that no host endpoint `*` is for.
    package var excludedInterfaces: [String] = ["kube-ipvs0"]
    package var allowsVXLANFromWorkloads = false
    package var allowsIPIPFromWorkloads = false
    package var vxlanPort: UInt16 = 4789
    /// What becomes of a packet to an address of a service that nobody has translated; `nil`: nothing.
    package var serviceLoop: DenyAction? = .drop
    package var natExclusions = NATExclusions.pools
    /// The source ports that natOutgoing may choose from; `nil`: as the kernel likes.
    package var natPorts: ClosedRange<UInt16>?
    /// What natOutgoing hides workloads behind; `nil`: the address of the interface a packet leaves by.
    package var natAddress = DualStack<IPAddress?> { _ in nil }
    /// The interfaces that natOutgoing is for, as nft(8) writes a name, perhaps with `*` behind it; empty: all.
    package var natInterface = ""
    package var allowsFloatingAddresses = false
    /// The one bit of a packet's mark that is ours, for what a preDNAT policy has accepted.
    package var acceptMark: UInt32 = 0x0001_0000

    package init(
        interfacePrefixes: [String], workloadToHost: WorkloadToHost = .drop,
        familiesOn: DualStack<Bool> = DualStack(v4: true, v6: true)
    ) {
        self.interfacePrefixes = interfacePrefixes
        self.workloadToHost = workloadToHost
        self.familiesOn = familiesOn
    }
}
