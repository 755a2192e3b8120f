import Selectors

extension Policy {
    /// Reads a NetworkPolicy or GlobalNetworkPolicy of Calico, or a staged one.
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata, kind: Kind) {
        let id = ResourceID(kind, namespace: metadata.namespace, name: metadata.name)
        self.init(id, appliesToIngress: true, appliesToEgress: true)
        guard var spec = manifest.require("spec")?.fields() else { return }
        tier = spec.take("tier")?.tierName() ?? tier
        order = spec.take("order")?.number()
        selector = spec.take("selector")?.selector() ?? .all
        serviceAccountSelector = spec.take("serviceAccountSelector")?.conditionalSelector()
        if kind == .globalNetworkPolicy || kind == .stagedGlobalNetworkPolicy { readGlobal(&spec) }
        if kind.isStaged {
            stagedAction = spec.take("stagedAction").flatMap { $0.stagedAction() } ?? .set
        }
        let hadMore = spec.hasMore
        ingress = spec.take("ingress")?.items().map { PolicyRule($0) } ?? []
        egress = spec.take("egress")?.items().map { PolicyRule($0) } ?? []
        checkServices(spec)
        let types = spec.take("types")?.distinctWords(PolicyType.self) ?? []
        appliesToIngress = types.isEmpty ? egress.isEmpty || !ingress.isEmpty : types.contains(.ingress)
        appliesToEgress = types.isEmpty ? !egress.isEmpty : types.contains(.egress)
        _ = spec.take("performanceHints")?.distinctWords(PerformanceHint.self)
        checkName(manifest)
        checkEnforcement(spec)
        if stagedAction == .delete, hadMore || selector != .all || order != nil {
            spec.fail("stagedAction", "Delete stands alone")
        }
        spec.finish()
    }

    /// The fields that only a GlobalNetworkPolicy has.
    private mutating func readGlobal(_ spec: inout FieldReader) {
        namespaceSelector = spec.take("namespaceSelector")?.conditionalSelector()
        let isUntracked = spec.take("doNotTrack")?.boolean() ?? false
        let isBeforeNAT = spec.take("preDNAT")?.boolean() ?? false
        let forward = spec.take("applyOnForward")?.boolean()
        if isUntracked, isBeforeNAT { spec.fail("preDNAT", "excludes doNotTrack") }
        if isUntracked { enforcement = .untracked }
        if isBeforeNAT { enforcement = .preDNAT }
        // Both are asked before it is known whether a packet is forwarded, so they always are.
        if enforcement != .normal, forward != true {
            spec.fail("applyOnForward", "has to be true with doNotTrack and preDNAT")
        }
        appliesOnForward = forward ?? false
    }

    private func checkEnforcement(_ spec: FieldReader) {
        guard enforcement == .preDNAT else { return }
        if appliesToEgress || !egress.isEmpty {
            spec.fail("preDNAT", "is for ingress only: what goes out has its destination already")
        }
    }

    /// A service stands where traffic of the direction has its peer, and brings its own ports there unless
    /// it is the source.
    private func checkServices(_ spec: FieldReader) {
        let peers = ingress.map(\.source) + egress.map(\.destination)
        if id.namespace.isEmpty, peers.contains(where: { $0.service?.namespace.isEmpty == true }) {
            spec.fail(
                ingress.contains { $0.source.service != nil } ? "ingress" : "egress",
                "services need a namespace in a policy that has none")
        }
        if egress.contains(where: {
            $0.destination.service != nil && !($0.destination.ports + $0.destination.notPorts).isEmpty
        }) {
            spec.fail("egress", "services bring their own ports")
        }
        if ingress.contains(where: { $0.destination.service != nil }) {
            spec.fail("ingress", "services are for the source of ingress rules")
        }
        if egress.contains(where: { $0.source.service != nil }) {
            spec.fail("egress", "services are for the destination of egress rules")
        }
    }

    /// A name has no dots, but for the tier's name that Calico puts before it and the prefixes of policies
    /// that Calico has made of other kinds.
    private func checkName(_ manifest: FieldReader) {
        let prefixes = ["\(tier).", "knp.default.", "kcnp.", "kanp.", "kbanp."]
        let prefix = prefixes.first { id.name.hasPrefix($0) }
        guard prefix == nil || prefix == "\(tier)." else { return }
        let rest = id.name.dropFirst(prefix?.count ?? 0)
        guard rest.isEmpty || rest.utf8.contains(UInt8(ascii: ".")) else { return }
        let message = "\(id.name) may have no dot except behind its tier's name, as in \(tier).web"
        manifest.fail("metadata", message)
    }
}

/// The words of `types` and `policyTypes`.
enum PolicyType: String, CaseIterable {
    case ingress = "Ingress"
    case egress = "Egress"
}

/// The words of `performanceHints`, which say when to compute what and nothing about packets.
private enum PerformanceHint: String, CaseIterable {
    case assumeNeededOnEveryNode = "AssumeNeededOnEveryNode"
}

extension FieldValue {
    /// A list of words of which none may come twice.
    func distinctWords<Word: RawRepresentable<String> & CaseIterable & Hashable>(_: Word.Type) -> Set<Word> {
        var words: Set<Word> = []
        for item in items() {
            guard let word = item.word(Word.self) else { continue }
            if !words.insert(word).inserted { item.fail("\(word.rawValue) is here twice") }
        }
        return words
    }

    fileprivate func stagedAction() -> Policy.StagedAction? {
        string().isEmpty ? nil : word(Policy.StagedAction.self)
    }

    fileprivate func tierName() -> String {
        let name = string()
        guard !name.isEmpty else { return "default" }
        if !isDNSLabel(name) { fail("\(name) is no name of a tier") }
        return name
    }
}
