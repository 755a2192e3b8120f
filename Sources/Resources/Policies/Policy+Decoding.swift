import Selectors

extension Policy {
    /// Reads a NetworkPolicy or GlobalNetworkPolicy of Calico.
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata, kind: Kind) {
        let id = ResourceID(kind, namespace: metadata.namespace, name: metadata.name)
        self.init(id, appliesToIngress: true, appliesToEgress: true)
        guard var spec = manifest.require("spec")?.fields() else { return }
        tier = spec.take("tier")?.tierName() ?? tier
        order = spec.take("order")?.number()
        selector = spec.take("selector")?.selector() ?? .all
        serviceAccountSelector = spec.take("serviceAccountSelector")?.conditionalSelector()
        if kind == .globalNetworkPolicy { readGlobal(&spec) }
        ingress = spec.take("ingress")?.items().map { PolicyRule($0) } ?? []
        egress = spec.take("egress")?.items().map { PolicyRule($0) } ?? []
        let types = spec.take("types")?.distinctWords(PolicyType.self) ?? []
        appliesToIngress = types.isEmpty ? egress.isEmpty || !ingress.isEmpty : types.contains(.ingress)
        appliesToEgress = types.isEmpty ? !egress.isEmpty : types.contains(.egress)
        _ = spec.take("performanceHints")?.distinctWords(PerformanceHint.self)
        checkName(manifest)
        spec.finish()
    }

    /// The fields that only a GlobalNetworkPolicy has.
    private mutating func readGlobal(_ spec: inout FieldReader) {
        namespaceSelector = spec.take("namespaceSelector")?.conditionalSelector()
        let isUntracked = spec.take("doNotTrack")?.flagForHosts() ?? false
        let isBeforeNAT = spec.take("preDNAT")?.flagForHosts() ?? false
        _ = spec.take("applyOnForward")?.flagForHosts()
        if isUntracked, isBeforeNAT { spec.fail("preDNAT", "excludes doNotTrack") }
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

    /// A flag that concerns host endpoints, which must not be true while they are not supported.
    fileprivate func flagForHosts() -> Bool {
        let isSet = boolean()
        if isSet { fail("policies for host endpoints are not supported yet") }
        return isSet
    }

    fileprivate func tierName() -> String {
        let name = string()
        guard !name.isEmpty else { return "default" }
        if !isDNSLabel(name) { fail("\(name) is no name of a tier") }
        return name
    }
}
