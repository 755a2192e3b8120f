import AgentConfiguration
import StateDirectory
import Status
import Synchronization

/// Reads the configuration file again when it has changed, or when somebody asks for it.
struct ConfigurationFollower: ~Copyable {
    /// What is to be taken from the file.
    enum News {
        /// This text; `nil`: the file is not there, and that is allowed.
        case settings(ConfigurationFile?)
        /// Nothing: what it said last goes on holding, for this reason.
        case unreadable(FileProblem)
    }

    private let path: String
    /// Whether the file was asked for by name, and so has to be there.
    private let isRequired: Bool
    private var watch: DirectoryWatch
    private let requests: ReloadRequests
    /// What was found last; `nil` before the first refresh.
    private var last: SettingsFile?
    /// Whether there is a text in force.
    private var isInForce = false

    /// - Parameter asked: the file that was asked for; without one, it is the usual one.
    /// - Throws: ``WatchError`` if a limit of the system is reached.
    init(_ asked: String?, _ requests: ReloadRequests) throws(WatchError) {
        path = asked ?? ConfigurationFile.usualPath
        isRequired = asked != nil
        self.requests = requests
        watch = try DirectoryWatch(file: path)
    }

    /// Readable when the file may have changed.
    var descriptor: Int32 { watch.descriptor }

    /// What is new, and whether somebody asked.
    mutating func refresh() -> (news: News?, isAsked: Bool) {
        let isAsked = requests.take()
        let mayDiffer = hasChanged()
        guard isAsked || mayDiffer else { return (nil, false) }
        let found = SettingsFile(at: path)
        // Who asks means what is there now, also that nothing is.
        guard found != last || isAsked && found == .missing else { return (nil, isAsked) }
        last = found
        switch found {
        case .text(let text):
            isInForce = true
            return (.settings(ConfigurationFile(path: path, text: text)), isAsked)
        case .missing where !isRequired && (isAsked || !isInForce):
            isInForce = false
            return (.settings(nil), isAsked)
        case .missing where isRequired: return (unreadable(.error, "is not there"), isAsked)
        case .missing:
            // Many editors take a file away before they put the new one there: for a moment without its settings
            // packets would go other ways.
            return (unreadable(.warning, "is gone, without a reload of the agent"), isAsked)
        case .unreadable(let reason): return (unreadable(.error, "cannot be read: \(reason)"), isAsked)
        }
    }

    private func unreadable(_ severity: FileProblem.Severity, _ message: String) -> News {
        .unreadable(FileProblem(severity, file: path, message: message, lastGoodInForce: isInForce))
    }

    private mutating func hasChanged() -> Bool {
        do throws(WatchError) {
            return try watch.drain().isEmpty == false
        } catch {
            // What cannot be watched is looked at instead, each time the agent wakes.
            return true
        }
    }
}

/// Requests to read the configuration again, from any thread.
final class ReloadRequests: Sendable {
    private let isAsked = Mutex(false)

    func ask() { isAsked.withLock { $0 = true } }

    func take() -> Bool {
        isAsked.withLock { isAsked in
            defer { isAsked = false }
            return isAsked
        }
    }
}
