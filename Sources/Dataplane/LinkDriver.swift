import Addressing
import InterfaceSettings
import Netlink
import Reconciliation
import RouteNetlink
import Routing
import Threads

/// Keeps the routes to endpoints and the settings of their interfaces as they should be.
///
/// Neither can ride in the transaction of the rulesets. What waits for an interface is done when the kernel
/// tells that the interface is there.
struct LinkDriver: ~Copyable {
    var socket: RouteSocket
    private var events: LinkEvents
    var links = LinkTable()
    /// Our routes as the kernel has them; `nil` when that is unknown.
    var routes: DualStack<[Route]>?
    /// What was wanted when all of it was there, and nothing else of ours.
    private var kept: DualStack<[IPPrefix: Route]>?
    /// Our neighbours as the kernel has them; `nil` when that is unknown.
    var neighbours: Set<StaticNeighbour>?
    /// The tunnels that the kernel has, and no other of ours; `nil` when that is unknown.
    var tunnels: Tunnels?
    /// The end of IP in IP that the kernel has, or that it has none of ours; `nil` when that is unknown.
    var ipip: IPIPLink??
    /// The ends of WireGuard that the kernel has, and no other of ours; `nil` when that is unknown.
    var wireGuard: DualStack<WireGuardLink?>?
    /// What they were like when they were looked at last.
    var wireGuardEnds = DualStack<WireGuardEnd?> { _ in nil }
    /// The interfaces whose settings hold.
    private var settled: Set<String> = []
    /// Whether the node forwards packets, as far as it was asked to.
    var isRouter = false
    /// The uplinks that were told to go on listening to router advertisements, by index.
    var listening: Set<UInt32> = []
    /// What was wanted, and what came of it, when all was done that could be; until the kernel tells of
    /// something or is to be asked again, there is nothing to do for the same.
    private var done: (wanted: DesiredDataplane, report: LinkReport)?
    /// The families that the settings were made for.
    private var served: DualStack<Bool>?
    let settings = SettingsDirectory()
    /// Whether interfaces may have other addresses than when they were last asked for.
    private(set) var hasNewAddresses = true
    private var lastInterfaces: [NetworkInterface] = []

    init() throws(NetlinkError) {
        // Listening begins before the first listing, so that nothing falls between the two.
        let events = try LinkEvents()
        let socket = try RouteSocket()
        self.events = events
        self.socket = socket
    }

    var descriptor: Int32 { events.descriptor }

    /// Takes in what the kernel has told of interfaces; says which names mean something else than before.
    ///
    /// - Throws: an overrun where news were lost, so that anything may mean something else.
    mutating func drainEvents() throws(NetlinkError) -> Set<String> {
        var changed: Set<String> = []
        var isComplete = true
        var hasOtherAddresses = false
        var hasOtherTunnels = false
        let news = try events.drain()
        if !news.isEmpty { done = nil }
        for event in news {
            if event == .overflow { isComplete = false }
            if event == .overflow || event == .addressesChanged { hasOtherAddresses = true }
            if case .changed(let link) = event, let known = links[index: link.index],
                (known.mtu, known.linkAddress) != (link.mtu, link.linkAddress)
            {
                hasOtherAddresses = true
            }
            // Perhaps one that bears our mark, made by an agent that is not quite gone.
            if case .changed(let link) = event, link.isTunnel { hasOtherTunnels = true }
            for change in links.apply(event) {
                changed.formUnion(change.names)
                // With an interface's fall its routes and settings are gone, and nobody tells of those.
                settled.subtract(change.names)
            }
        }
        if !changed.isEmpty {
            routes = nil
            neighbours = nil
            hasOtherAddresses = true
        }
        if hasOtherAddresses {
            hasNewAddresses = true
            // A route goes with the address that it has for its source, and nobody tells; so may a tunnel.
            routes = nil
            if tunnels?.links.isEmpty == false { tunnels = nil }
            if case .some(.some) = ipip { ipip = nil }
            if wireGuard?.v4 != nil || wireGuard?.v6 != nil { wireGuard = nil }
        }
        if hasOtherTunnels {
            tunnels = nil
            ipip = nil
            wireGuard = nil
        }
        guard isComplete else { throw .overrun }
        return changed
    }

