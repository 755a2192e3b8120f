/// What the parts of the agent say of themselves at one moment.
package struct Health: Hashable, Sendable, Codable {
    /// One part, under the name that Felix has for it where Felix has it.
    package struct Component: Hashable, Sendable, Codable {
        package var name: String
        /// How long it may be silent, in seconds; `nil` where that does not matter.
        package var timeout: Double?
        package var isTimedOut = false
        /// `nil` for what has no say in it.
        package var live: Bool?
        package var ready: Bool?
        /// Why it is not what it should be; else empty.
        package var detail = ""

        package init(_ name: String) { self.name = name }
    }

    package let components: [Component]
    package let live: Bool
    package let ready: Bool

    init(_ components: [Component]) {
        self.components = components
        live = components.allSatisfy { $0.live != false }
        // What does not turn any more knows nothing of its readiness.
        ready = live && components.allSatisfy { $0.ready != false }
    }
}

extension Health {
    /// Judges the agent by what it published last.
    ///
    /// - Parameters:
    ///   - silence: how long the loop that decides has not turned.
    ///   - behind: how long ago the kernel was last known to hold what was wanted; `nil` if it never did.
    package init(_ status: StatusSnapshot, silence: Duration, behind: Duration?, _ limits: HealthLimits) {
        var startup = Component("FelixStartup")
        startup.live = true
        startup.ready = status.lastApplied != nil
        if startup.ready == false {
            startup.detail = status.missing.first ?? "nothing has been programmed yet"
        }

        var calculation = Component("CalculationGraph")
        calculation.ready = status.state != .starting
        if calculation.ready == false { calculation.detail = status.reasons.first ?? status.state.rawValue }
        calculation.judge(silence, limits.calculation)

        var dataplane = Component("InternalDataplaneMainLoop")
        dataplane.ready = status.state == .inSync || (behind.map { $0 <= limits.grace } ?? false)
        if dataplane.ready == false { dataplane.detail = status.reasons.first ?? status.state.rawValue }
        dataplane.judge(silence, limits.mainLoop)

        var files = Component("StateDirectory")
        files.ready = status.files.countWithErrors == 0
        if let problem = status.files.problems.first(where: { $0.severity == .error }) {
            files.detail = "\(problem)"
        }
        var components = [calculation, startup, dataplane, files]
        if let bgp = status.bgp {
            var routing = Component("BGP")
            routing.detail = bgp.shortcoming ?? ""
            routing.ready = bgp.shortcoming == nil
            components.append(routing)
        }
        self.init(components)
    }

    /// Why the agent is not live or not ready, in one sentence; empty if it is both.
    package var reason: String {
        let bad = components.first { $0.live == false } ?? components.first { $0.ready == false }
        return bad?.detail ?? ""
    }
}

extension Health.Component {
    fileprivate mutating func judge(_ silence: Duration, _ limit: Duration?) {
        live = true
        guard let limit else { return }
        timeout = limit / .seconds(1)
        guard silence > limit else { return }
        isTimedOut = true
        live = false
        ready = false
        detail = "the agent's loop has not turned for \(limit.components.seconds) s"
    }
}
