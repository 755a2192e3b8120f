/// How BIRD and its sessions are, as far as is known.
package struct BirdStanding: Hashable, Sendable {
    package enum Configuration: Hashable, Sendable {
        /// The daemon was not told of it yet.
        case waiting
        case onTrial
        case inForce
        /// BIRD does not understand it; why. The one before is in force.
        case refused(String)
        /// Sessions did not come again with it. The one before is in force.
        case undone(String)
    }

    /// Such as `BIRD 2.0.12`.
    package internal(set) var version: String?
    /// Why there is nobody to talk to; `nil` where there is.
    package internal(set) var unreachable: String?
    /// Whether it has begun again and waits for its peers before it changes any route.
    package internal(set) var isRecovering = false
    package internal(set) var configuration = Configuration.waiting
    /// By name.
    package internal(set) var sessions: [String: BirdSessionState] = [:]
    /// How many configurations BIRD did not take, and how many it took back.
    package internal(set) var refusals = 0
    package internal(set) var undone = 0

    package init() {}
}
