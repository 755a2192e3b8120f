package import Addressing
import Netlink
package import Nftables
package import Reconciliation
package import Routing

/// The kernel's side of one node: rulesets, routes and interface settings.
package struct Dataplane: ~Copyable {
    private var rulesets: RulesetDriver
    private var links: LinkDriver
    var connections: ConnectionDriver

    /// - Parameter descriptor: the socket by which an earlier process owned our tables, if it was kept.
    /// - Throws: what the kernel said when it refused a socket, or to answer on it.
    package static func open(adopting descriptor: Int32? = nil) throws(DataplaneError) -> Dataplane {
        do throws(NetlinkError) {
            return Dataplane(
                rulesets: try RulesetDriver(adopting: descriptor), links: try LinkDriver(),
                connections: try ConnectionDriver())
        } catch {
            throw DataplaneError(error)
        }
    }

    private init(
        rulesets: consuming RulesetDriver, links: consuming LinkDriver,
        connections: consuming ConnectionDriver
    ) {
        self.rulesets = rulesets
        self.links = links
        self.connections = connections
    }

    /// The socket that owns our tables: who keeps it open keeps them ours.
    package var owningDescriptor: Int32 { rulesets.descriptor }

    /// What was asked of nf_tables since the start.
    package var dealings: KernelDealings { rulesets.dealings }

    /// Readable when the kernel has something to tell of interfaces.
    package var descriptor: Int32 { links.descriptor }

    /// Whether something was lost, so that the kernel has to be asked what it holds.
    package private(set) var needsReadBack = false

    /// The names of interfaces that mean something else than before.
    package mutating func drainLinkEvents() -> Set<String> {
        do throws(NetlinkError) {
            return try links.drainEvents()
        } catch {
            links.forget()
            needsReadBack = true
            return []
        }
    }

    /// Forgets what is known of `parts`, so that the next application asks the kernel; of rules, if any have been written.
    package mutating func refresh(_ parts: Set<RefreshSchedule.Part>) {
        if parts.contains(.rules) { rulesets.refresh() }
        if parts.contains(.routes) { links.forgetRoutes() }
        if parts.contains(.interfaces) { links.forgetSettings() }
    }

    /// This node's interfaces with their addresses, link-local ones too.
    package mutating func interfaces() throws(DataplaneError) -> [NetworkInterface] {
        do throws(NetlinkError) {
            return try links.interfaces()
        } catch {
            throw DataplaneError(error)
        }
    }

    /// The address that the kernel would send from to `destination`; `nil` if there is no way.
    package mutating func source(toReach destination: IPAddress) -> IPAddress? {
        links.source(toReach: destination)
    }

    /// Whether interfaces may be others, or have other addresses, than when they were last asked for.
    package var hasNewInterfaces: Bool { links.hasNewAddresses }

    /// Makes the kernel hold `desired`, and nothing else of ours.
    ///
    /// Routes go before the policy that guarded them, and come after the one that guards them: a packet
    /// must not find the way before the rule.
    package mutating func apply(_ desired: DesiredDataplane) -> ApplyOutcome {
        var outcome = ApplyOutcome()
        needsReadBack = false
        // Before the first transaction the routes may be those of another agent, which refuses it then.
        let isFirst = !hasApplied
        if !isFirst { removeStaleRoutes(desired, &outcome) }
        do throws(RulesetFailure) {
            let applied = try rulesets.apply(desired)
            outcome.transactions = applied.operations.values.contains { $0 > 0 } ? 1 : 0
            outcome.operations = applied.operations
            outcome.generation = applied.generation
            outcome.holdsRules = true
            wantsVerification = wantsVerification || applied.isWhole
            hasApplied = true
        } catch {
            // Without its policy a workload gets no route.
            outcome.failures += error.messages
            return outcome
        }
        if isFirst { removeStaleRoutes(desired, &outcome) }
        do throws(NetlinkError) {
            let report = try links.addMissing(desired)
            outcome.failures += report.failures
            outcome.waiting = report.waiting
            outcome.lacking = report.lacking
            outcome.wireGuard = report.wireGuard
            outcome.linkChanges = report.changes
        } catch {
            links.forget()
            outcome.failures.append("\(error)")
        }
        return outcome
    }

    /// Makes the kernel hold the rulesets of `desired` alone, for a node whose interfaces are not there yet.
    ///
    /// - Returns: the number of the kernel's ruleset then.
    package mutating func applyRulesets(_ desired: DesiredDataplane) throws(DataplaneError) -> UInt32 {
        do throws(RulesetFailure) {
            return try rulesets.apply(desired).generation
        } catch {
            throw DataplaneError(error)
        }
    }

    /// Those of our tables that are there, whoever has made them.
    package mutating func tables() throws(DataplaneError) -> [Table] {
        do throws(NetlinkError) {
            return try rulesets.tables()
        } catch {
            throw DataplaneError(error)
        }
    }

    /// Whether the kernel has taken a ruleset from us, so that what bears our marks is ours.
    private var hasApplied = false

    private mutating func removeStaleRoutes(_ desired: DesiredDataplane, _ outcome: inout ApplyOutcome) {
        do throws(NetlinkError) {
            outcome.failures += try links.removeStale(desired)
        } catch {
            links.forget()
            outcome.failures.append("\(error)")
        }
    }

    /// What would be sent to the kernel for the rulesets of `desired`; nothing is.
    package mutating func plan(_ desired: DesiredDataplane) throws(DataplaneError) -> [Table: RulesetPlan] {
        do throws(NetlinkError) {
            return try rulesets.plan(desired)
        } catch {
            throw DataplaneError(error)
        }
    }

    /// Whether whole tables were written and not read back since.
    package private(set) var wantsVerification = false

    /// Reads the tables back; says whether they are what `desired` says.
    package mutating func verify(_ desired: DesiredDataplane) throws(DataplaneError) -> Bool {
        wantsVerification = false
        do throws(NetlinkError) {
            return try rulesets.verify(desired)
        } catch {
            throw DataplaneError(error)
        }
    }
}