    /// The interfaces with their addresses, link-local ones too.
    mutating func interfaces() throws(NetlinkError) -> [NetworkInterface] {
        guard hasNewAddresses else { return lastInterfaces }
        lastInterfaces = try socket.interfaces()
        if links.needsListing { take(lastInterfaces.map(\.link)) }
        hasNewAddresses = false
        return lastInterfaces
    }

    /// The address that the kernel would send from to `destination`; `nil` if there is no way.
    mutating func source(toReach destination: IPAddress) -> IPAddress? {
        try? socket.source(toReach: destination)
    }

    /// Takes in what interfaces there are now.
    mutating func listLinks() throws(NetlinkError) { take(try socket.links()) }

    private mutating func take(_ listing: [Link]) {
        for change in links.replace(with: listing) { settled.subtract(change.names) }
        routes = nil
        neighbours = nil
    }

    /// The devices of a kind; the kernel goes through all its links to tell, and is asked only where there are any.
    mutating func listed(ofKind kind: String) throws(NetlinkError) -> [ListedLink] {
        if links.needsListing { try listLinks() }
        return links.hasLink(ofKind: kind) ? try socket.links(ofKind: kind) : []
    }

    /// Forgets what is known of the kernel, so that it is asked again.
    mutating func forget() {
        forgetRoutes()
        forgetSettings()
    }

    /// Forgets which routes and neighbours there are, and which interfaces.
    mutating func forgetRoutes() {
        done = nil
        _ = links.apply(.overflow)
        routes = nil
        neighbours = nil
        tunnels = nil
        ipip = nil
        wireGuard = nil
    }

    /// Forgets what interfaces are set to.
    mutating func forgetSettings() {
        done = nil
        settled = []
        isRouter = false
    }

    /// Removes the routes that nobody should have any more.
    mutating func removeStale(_ desired: DesiredDataplane) throws(NetlinkError) -> [String] {
        guard done?.wanted != desired.withoutRulesets, !keeps(desired) else { return [] }
        let current = try observe()
        let devices = devices
        var failures: [String] = []
        for family in IPFamily.allCases {
            let stale = RoutePlan.removed(from: current[family], to: desired.routes[family], devices: devices)
            failures += try change(stale, family) { .remove($0, on: $1) }
        }
        return failures
    }

    /// Adds the routes and makes the settings that are missing, where the interface is there.
    mutating func addMissing(_ desired: DesiredDataplane) throws(NetlinkError) -> LinkReport {
        var report = LinkReport()
        let wanted = desired.withoutRulesets
        if let done, done.wanted == wanted { return done.report }
        done = nil
        if served != desired.familiesOn {
            // A family that is switched on needs the settings that it was not given before.
            forgetSettings()
            served = desired.familiesOn
        }
        try settleTunnels(desired, &report)
        try settleIPIP(desired, &report)
        try settleWireGuard(desired, &report)
        report.wireGuard = wireGuardEnds
        try settleForwarding(desired, &report)
        let unsettled = desired.interfaces.subtracting(settled).sorted().filter { links[$0] != nil }
        let outcomes = unsettled.mapOnThreads { [settings, families = desired.familiesOn] name in
            settings.apply(toInterface: name, serving: families)
        }
        for (name, outcome) in zip(unsettled, outcomes) {
            switch outcome {
            case .notThere: continue
            case .applied(let applied):
                report.changes += applied.written.count
                if applied.isSufficient { settled.insert(name) }
                report.failures += applied.failures.filter {
                    $0.setting.importance != Setting.Importance.desirable
                }.map { "\($0)" }
            }
        }
        if !keeps(desired) { try addRoutes(desired, &report) }
        try settle(desired.neighbours, &report)
        report.waiting = desired.interfaces.filter { links[$0]?.isUp != true }.sorted()
        if report.failures.isEmpty {
            var unchanged = report
            unchanged.changes = 0
            done = (wanted, unchanged)
        }
        return report
    }

    /// Whether the kernel has these routes already, as far as is known: most changes are none of routes.
    private func keeps(_ desired: DesiredDataplane) -> Bool {
        guard routes != nil, let kept else { return false }
        return kept.v4 == desired.routes.v4 && kept.v6 == desired.routes.v6
    }

