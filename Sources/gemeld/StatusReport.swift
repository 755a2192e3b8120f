import Addressing
import AgentConfiguration
import Bird
import Calculation
import Dataplane
import Glibc
import Logging
import Logs
import NodeNetworking
import Reconciliation
import Resources
import StateDirectory
import Status

/// What the agent tells of itself, gathered as it works.
struct StatusReport {
    private var snapshot: StatusSnapshot
    private var problems: [StateProblem] = []

    init(_ configuration: AgentConfiguration) {
        snapshot = StatusSnapshot(nodeName: configuration.nodeName, version: version)
        configure(configuration)
    }

    mutating func configure(_ configuration: AgentConfiguration) {
        snapshot.familiesOn = configuration.familiesOn
    }

    /// Takes in what is wanted now.
    mutating func take(_ state: NodeState, _ desired: DesiredDataplane, _ logger: Logger) {
        let known = Set(problems)
        problems = state.problems
        for problem in problems where !known.contains(problem) {
            logger.warning(
                "\(problem.subject): \(problem.message)",
                metadata: LogTopic.stateProblem.fields([.policy: "\(problem.subject)"]))
        }
        snapshot.tunnels = DualStack { desired.tunnelDevices($0) }
    }

    /// Takes in by which addresses this node is reached.
    mutating func take(_ addresses: DualStack<Result<NodeAddress, NoNodeAddress>?>) {
        snapshot.nodeAddresses = addresses.map { result in
            switch result {
            case .success(let found)?:
                StatusSnapshot.NodeAddress(
                    address: found.address.description, interface: found.interface,
                    prefixLength: Int(found.prefixLength), origin: found.origin)
            case .failure(let reason)?: StatusSnapshot.NodeAddress(reason: reason.description)
            case nil: nil
            }
        }
    }

    /// Takes in which pools of addresses there are.
    mutating func take(_ pools: [StatusSnapshot.Pool]) { snapshot.pools = pools }

    /// Takes in how BIRD is, and which sessions it should have; `nil` where the node does not speak BGP.
    mutating func take(_ standing: BirdStanding?, _ wanted: BirdConfiguration?) {
        snapshot.bgp = standing.map { StatusSnapshot.BGP($0, wanted) }
    }

    /// Takes in what the kernel said to it.
    mutating func take(_ outcome: ApplyOutcome, publishedKeys: DualStack<String?>) {
        snapshot.kernel.transactions += outcome.transactions
        snapshot.waiting = outcome.waiting
        snapshot.lacking = outcome.lacking
        snapshot.wireGuard = DualStack { family in
            outcome.wireGuard[family].map { end in
                StatusSnapshot.WireGuard(
                    interface: end.name, publicKey: "\(end.key)", port: Int(end.port), peers: end.peers,
                    isPublished: publishedKeys[family] == "\(end.key)")
            }
        }
        snapshot.reasons = []
        guard outcome.failures.isEmpty else { return }
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        snapshot.lastApplied = StatusSnapshot.Application(
            time: Double(now.tv_sec) + Double(now.tv_nsec) / 1e9, generation: outcome.generation)
    }

    /// Takes in how many connections policy has ended.
    mutating func take(removedConnections removed: DualStack<Int>) {
        for family in IPFamily.allCases { snapshot.kernel.removedConnections[family] += removed[family] }
    }

    /// Takes in why the kernel does not hold what it should.
    mutating func take(failures: [String]) {
        snapshot.kernel.failures += failures.count
        snapshot.kernel.lastError = failures.last
        snapshot.reasons = failures
    }

    func snapshot(_ reader: StateReader, _ files: Files, _ loop: ReconcileLoop) -> StatusSnapshot {
        var result = snapshot
        result.files = files
        result.files.problems += problems.map { problem in
            let position = reader.resources[problem.subject]?.position
            return FileProblem(
                problem.isError ? .error : .warning, file: position?.file ?? "", line: position?.line ?? 0,
                column: position?.column ?? 0,
                message: "\(problem.subject): \(problem.message)")
        }
        if !reader.standing.hasBeenRead {
            result.state = .starting
            if result.reasons.isEmpty {
                result.reasons = ["the state directory has not been read yet: \(reader.directory)"]
            }
        } else if loop.isInSync {
            result.state = .inSync
        } else {
            result.state = loop.failures > 0 ? .failing : .programming
        }
        return result
    }
}
