import Resources

/// When an endpoint's policies are asked: once for a workload, on several ways of a packet for a host's.
enum Occasion: Hashable {
    case normal
    /// What is forwarded in or out by the interface.
    case forward
    case untracked
    case preDNAT
}

/// Whose policies are asked, in which direction and when.
struct Meeting: Hashable {
    let endpoint: ResourceID
    let direction: Direction
    let occasion: Occasion

    init(_ endpoint: ResourceID, _ direction: Direction, _ occasion: Occasion = .normal) {
        self.endpoint = endpoint
        self.direction = direction
        self.occasion = occasion
    }
}

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
