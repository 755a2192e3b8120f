import Addressing
import AgentConfiguration
import CLinux
import Calculation
import Dataplane
import Logging
import Logs
import PolicyDecision
import Reconciliation
import Resources
import Routing
import StateDirectory
import Status
import StatusServer

/// The one thread that decides: it waits for the state directory, the kernel and those who ask, and turns
/// what is wanted into what is.
struct Agent: ~Copyable {
    private let board: StatusBoard
    private let logger: Logger
    private let logs: LogRouter
    private let wake: Wake
    private var follower: StateFollower
    private var settings: SettingsInForce
    private var configurationFile: ConfigurationFollower
    private var pipeline: Pipeline
    private var desired: DesiredDataplane?
    private var dataplane: Dataplane
    private var loop = ReconcileLoop()
    private var refreshes = RefreshSchedule()
    private var report: StatusReport
    private var measuring = Measuring()
    private var service: ServiceReport
    private var routing: RoutingDaemon
    private var requests: [SyncRequest] = []
    /// What `desired` was made of.
    private var state = NodeState()
    /// Whether `state` is told of: telling takes as long as doing, and comes after it.
    private var isReported = true
    private var removal = ConnectionRemoval()
    /// What has been logged already.
    private var lastFailures: Set<String> = []
    private var lastLacking: Set<String> = []
    private var lastProblems: Set<FileProblem> = []
    /// Since when good files are there that are not kept for the next start.
    private var unsavedSince: ContinuousClock.Instant?
    private var hasTrimmed = false
    /// Whether nothing has been asked of the kernel yet.
    private var isUntried = true
    private var pacing = Pacing()

    init(
        _ sources: ConfigurationSources, file: consuming ConfigurationFollower, board: StatusBoard,
        wake: Wake, dataplane: consuming Dataplane, service: ServiceReport, logger: Logger, logs: LogRouter
    ) throws(WatchError) {
        self.board = board
        self.wake = wake
        self.service = service
        self.logger = logger
        self.logs = logs
        self.dataplane = dataplane
        follower = try StateFollower(
            StateReader(
                directory: sources.surroundings.stateDirectory, cache: sources.surroundings.cacheDirectory,
                decode: decodeFile))
        settings = SettingsInForce(sources)
        configurationFile = file
        pipeline = Pipeline(settings.configuration)
        refreshes.follow(settings.configuration.refresh, at: .now)
        report = StatusReport(settings.configuration)
        routing = RoutingDaemon(settings.configuration, logger)
    }

    /// Reads the state directory for the first time, and gives the configuration with which what serves the
    /// status is to be started.
    mutating func readFirst() -> AgentConfiguration {
        readConfiguration()
        readState()
        logProblems()
        settings.start()
        board.publish(settings.listing)
        board.publish(settings.configuration.health.limits)
        return settings.configuration
    }

    /// Works until `isOver`; the kernel keeps what it has then.
    mutating func run(isOver: () -> Bool) {
        while !isOver() {
            rest()
            pacing.begin(at: .now)
            wake.drain()
            // Asked first and looked second: what was there when somebody asked is then seen for sure.
            requests += board.takeSyncRequests()
            readConfiguration()
            readState()
            readLinks()
            readPasswords()
            refresh()
            if loop.decision(at: .now) == .apply { apply() } else { removeOwedConnections() }
            if desired != nil { routing.attend(pipeline.bird) }
            answer()
            if !isReported, let desired {
                report.take(state, desired, logger)
                report.take(pipeline.nodeAddresses)
                report.take(pipeline.poolListing)
                isReported = true
            }
            report.take(routing.standing, pipeline.bird)
            var snapshot = publish()
            board.beat()
            if verifyWhileIdle() { snapshot = publish() }
            saveWhileIdle()
            service.tell(snapshot, isVerified: loop.isInSync && !dataplane.wantsVerification)
            pacing.end(at: .now)
            waitForInput(descriptors, timeout: patience)
        }
        removeOwedConnections(isAwaited: true)
        if unsavedSince != nil { _ = follower.saveLastGood() }
        for request in requests { request.answer(.missing(["the agent is shutting down"])) }
    }

