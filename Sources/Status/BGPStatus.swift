package import Addressing

extension StatusSnapshot {
    /// How BIRD, which speaks BGP for the node, and its sessions are.
    package struct BGP: Hashable, Sendable, Codable {
        package enum Configuration: String, Hashable, Sendable, Codable {
            /// BIRD was not told of it yet.
            case waiting
            case onTrial
            case inForce
            /// BIRD does not understand it, and does what it did before.
            case refused
            /// Sessions did not come again with it, and BIRD does what it did before.
            case undone
        }

        /// Such as `BIRD 2.0.12`.
        package var version: String?
        /// Why BIRD cannot be talked to.
        package var unreachable: String?
        /// Whether it has begun again and waits for its peers before it changes any route.
        package var isRecovering = false
        package var configuration = Configuration.waiting
        /// Why it is refused or undone.
        package var reason: String?
        /// How many configurations BIRD did not take, and how many it took back, since the agent's start.
        package var refusals = 0
        package var undone = 0
        package var sessions = DualStack<[Session]> { _ in [] }

        package init() {}
    }
}

extension StatusSnapshot.BGP {
    package struct Session: Hashable, Sendable, Codable {
        package var name: String
        package var peer: String
        package var asNumber: UInt32
        /// Which node or BGPPeer it is for.
        package var origin: String
        /// BGP's name of its state.
        package var state: String
        package var isEstablished: Bool
        package var since: String?
        /// What the last error was.
        package var reason: String?
        package var imported: Int
        package var exported: Int

        package init(
            name: String, peer: String, asNumber: UInt32, origin: String, state: String,
            isEstablished: Bool, since: String? = nil, reason: String? = nil, imported: Int = 0,
            exported: Int = 0
        ) {
            self.name = name
            self.peer = peer
            self.asNumber = asNumber
            self.origin = origin
            self.state = state
            self.isEstablished = isEstablished
            self.since = since
            self.reason = reason
            self.imported = imported
            self.exported = exported
        }
    }

    /// Why the node cannot be said to speak BGP as it should, in one sentence; `nil` where it can.
    ///
    /// Each family by itself: one session is enough, as with calico/node's readiness, since a peer that is away is
    /// no fault of this node's; none at all is.
    package var shortcoming: String? {
        if let unreachable { return "BIRD: \(unreachable)" }
        switch configuration {
        case .waiting: return "BIRD has not been told of its configuration yet"
        case .refused: return "BIRD does not take its configuration: \(reason ?? "")"
        case .undone: return "BIRD has its configuration of before again: \(reason ?? "")"
        case .onTrial, .inForce: break
        }
        if isRecovering { return "BIRD waits for its peers after it has begun again" }
        for family in IPFamily.allCases {
            let sessions = sessions[family]
            guard let first = sessions.first, !sessions.contains(where: \.isEstablished) else { continue }
            let reason = first.reason.map { ": \($0)" } ?? ""
            return "no session over \(family) is established; \(first.peer) is \(first.state)\(reason)"
        }
        return nil
    }

    /// For people, the sentence of each line.
    var sentences: [String] {
        let name = version ?? "BIRD"
        var result = [
            shortcoming ?? "\(name), configuration \(configuration == .onTrial ? "on trial" : "in force")"
        ]
        for family in IPFamily.allCases {
            for session in sessions[family] {
                let since = session.since.map { " since \($0)" } ?? ""
                let reason = session.isEstablished ? nil : session.reason.map { ": \($0)" }
                let routes =
                    session.isEstablished ? ", \(session.imported) routes in, \(session.exported) out" : ""
                result.append(
                    "\(session.peer) AS \(session.asNumber) \(session.state)\(since)\(routes) (\(session.origin))\(reason ?? "")"
                )
            }
        }
        return result
    }
}
