package import Addressing

/// How the agent is doing at one moment: what `gemel status` shows, as text and as JSON.
package struct StatusSnapshot: Hashable, Sendable, Codable {
    package var nodeName: String
    package var version: String
    package var state = State.starting
    /// Why the kernel is not known to hold what the state directory asks for; empty when in sync.
    package var reasons: [String] = []
    /// The last transaction the kernel acknowledged, or the last time it was found to need none.
    package var lastApplied: Application?
    /// What each family's table and routes hold.
    package var counts = DualStack(v4: Counts(), v6: Counts())
    /// Whether workloads may speak IPv6; if not, it is blocked.
    package var familiesOn = DualStack(v4: true, v6: true)
    /// By which other nodes reach this one; `nil` as long as nobody has looked.
    package var nodeAddresses = DualStack<NodeAddress?> { _ in nil }
    /// The pools of workloads' addresses.
    package var pools: [Pool] = []
    /// `nil` where the node does not speak BGP.
    package var bgp: BGP?
    package var files = Files()
    /// Interfaces that endpoints name and that are not there yet, sorted.
    package var waiting: [String] = []
    /// The devices of this node's ends of tunnels.
    package var tunnels = DualStack<[String]> { _ in [] }
    /// This node's ends of WireGuard.
    package var wireGuard = DualStack<WireGuard?> { _ in nil }
    /// What is wanted and the kernel does not have, with the reason.
    package var lacking: [String] = []
    /// Policies that are tried out on this node, by name.
    package var staged: [StagedPolicy] = []
    package var refusals = Refusals()
    package var kernel = Kernel()
    /// Whether the agent's loop turns.
    package var live = true
    /// Whether the node's workloads have their policy.
    package var ready = false

    package init(nodeName: String, version: String) {
        self.nodeName = nodeName
        self.version = version
    }

    /// The address of one family by which other nodes reach this one, or why there is none.
    package struct NodeAddress: Hashable, Sendable, Codable {
        package var address: String?
        package var prefixLength: Int?
        /// The interface that has it.
        package var interface: String?
        /// How it came to be the one.
        package var origin: String?
        /// Why there is none.
        package var reason: String?

        package init(address: String, interface: String, prefixLength: Int, origin: String) {
            self.address = address
            self.interface = interface
            self.prefixLength = prefixLength
            self.origin = origin
        }

        package init(reason: String) { self.reason = reason }
    }

    /// A pool of addresses, and with which address what comes of them leaves the cluster.
    package struct Pool: Hashable, Sendable, Codable {
        package var name: String
        package var cidr: String
        /// Whether with the node's.
        package var natOutgoing: Bool
        /// Why so.
        package var reason: String

        package init(name: String, cidr: String, natOutgoing: Bool, reason: String) {
            self.name = name
            self.cidr = cidr
            self.natOutgoing = natOutgoing
            self.reason = reason
        }
    }

    package enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// The state directory has not been read whole yet.
        case starting
        case inSync
        /// A change is on its way to the kernel.
        case programming
        /// The last change was refused, or the state cannot be read; it will be tried again.
        case failing
    }
}

extension StatusSnapshot {
    /// A moment at which the kernel held what was wanted.
    package struct Application: Hashable, Sendable, Codable {
        /// Seconds since 1970-01-01 00:00 UTC.
        package var time: Double
        /// The kernel's number of the ruleset then; it counts every change to any table of the namespace.
        package var generation: UInt32

        package init(time: Double, generation: UInt32) {
            self.time = time
            self.generation = generation
        }
    }

    /// How many of each thing one family has.
    package struct Counts: Hashable, Sendable, Codable {
        /// Endpoints with an address of the family.
        package var endpoints: Int
        package var policies: Int
        package var chains: Int
        package var rules: Int
        /// Sets and maps.
        package var sets: Int
        package var elements: Int
        package var routes: Int

        package init(
            endpoints: Int = 0, policies: Int = 0, chains: Int = 0, rules: Int = 0, sets: Int = 0,
            elements: Int = 0, routes: Int = 0
        ) {
            self.endpoints = endpoints
            self.policies = policies
            self.chains = chains
            self.rules = rules
            self.sets = sets
            self.elements = elements
            self.routes = routes
        }
    }

    /// Dealings with the kernel since the agent started.
    package struct Kernel: Hashable, Sendable, Codable {
        /// Transactions the kernel took.
        package var transactions = 0
        /// Transactions and reads that failed.
        package var failures = 0
        /// Connections that went on and that policy does not allow any more.
        package var removedConnections = DualStack(v4: 0, v6: 0)
        /// What the last failure said.
        package var lastError: String?

        package init() {}
    }
}

extension DualStack: Codable where Value: Codable {
    private enum CodingKeys: String, CodingKey {
        case v4 = "ipv4"
        case v6 = "ipv6"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            v4: try values.decode(Value.self, forKey: .v4), v6: try values.decode(Value.self, forKey: .v6))
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(v4, forKey: .v4)
        try values.encode(v6, forKey: .v6)
    }
}
