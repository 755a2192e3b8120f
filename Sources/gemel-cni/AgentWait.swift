import Addressing
import ContainerNetwork
import ControlClient
import Netlink
import RouteNetlink
import Routing
import Status

/// Waits until the agent has a workload's policy and routes in force.
struct AgentWait {
    let socket: String
    let workload: Workload
    let addresses: [IPAddress]
    let timeout: Duration

    /// Returns when the kernel holds the policy and has a route to every address.
    ///
    /// The agent's routes come after the policy that guards them, so that one that is there says that both are. What
    /// is wrong in files of others is no reason to wait.
    func wait() async throws(PluginError) {
        let deadline = ContinuousClock.now + timeout
        while true {
            let left = max(.zero, deadline - .now)
            let answer: SyncResult
            do throws(ControlError) { answer = try await sync(socket: socket, timeout: left) } catch {
                throw PluginError(.policyNotInForce, "the policy of \(workload) is not in force: \(error)")
            }
            let own = answer.missing.filter { $0.hasPrefix("\(workload.file):") }
            guard own.isEmpty else { throw failure(own) }
            let lacking = try addressesWithoutRoute()
            if lacking.isEmpty, answer.isApplied { return }
            guard ContinuousClock.now < deadline else {
                throw failure(answer.missing + lacking.map { "no route to \($0)" }, await stranger())
            }
            // The agent was asked when it had not heard yet of the interface, which is told another way.
            try? await Task.sleep(for: min(.milliseconds(20), max(.zero, deadline - .now)))
        }
    }

    private func failure(_ reasons: [String], _ first: String? = nil) -> PluginError {
        let shown = ([first].compactMap(\.self) + reasons).prefix(5)
        return PluginError(
            .policyNotInForce, "the policy of \(workload) is not in force after \(timeout)",
            details: shown.joined(separator: "; "))
    }

    /// Says so if the agent takes itself for another node.
    private func stranger() async -> String? {
        let status = try? await fetchStatus(socket: socket, timeout: .seconds(2)).snapshot
        guard let name = status?.nodeName, name != workload.node else { return nil }
        return
            "the agent is of node \(name), the plugin of node \(workload.node): set nodename or FELIX_FELIXHOSTNAME"
    }

    private func addressesWithoutRoute() throws(PluginError) -> [IPAddress] {
        do throws(NetlinkError) {
            var socket = try RouteSocket()
            let families = Set(addresses.map(\.family))
            var routes: Set<Route> = []
            for family in families { routes.formUnion(try socket.routes(family)) }
            return addresses.filter { address in
                !routes.contains(Route(to: IPPrefix(address), device: workload.hostInterface))
            }
        } catch { throw PluginError(error) }
    }
}
