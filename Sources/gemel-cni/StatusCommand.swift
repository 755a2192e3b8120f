import AddressManagement
import AddressStore
import ContainerNetwork
import ControlClient
import Status

/// STATUS: whether an ADD would succeed now.
struct StatusCommand {
    let call: RuntimeCall
    let configuration: NetworkConfiguration
    let node: NodeSurroundings

    /// - Throws: `limitedConnectivity` where the agent is not at work, `notAvailable` where there is no address.
    func run() async throws(PluginError) {
        if configuration.type == programName { try await askAgent() }
        let source = AddressSource(call: call, configuration: configuration, node: node)
        if source.isOurs { try checkAddresses() } else { try source.forward(.status) }
    }

    private func askAgent() async throws(PluginError) {
        let status: StatusSnapshot
        do throws(ControlError) {
            status = try await fetchStatus(socket: node.controlSocket, timeout: .seconds(2)).snapshot
        } catch { throw PluginError(.limitedConnectivity, "\(error)") }
        guard status.nodeName == node.nodeName else {
            throw PluginError(
                .notAvailable, "the agent is of node \(status.nodeName), the plugin of node \(node.nodeName)")
        }
        guard status.ready else {
            throw PluginError(
                .limitedConnectivity, "the agent is not ready",
                details: status.missing.prefix(5).joined(separator: "; "))
        }
    }

    /// Gives addresses out of a copy of the ledger, which is thrown away.
    private func checkAddresses() throws(PluginError) {
        let attachment = RuntimeCall.Attachment(containerID: "status", interfaceName: "eth0")
        let workload = Workload(
            attachment, arguments: [:], network: configuration.name, node: node.nodeName,
            prefix: node.interfacePrefix)
        do throws(PluginError) {
            let plan = try AddressPlan(
                configuration, call, workload, try node.facts(), try PodWishes(nil))
            do throws(StoreFailure) {
                var ledger = try node.store.read()
                do throws(AddressFailure) {
                    _ = try ledger.assign(plan.request, of: plan.pools, rules: plan.rules)
                } catch { throw StoreFailure.refused(error) }
            } catch { throw PluginError(error) }
        } catch {
            throw PluginError(.notAvailable, "a pod would get no address", details: "\(error)")
        }
    }
}
