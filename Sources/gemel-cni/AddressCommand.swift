import AddressManagement
import AddressStore
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
            let addresses = try node.assign(plan).primaryFirst(facts.primaryFamily)
            var result = AttachmentResult()
            result.addresses = addresses.map { .init($0, length: UInt8(clamping: $0.family.addressBits)) }
            result.dns = configuration.dns
            return result
        case .delete:
            try node.release(workload.handle)
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

extension NodeSurroundings {
    /// Gives out what is planned, to whom nothing was given before.
    ///
    /// What an ADD of the same attachment that was killed has left is taken back in the same transaction.
    func assign(_ plan: AddressPlan) throws(PluginError) -> [IPAddress] {
        guard plan.unmanaged.isEmpty else { return plan.unmanaged }
        do throws(StoreFailure) {
            return try store.update { ledger throws(AddressFailure) in
                ledger.release(handle: plan.request.owner.handle)
                return try ledger.assign(plan.request, of: plan.pools, rules: plan.rules)
            }
        } catch { throw PluginError(error) }
    }

    func release(_ handle: String) throws(PluginError) {
        do throws(StoreFailure) { try store.update { ledger in _ = ledger.release(handle: handle) } } catch {
            throw PluginError(error)
        }
    }

    func addresses(of handle: String) throws(PluginError) -> [IPAddress] {
        do throws(StoreFailure) { return try store.read().addresses(of: handle) } catch {
            throw PluginError(error)
        }
    }
}

extension [IPAddress] {
    /// The addresses of `family` before the others.
    func primaryFirst(_ family: IPFamily) -> [IPAddress] {
        filter { $0.family == family } + filter { $0.family != family }
    }
}

extension PluginError {
    init(_ error: StoreFailure) {
        let code: Code =
            switch error {
            case .system: .inputOutput
            case .unreadable, .refused: .addressManagement
            }
        self.init(code, "\(error)")
    }
}
