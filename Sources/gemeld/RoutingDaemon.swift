import Addressing
import AgentConfiguration
import Bird
import BirdControl
import Logging
import Logs
import Resources

/// BIRD as the agent deals with it: one socket, on which nothing is ever waited for.
struct RoutingDaemon: ~Copyable {
    private let logger: Logger
    private var settings: RoutingDaemonSettings
    private var course: BirdCourse
    private var socket: BirdSocket?
    private var reader = BirdReplyReader()
    /// What was wanted last; `nil`: nothing since the start.
    private var wanted: BirdConfiguration?
    private var lastLogged = BirdStanding()

    init(_ configuration: AgentConfiguration, _ logger: Logger) {
        self.logger = logger
        settings = configuration.bgp
        course = BirdCourse(trial: settings.confirmation)
    }

    /// Goes by `configuration` from now on; a daemon that is elsewhere is another one.
    mutating func configure(_ configuration: AgentConfiguration) {
        let old = settings
        settings = configuration.bgp
        guard old.birdDirectory != settings.birdDirectory || old.confirmation != settings.confirmation else {
            return
        }
        course = BirdCourse(trial: settings.confirmation)
        socket = nil
        wanted = nil
    }

    private var files: BirdFiles { BirdFiles(directory: settings.birdDirectory) }

    /// `nil` where the node does not speak BGP.
    var standing: BirdStanding? { settings.backend == .bird ? course.standing : nil }

    /// What can have something to say.
    var descriptors: [Int32] { socket.map { [$0.descriptor] } ?? [] }

    /// How long to wait if nothing happens; `nil`: for ever.
    var patience: Duration? { course.patience.map { max(.zero, $0 - .now) } }

    /// What the keys of Secrets hold.
    func passwords(_ secrets: [SecretKey]) -> [SecretKey: Result<String, PasswordFailure>] {
        let directory = PasswordDirectory(path: settings.passwordDirectory)
        return Dictionary(
            uniqueKeysWithValues: secrets.map { secret in
                (secret, directory.password(secret).mapError { PasswordFailure($0.description) })
            })
    }

    /// Has BIRD do what `configuration` says, as far as it is time for that; with `nil` nothing is wanted of it.
    mutating func attend(_ configuration: BirdConfiguration?) {
        if let configuration {
            wanted = configuration
        } else if settings.backend != .bird {
            // Sessions end where they are not wanted any more, not where nobody ever wanted any.
            wanted?.families = DualStack { _ in nil }
        }
        if let wanted { perform(course.handle(.wanted(wanted), at: .now)) }
        receive()
        perform(course.handle(.timePassed, at: .now))
        log()
    }

    private mutating func receive() {
        guard let socket else { return }
        do throws(BirdFailure) {
            for reply in reader.take(try socket.receive()) {
                perform(course.handle(.reply(reply), at: .now))
            }
        } catch {
            leave(error)
        }
    }

    private mutating func perform(_ actions: [BirdCourse.Action]) {
        for action in actions {
            do throws(BirdFailure) {
                try perform(action)
            } catch {
                return leave(error)
            }
        }
    }

    private mutating func perform(_ action: BirdCourse.Action) throws(BirdFailure) {
        switch action {
        case .connect:
            socket = try BirdSocket(path: files.socket)
            reader = BirdReplyReader()
            perform(course.handle(.connected, at: .now))
        case .disconnect: socket = nil
        case .write(let text): try files.write(text)
        case .keep: try files.keep()
        case .send(let command):
            guard let line = line(command) else { return }
            try socket?.send(line)
        }
    }

    private mutating func leave(_ failure: BirdFailure) {
        socket = nil
        perform(course.handle(.disconnected(failure.description), at: .now))
    }

    private func line(_ command: BirdCourse.Command) -> String? {
        switch command {
        case .greeting: nil
        case .status: "show status"
        case .sessions: "show protocols all"
        case .load(let seconds): "configure \"\(files.trial)\" timeout \(seconds)"
        case .confirm: "configure confirm"
        }
    }

    /// Logs what is otherwise than it was.
    private mutating func log() {
        guard let standing, standing != lastLogged else { return }
        let metadata = LogTopic.routingDaemon.fields()
        if standing.unreachable != lastLogged.unreachable, let reason = standing.unreachable {
            logger.warning("BIRD: \(reason)", metadata: metadata)
        }
        if standing.configuration != lastLogged.configuration {
            switch standing.configuration {
            case .waiting, .onTrial: break
            case .inForce: logger.info("BIRD has its configuration", metadata: metadata)
            case .refused(let reason):
                logger.error("BIRD does not take its configuration: \(reason)", metadata: metadata)
            case .undone(let reason):
                logger.error("BIRD has its configuration of before again: \(reason)", metadata: metadata)
            }
        }
        for (name, session) in standing.sessions {
            let before = lastLogged.sessions[name]
            guard session.isEstablished != (before?.isEstablished ?? false) else { continue }
            let reason = session.reason.map { ": \($0)" } ?? ""
            if session.isEstablished {
                logger.info("session \(name) is established", metadata: metadata)
            } else {
                logger.warning("session \(name) is not established any more\(reason)", metadata: metadata)
            }
        }
        lastLogged = standing
    }
}
