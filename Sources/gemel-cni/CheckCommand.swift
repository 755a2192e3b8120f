import Addressing
import ContainerNetwork
import Netlink
import RouteNetlink
import Routing
import StateDirectory

/// CHECK: whether all is as ADD left it, on both sides of the link and in both families.
struct CheckCommand {
    let call: RuntimeCall
    let configuration: NetworkConfiguration
    let node: NodeSurroundings

    /// - Throws: all that is other than it was, in one error.
    func run() throws(PluginError) {
        guard let previous = configuration.previous else {
            throw PluginError(.badConfiguration, "CHECK needs the result of ADD as prevResult")
        }
        let workload = node.workload(call, configuration)
        let result = try AttachmentResult(previous)
        let addresses = result.addresses(of: call.attachment.interfaceName)
        // Those of plugins behind this one are theirs.
        let routes = result.routes.filter { $0.gateway == PodLink.gateway($0.destination.family) }
            .map(\.destination)
        let namespace = try NetworkNamespace(call.namespacePath)
        var findings = try namespace.within { () throws(PluginError) in
            try containerFindings(addresses, routes)
        }
        findings += try hostFindings(workload, addresses)
        findings += try recordFindings(workload, addresses)
        guard findings.isEmpty else {
            throw PluginError(
                .different, "\(workload) is not as it was made", details: findings.joined(separator: "; "))
        }
    }

    private func containerFindings(
        _ addresses: [IPAddress], _ routes: [IPPrefix]
    ) throws(PluginError) -> [String] {
        let name = call.attachment.interfaceName
        do throws(NetlinkError) {
            var socket = try RouteSocket()
            guard let link = try socket.link(named: name) else { return ["the container has no \(name)"] }
            var findings = link.isUp ? [] : ["\(name) is down"]
            for family in IPFamily.allCases where addresses.contains(where: { $0.family == family }) {
                let present = try socket.addresses(family).filter { $0.link == link.index }.map(\.address)
                findings += addresses.filter { $0.family == family && !present.contains($0) }
                    .map { "the address \($0) is gone" }
                let gateway = PodLink.gateway(family)
                for destination in routes where destination.family == family {
                    if try socket.gateways(to: destination, on: link.index).contains(gateway) { continue }
                    findings.append("the route to \(destination) is gone")
                }
                let isKnown = try socket.neighbours(family).contains {
                    $0.link == link.index && $0.address == gateway && $0.state.contains(.permanent)
                        && $0.linkAddress == PodLink.hostLinkAddress
                }
                if !isKnown { findings.append("the neighbour \(gateway) is gone") }
            }
            return findings
        } catch { throw PluginError(error) }
    }

    private func hostFindings(
        _ workload: Workload, _ addresses: [IPAddress]
    ) throws(PluginError) -> [String] {
        let name = workload.hostInterface
        do throws(NetlinkError) {
            var socket = try RouteSocket()
            guard let link = try socket.link(named: name) else { return ["the host has no \(name)"] }
            var findings = link.isUp ? [] : ["\(name) is down"]
            if addresses.contains(where: { $0.family == .v6 }) {
                let own = try socket.addresses(.v6).filter { $0.link == link.index }
                if !own.contains(where: { $0.address == PodLink.hostAddress }) {
                    findings.append("\(name) has lost its address \(PodLink.hostAddress)")
                }
            }
            for address in addresses {
                let route = Route(to: IPPrefix(address), device: name)
                if try !socket.routes(address.family).contains(route) {
                    findings.append("the host has no route to \(address)")
                }
            }
            return findings
        } catch { throw PluginError(error) }
    }

    /// What the files say: the endpoint's, and the ledger of addresses.
    private func recordFindings(
        _ workload: Workload, _ addresses: [IPAddress]
    ) throws(PluginError) -> [String] {
        var findings: [String] = []
        do throws(OwnManifests.Failure) {
            let owner = try node.manifests.read(workload.fileName).flatMap { EndpointOwner($0) }
            if owner?.attachment != call.attachment { findings.append("\(workload.file) is gone") }
        } catch { throw PluginError(.inputOutput, "\(error)") }
        let source = AddressSource(call: call, configuration: configuration, node: node)
        return try findings + source.findings(workload, addresses)
    }
}
