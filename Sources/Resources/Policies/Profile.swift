package import Selectors

/// A Profile (`projectcalico.org/v3`): rules for endpoints that no policy is for, and labels they inherit.
package struct Profile: Hashable, Sendable {
    package var name: String
    package var labelsToApply: Labels
    package var ingress: [PolicyRule]
    package var egress: [PolicyRule]

    package init(
        name: String, labelsToApply: Labels = [:], ingress: [PolicyRule] = [], egress: [PolicyRule] = []
    ) {
        self.name = name
        self.labelsToApply = labelsToApply
        self.ingress = ingress
        self.egress = egress
    }
}
