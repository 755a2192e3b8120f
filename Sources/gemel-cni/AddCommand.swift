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
        let wishes = try PodWishes(pod)
        let plan = try AddressPlan(configuration, call, workload, facts, wishes)
        let mac = try linkAddress(wishes)
        let uplink = configuration.mtu == nil ? try leastUplinkMTU() : nil
        let mtu = configuration.mtu ?? facts.usualMTU(uplink: uplink)
        let namespace = try NetworkNamespace(call.namespacePath)
        try refuseExisting(in: namespace)
        let addresses = try node.assign(plan, facts).primaryFirst(facts.primaryFamily)
        do throws(PluginError) {
            let link = PodLink(
                workload: workload, addresses: addresses, mtu: mtu, mac: mac,
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
            return result(workload, addresses, mac: own, link.mtu)
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
        let bytes = text.split(separator: ":", omittingEmptySubsequences: false).compactMap {
            $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil
        }
        guard bytes.count == 6, bytes[0] & 1 == 0, bytes.contains(where: { $0 != 0 }) else {
            throw PluginError(
                .badConfiguration, "\(text) is no address for an interface, such as 02:00:00:00:00:01")
        }
        return bytes
    }

    private func result(
        _ workload: Workload, _ addresses: [IPAddress], mac: String, _ mtu: Int
    ) -> AttachmentResult {
        var result = AttachmentResult()
        result.interfaces = [
            .init(
                name: workload.hostInterface, mac: text(ofLinkAddress: PodLink.hostLinkAddress), mtu: mtu),
            .init(
                name: call.attachment.interfaceName, mac: mac, sandbox: call.namespacePath, mtu: mtu),
        ]
        for address in addresses {
            let family = address.family
            let gateway = PodLink.gateway(family)
            let length = UInt8(clamping: family.addressBits)
            result.addresses.append(.init(address, length: length, gateway: gateway, interface: 1))
            result.routes.append(.init(to: IPPrefix(IPAddress(family, bits: 0), length: 0), gateway: gateway))
        }
        result.dns = configuration.dns
        return result
    }
}

/// Six bytes in hexadecimal, joined by colons.
func text(ofLinkAddress bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
}
