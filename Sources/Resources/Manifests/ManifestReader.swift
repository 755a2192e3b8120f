import YAML

/// Turns documents into resources, failures and what is ignored.
struct ManifestReader {
    let report: DecodingReport
    private var result = DecodedFile()

    init(_ report: DecodingReport) {
        self.report = report
    }

    consuming func finish() -> DecodedFile {
        result.failures = report.failures.sortedByPosition()
        result.warnings = report.warnings
        return result
    }

    mutating func read(_ document: DocumentNode) {
        // Between two `---` there may be nothing but a comment.
        guard !document.isNull else { return }
        let value = FieldValue(node: document, path: .root, report: report)
        // Some versions of calicoctl print a bare list.
        if case .sequence = document.content {
            for item in value.items() { readObject(item, implied: nil) }
        } else {
            readObject(value, implied: nil)
        }
    }

    /// Reads one object, which is a `List` perhaps.
    ///
    /// - Parameter implied: What it is if it does not say so, being an item of a list of such.
    private mutating func readObject(_ value: FieldValue, implied: ObjectType?) {
        let failures = report.failureCount
        var fields = value.fields()
        let version = fields.take("apiVersion")
        let kind = fields.take("kind")
        let given = ObjectType(
            version: version?.string() ?? implied?.version ?? "", kind: kind?.string() ?? implied?.kind ?? "")
        if version == nil, implied == nil { fields.fail("apiVersion", "is required") }
        if kind == nil, implied == nil { fields.fail("kind", "is required") }
        guard report.failureCount == failures else { return }
        switch given.meaning {
        case .resource(let kind):
            let resource = Resource(&fields, kind: kind)
            fields.finish()
            let located = (resource, report.place(value.node.position))
            guard report.failureCount == failures else {
                let failed = report.isFull ? nil : report.failures.dropFirst(failures).map(\.field)
                result.drafts.append((located.0, located.1, UnreadFields(failed)))
                return
            }
            result.resources.append(located)
        case .list(let items):
            readList(&fields, of: items)
        case .ignored:
            result.ignored.append((given.description, report.place(value.node.position)))
        case .refused(let field, let message):
            fields.fail(field, message)
        }
    }

    private mutating func readList(_ fields: inout FieldReader, of implied: ObjectType?) {
        fields.ignore(["metadata"])
        let items = fields.take("items")?.items() ?? []
        fields.finish()
        for item in items { readObject(item, implied: implied) }
    }
}

extension Resource {
    /// Reads a resource of `kind`, apart from the fields `apiVersion` and `kind`.
    ///
    /// It is a draft if the reading reports failures.
    fileprivate init(_ fields: inout FieldReader, kind: Kind) {
        let metadata = ObjectMetadata(fields.require("metadata"), of: kind)
        switch kind {
        case .pod: self = .pod(Pod(&fields, metadata))
        case .namespace: self = .namespace(Namespace(&fields, metadata))
        case .node: self = .node(Node(&fields, metadata))
        case .serviceAccount: self = .serviceAccount(ServiceAccount(&fields, metadata))
        case .kubernetesNetworkPolicy:
            self = .kubernetesNetworkPolicy(KubernetesNetworkPolicy(&fields, metadata, isStaged: false))
        case .workloadEndpoint: self = .workloadEndpoint(WorkloadEndpoint(&fields, metadata))
        case .networkPolicy, .globalNetworkPolicy: self = .policy(Policy(&fields, metadata, kind: kind))
        case .tier: self = .tier(Tier(&fields, metadata))
        case .profile: self = .profile(Profile(&fields, metadata))
        case .networkSet, .globalNetworkSet: self = .networkSet(NetworkSet(&fields, metadata, kind: kind))
        case .stagedNetworkPolicy, .stagedGlobalNetworkPolicy:
            self = .policy(Policy(&fields, metadata, kind: kind))
        case .stagedKubernetesNetworkPolicy:
            self = .kubernetesNetworkPolicy(KubernetesNetworkPolicy(&fields, metadata, isStaged: true))
        case .hostEndpoint: self = .hostEndpoint(HostEndpoint(&fields, metadata))
        case .adminNetworkPolicy, .baselineAdminNetworkPolicy, .clusterNetworkPolicy:
            self = .adminPolicy(AdminPolicy(&fields, metadata, kind: kind))
        case .ipPool: self = .ipPool(IPPool(&fields, metadata))
        case .ipReservation: self = .ipReservation(IPReservation(&fields, metadata))
        case .service: self = .service(Service(&fields, metadata))
        case .endpointSlice: self = .endpointSlice(EndpointSlice(&fields, metadata))
        case .felixConfiguration: self = .felixConfiguration(FelixConfiguration(&fields, metadata))
        case .bgpConfiguration: self = .bgpConfiguration(BGPConfiguration(&fields, metadata))
        case .bgpPeer: self = .bgpPeer(BGPPeer(&fields, metadata))
        case .bgpFilter: self = .bgpFilter(BGPFilter(&fields, metadata))
        case .calicoNode: self = .calicoNode(Node(calico: &fields, metadata))
        case .blockAffinity: self = .blockAffinity(BlockAffinity(&fields, metadata))
        }
        switch kind {
        case .networkPolicy, .globalNetworkPolicy, .tier, .profile, .networkSet, .globalNetworkSet,
            .workloadEndpoint, .hostEndpoint, .stagedNetworkPolicy, .stagedGlobalNetworkPolicy,
            .stagedKubernetesNetworkPolicy, .adminNetworkPolicy, .baselineAdminNetworkPolicy,
            .clusterNetworkPolicy, .ipPool, .ipReservation, .felixConfiguration, .bgpConfiguration,
            .bgpPeer, .bgpFilter, .calicoNode, .blockAffinity, .endpointSlice:
            fields.ignore(["status"])
        case .pod, .namespace, .node, .serviceAccount, .kubernetesNetworkPolicy, .service: break
        }
    }
}

extension [DecodingFailure] {
    /// In the order of the file, whatever the order of reading was.
    fileprivate func sortedByPosition() -> [DecodingFailure] {
        sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
    }
}
