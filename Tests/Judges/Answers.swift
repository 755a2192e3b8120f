package import TestSupport

/// What all who can say it say of one packet.
package struct Answers: Equatable {
    /// From the resources, by the APIs' documentation.
    package let reference: Fate
    /// From the compiled ruleset, by the kernel's instructions.
    package let ruleset: Fate
    /// From the node's state, as connections are judged that exist already; `nil` where connections are no matter.
    package let state: Bool?

    package var agree: Bool { reference == ruleset && ruleset.isPassed == state ?? ruleset.isPassed }
}
