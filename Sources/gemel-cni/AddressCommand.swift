import AddressManagement
import Addressing
import ContainerNetwork

/// All verbs for another plugin, whose section `ipam` names this program: addresses alone.
struct AddressCommand {
    let call: RuntimeCall
    let configuration: NetworkConfiguration
    let node: NodeSurroundings

    func run() async throws(PluginError) -> AttachmentResult? {
        let workload = node.workload(call, configuration)
        switch call.command {
        case .add:
            let facts = try node.facts()
            let wishes = try PodWishes(workload.pod.flatMap { facts.pods[$0] })
            let plan = try AddressPlan(configuration, call, workload, facts, wishes)
            let addresses = try node.assign(plan, facts).primaryFirst(facts.primaryFamily)
            var result = AttachmentResult()
            result.addresses = addresses.map { .init($0, length: UInt8(clamping: $0.family.addressBits)) }
            result.dns = configuration.dns
            return result
        case .delete:
            try node.release { $0.release(handle: workload.handle) }
        case .check:
            let held = try node.addresses(of: workload.handle)
            guard !held.isEmpty else { throw PluginError(.different, "\(workload) has no address") }
        case .collect:
            try CollectCommand(configuration: configuration, node: node).run()
        case .status:
            try await StatusCommand(call: call, configuration: configuration, node: node).run()
        case .version: break
        }
        return nil
    }
}

extension [IPAddress] {
    /// The addresses of `family` before the others.
    func primaryFirst(_ family: IPFamily) -> [IPAddress] {
        filter { $0.family == family } + filter { $0.family != family }
    }
}
