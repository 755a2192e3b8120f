package import Selectors

/// A NetworkPolicy or GlobalNetworkPolicy (`projectcalico.org/v3`).
package struct Policy: Hashable, Sendable {
    /// Of kind networkPolicy, globalNetworkPolicy, or kubernetesNetworkPolicy once that is translated.
    package var id: ResourceID
    /// `spec.tier`, `default` where it is left out.
    package var tier: String
    /// `spec.order`; `nil` is behind every number.
    package var order: Double?
    /// `spec.selector`: the endpoints that the policy is for.
    package var selector: Selector
    /// `spec.namespaceSelector`, GlobalNetworkPolicy only: over the labels of the endpoint's namespace.
    package var namespaceSelector: Selector?
    /// `spec.serviceAccountSelector`: over the labels of the endpoint's service account.
    package var serviceAccountSelector: Selector?
    /// `spec.types`, or what the API takes for them where they are left out.
    package var appliesToIngress: Bool
    package var appliesToEgress: Bool
    package var ingress: [PolicyRule]
    package var egress: [PolicyRule]

    package init(
        _ id: ResourceID, tier: String = "default", order: Double? = nil, selector: Selector = .all,
        namespaceSelector: Selector? = nil, serviceAccountSelector: Selector? = nil,
        appliesToIngress: Bool, appliesToEgress: Bool, ingress: [PolicyRule] = [], egress: [PolicyRule] = []
    ) {
        self.id = id
        self.tier = tier
        self.order = order
        self.selector = selector
        self.namespaceSelector = namespaceSelector
        self.serviceAccountSelector = serviceAccountSelector
        self.appliesToIngress = appliesToIngress
        self.appliesToEgress = appliesToEgress
        self.ingress = ingress
        self.egress = egress
    }
}