    /// Lets changes gather after work, while nobody asks and the kernel has what it should.
    private func rest() {
        guard loop.isInSync, requests.isEmpty, let rest = pacing.rest(at: .now) else { return }
        waitForInput([wake.descriptor], timeout: rest)
    }

    /// Shows how the agent is doing to whoever asks.
    private func publish() -> StatusSnapshot {
        let snapshot = report.snapshot(follower.reader, files, loop)
        let inventory = desired.map { Inventory(state: state, desired: $0) }
        board.publish(
            snapshot, measuring.measured, count: { inventory?.count(in: &$0, and: &$1) })
        return snapshot
    }

    /// The files, and all that is wrong with them.
    private var files: Files {
        var files = follower.files
        files.problems += settings.problems
        files.ignored += settings.ignored
        return files
    }

    /// What can end the agent's sleep.
    private var descriptors: [Int32] {
        [wake.descriptor, follower.descriptor, configurationFile.descriptor, dataplane.descriptor]
            + routing.descriptors
    }

    /// How long to wait if nothing happens.
    private var patience: Duration {
        guard !loop.isInSync || !(unsavedSince != nil || dataplane.wantsVerification) else { return .zero }
        let others = min(service.patience ?? .seconds(10), routing.patience ?? .seconds(10))
        let own = removal.delay(at: .now) ?? .seconds(follower.wantsRetry ? 1 : 10)
        let saving = unsavedSince.map { max(.zero, $0 + .seconds(1) - .now) } ?? own
        let longest = min(own, others, saving)
        let until =
            if case .wait(let until) = loop.decision(at: .now) { until } else { refreshes.next }
        return until.map { min(longest, max(.zero, $0 - .now)) } ?? longest
    }

    /// Has the kernel asked for what it has not been asked for long.
    private mutating func refresh() {
        guard loop.isInSync, desired != nil, case let parts = refreshes.take(at: .now), !parts.isEmpty else {
            return
        }
        dataplane.refresh(parts)
        loop.handle(.kernelChanged, at: .now)
    }

    /// Reads the configuration file again, if it has changed or somebody asks for it.
    private mutating func readConfiguration() {
        let (news, isAsked) = configurationFile.refresh()
        if isAsked {
            service.reloading()
            logger.info("asked to read the configuration again")
        }
        if let news { settings.reload(news) }
    }

    /// Reads what has changed in the state directory.
    private mutating func readState() {
        var update = follower.refresh()
        let isFirst = desired == nil && follower.reader.standing.hasBeenRead
        measuring.take(update, follower.reader, isFirst: desired == nil)
        let isConfigured = settings.update(update.changed, logger)
        if isConfigured { configure(&update) }
        if update.problemsChanged || isConfigured { logProblems() }
        guard update.anyChange || isFirst || isConfigured else { return }
        calculate(update.changed)
        if follower.reader.standing.hasBeenRead { unsavedSince = unsavedSince ?? .now }
    }

    /// Works out what the kernel should hold, once the whole directory has been read.
    private mutating func calculate(_ changes: [ResourceID: LocatedResource?]) {
        let start = ContinuousClock.now
        var result = pipeline.run(changes)
        measuring.takeCalculation(.now - start, result.changes, result.state)
        guard follower.reader.standing.hasBeenRead else { return }
        let isFirst = desired == nil
        if let desired, !loop.isInSync { result.desired.follow(desired) }
        desired = result.desired
        state = result.state
        removal.take(result.changes)
        isReported = false
        loop.handle(isFirst ? .stateRead : .stateChanged, at: .now)
    }

