import Addressing
import Resources
import Selectors
import TestSupport

/// Something that has addresses and that selectors can find, as the APIs describe it.
struct Party {
    enum Kind { case pod, workload, host, networkSet }

    let kind: Kind
    let id: ResourceID
    /// Empty: in none.
    let namespace: String
    let serviceAccount: String
    /// What is written on it, what its profiles hand down, and what Calico adds.
    let labels: Labels
    let prefixes: [IPPrefix]
    let ports: [EndpointPort]
    let profiles: [String]
    /// The node that it is on; empty for network sets.
    let node: String
}

/// All parties of a cluster.
struct Cluster {
    private(set) var parties: [Party] = []
    private(set) var namespaces: [String: Labels] = [:]
    private(set) var accounts: [String: Labels] = [:]
    private(set) var profiles: [String: Profile] = [:]
    private(set) var tiers: [String: Tier] = [:]
    private(set) var slices: [EndpointSlice] = []
    private(set) var nodes: [Node] = []
    private(set) var policies: [WrittenPolicy] = []
    private(set) var pools: [IPPool] = []
    private(set) var hosts: [HostEndpoint] = []
    /// Where services have their addresses, for this node.
    private(set) var serviceBlocks: [IPPrefix] = []
    /// Settings for all nodes, by name.
    private(set) var settings: [String: String] = [:]
    /// What floating addresses stand for; `nil` inside is the endpoint's first address of the family.
    private(set) var floating: [(node: String, addresses: [IPAddress], pairs: [FloatingAddress])] = []

    init(_ resources: [Resource]) {
        for resource in resources {
            switch resource {
            case .namespace(let namespace):
                namespaces[namespace.name] = namespace.labels.merging([
                    "projectcalico.org/name": namespace.name
                ]) {
                    own, _ in own
                }
            case .serviceAccount(let account):
                accounts["\(account.namespace)/\(account.name)"] = account.labels.merging([
                    "projectcalico.org/name": account.name
                ]) { own, _ in own }
            case .profile(let profile): profiles[profile.name] = profile
            case .tier(let tier): tiers[tier.name] = tier
            case .endpointSlice(let slice): slices.append(slice)
            case .node(let node): nodes.append(node)
            case .policy(let policy): policies.append(.calico(policy))
            case .kubernetesNetworkPolicy(let policy): policies.append(.kubernetes(policy))
            case .adminPolicy(let policy): policies.append(.admin(policy))
            case .ipPool(let pool): pools.append(pool)
            case .felixConfiguration(let configuration):
                for setting in configuration.settings { settings[setting.name] = setting.value }
            case .bgpConfiguration(let configuration)
            where ["default", "node.\(Wiring.node)"].contains(configuration.name):
                serviceBlocks +=
                    configuration.serviceClusterBlocks + configuration.serviceExternalBlocks
                    + configuration.serviceLoadBalancerBlocks
            case .hostEndpoint(let host): hosts.append(host)
            case .pod(let pod) where !pod.isHostNetwork && !pod.isFinished:
                floating.append((pod.nodeName, pod.addresses, pod.extras.floatingAddresses))
            case .workloadEndpoint(let endpoint):
                floating.append((endpoint.node, endpoint.addresses, endpoint.extras.floatingAddresses))
            default: break
            }
        }
        for namespace in namespaces.keys {
            profiles["kns.\(namespace)"] = Profile(
                name: "kns.\(namespace)", ingress: [PolicyRule(.allow)], egress: [PolicyRule(.allow)])
        }
        for account in accounts.keys {
            let name = "ksa." + account.split(separator: "/").joined(separator: ".")
            profiles[name] = Profile(name: name)
        }
        for resource in resources { if let party = party(resource) { parties.append(party) } }
    }

    private func party(_ resource: Resource) -> Party? {
        switch resource {
        case .pod(let pod):
            // A pod in the host's network is no endpoint; one that ended has given its addresses back.
            guard !pod.isHostNetwork, !pod.isFinished else { return nil }
            let profiles = ["kns.\(pod.namespace)", "ksa.\(pod.namespace).\(pod.serviceAccount)"]
            return Party(
                kind: .pod, id: resource.id, namespace: pod.namespace, serviceAccount: pod.serviceAccount,
                labels: pod.labels.merging([
                    "projectcalico.org/namespace": pod.namespace, "projectcalico.org/orchestrator": "k8s",
                    "projectcalico.org/serviceaccount": pod.serviceAccount,
                ]) { $1 }, prefixes: pod.addresses.map { IPPrefix($0) }, ports: pod.ports, profiles: profiles,
                node: pod.nodeName)
        case .workloadEndpoint(let endpoint):
            var added = [
                "projectcalico.org/namespace": endpoint.namespace,
                "projectcalico.org/orchestrator": endpoint.orchestrator,
            ]
            if !endpoint.serviceAccount.isEmpty {
                added["projectcalico.org/serviceaccount"] = endpoint.serviceAccount
            }
            return Party(
                kind: .workload, id: resource.id, namespace: endpoint.namespace,
                serviceAccount: endpoint.serviceAccount,
                labels: handedDown(endpoint.profiles, to: endpoint.labels.merging(added) { $1 }),
                prefixes: endpoint.addresses.map { IPPrefix($0) }, ports: endpoint.ports,
                profiles: endpoint.profiles, node: endpoint.node)
        case .hostEndpoint(let host):
            return Party(
                kind: .host, id: resource.id, namespace: "", serviceAccount: "",
                labels: handedDown(host.profiles, to: host.labels),
                prefixes: host.expectedAddresses.map { IPPrefix($0) }, ports: host.ports,
                profiles: host.profiles,
                node: host.node)
        case .networkSet(let set):
            var labels = set.labels
            if !set.id.namespace.isEmpty { labels["projectcalico.org/namespace"] = set.id.namespace }
            return Party(
                kind: .networkSet, id: resource.id, namespace: set.id.namespace, serviceAccount: "",
                labels: labels,
                prefixes: set.nets, ports: [], profiles: [], node: "")
        default: return nil
        }
    }

    private func handedDown(_ names: [String], to labels: Labels) -> Labels {
        var result = labels
        for name in names { result.merge(profiles[name]?.labelsToApply ?? [:]) { own, _ in own } }
        return result
    }

    /// The labels of the party's namespace; `nil` for what is in none.
    func namespaceLabels(of party: Party) -> Labels? {
        party.namespace.isEmpty ? nil : namespaces[party.namespace] ?? [:]
    }

    /// The labels of the service account that it runs as; `nil` for what runs as none.
    func accountLabels(of party: Party) -> Labels? {
        party.serviceAccount.isEmpty ? nil : accounts["\(party.namespace)/\(party.serviceAccount)"] ?? [:]
    }
}
