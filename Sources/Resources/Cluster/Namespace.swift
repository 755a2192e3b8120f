package import Selectors

/// A Kubernetes Namespace (`v1`).
package struct Namespace: Hashable, Sendable {
    package var name: String
    /// Includes `kubernetes.io/metadata.name`, which Kubernetes always sets, also where the file leaves it out.
    package var labels: Labels
    package var annotations: [String: String]

    package init(name: String, labels: Labels = [:], annotations: [String: String] = [:]) {
        self.name = name
        self.labels = labels
        self.annotations = annotations
    }
}

/// A Kubernetes ServiceAccount (`v1`).
package struct ServiceAccount: Hashable, Sendable {
    package var namespace: String
    package var name: String
    package var labels: Labels

    package init(namespace: String, name: String, labels: Labels = [:]) {
        self.namespace = namespace
        self.name = name
        self.labels = labels
    }
}