    /// Goes by the settings in force from now on.
    private mutating func configure(_ update: inout StateUpdate) {
        let configuration = settings.configuration
        logs.configure(LogRoutes(configuration, environment()))
        refreshes.follow(configuration.refresh, at: .now)
        report.configure(configuration)
        routing.configure(configuration)
        board.publish(configuration.health.limits)
        board.publish(settings.listing)
        guard pipeline.configure(configuration) else { return }
        // What has gone just now still has to be told of to what remembers it.
        update.changed.merge(follower.reader.resources.mapValues { $0 }) { $1 }
    }

    /// Logs what is wrong in files and was not before.
    private mutating func logProblems() {
        let problems = files.problems
        for problem in problems where !lastProblems.contains(problem) {
            logger.log(
                level: problem.severity.level, "\(problem)",
                metadata: LogTopic.fileProblem.fields([
                    .file: problem.file, .line: problem.line > 0 ? "\(problem.line)" : nil,
                ]))
        }
        lastProblems = Set(problems)
    }

    /// Takes in what the kernel tells of interfaces; only those that endpoints have are of interest.
    private mutating func readLinks() {
        let names = dataplane.drainLinkEvents()
        measuring.takeInterfaces(names.count)
        let hasNewInterfaces = dataplane.hasNewInterfaces
        readInterfaces()
        // A route whose source is an address goes with that, if it comes again at once, too.
        // And a family that comes back to an interface brings addresses with it.
        if hasNewInterfaces, desired?.hasTunnels == true || !lastLacking.isEmpty {
            loop.handle(.kernelChanged, at: .now)
        }
        guard let desired, !names.isEmpty || dataplane.needsReadBack,
            !names.isDisjoint(with: desired.devices) || names.contains(where: isUplinkName)
                || dataplane.needsReadBack
        else { return }
        loop.handle(.kernelChanged, at: .now)
    }

    /// Asks for the interfaces and their addresses, which name this node to others.
    private mutating func readInterfaces() {
        guard let interfaces = try? dataplane.interfaces() else { return }
        let targets = pipeline.targets
        let sources = DualStack { family in
            targets[family].flatMap { dataplane.source(toReach: $0) }
        }
        guard pipeline.take(interfaces, sources) else { return }
        calculate([:])
    }

    /// Reads the passwords of sessions of BGP, which may change at any time.
    private mutating func readPasswords() {
        guard case let secrets = pipeline.secrets, !secrets.isEmpty else { return }
        if pipeline.take(routing.passwords(secrets)) { calculate([:]) }
    }

    /// Removes the connections that policy does not allow any more, if it is time for that; says why it could not be
    /// done, if so.
    private mutating func removeDeniedConnections(isAwaited: Bool = false) -> [String] {
        let start = ContinuousClock.now
        guard settings.configuration.dataplane.connectionPolicy == .remove else {
            removal.waive()
            return []
        }
        guard removal.delay(at: start, isAwaited: isAwaited || !requests.isEmpty) == .zero else { return [] }
        var surroundings = HostSurroundings(settings.configuration)
        for family in IPFamily.allCases { surroundings.add(pipeline.tunnelTraffic[family]) }
        let denied = removal.denied(by: state, at: surroundings)
        do throws(DataplaneError) {
            let removed = try dataplane.removeConnections(in: denied.families) { connection, isOwn, path in
                denied.contains(connection, isOwn: isOwn, path: path)
            }
            report.take(removedConnections: removed)
            removal.complete(state, surroundings, took: denied.families.isEmpty ? nil : (start, .now))
            for family in IPFamily.allCases where removed[family] > 0 {
                logger.info(
                    "removed connections that policy does not allow any more: \(removed[family]) \(family)",
                    metadata: LogTopic.connectionsRemoved.fields([.family: "\(family)"]))
            }
            return []
        } catch {
            removal.fail()
            return ["connections that policy does not allow any more may go on: \(error)"]
        }
    }

