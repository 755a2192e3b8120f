import Addressing
import Dataplane
import Glibc
import Nftables
import TestSupport

/// A node in the calling thread's network namespace, connected as `Wiring` says, whose kernel forwards, takes and
/// sends packets.
struct KernelNode: ~Copyable {
    private var dataplane: Dataplane
    private var wire: PacketSocket
    private let host: HostSocket
    /// The indices of the interfaces' other ends, by the interfaces' names.
    private var ends: [String: UInt32]

    /// - Parameter interfaces: of all workloads that any world may have.
    init(_ interfaces: Set<String>) throws {
        let names = interfaces.sorted() + Wiring.own.keys.sorted()
        let lines = Self.links(names)
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
            nft -f - <<'END'
            \(Self.probe)
            END
            """)
        let wire = try PacketSocket()
        let host = try HostSocket()
        dataplane = try Dataplane.open()
        self.wire = wire
        self.host = host
        ends = [:]
        for (index, name) in names.enumerated() { ends[name] = unsafe if_nametoindex("end\(index)") }
    }

    private static func links(_ names: [String]) -> [String] {
        var lines: [String] = []
        for (index, name) in names.enumerated() {
            lines.append("link add \(name) address ee:ee:ee:ee:ee:ee type veth peer name end\(index)")
            lines.append("link set end\(index) arp off up")
            lines.append("link set \(name) up")
            for address in Wiring.own[name] ?? [] {
                lines.append("addr add \(address)/\(address.family == .v4 ? "24" : "64 nodad") dev \(name)")
            }
        }
        let others =
            (1...9).flatMap { RandomWorld.addresses($0) + RandomWorld.outside($0) }
            + RandomWorld.behindSecond + RandomWorld.floating(1) + RandomWorld.floating(2)
            + RandomWorld.service
        for address in others {
            for name in names {
                lines.append("neigh add \(address) lladdr 02:00:00:00:00:99 dev \(name) nud permanent")
            }
        }
        return lines + [
            "route add 10.65.0.0/24 dev eth0", "route add 203.0.113.0/24 dev eth0",
            "route add 10.96.0.0/16 dev eth0", "-6 route add fd00:0:0:65::/64 dev eth0",
            "-6 route add 2001:db8:f::/64 dev eth0", "-6 route add fd00:96::/64 dev eth0",
        ]
    }

    /// Notes what the host gets, and keeps it from answering.
    private static let probe = """
        table inet probe {
            set seen4 { typeof ip id; flags dynamic; size 65535; }
            set seen6 { typeof ip6 flowlabel; flags dynamic; size 65535; }
            chain taken {
                type filter hook input priority 1000; policy accept;
                meta nfproto ipv4 add @seen4 { ip id }
                meta nfproto ipv6 add @seen6 { ip6 flowlabel }
            }
            chain silent {
                type filter hook output priority -400; policy accept;
                meta mark & 0xff != \(HostSocket.mark) drop
            }
        }
        """

    /// Makes the kernel hold `desired`.
    mutating func apply(_ desired: DesiredDataplane) throws {
        let outcome = dataplane.apply(desired)
        guard outcome.failures.isEmpty else { throw KernelFailure(description: "\(outcome.failures)") }
        // What earlier worlds allowed is over.
        try command("/usr/sbin/conntrack", "-F")
    }

    /// Sends all packets, and says what became of each.
    mutating func fates(of packets: [Packet]) throws -> [Fate] {
        while wire.receive() != nil {}
        try command("nft", "flush set inet probe seen4; flush set inet probe seen6")
        for (index, packet) in packets.enumerated() {
            let frame = Frame(packet, number: UInt16(index + 1))
            if let end = packet.inputInterface.flatMap({ ends[$0] }) {
                try wire.send(frame.bytes, out: end)
            } else {
                try host.send(frame.packet, packet.family)
            }
        }
        // Frames pass from end to end within the call that sends them, or soon after.
        usleep(20_000)
        var fates = [Fate](repeating: .dropped, count: packets.count)
        while let (bytes, interface) = wire.receive() {
            guard let (number, fate) = Frame.content(bytes), number >= 1, Int(number) <= packets.count,
                case .passed(_, let destination) = fate
            else { continue }
            let index = Int(number) - 1
            // A packet with another destination than it was sent to may leave by another interface.
            let isExpected =
                destination != packets[index].destination
                || packets[index].outputInterface.flatMap { ends[$0] } == interface
            if isExpected { fates[index] = fate }
        }
        let taken = try taken()
        for (index, packet) in packets.enumerated()
        where packet.outputInterface == nil && taken[packet.family].contains(index + 1) {
            fates[index] = Fate(packet)
        }
        return fates
    }

    /// The numbers of the packets that the host itself has got.
    private func taken() throws -> DualStack<Set<Int>> {
        let lists = try ["seen4", "seen6"].map { name in
            let text = try command("nft", "list set inet probe \(name)")
            let words = text.split { !$0.isNumber && $0 != "=" && !$0.isLetter }
            guard let start = words.firstIndex(where: { $0 == "elements" }) else { return Set<Int>() }
            return Set(words[start...].compactMap { Int($0) })
        }
        return DualStack(v4: lists[0], v6: lists[1])
    }
}

struct KernelFailure: Error {
    let description: String
}
