/// A network interface as the kernel has it now.
package struct Link: Hashable, Sendable {
    package let index: UInt32
    package let name: String
    /// Whether an operator or runtime has set it up (IFF_UP).
    package let isUp: Bool
    /// Whether packets can pass (IFF_RUNNING): for a veth, both ends up.
    package let isRunning: Bool

    package init(index: UInt32, name: String, isUp: Bool, isRunning: Bool) {
        self.index = index
        self.name = name
        self.isUp = isUp
        self.isRunning = isRunning
    }
}
