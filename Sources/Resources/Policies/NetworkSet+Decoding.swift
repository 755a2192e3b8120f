extension NetworkSet {
    /// Reads a NetworkSet or GlobalNetworkSet.
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata, kind: Kind) {
        let id = ResourceID(kind, namespace: metadata.namespace, name: metadata.name)
        self.init(id, labels: metadata.labels)
        // Calico gives the members of a set this label itself.
        if labels["projectcalico.org/namespace"] != nil {
            manifest.fail("metadata", "the label projectcalico.org/namespace is reserved")
        }
        guard var spec = manifest.take("spec")?.fields() else { return }
        nets = spec.take("nets")?.prefixes() ?? []
        spec.finish()
    }
}
