import Addressing
import AgentConfiguration
import Bird
import BirdControl
import Logging
import Logs
import Resources

/// BIRD as the agent deals with it: by its settings, and in its log.
struct RoutingDaemon {
    private let logger: Logger
    private var settings: RoutingDaemonSettings
    private var daemon: BirdDaemon
    /// What was wanted last; `nil`: nothing since the start.
    private var wanted: BirdConfiguration?
    private var lastLogged = BirdStanding()

    init(_ configuration: AgentConfiguration, _ logger: Logger) {
        self.logger = logger
        settings = configuration.bgp
        daemon = BirdDaemon(directory: settings.birdDirectory, trial: settings.confirmation)
    }

    /// Goes by `configuration` from now on; a daemon that is elsewhere is another one.
    mutating func configure(_ configuration: AgentConfiguration) {
        let old = settings
        settings = configuration.bgp
        guard old.birdDirectory != settings.birdDirectory || old.confirmation != settings.confirmation else {
            return
        }
        daemon = BirdDaemon(directory: settings.birdDirectory, trial: settings.confirmation)
        wanted = nil
    }

    /// `nil` where the node does not speak BGP.
    var standing: BirdStanding? { settings.backend == .bird ? daemon.standing : nil }

    /// What can have something to say.
    var descriptors: [Int32] { daemon.descriptors }

    /// How long to wait if nothing happens; `nil`: for ever.
    var patience: Duration? { daemon.patience }

    /// What the keys of Secrets hold.
    func passwords(_ secrets: [SecretKey]) -> [SecretKey: Result<String, PasswordFailure>] {
        let directory = PasswordDirectory(path: settings.passwordDirectory)
        return Dictionary(
            uniqueKeysWithValues: secrets.map { secret in
                (secret, directory.password(secret).mapError { PasswordFailure($0.description) })
            })
    }

    /// Has BIRD do what `configuration` says, as far as it is time for that; with `nil` nothing else than before.
    mutating func attend(_ configuration: BirdConfiguration?) {
        if let configuration {
            wanted = configuration
        } else if settings.backend != .bird {
            // Sessions end where they are not wanted any more, not where nobody ever wanted any.
            wanted?.families = DualStack { _ in nil }
        }
        daemon.attend(wanted)
        log()
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
