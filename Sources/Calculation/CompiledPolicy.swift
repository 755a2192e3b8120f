import Resources
import Selectors

/// A policy with all that does not depend on endpoints worked out once.
struct CompiledPolicy {
    let policy: Policy
    let order: PolicyOrder
    /// Which endpoints it is for, namespaces and service accounts included.
    let selector: Selector
    let ingress: ActiveRules
    let egress: ActiveRules

    /// - Parameter questions: known ones, which it shares with others and adds to.
    init(_ policy: Policy, _ questions: inout Set<MemberSet>) {
        self.policy = policy
        order = PolicyOrder(policy)
        var selector = policy.selector
        if let accounts = policy.serviceAccountSelector {
            selector = accounts.ofServiceAccounts.and(selector)
        }
        if let namespaces = policy.namespaceSelector { selector = namespaces.ofNamespaces.and(selector) }
        let namespace = policy.id.namespace
        if !namespace.isEmpty { selector = Selector.inNamespace(namespace).and(selector) }
        self.selector = selector
        ingress = ActiveRules(
            policy.ingress, in: namespace, enforcement: policy.enforcement, sharing: &questions)
        egress = ActiveRules(
            policy.egress, in: namespace, enforcement: policy.enforcement, sharing: &questions)
    }

    /// Whether `other` meets the same endpoints at the same place.
    func meetsLike(_ other: CompiledPolicy) -> Bool {
        selector == other.selector && order == other.order && policy.tier == other.policy.tier
            && policy.appliesToIngress == other.policy.appliesToIngress
            && policy.appliesToEgress == other.policy.appliesToEgress
            && policy.enforcement == other.policy.enforcement
            && policy.appliesOnForward == other.policy.appliesOnForward
    }

    func applies(_ direction: Direction) -> Bool {
        direction == .ingress ? policy.appliesToIngress : policy.appliesToEgress
    }
}
