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
        let source = AddressSource(call: call, configuration: configuration, node: node)
        switch call.command {
        case .add:
            let facts = try node.facts()
            let given = try source.give(workload, facts, facts.wishes(of: workload))
            var result = AttachmentResult()
            result.addresses = given.addresses.map {
                .init($0, length: UInt8(clamping: $0.family.addressBits))
            }
            (result.routes, result.dns) = (given.routes, given.dns)
            return result
        case .delete:
            try source.takeBack(workload)
        case .check:
            let held = try node.addresses(of: workload.handle)
            guard !held.isEmpty else { throw PluginError(.different, "\(workload) has no address") }
        case .collect:
            try CollectCommand(call: call, configuration: configuration, node: node).run()
        case .status:
            try await StatusCommand(call: call, configuration: configuration, node: node).run()
        case .version: break
        }
        return nil
    }
}
