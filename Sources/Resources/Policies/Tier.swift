/// A Tier (`projectcalico.org/v3`): a group of policies that is decided before the next.
package struct Tier: Hashable, Sendable {
    package var name: String
    /// `nil` is behind every number.
    package var order: Double?
    /// `defaultAction`: what happens to a packet that some policy of the tier is for and none decides on.
    package var defaultActionIsPass: Bool

    package init(name: String, order: Double? = nil, defaultActionIsPass: Bool = false) {
        self.name = name
        self.order = order
        self.defaultActionIsPass = defaultActionIsPass
    }
}
