import Addressing
import Calculation
import Compilation
import Dataplane
import Glibc
import Nftables
import Resources
import TestSupport

/// A node in the calling thread's network namespace, whose kernel forwards between the interfaces of a random world.
struct KernelNode: ~Copyable {
    private var dataplane: Dataplane
    private var socket: PacketSocket
    /// The indices of the interfaces' other ends, by the interfaces' names.
    private var ends: [String: UInt32]

    /// - Parameter interfaces: of all workloads that any world may have.
    init(_ interfaces: Set<String>) throws {
        var lines: [String] = []
        let names = interfaces.sorted() + ["eth0"]
        for (index, name) in names.enumerated() {
            lines.append("link add \(name) address ee:ee:ee:ee:ee:ee type veth peer name end\(index)")
            lines.append("link set end\(index) arp off up")
            lines.append("link set \(name) up")
        }
        for number in 1...9 {
            for address in RandomWorld.addresses(number) + RandomWorld.outside(number) {
                for name in names {
                    lines.append("neigh add \(address) lladdr 02:00:00:00:00:99 dev \(name) nud permanent")
                }
            }
        }
        lines.append("route add 10.65.0.0/24 dev eth0")
        lines.append("route add 192.0.2.0/24 dev eth0")
        lines.append("-6 route add fd00:0:0:65::/64 dev eth0")
        lines.append("-6 route add 2001:db8::/64 dev eth0")
        // The other ends forward nothing and take nothing; conntrack believes packets without checksums.
        try command(
            "sh", "-e", "-c",
            """
            sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
            sysctl -qw net.netfilter.nf_conntrack_checksum=0 net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
            ip -batch - <<'END'
            \(lines.filter { !$0.hasPrefix("-6") }.joined(separator: "\n"))
            END
            ip -6 -batch - <<'END'
            \(lines.filter { $0.hasPrefix("-6") }.map { $0.dropFirst(3) }.joined(separator: "\n"))
            END
            """)
        let socket = try PacketSocket()
        dataplane = try Dataplane.open()
        self.socket = socket
        ends = [:]
        for (index, name) in names.enumerated() { ends[name] = unsafe if_nametoindex("end\(index)") }
    }

    /// Makes the kernel hold what `resources` mean.
    mutating func apply(_ resources: [Resource]) throws {
        var calculator = Calculator(NodeParameters(name: RandomWorld.node, interfacePrefix: "cali"))
        for resource in resources { calculator.update(resource.id, resource) }
        let state = calculator.calculate()
        let options = CompilationOptions(interfacePrefixes: ["cali"])
        var compiler = Compiler()
        let outcome = dataplane.apply(
            DesiredDataplane(
                rulesets: compiler.compile(state, options).rulesets, routes: compileRoutes(state, options),
                interfaces: Set(state.endpoints.map(\.interface)), familiesOn: DualStack(v4: true, v6: true)))
        guard outcome.failures.isEmpty else { throw KernelFailure(description: "\(outcome.failures)") }
        // What earlier worlds allowed is over.
        try command("/usr/sbin/conntrack", "-F")
    }

    /// Sends all packets, and says which of them left by the interface that they should leave by.
    mutating func passed(_ packets: [Packet]) throws -> [Bool] {
        while socket.receive() != nil {}
        for (index, packet) in packets.enumerated() {
            let end = packet.inputInterface.flatMap { ends[$0] } ?? 0
            try socket.send(Frame(packet, number: UInt16(index + 1)).bytes, out: end)
        }
        // Frames pass from end to end within the call that sends them, or soon after.
        usleep(20_000)
        var passed = [Bool](repeating: false, count: packets.count)
        while let (frame, interface) = socket.receive() {
            guard let number = Frame.number(frame), number >= 1, Int(number) <= packets.count else {
                continue
            }
            let packet = packets[Int(number) - 1]
            if packet.outputInterface.flatMap({ ends[$0] }) == interface { passed[Int(number) - 1] = true }
        }
        return passed
    }
}

struct KernelFailure: Error {
    let description: String
}
