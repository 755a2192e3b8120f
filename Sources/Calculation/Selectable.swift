import Addressing
import Resources
import Selectors

/// Something with labels and addresses that a selector in a rule can find.
struct Selectable: Hashable {
    let labels: Labels
    let prefixes: [IPPrefix]
    let ports: [EndpointPort]
}

/// Labels that are handed down by the profiles of an endpoint.
typealias ProfileLabels = [String: Labels]

extension Selectable {
    /// - Parameter profiles: what each profile hands down, by profile name.
    init(_ pod: Pod, _ profiles: ProfileLabels) {
        self.init(
            labels: pod.labels.selectable(
                namespace: pod.namespace, orchestrator: "k8s", serviceAccount: pod.serviceAccount,
                inheriting: pod.profiles, from: profiles),
            prefixes: pod.isFinished ? [] : pod.addresses.map { IPPrefix($0) }, ports: pod.ports)
    }

    init(_ endpoint: WorkloadEndpoint, _ profiles: ProfileLabels) {
        self.init(
            labels: endpoint.labels.selectable(
                namespace: endpoint.namespace, orchestrator: endpoint.orchestrator,
                serviceAccount: endpoint.serviceAccount,
                // It is in its namespace, and runs as its account, whatever its profiles say of that.
                inheriting: [
                    profileName(ofNamespace: endpoint.namespace),
                    profileName(ofServiceAccount: endpoint.serviceAccount, in: endpoint.namespace),
                ] + endpoint.profiles.filter { !$0.hasPrefix("kns.") && !$0.hasPrefix("ksa.") },
                from: profiles),
            prefixes: endpoint.addresses.map { IPPrefix($0) }, ports: endpoint.ports)
    }

    init(_ endpoint: HostEndpoint, _ profiles: ProfileLabels) {
        self.init(
            labels: endpoint.labels.inheriting(endpoint.profiles, from: profiles),
            prefixes: endpoint.expectedAddresses.map { IPPrefix($0) }, ports: endpoint.ports)
    }

    init(_ slice: EndpointSlice) {
        self.init(
            labels: [WellKnownLabel.service: "\(slice.namespace)/\(slice.serviceName)"],
            prefixes: slice.addresses.map { IPPrefix($0) },
            // A slice that says "every port" has none that could be a member of a set.
            ports: slice.ports.compactMap { port in
                port.port.map { EndpointPort(name: port.name, port: $0, transport: port.transport) }
            })
    }

    init(_ node: Node) {
        self.init(labels: node.labels, prefixes: node.addresses.map { IPPrefix($0) }, ports: [])
    }

    init(_ set: NetworkSet, _ profiles: ProfileLabels) {
        let namespace = set.id.namespace
        self.init(
            labels: namespace.isEmpty
                ? set.labels
                : set.labels.selectable(
                    namespace: namespace, inheriting: [profileName(ofNamespace: namespace)], from: profiles),
            prefixes: set.nets, ports: [])
    }
}

extension Pod {
    /// The profiles that Calico gives to a pod.
    var profiles: [String] {
        [profileName(ofNamespace: namespace), profileName(ofServiceAccount: serviceAccount, in: namespace)]
    }
}

extension Labels {
    /// What is written on something, over what its profiles hand down, over what it is.
    fileprivate func selectable(
        namespace: String, orchestrator: String = "", serviceAccount: String = "", inheriting names: [String],
        from profiles: ProfileLabels
    ) -> Labels {
        var result = self
        result[WellKnownLabel.namespace] = namespace
        if !orchestrator.isEmpty { result[WellKnownLabel.orchestrator] = orchestrator }
        if !serviceAccount.isEmpty { result[WellKnownLabel.serviceAccount] = serviceAccount }
        return result.inheriting(names, from: profiles)
    }

    fileprivate func inheriting(_ names: [String], from profiles: ProfileLabels) -> Labels {
        var result = self
        for name in names { result.merge(profiles[name] ?? [:]) { own, _ in own } }
        return result
    }
}
