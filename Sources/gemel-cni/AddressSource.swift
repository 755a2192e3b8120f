import AddressManagement
import Addressing
import ContainerNetwork

/// Who gives addresses to workloads: this node's ledger, or the plugin that the section `ipam` names.
struct AddressSource {
    let call: RuntimeCall
    let configuration: NetworkConfiguration
    let node: NodeSurroundings

    private var delegate: AddressDelegate? {
        configuration.addressing.isOurs
            ? nil : AddressDelegate(name: configuration.addressing.type, searchPath: call.searchPath)
    }

    /// Gives what `workload` is to have, or nothing.
    func give(
        _ workload: Workload, _ facts: ClusterFacts, _ wishes: PodWishes
    ) throws(PluginError) -> GivenAddresses {
        guard let delegate else {
            let plan = try AddressPlan(configuration, call, workload, facts, wishes)
            return GivenAddresses(
                try node.assign(plan, facts).primaryFirst(facts.primaryFamily),
                routes: configuration.addressing.routes, dns: configuration.dns)
        }
        try wishes.refuseDelegation(to: delegate.name)
        let document = try configuration.delegated(podBlocks: facts.podBlocks)
        do throws(PluginError) {
            guard let result = try delegate.call(.add, document) else {
                throw PluginError(.notDecoded, "\(delegate.name) has given nothing")
            }
            var given = try GivenAddresses(result, facts)
            given.dns = given.dns ?? configuration.dns
            return given
        } catch {
            // As the specification has it: who has failed to give may have given half.
            _ = try? delegate.call(.delete, document)
            throw error
        }
    }

    /// Takes back what `workload` has, if it has anything.
    func takeBack(_ workload: Workload) throws(PluginError) {
        guard let delegate else {
            return try node.release { $0.release(handle: workload.handle) }
        }
        _ = try delegate.call(.delete, configuration.delegated(podBlocks: nil))
    }

    /// What `workload` has other than `addresses`, a sentence for each.
    func findings(_ workload: Workload, _ addresses: [IPAddress]) throws(PluginError) -> [String] {
        if let delegate {
            do throws(PluginError) {
                let facts = try node.facts()
                _ = try delegate.call(.check, configuration.delegated(podBlocks: facts.podBlocks))
                return []
            } catch { return ["\(error)"] }
        }
        // Those of the annotation ipAddrsNoIpam are in no ledger.
        guard !configuration.allowsAddressesWithoutManagement else { return [] }
        let held = try node.addresses(of: workload.handle)
        return addresses.filter { !held.contains($0) }.map { "\($0) is not given to it" }
    }

    /// Has the other plugin, if it is one, do the same, of `collect` and `status`.
    func forward(_ command: RuntimeCall.Command) throws(PluginError) {
        _ = try delegate?.call(command, configuration.delegated(podBlocks: nil))
    }

    var isOurs: Bool { delegate == nil }
}
