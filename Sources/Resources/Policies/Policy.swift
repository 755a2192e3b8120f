package import Selectors

/// A NetworkPolicy or GlobalNetworkPolicy (`projectcalico.org/v3`), or a staged one.
package struct Policy: Hashable, Sendable {
    /// Where on a packet's way a policy is asked.
    package enum Enforcement: Hashable, Sendable {
        case normal
        /// `doNotTrack`: at host endpoints, before conntrack, of which what it allows knows nothing.
        case untracked
        /// `preDNAT`: at host endpoints, on what comes in, before its destination is rewritten.
        case preDNAT
    }

    /// `spec.stagedAction` of a staged policy: what is to be tried out.
    package enum StagedAction: String, Hashable, Sendable, CaseIterable {
        case set = "Set"
        case delete = "Delete"
        case learn = "Learn"
        case ignore = "Ignore"
    }

    /// Of the kind it was written as, or that it was translated from.
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
    /// GlobalNetworkPolicy only.
    package var enforcement = Enforcement.normal
    /// `spec.applyOnForward`, GlobalNetworkPolicy only: at host endpoints also asked of what is forwarded.
    package var appliesOnForward = false
    /// Staged kinds only; `nil` for policies that are enforced.
    package var stagedAction: StagedAction?

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
