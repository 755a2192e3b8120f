import Addressing
import Resources

/// Decides what an external address stands for: of several addresses that want it, the lowest, as in Felix.
struct FloatingClaims {
    private struct Wish {
        let external: IPAddress
        let own: IPAddress
        let endpoint: ResourceID
    }

    private var wishes: [Wish] = []

    /// Notes what `candidate`, which has the addresses `addresses`, asks for.
    mutating func ask(
        _ candidate: Candidate, _ addresses: DualStack<[IPAddress]>, _ problems: inout [StateProblem]
    ) {
        for wanted in candidate.extras.floatingAddresses {
            let own = addresses[wanted.external.family]
            if let first = own.first, own.contains(wanted.internal ?? first) {
                wishes.append(
                    Wish(external: wanted.external, own: wanted.internal ?? first, endpoint: candidate.id))
                continue
            }
            let message = "\(wanted.external) can stand for none of its addresses: it has no effect"
            problems.append(StateProblem(candidate.id, message))
        }
    }

    /// What each endpoint gets, sorted; no external address is given twice.
    func granted(_ problems: inout [StateProblem]) -> [ResourceID: [FloatingAddress]] {
        var result: [ResourceID: [FloatingAddress]] = [:]
        var last: Wish?
        for wish in wishes.sorted(by: { ($0.external, $0.own) < ($1.external, $1.own) }) {
            guard let winner = last, winner.external == wish.external else {
                result[wish.endpoint, default: []]
                    .append(FloatingAddress(external: wish.external, internal: wish.own))
                last = wish
                continue
            }
            guard winner.own != wish.own else { continue }
            let message =
                "\(wish.external) stands for \(winner.own) of \(winner.endpoint), not for \(wish.own)"
            problems.append(StateProblem(wish.endpoint, message))
        }
        return result
    }
}
