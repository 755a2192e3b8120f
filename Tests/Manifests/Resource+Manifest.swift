package import Resources

extension Resource {
    /// The manifest that says what this resource is, as its API has it.
    ///
    /// It shares nothing with what reads manifests: what is read from it again has to be the same resource.
    package var manifest: ManifestNode {
        switch self {
        case .pod(let pod): pod.manifest
        case .namespace(let namespace):
            object("v1", id, labels: namespace.labels.filter { $0.key != "kubernetes.io/metadata.name" })
        case .node(let node):
            object(
                "v1", id, labels: node.labels,
                ("status", .fields(["addresses": .list(node.addresses.map(nodeAddress)).unlessEmpty])))
        case .serviceAccount(let account): object("v1", id, labels: account.labels)
        case .kubernetesNetworkPolicy(let policy): policy.manifest
        case .workloadEndpoint(let endpoint): endpoint.manifest
        case .policy(let policy): policy.manifest
        case .tier(let tier):
            object(
                calico, id,
                (
                    "spec",
                    .fields([
                        "order": tier.order.map { .plain("\($0)") },
                        "defaultAction": .string(tier.defaultActionIsPass ? "Pass" : "Deny"),
                    ])
                ))
        case .profile(let profile):
            object(
                calico, id,
                (
                    "spec",
                    .fields([
                        "labelsToApply": .labels(profile.labelsToApply),
                        "ingress": .list(profile.ingress.map(\.manifest)).unlessEmpty,
                        "egress": .list(profile.egress.map(\.manifest)).unlessEmpty,
                    ])
                ))
        case .networkSet(let set):
            object(calico, id, labels: set.labels, ("spec", .fields(["nets": .prefixes(set.nets)])))
        case .hostEndpoint(let endpoint): endpoint.manifest
        case .adminPolicy(let policy): policy.manifest
        case .ipPool(let pool): pool.manifest
        case .ipReservation(let reservation):
            object(calico, id, ("spec", .fields(["reservedCIDRs": .prefixes(reservation.prefixes)])))
        case .service(let service): service.manifest
        case .endpointSlice(let slice): slice.manifest
        case .felixConfiguration(let configuration): configuration.manifest
        case .bgpConfiguration(let configuration): configuration.manifest
        case .bgpPeer, .bgpFilter, .calicoNode, .blockAffinity:
            preconditionFailure("nobody writes a \(id.kind.rawValue)")
        }
    }
}