    /// Removes those for which it was not time when their policy came into force.
    private mutating func removeOwedConnections(isAwaited: Bool = false) {
        let failures = removeDeniedConnections(isAwaited: isAwaited)
        // Where the kernel refuses the rules, too, that is what is told, and both are tried again together.
        if loop.isInSync, !failures.isEmpty { fail(failures) }
    }

    private mutating func apply() {
        guard let desired else { return }
        // The first transaction needs the most memory: what reading and compiling took is not there besides.
        if isUntried { giveBackStartupMemory() }
        isUntried = false
        let start = ContinuousClock.now
        let outcome = dataplane.apply(desired)
        report.take(outcome, publishedKeys: pipeline.publishedKeys)
        measuring.take(outcome, .now - start, dataplane.dealings)
        logLacking(outcome)
        // A route or a setting that cannot be had keeps no connection going.
        if outcome.holdsRules { removal.owe() } else { removal.retry() }
        let failures = outcome.failures + (outcome.holdsRules ? removeDeniedConnections() : [])
        guard failures.isEmpty else {
            fail(failures)
            return
        }
        loop.handle(.applied, at: .now)
        measuring.takeProgrammed()
        lastFailures = []
        if outcome.isChanged {
            logger.info(
                "programmed: \(outcome.summary)",
                metadata: LogTopic.programmed.fields([.generation: "\(outcome.generation)"]))
        }
    }

    /// Says what the kernel does not have, once.
    private mutating func logLacking(_ outcome: ApplyOutcome) {
        for reason in outcome.lacking where !lastLacking.contains(reason) {
            logger.warning("lacking: \(reason)", metadata: LogTopic.kernelLacks.fields())
        }
        lastLacking = Set(outcome.lacking)
    }

    /// Puts the next attempt off, and says why; once, however often the same attempt fails.
    private mutating func fail(_ reasons: [String]) {
        loop.handle(.failed, at: .now)
        report.take(failures: reasons)
        measuring.takeFailure()
        for reason in reasons where !lastFailures.contains(reason) {
            logger.error("\(reason)", metadata: LogTopic.programmingFailed.fields())
        }
        lastFailures = Set(reasons)
    }

    private mutating func answer() {
        guard !requests.isEmpty else { return }
        let errors = files.problems.filter { $0.severity == .error }.map(\.description)
        if loop.isInSync {
            let result = errors.isEmpty ? SyncResult.inSync : .missing(errors, isApplied: true)
            for request in requests { request.answer(result) }
        }
        // Who is not answered now is answered after the next attempt, or by the board when their time is up.
        requests.removeAll { $0.isAnswered }
    }

    /// Whether all is done that anybody waits for.
    private var isIdle: Bool { loop.isInSync && desired != nil && !waitForInput(descriptors, timeout: .zero) }

    /// Reads back what was written as a whole; says whether there was such, to be told now: the next turn may be far away.
    private mutating func verifyWhileIdle() -> Bool {
        guard isIdle, dataplane.wantsVerification, let desired else { return false }
        // What reading back needs is not there besides what the first transaction needed.
        if !hasTrimmed { giveBackStartupMemory() }
        do throws(DataplaneError) {
            let holds = try dataplane.verify(desired)
            measuring.takeVerification(holds: holds, dataplane.dealings)
            if !holds { fail(["the kernel does not hold what it acknowledged"]) }
        } catch {
            measuring.takeVerification(holds: nil, dataplane.dealings)
            fail([error.description])
        }
        return true
    }

    /// Keeps the good files for the next start, and gives back what only this one has needed.
    private mutating func saveWhileIdle() {
        let isIdle = isIdle
        // Where changes never end, or the kernel refuses them, nobody waits for a moment without any.
        if let since = unsavedSince, isIdle || since.duration(to: .now) > .seconds(1) {
            unsavedSince = follower.saveLastGood(atMost: 100) ? since : nil
        }
        if isIdle, !hasTrimmed, unsavedSince == nil {
            giveBackStartupMemory()
            hasTrimmed = true
        }
    }
}
