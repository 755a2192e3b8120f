import Addressing
import Bird
import Status

extension StatusSnapshot.BGP {
    /// - Parameter wanted: the sessions that there should be.
    init(_ standing: BirdStanding, _ wanted: BirdConfiguration?) {
        self.init()
        version = standing.version
        unreachable = standing.unreachable
        isRecovering = standing.isRecovering
        refusals = standing.refusals
        undone = standing.undone
        switch standing.configuration {
        case .waiting: configuration = .waiting
        case .onTrial: configuration = .onTrial
        case .inForce: configuration = .inForce
        case .refused(let reason):
            configuration = .refused
            self.reason = reason
        case .undone(let reason):
            configuration = .undone
            self.reason = reason
        }
        sessions = DualStack { family in
            wanted?.families[family]?.sessions.map { session in
                let state = standing.sessions[session.name]
                return Session(
                    name: session.name, peer: "\(session.neighbor)", asNumber: session.asNumber,
                    origin: session.origin, state: state?.state ?? "unknown",
                    isEstablished: state?.isEstablished ?? false, since: state?.since,
                    reason: state?.reason, imported: state?.imported ?? 0, exported: state?.exported ?? 0)
            } ?? []
        }
    }
}
