/// The course of dealings with BIRD: what to tell it next, and when a configuration counts.
///
/// A configuration is loaded on trial: unless it is confirmed in time BIRD takes the one before again, also where
/// nobody is there any more to tell it to. It is confirmed when every session is established that was so before and
/// is still wanted.
package struct BirdCourse: Sendable {
    package enum Event: Sendable {
        case wanted(BirdConfiguration)
        case connected
        /// There is no daemon to talk to, or not any more; why, as a half sentence.
        case disconnected(String)
        case reply(BirdReply)
        case timePassed
    }

    package enum Action: Hashable, Sendable {
        case connect
        case disconnect
        /// Writes the text into the file that is loaded on trial.
        case write(String)
        /// Makes that file the one that BIRD starts with.
        case keep
        case send(Command)
    }

    package enum Command: Hashable, Sendable {
        /// Not sent: BIRD greets who connects.
        case greeting
        case status
        case sessions
        /// Loads the file, for so many seconds unless that is confirmed.
        case load(Int)
        case confirm
    }

    private enum Phase: Hashable {
        case away
        case idle
        case loading(String)
        /// Until the moment, if these sessions do not come again.
        case onTrial(String, until: ContinuousClock.Instant, Set<String>)
        case confirming(String, Set<String>)
    }

    /// Why a configuration is not in force, and when it is tried again.
    private struct Setback {
        var text: String
        var reason: String
        /// `nil`: not before it is another one.
        var retry: ContinuousClock.Instant?
        var count = 1
    }

    private let trial: Duration
    private var phase = Phase.away
    private var wanted: BirdConfiguration?
    private var wantedText = ""
    /// What BIRD runs and what is confirmed; `nil`: not known.
    private var loaded: String?
    private var reboot: String?
    private var setback: Setback?
    /// The command whose reply is awaited, and since when.
    private var awaited: (command: Command, since: ContinuousClock.Instant)?
    private var lastLook: ContinuousClock.Instant?
    private var nextConnect: ContinuousClock.Instant?
    /// Whether the sessions in `standing` are those of after the last change.
    private var hasSessions = false
    package private(set) var standing = BirdStanding()

    /// - Parameter trial: how long sessions have for coming again, in whole seconds.
    package init(trial: Duration) { self.trial = trial }

    package mutating func handle(_ event: Event, at now: ContinuousClock.Instant) -> [Action] {
        var actions: [Action] = []
        switch event {
        case .wanted(let configuration):
            guard configuration != wanted else { return [] }
            wanted = configuration
            wantedText = configuration.text
        case .connected:
            phase = .idle
            hasSessions = false
            lastLook = nil
            awaited = (.greeting, now)
        case .disconnected(let reason): leave(reason, now)
        case .reply(let reply): actions = take(reply, now)
        case .timePassed: break
        }
        actions += next(now)
        standing.configuration = configurationState
        return actions
    }

    /// When to call again if nothing happens.
    package var patience: ContinuousClock.Instant? {
        guard wanted != nil else { return nil }
        if phase == .away { return nextConnect }
        if let awaited { return awaited.since + Self.longestAnswer }
        return lastLook.map { $0 + interval }
    }

    private static let longestAnswer = Duration.seconds(5)

    /// How long to the next look at the sessions.
    private var interval: Duration {
        if case .onTrial = phase { return .milliseconds(250) }
        let isSettled = wanted?.sessions.allSatisfy { standing.sessions[$0.name]?.isEstablished == true }
        return isSettled == true && !standing.isRecovering ? .seconds(5) : .seconds(1)
    }

    private var configurationState: BirdStanding.Configuration {
        if wanted != nil, loaded == wantedText { return .inForce }
        if let setback, setback.text == wantedText {
            return setback.retry == nil ? .refused(setback.reason) : .undone(setback.reason)
        }
        return phase == .away || phase == .idle ? .waiting : .onTrial
    }
}

// MARK: - What comes

extension BirdCourse {
    private mutating func leave(_ reason: String, _ now: ContinuousClock.Instant) {
        phase = .away
        awaited = nil
        standing.unreachable = reason
        standing.sessions = [:]
        nextConnect = now + .seconds(1)
    }

