/// How long parts of the agent may be silent or behind before health says so.
package struct HealthLimits: Hashable, Sendable {
    /// For the loop that decides, as a whole; `nil`: it may be silent for ever.
    package var mainLoop: Duration? = .seconds(90)
    /// For the same loop while it reads and calculates; `nil`: for ever.
    package var calculation: Duration? = .seconds(90)
    /// How long the kernel may differ from what is wanted before a node that was ready is not any more.
    package var grace = Duration.seconds(10)

    package init() {}
}
