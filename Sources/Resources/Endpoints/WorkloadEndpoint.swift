package import Addressing
package import Selectors

/// A WorkloadEndpoint (`projectcalico.org/v3`): a container's or virtual machine's interface.
package struct WorkloadEndpoint: Hashable, Sendable {
    package var namespace: String
    package var name: String
    package var labels: Labels
    /// `spec.node`.
    package var node: String
    /// `spec.orchestrator`, such as `k8s` or `openstack`.
    package var orchestrator: String
    /// `spec.workload`, or `spec.pod` for orchestrator `k8s`.
    package var workload: String
    package var serviceAccount: String
    /// The host's end.
    package var interfaceName: String
    package var mac: String?
    /// `spec.ipNetworks`: each one address.
    package var addresses: [IPAddress]
    /// The names of Profiles, in the order in which they are consulted.
    package var profiles: [String]
    package var ports: [EndpointPort]
    /// What its fields and annotations ask for beside policy.
    package var extras = EndpointExtras()

    package init(
        namespace: String, name: String, labels: Labels = [:], node: String, orchestrator: String = "k8s",
        workload: String = "", serviceAccount: String = "", interfaceName: String, mac: String? = nil,
        addresses: [IPAddress] = [], profiles: [String] = [], ports: [EndpointPort] = []
    ) {
        self.namespace = namespace
        self.name = name
        self.labels = labels
        self.node = node
        self.orchestrator = orchestrator
        self.workload = workload
        self.serviceAccount = serviceAccount
        self.interfaceName = interfaceName
        self.mac = mac
        self.addresses = addresses
        self.profiles = profiles
        self.ports = ports
    }
}
