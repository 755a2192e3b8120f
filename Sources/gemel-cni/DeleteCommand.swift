import ContainerNetwork
import Netlink
import RouteNetlink
import StateDirectory

/// DEL: takes away what ADD has made, whatever of it is there, as often as it is asked.
struct DeleteCommand {
    let call: RuntimeCall
    let configuration: NetworkConfiguration
    let node: NodeSurroundings

    /// Goes on past what fails, and reports the first of it.
    ///
    /// The endpoint goes first: what the agent knows of no more gets no packet through.
    func run() throws(PluginError) {
        let workload = node.workload(call, configuration)
        var failures: [PluginError] = []
        var endpoint: EndpointOwner?
        do throws(OwnManifests.Failure) { endpoint = try removeEndpoint(workload) } catch {
            failures.append(PluginError(.inputOutput, "\(error)"))
        }
        do throws(PluginError) { try removeLink(of: endpoint) } catch { failures.append(error) }
        let source = AddressSource(call: call, configuration: configuration, node: node)
        do throws(PluginError) { try source.takeBack(workload) } catch { failures.append(error) }
        if let failure = failures.first { throw failure }
    }

    /// Removes the endpoint, unless it is of a younger container of the same pod.
    private func removeEndpoint(_ workload: Workload) throws(OwnManifests.Failure) -> EndpointOwner? {
        let manifests = node.manifests
        try manifests.removeUnfinished(by: workload.writer)
        // The file's name has the node's and the pod's in it, which need not be the same at every call.
        for name in try [workload.fileName] + manifests.names() {
            guard let owner = try manifests.read(name).flatMap({ EndpointOwner($0) }),
                owner.attachment == call.attachment
            else { continue }
            try manifests.remove(name)
            return owner
        }
        return nil
    }

    /// Removes the link: by the container's end, since the host's end may be a younger container's.
    private func removeLink(of endpoint: EndpointOwner?) throws(PluginError) {
        let name = call.attachment.interfaceName
        if !call.namespacePath.isEmpty {
            do throws(PluginError) {
                let namespace = try NetworkNamespace(call.namespacePath)
                try namespace.within { () throws(PluginError) in try removeInterface(name) }
                return
            } catch  where error.code == .unknownContainer {
                // The kernel has removed it with the namespace, or is about to.
            }
        }
        if let endpoint { try removeInterface(endpoint.hostInterface) }
    }
}

/// Removes the interface called `name` of the thread's namespace, if it is there.
func removeInterface(_ name: String) throws(PluginError) {
    do throws(NetlinkError) {
        var socket = try RouteSocket()
        try socket.removeLink(named: name)
    } catch { throw PluginError(error) }
}

/// Whether the thread's namespace has an interface called `name`.
func linkExists(_ name: String) throws(PluginError) -> Bool {
    do throws(NetlinkError) {
        var socket = try RouteSocket()
        return try socket.link(named: name) != nil
    } catch { throw PluginError(error) }
}
