import Addressing
import Glibc
import RouteNetlink
import Routing
import TestSupport
import Testing

extension IPFamily {
    /// The option of ip(8) for this family.
    var option: String { self == .v4 ? "-4" : "-6" }

    /// The workload address numbered `number`, as a block of one.
    func workload(_ number: Int) -> IPPrefix {
        let base: UInt128 = self == .v4 ? 0x0a41_0000 : 0xfd00_0065 << 96
        return IPPrefix(IPAddress(self, bits: base + UInt128(number)))
    }
}

/// Makes a veth pair of which both ends are up, and says what the kernel made of the first.
func addVeth(_ name: String, _ socket: inout RouteSocket) throws -> Link {
    try ip("link add \(name) type veth peer name p-\(name)")
    try ip("link set \(name) up")
    try ip("link set p-\(name) up")
    return try #require(socket.links().first { $0.name == name })
}

/// Waits until the link is running: the kernel works that out behind the command that sets it up.
func awaitCarrier(of name: String, _ socket: inout RouteSocket) throws {
    for _ in 0..<500 {
        guard try socket.links().contains(where: { $0.name == name && !$0.isRunning }) else { return }
        usleep(10_000)
    }
    Issue.record("\(name) never got its carrier")
}

/// Our routes as ip(8) lists them, one a line, sorted.
func listedRoutes(_ family: IPFamily, _ filter: String = "proto 103") throws -> [String] {
    try ip("\(family.option) route show table main \(filter)").split(separator: "\n").map {
        $0.split(separator: " ").joined(separator: " ")
    }.sorted()
}
