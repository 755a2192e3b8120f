/// A network interface as the kernel has it now.
package struct Link: Hashable, Sendable {
    package let index: UInt32
    package let name: String
    /// Whether an operator or runtime has set it up (IFF_UP).
    package let isUp: Bool
    /// Whether packets can pass (IFF_RUNNING): for a veth, both ends up.
    package let isRunning: Bool

    /// The largest packet that it takes, in bytes.
    package let mtu: UInt32
    /// Six bytes for Ethernet; empty for what has none.
    package let linkAddress: [UInt8]
    /// As `ip link add ... type KIND` has it; `nil` for `lo`, and for a device that is a piece of hardware.
    package let kind: String?

    package init(
        index: UInt32, name: String, isUp: Bool, isRunning: Bool, mtu: UInt32 = 1500,
        linkAddress: [UInt8] = [], kind: String? = nil
    ) {
        self.kind = kind
        self.mtu = mtu
        self.linkAddress = linkAddress
        self.index = index
        self.name = name
        self.isUp = isUp
        self.isRunning = isRunning
    }
}
