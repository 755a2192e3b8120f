import Resources

/// Pods and the WorkloadEndpoints of the same pods, each pair of which is one workload.
///
/// A network plugin writes the endpoint as soon as the pod has an interface; the Pod's manifest comes from the
/// control plane, and learns of the addresses last, but of new labels first. So addresses and interface are the
/// endpoint's, and what the Pod says of itself is the Pod's.
struct PodPairs {
    private var pods: [Key: Pod] = [:]
    private var endpoints: [Key: [ResourceID: WorkloadEndpoint]] = [:]
    /// Whose each endpoint is.
    private var keys: [ResourceID: Key] = [:]

    fileprivate struct Key: Hashable {
        let namespace: String
        let pod: String
    }

    /// Takes `resource` for what `id` is from now on, and says what that makes of it and of those it is of one
    /// workload with.
    mutating func update(_ id: ResourceID, _ resource: Resource?) -> [(ResourceID, Resource?)] {
        switch id.kind {
        case .pod:
            let key = Key(namespace: id.namespace, pod: id.name)
            if case .pod(let pod) = resource { pods[key] = pod } else { pods[key] = nil }
            return members(of: key)
        case .workloadEndpoint:
            let old = keys.removeValue(forKey: id)
            if let old {
                endpoints[old]?[id] = nil
                if endpoints[old]?.isEmpty == true { endpoints[old] = nil }
            }
            guard case .workloadEndpoint(let endpoint) = resource, let key = endpoint.key else {
                return [(id, resource)] + (old.map { members(of: $0) } ?? [])
            }
            keys[id] = key
            endpoints[key, default: [:]][id] = endpoint
            return (old.map { $0 == key ? [] : members(of: $0) } ?? []) + members(of: key)
        default: return [(id, resource)]
        }
    }

    private func members(of key: Key) -> [(ResourceID, Resource?)] {
        let paired = (endpoints[key] ?? [:]).map { id, endpoint in
            (id, Resource?.some(.workloadEndpoint(endpoint.completed(by: pods[key]))))
        }
        return podMember(of: key) + paired
    }

    /// The Pod, which is nothing by itself as long as there is an endpoint of it.
    private func podMember(of key: Key) -> [(ResourceID, Resource?)] {
        let id = ResourceID(.pod, namespace: key.namespace, name: key.pod)
        return [(id, endpoints[key] == nil ? pods[key].map { .pod($0) } : nil)]
    }
}

extension WorkloadEndpoint {
    fileprivate var key: PodPairs.Key? {
        orchestrator == "k8s" && !workload.isEmpty ? PodPairs.Key(namespace: namespace, pod: workload) : nil
    }

    /// The endpoint with what its Pod says of itself.
    fileprivate func completed(by pod: Pod?) -> WorkloadEndpoint {
        guard let pod, !pod.isHostNetwork else { return self }
        var result = self
        result.labels = pod.labels
        result.serviceAccount = pod.serviceAccount
        result.profiles =
            pod.profiles + profiles.filter { !$0.hasPrefix("kns.") && !$0.hasPrefix("ksa.") }
        if !pod.ports.isEmpty { result.ports = pod.ports }
        if pod.extras != EndpointExtras() { result.extras = pod.extras }
        return result
    }
}
