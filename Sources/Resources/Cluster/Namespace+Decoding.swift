extension Namespace {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name, labels: metadata.labels, annotations: metadata.annotations)
        if labels[Self.nameLabel] == nil { labels[Self.nameLabel] = name }
        manifest.ignore(["spec", "status"])
    }

    private static let nameLabel = "kubernetes.io/metadata.name"
}

extension ServiceAccount {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(namespace: metadata.namespace, name: metadata.name, labels: metadata.labels)
        manifest.ignore(["secrets", "imagePullSecrets", "automountServiceAccountToken"])
    }
}
