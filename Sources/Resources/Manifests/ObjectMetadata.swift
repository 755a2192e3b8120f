import Selectors

/// The `metadata` of a resource, as far as it is read.
struct ObjectMetadata {
    var name = ""
    /// Empty for kinds without namespace, `default` where it is left out.
    var namespace = ""
    var labels: Labels = [:]
    var annotations: [String: String] = [:]
    /// The annotations of a Node, to be read one by one.
    var annotationFields: FieldReader?
    /// Of the kinds that endpoints are made of.
    var extras = EndpointExtras()

    init(_ value: FieldValue?, of kind: Kind) {
        guard var fields = value?.fields() else { return }
        if let field = fields.require("name") { name = field.name(of: kind) }
        namespace = fields.take("namespace")?.namespace(of: kind) ?? (kind.isNamespaced ? "default" : "")
        labels = fields.take("labels")?.labels() ?? [:]
        if let given = fields.take("annotations") {
            annotations = given.annotations()
            if kind == .node { annotationFields = given.fields() }
            if kind == .pod || kind == .workloadEndpoint { extras = EndpointExtras(annotations: given) }
        }
        fields.ignore(Self.unread)
        switch kind {
        case .pod, .namespace, .node, .serviceAccount, .service, .endpointSlice: fields.finishAllowingOthers()
        case .kubernetesNetworkPolicy, .workloadEndpoint, .networkPolicy, .globalNetworkPolicy, .tier,
            .profile, .networkSet, .globalNetworkSet, .hostEndpoint, .stagedNetworkPolicy,
            .stagedGlobalNetworkPolicy, .stagedKubernetesNetworkPolicy, .adminNetworkPolicy,
            .baselineAdminNetworkPolicy, .clusterNetworkPolicy, .ipPool, .ipReservation,
            .felixConfiguration, .bgpConfiguration, .bgpPeer, .bgpFilter, .calicoNode, .blockAffinity:
            fields.finish()
        }
    }

    /// What else Kubernetes keeps in `metadata`.
    private static let unread = [
        "generateName", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "ownerReferences", "finalizers", "managedFields",
        "clusterName",
    ]
}

extension FieldValue {
    fileprivate func name(of kind: Kind) -> String {
        let name = filledString()
        guard !name.isEmpty else { return name }
        if kind == .tier || kind == .namespace {
            if !isDNSLabel(name) { fail("\(name) is no DNS label (at most 63 of a-z, 0-9 and inner -)") }
        } else if !isDNSSubdomain(name) {
            // No cluster has such an object, but a manifest that was never in one may.
            if kind == .kubernetesNetworkPolicy, isDNSSubdomain(name.lowercased()) {
                warn("\(name) has upper-case letters, which Kubernetes would refuse")
                return name
            }
            fail("\(name) is no DNS name (at most 253 of a-z, 0-9, and inner - and .)")
        }
        return name
    }

    fileprivate func namespace(of kind: Kind) -> String {
        guard kind.isNamespaced else {
            // Some exporters write an empty one everywhere.
            if !string().isEmpty { fail("a \(kind.rawValue) is in no namespace") }
            return ""
        }
        let name = string()
        guard !name.isEmpty else { return "default" }
        if !isDNSLabel(name) { fail("\(name) is no DNS label (at most 63 of a-z, 0-9 and inner -)") }
        return name
    }
}
