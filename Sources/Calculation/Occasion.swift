import Resources

/// When an endpoint's policies are asked: once for a workload, on several ways of a packet for a host's.
enum Occasion: Hashable {
    case normal
    /// What is forwarded in or out by the interface.
    case forward
    case untracked
    case preDNAT
}

/// In which direction an endpoint's policies are asked, and when.
struct Meeting: Hashable {
    let direction: Direction
    let occasion: Occasion

    init(_ direction: Direction, _ occasion: Occasion = .normal) {
        self.direction = direction
        self.occasion = occasion
    }
}

/// The tiers that one endpoint meets: those with at least one policy for it.
typealias Meetings = [Meeting: [PolicySequence.Tier]]

extension Policy {
    /// When the policy is asked at an endpoint of `kind`; never, where it is one for hosts and that is none.
    ///
    /// https://docs.tigera.io/calico/latest/reference/host-endpoints/overview
    func occasions(at kind: Kind) -> [Occasion] {
        guard kind == .hostEndpoint else { return enforcement == .normal ? [.normal] : [] }
        return switch enforcement {
        case .normal: appliesOnForward ? [.normal, .forward] : [.normal]
        case .untracked: [.untracked]
        case .preDNAT: [.preDNAT]
        }
    }
}