    private mutating func take(_ reply: BirdReply, _ now: ContinuousClock.Instant) -> [Action] {
        guard let command = awaited?.command else { return [] }
        awaited = nil
        switch command {
        case .greeting: return []
        case .status:
            guard let daemon = reply.daemon else { return [] }
            standing.unreachable = nil
            standing.version = daemon.version
            standing.isRecovering = daemon.isRecovering
            // Another process has begun with what was kept, and may have been told other things since.
            if reboot != daemon.reboot { loaded = nil }
            reboot = daemon.reboot
            return [ask(.sessions, now)]
        case .sessions:
            standing.sessions = reply.sessions
            hasSessions = true
            return []
        case .load: return takeLoaded(reply, now)
        case .confirm: return takeConfirmed(reply, now)
        }
    }

    private mutating func takeLoaded(_ reply: BirdReply, _ now: ContinuousClock.Instant) -> [Action] {
        guard case .loading(let text) = phase else { return [] }
        guard !reply.isFailure else {
            phase = .idle
            standing.refusals += 1
            setback = Setback(text: text, reason: reply.conclusion)
            return []
        }
        let kept = wanted?.sessions.map(\.name).filter { standing.sessions[$0]?.isEstablished == true } ?? []
        phase = .onTrial(text, until: now + trial, Set(kept))
        hasSessions = false
        lastLook = nil
        return []
    }

    private mutating func takeConfirmed(_ reply: BirdReply, _ now: ContinuousClock.Instant) -> [Action] {
        guard case .confirming(let text, let names) = phase else { return [] }
        // 18: confirmed; else the time was over.
        guard reply.code == 18 else {
            undo(text, names, now)
            return []
        }
        phase = .idle
        loaded = text
        setback = nil
        return [.keep]
    }

    /// BIRD has taken the configuration before again, by itself.
    private mutating func undo(_ text: String, _ names: Set<String>, _ now: ContinuousClock.Instant) {
        phase = .idle
        standing.undone += 1
        let missed = names.filter { standing.sessions[$0]?.isEstablished != true }.sorted()
        let count = setback?.text == text ? (setback?.count ?? 0) + 1 : 1
        // Where both ends change, each has to be on trial while the other is: not at fixed distances.
        let pause = trial * min(1 << count, 32) * 0.75
        setback = Setback(
            text: text,
            reason:
                "\(missed.joined(separator: ", ")) did not come again within \(trial.components.seconds) s",
            retry: now + pause, count: count)
    }
}

// MARK: - What to do

extension BirdCourse {
    private mutating func next(_ now: ContinuousClock.Instant) -> [Action] {
        guard wanted != nil else { return [] }
        guard phase != .away else {
            guard nextConnect.map({ now >= $0 }) ?? true else { return [] }
            nextConnect = now + .seconds(1)
            return [.connect]
        }
        if let awaited {
            guard now - awaited.since >= Self.longestAnswer else { return [] }
            leave("it has not answered for \(Self.longestAnswer.components.seconds) s", now)
            return [.disconnect]
        }
        switch phase {
        case .away, .loading, .confirming: return []
        case .onTrial(let text, let until, let names):
            if hasSessions, names.allSatisfy({ standing.sessions[$0]?.isEstablished == true }) {
                phase = .confirming(text, names)
                return [ask(.confirm, now)]
            }
            if now >= until { undo(text, names, now) }
        case .idle:
            guard hasSessions, loaded != wantedText, mayTry(now) else { break }
            phase = .loading(wantedText)
            return [.write(wantedText), ask(.load(Int(trial.components.seconds)), now)]
        }
        guard lastLook.map({ now - $0 >= interval }) ?? true else { return [] }
        lastLook = now
        return [ask(.status, now)]
    }

    private func mayTry(_ now: ContinuousClock.Instant) -> Bool {
        guard let setback, setback.text == wantedText else { return true }
        return setback.retry.map { now >= $0 } ?? false
    }

    private mutating func ask(_ command: Command, _ now: ContinuousClock.Instant) -> Action {
        awaited = (command, now)
        return .send(command)
    }
}
