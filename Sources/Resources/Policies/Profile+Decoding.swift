extension Profile {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name)
        guard var spec = manifest.take("spec")?.fields() else { return }
        labelsToApply = spec.take("labelsToApply")?.labels() ?? [:]
        ingress = spec.take("ingress")?.items().map { PolicyRule($0) } ?? []
        egress = spec.take("egress")?.items().map { PolicyRule($0) } ?? []
        spec.finish()
    }
}