    private mutating func addRoutes(
        _ desired: DesiredDataplane, _ report: inout LinkReport
    ) throws(NetlinkError) {
        kept = nil
        let current = try observe()
        let devices = devices
        var isComplete = true
        for family in IPFamily.allCases {
            var plan = RoutePlan(from: current[family], to: desired.routes[family], devices: devices)
            var failures = try change(plan.added, family) { .add($0, on: $1) }
            if family == .v6, !failures.isEmpty,
                case let off = withoutIPv6(plan.added.compactMap(\.device), &report), !off.isEmpty
            {
                let left = devices.subtracting(off)
                plan = RoutePlan(from: try observe().v6, to: desired.routes.v6, devices: left)
                failures = try change(plan.added, family) { .add($0, on: $1) }
            }
            report.changes += plan.added.count
            report.failures += failures
            isComplete = isComplete && plan.removed.isEmpty && plan.waiting.isEmpty
        }
        if isComplete, routes != nil { kept = desired.routes }
    }

    /// Makes the kernel know our neighbours, and none of ours that is no more.
    private mutating func settle(
        _ desired: Set<StaticNeighbour>, _ report: inout LinkReport
    ) throws(NetlinkError) {
        var known: Set<StaticNeighbour>
        if let neighbours {
            known = neighbours
        } else {
            known = Set(try socket.staticNeighbours(.v4)).union(try socket.staticNeighbours(.v6))
        }
        neighbours = nil
        // An address that changes its place leaves the old one first.
        for neighbour in known.subtracting(desired).sorted() {
            if let link = links[neighbour.device] { try socket.remove(neighbour, on: link) }
            known.remove(neighbour)
            report.changes += 1
        }
        for neighbour in desired.subtracting(known).sorted() {
            guard let link = links[neighbour.device], link.isUp else { continue }
            do throws(NetlinkError) {
                try socket.add(neighbour, on: link)
                known.insert(neighbour)
                report.changes += 1
            } catch {
                let isRefused =
                    neighbour.address.family == .v4
                    || withoutIPv6([neighbour.device], &report).isEmpty
                if isRefused { report.failures.append("\(error)") }
            }
        }
        neighbours = known
    }

    /// Those of `devices` for which somebody has switched IPv6 off: nothing of it can be had there, and all other
    /// interfaces, and IPv4, need not wait for that.
    private func withoutIPv6(_ devices: [String], _ report: inout LinkReport) -> Set<String> {
        let off = Set(devices).filter { settings.value(of: "net/ipv6/conf/\($0)/disable_ipv6") == 1 }
        for name in off.sorted() {
            let reason = "IPv6 on \(name): net.ipv6.conf.\(name).disable_ipv6 is 1"
            if !report.lacking.contains(reason) { report.lacking.append(reason) }
        }
        return off
    }

    /// The devices that can carry a route.
    private var devices: Set<String> { links.namesUp }

    private mutating func observe() throws(NetlinkError) -> DualStack<[Route]> {
        if links.needsListing { try listLinks() }
        if let routes { return routes }
        kept = nil
        let listed = DualStack(v4: try socket.routes(.v4), v6: try socket.routes(.v6))
        routes = listed
        return listed
    }

    /// Makes changes, and keeps in mind what they did; what failed is asked of the kernel next time.
    private mutating func change(
        _ planned: [Route], _ family: IPFamily, _ change: (Route, Link?) -> RouteChange
    ) throws(NetlinkError) -> [String] {
        let changes = planned.compactMap { route in
            guard let device = route.device else { return change(route, nil) }
            return links[device].map { change(route, $0) }
        }
        guard !planned.isEmpty else { return [] }
        // Unknown while the changes are under way: a failure half through leaves it so.
        var known = routes
        routes = nil
        let failures = try socket.apply(changes)
        guard failures.isEmpty, changes.count == planned.count else { return failures.map { "\($0)" } }
        for change in changes {
            known?[family].removeAll { $0.destination == change.route.destination }
            if change.operation == .add { known?[family].append(change.route) }
        }
        routes = known
        return []
    }
}

extension Link {
    /// Whether it is of a kind of which we make devices.
    fileprivate var isTunnel: Bool { ["vxlan", "ipip", "wireguard"].contains(kind) }
}

/// What came of keeping routes and settings.
struct LinkReport {
    var failures: [String] = []
    /// What the kernel does not have, with the reason; asked for again, and nothing waits for it.
    var lacking: [String] = []
    var wireGuard = DualStack<WireGuardEnd?> { _ in nil }
    /// Routes added and settings written.
    var changes = 0
    /// Interfaces that endpoints have and that are not there, or not up, yet.
    var waiting: [String] = []
}
