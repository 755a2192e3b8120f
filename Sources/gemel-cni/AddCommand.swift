import Addressing
import ContainerNetwork
import Netlink
import Resources
import RouteNetlink
import Routing
import StateDirectory

/// ADD: addresses, link, endpoint, and the agent's word that its policy is in force; or nothing of it.
struct AddCommand {
    let call: RuntimeCall
    let configuration: NetworkConfiguration
    let node: NodeSurroundings

    func run() async throws(PluginError) -> AttachmentResult {
        let facts = try node.facts()
        let workload = node.workload(call, configuration)
        let pod = workload.pod.flatMap { facts.pods[$0] }
        let wishes = try facts.wishes(of: workload)
        let mac = try linkAddress(wishes)
        let uplink = configuration.mtu == nil ? try leastUplinkMTU() : nil
        let mtu = configuration.mtu ?? facts.usualMTU(uplink: uplink)
        let namespace = try NetworkNamespace(call.namespacePath)
        try refuseExisting(in: namespace)
        let source = AddressSource(call: call, configuration: configuration, node: node)
        let given = try source.give(workload, facts, wishes)
        let addresses = given.addresses
        do throws(PluginError) {
            let link = PodLink(
                workload: workload, addresses: addresses,
                destinations: given.destinations(everything: configuration.includesDefaultRoutes), mtu: mtu,
                mac: mac,
                allowsForwarding: configuration.allowsForwarding)
            let details = try link.make(in: namespace)
            let own = text(ofLinkAddress: details.linkAddress)
            let manifest = EndpointManifest(workload, addresses: addresses, mac: own, pod: pod)
            do throws(OwnManifests.Failure) {
                try node.manifests.write(workload.fileName, manifest.text, by: workload.writer)
            } catch { throw PluginError(.inputOutput, "\(error)") }
            if configuration.policyTimeout > .zero {
                try await AgentWait(
                    socket: node.controlSocket, workload: workload, addresses: addresses,
                    timeout: configuration.policyTimeout
                ).wait()
            }
            return result(link, mac: own, dns: given.dns)
        } catch {
            // What cannot be undone now is undone by the DEL that follows a failed ADD.
            try? DeleteCommand(call: call, configuration: configuration, node: node).run()
            throw error
        }
    }

    /// The specification forbids to add an interface that is there.
    private func refuseExisting(in namespace: borrowing NetworkNamespace) throws(PluginError) {
        let name = call.attachment.interfaceName
        let isThere = try namespace.within { () throws(PluginError) in try linkExists(name) }
        guard isThere else { return }
        throw PluginError(.dataplane, "\(call.namespacePath) has an interface \(name) already")
    }

    /// Of the links that default routes lead out of.
    private func leastUplinkMTU() throws(PluginError) -> Int? {
        do throws(NetlinkError) {
            var socket = try RouteSocket()
            return try socket.uplinks().map { Int($0.mtu) }.min()
        } catch { throw PluginError(error) }
    }

    private func linkAddress(_ wishes: PodWishes) throws(PluginError) -> [UInt8]? {
        guard let text = wishes.mac ?? configuration.runtime.mac ?? call.arguments["MAC"], !text.isEmpty
        else {
            return nil
        }
        guard let address = LinkAddress(text) else {
            throw PluginError(
                .badConfiguration, "\(text) is no address for an interface, such as 02:00:00:00:00:01")
        }
        return address.bytes
    }

    private func result(_ link: PodLink, mac: String, dns: JSONValue?) -> AttachmentResult {
        var result = AttachmentResult()
        let host = link.workload.hostInterface
        result.interfaces = [
            .init(name: host, mac: text(ofLinkAddress: PodLink.hostLinkAddress), mtu: link.mtu),
            .init(
                name: call.attachment.interfaceName, mac: mac, sandbox: call.namespacePath, mtu: link.mtu),
        ]
        result.addresses = link.addresses.map { address in
            .init(
                address, length: UInt8(clamping: address.family.addressBits),
                gateway: PodLink.gateway(address.family), interface: 1)
        }
        result.routes = link.destinations.map { .init(to: $0, gateway: PodLink.gateway($0.family)) }
        result.dns = dns
        return result
    }
}

/// Six bytes in hexadecimal, joined by colons.
func text(ofLinkAddress bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
}
