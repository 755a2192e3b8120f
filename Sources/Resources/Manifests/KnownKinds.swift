/// The kinds of objects that can be met in a state directory, and what is done with them.
enum KnownKinds {
    private static let calicoVersions = ["projectcalico.org/v3", "crd.projectcalico.org/v1"]

    /// The kinds that are read.
    static let read: [ObjectType: Kind] = {
        var result: [ObjectType: Kind] = [
            ObjectType(version: "networking.k8s.io/v1", kind: "NetworkPolicy"): .kubernetesNetworkPolicy
        ]
        for kind in [Kind.pod, .namespace, .node, .serviceAccount, .service] {
            result[ObjectType(version: "v1", kind: kind.rawValue)] = kind
        }
        result[ObjectType(version: "discovery.k8s.io/v1", kind: Kind.endpointSlice.rawValue)] = .endpointSlice
        let admin = "policy.networking.k8s.io/"
        for kind in [Kind.adminNetworkPolicy, .baselineAdminNetworkPolicy] {
            result[ObjectType(version: admin + "v1alpha1", kind: kind.rawValue)] = kind
        }
        result[ObjectType(version: admin + "v1alpha2", kind: Kind.clusterNetworkPolicy.rawValue)] =
            .clusterNetworkPolicy
        let calico: [Kind] = [
            .workloadEndpoint, .networkPolicy, .globalNetworkPolicy, .tier, .profile, .networkSet,
            .globalNetworkSet, .hostEndpoint, .stagedNetworkPolicy, .stagedGlobalNetworkPolicy,
            .stagedKubernetesNetworkPolicy, .ipPool, .ipReservation, .felixConfiguration, .bgpConfiguration,
            .bgpPeer, .bgpFilter,
            .blockAffinity,
        ]
        for version in calicoVersions {
            for kind in calico { result[ObjectType(version: version, kind: kind.rawValue)] = kind }
            result[ObjectType(version: version, kind: "Node")] = .calicoNode
        }
        return result
    }()

    static let readVersions = Set(read.keys.map(\.version)).sorted()

    /// The versions in which `kind` is read.
    static func versions(of kind: String) -> [String] {
        read.keys.filter { $0.kind == kind }.map(\.version).sorted()
    }

    /// Whether an object has no meaning here: configuration, or something that no packet depends on.
    static func isIgnored(_ type: ObjectType) -> Bool {
        if let kinds = ignored[type.group] { return kinds.contains(type.kind) }
        guard versions(of: type.kind).isEmpty else { return false }
        return ignoredGroups.contains(type.group) || type.group.hasSuffix(".k8s.io")
    }

    /// All kinds of a group that are known by name.
    static func kinds(in group: String) -> [String] {
        let read = read.keys.filter { $0.group == group }.map(\.kind)
        return Set(read + (ignored[group] ?? [])).sorted()
    }

    private static let ignored: [String: [String]] = [
        "": core, "projectcalico.org": calico, "crd.projectcalico.org": calico,
        "networking.k8s.io": ["Ingress", "IngressClass", "IPAddress", "ServiceCIDR", "ClusterCIDR"],
    ]

    private static let core = [
        "Binding", "ComponentStatus", "ConfigMap", "Endpoints", "Event", "LimitRange", "PersistentVolume",
        "PersistentVolumeClaim", "PodTemplate", "ReplicationController", "ResourceQuota", "Secret",
    ]

    private static let calico = [
        "CalicoNodeStatus", "ClusterInformation", "IPAMBlock",
        "IPAMConfig", "IPAMConfiguration", "IPAMHandle", "KubeControllersConfiguration",
    ]

    /// Groups of Kubernetes and its usual company besides those that end in `.k8s.io`.
    private static let ignoredGroups: Set<String> = [
        "apps", "autoscaling", "batch", "extensions", "operator.tigera.io", "policy",
    ]
}
