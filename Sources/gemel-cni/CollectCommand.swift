import AddressManagement
import ContainerNetwork
import StateDirectory

/// GC: takes away what is of containers that the runtime does not know any more, of this network alone.
struct CollectCommand {
    let call: RuntimeCall
    let configuration: NetworkConfiguration
    let node: NodeSurroundings

    /// Goes on past what fails, and reports it together.
    func run() throws(PluginError) {
        guard let valid = configuration.validAttachments else {
            // To take that for an empty list would be to take away everybody's network.
            throw PluginError(.badConfiguration, "GC needs cni.dev/valid-attachments")
        }
        var failures: [String] = []
        var others: Set<String> = []
        do throws(OwnManifests.Failure) {
            for name in try node.manifests.names() {
                guard let owner = try node.manifests.read(name).flatMap({ EndpointOwner($0) }) else {
                    continue
                }
                guard owner.network == configuration.name else {
                    others.insert(owner.attachment.handle(in: owner.network))
                    continue
                }
                guard !valid.contains(owner.attachment) else { continue }
                try node.manifests.remove(name)
                do throws(PluginError) { try removeInterface(owner.hostInterface) } catch {
                    failures.append("\(error)")
                }
            }
        } catch { failures.append("\(error)") }
        let kept = Set(valid.map { $0.handle(in: configuration.name) }).union(others)
        let prefix = "\(configuration.name)/"
        do throws(PluginError) {
            try node.release { ledger in
                for handle in ledger.handles where handle.hasPrefix(prefix) && !kept.contains(handle) {
                    ledger.release(handle: handle)
                }
            }
        } catch { failures.append("\(error)") }
        do throws(PluginError) {
            try AddressSource(call: call, configuration: configuration, node: node).forward(.collect)
        } catch { failures.append("\(error)") }
        guard failures.isEmpty else {
            throw PluginError(
                .inputOutput, "not all could be taken away", details: failures.joined(separator: "; "))
        }
    }
}
