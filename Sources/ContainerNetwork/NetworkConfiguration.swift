package import Addressing

/// What the plugin is told on standard input: the keys of Calico's plugin, as far as they mean something here.
///
/// https://docs.tigera.io/calico/latest/reference/configure-cni-plugins; other keys are passed over, as the
/// specification asks.
package struct NetworkConfiguration: Sendable {
    package var version: SpecificationVersion
    /// The network's name, part of the handle that its addresses bear.
    package var name: String
    /// The plugin that the configuration is of: another one's where this is called for addresses only.
    package var type: String
    /// The node's name, where the configuration knows better than the agent's.
    package var nodeName: String?
    /// Where another program has written the node's name.
    package var nodeNameFile: String?
    /// `nil`: what the way out of the node takes.
    package var mtu: Int?
    /// How long ADD waits for the agent; zero: not at all.
    package var policyTimeout: Duration
    /// `container_settings.allow_ip_forwarding`.
    package var allowsForwarding: Bool
    /// `feature_control.ip_addrs_no_ipam`.
    package var allowsAddressesWithoutManagement: Bool
    /// `include_default_routes`: beside the routes of the section `ipam`.
    package var includesDefaultRoutes: Bool
    package var addressing: AddressingConfiguration
    /// What the runtime knows of this container (`runtimeConfig`).
    package var runtime: RuntimeConfiguration
    package var dns: JSONValue?
    /// What the plugins before this one, or ADD, made of it; for CHECK and DEL.
    package var previous: JSONValue?
    /// GC keeps these, `nil` where the runtime does not say.
    package var validAttachments: [RuntimeCall.Attachment]?
    /// All of it, for plugins that are asked in turn.
    package var document: JSONValue

    package struct RuntimeConfiguration: Sendable {
        package var addresses: [IPAddress] = []
        package var mac: String?
        package var dns: JSONValue?
        package var portMappings: [JSONValue] = []
    }
}

/// The section `ipam`.
package struct AddressingConfiguration: Sendable {
    /// Who gives addresses.
    package var type: String
    /// `assign_ipv4`, `assign_ipv6`; `nil`: if the node serves the family and there is a pool of it.
    package var assigns: DualStack<Bool?>
    /// `ipv4_pools`, `ipv6_pools`: names or blocks; empty for all that the node may use.
    package var pools: DualStack<[String]>
    /// Blocks written here instead of pools: `subnet` or `ranges`, in which `usePodCidr` is the node's own.
    package var subnets: [Subnet]
    /// What a workload is to reach by its interface, in place of everything.
    package var routes: [AttachmentResult.Route]

    package enum Subnet: Hashable, Sendable {
        case block(IPPrefix)
        case podBlock(IPFamily)
    }

    /// Whether the pools in the state directory, and the ledger of this node, are meant.
    package var isOurs: Bool { ["gemel-cni", "calico-ipam"].contains(type) }
}
