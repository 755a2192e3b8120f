import Resources
import Selectors

/// Labels that Calico gives to what it selects, beside those that are written on it.
///
/// https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
enum WellKnownLabel {
    static let namespace = "projectcalico.org/namespace"
    static let orchestrator = "projectcalico.org/orchestrator"
    static let serviceAccount = "projectcalico.org/serviceaccount"
    static let name = "projectcalico.org/name"
    /// On what stands behind a service, `namespace/name`; ours, and seen by no selector that anybody writes.
    static let service = "service"
    /// Before a label of the namespace that something is in.
    static let ofNamespace = "pcns."
    /// Before a label of the service account that something runs as.
    static let ofServiceAccount = "pcsa."
}

/// The profile that stands for a namespace.
func profileName(ofNamespace namespace: String) -> String { "kns." + namespace }

/// The namespace that a profile stands for, if it is one.
func namespace(ofProfile name: String) -> String? {
    name.hasPrefix("kns.") ? String(name.dropFirst(4)) : nil
}

/// The profile that stands for a service account.
func profileName(ofServiceAccount name: String, in namespace: String) -> String { "ksa.\(namespace).\(name)" }

extension Profile {
    /// The profile that every endpoint in `namespace` has: it allows all, and hands on the labels.
    init(_ namespace: Namespace) {
        var labels: Labels = [WellKnownLabel.ofNamespace + WellKnownLabel.name: namespace.name]
        for (label, value) in namespace.labels { labels[WellKnownLabel.ofNamespace + label] = value }
        self.init(
            name: profileName(ofNamespace: namespace.name), labelsToApply: labels,
            ingress: [PolicyRule(.allow)], egress: [PolicyRule(.allow)])
    }

    /// The profile that every endpoint of `account` has: no rules, but the labels.
    init(_ account: ServiceAccount) {
        var labels: Labels = [WellKnownLabel.ofServiceAccount + WellKnownLabel.name: account.name]
        for (label, value) in account.labels { labels[WellKnownLabel.ofServiceAccount + label] = value }
        self.init(
            name: profileName(ofServiceAccount: account.name, in: account.namespace), labelsToApply: labels)
    }
}

extension Selector {
    /// Both selectors at once.
    func and(_ other: Selector) -> Selector {
        switch (expression, other.expression) {
        case (.all, _): other
        case (_, .all): self
        default: Selector(.and([expression, other.expression]))
        }
    }

    static func inNamespace(_ namespace: String) -> Selector {
        Selector(.equals(WellKnownLabel.namespace, namespace))
    }

    /// What is in a namespace whose labels match `self`.
    ///
    /// `all()` is any namespace. What is in none is never found, whatever the selector negates.
    var ofNamespaces: Selector {
        let anyNamespace = Selector(.has(WellKnownLabel.namespace))
        return expression == .all
            ? anyNamespace : anyNamespace.and(prefixingLabels(with: WellKnownLabel.ofNamespace))
    }

    /// What runs as a service account whose labels match `self`.
    var ofServiceAccounts: Selector {
        let anyAccount = Selector(.has(WellKnownLabel.serviceAccount))
        return expression == .all
            ? anyAccount : anyAccount.and(prefixingLabels(with: WellKnownLabel.ofServiceAccount))
    }
}

extension NamespaceSelector {
    /// The same over labels of what is selected.
    var overMembers: Selector {
        switch self {
        case .global: Selector(.not(.has(WellKnownLabel.namespace)))
        case .matching(let selector): selector.ofNamespaces
        }
    }
}
