import Glibc
import Status
import Systemd

/// What the service manager is told of the agent: that it is ready, how it stands, that it is alive.
struct ServiceReport {
    /// The name under which the socket that owns our tables is kept over a restart.
    static let storedSocket = "nftables"

    private let notifier: Notifier?
    private let watchdog: Duration?
    private var isReady = false
    private var lastStatus = ""
    private var lastSign = ContinuousClock.now

    init(_ environment: [String: String]) {
        notifier = Notifier(environment)
        watchdog = notifier == nil ? nil : watchdogInterval(environment)
    }

    /// Gives the manager the socket that owns our tables, to keep until the next start, in the place of any other: as
    /// long as it kept an older one open, the tables could be that one's and nobody else's.
    ///
    /// A netlink socket on which something was lost looks broken to who polls it, and is not: FDPOLL=0.
    func store(_ descriptor: Int32) {
        notifier?.send(["FDSTOREREMOVE=1", "FDNAME=\(Self.storedSocket)"])
        notifier?.send(["FDSTORE=1", "FDNAME=\(Self.storedSocket)", "FDPOLL=0"], descriptors: [descriptor])
    }

    /// Tells what has changed since this was called before, and that the agent is alive, if it is time.
    ///
    /// - Parameter isVerified: whether the kernel is known to hold all that was wanted when it was asked last.
    mutating func tell(_ snapshot: StatusSnapshot, isVerified: Bool) {
        guard let notifier else { return }
        var lines: [String] = []
        let status = snapshot.summary
        if status != lastStatus { lines.append("STATUS=\(status)") }
        if !isReady, isVerified { lines.append("READY=1") }
        let now = ContinuousClock.now
        if let watchdog, now - lastSign >= watchdog * 0.9 {
            lines.append("WATCHDOG=1")
            // Also where it is not heard: the next one is due in its time, and not at once again and again.
            lastSign = now
        }
        guard !lines.isEmpty, notifier.send(lines) else { return }
        lastStatus = status
        isReady = isReady || isVerified
    }

    /// How long the agent may sleep before it has to give the next sign of life.
    var patience: Duration? { watchdog.map { max(.zero, $0 - (ContinuousClock.now - lastSign)) } }

    /// Tells that the configuration is read again; `tell` says when all is in force.
    ///
    /// The manager wants to know when, to tell this readiness from an earlier one: sd_notify(3).
    mutating func reloading() {
        var time = timespec()
        guard let notifier, unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return }
        let microseconds = time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
        notifier.send(["RELOADING=1", "MONOTONIC_USEC=\(microseconds)"])
        isReady = false
    }

    func stop() { notifier?.send(["STOPPING=1", "STATUS=ended; the rules stay in place"]) }
}
