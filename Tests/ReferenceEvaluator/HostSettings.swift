import Addressing
import TestSupport

/// Settings for the host itself: https://docs.tigera.io/calico/latest/reference/resources/felixconfig.
struct HostSettings {
    /// `defaultEndpointToHostAction`: whether what a workload's policy lets it send to its host gets there.
    let workloadsMayReachHost: Bool
    /// `serviceLoopPrevention`: whether nothing is forwarded to addresses of services.
    let preventsServiceLoops: Bool
    private let allowsVXLAN: Bool
    private let allowsIPIP: Bool
    private let vxlanPort: UInt16
    private let excluded: String
    private let inbound: [FailsafePort]
    private let outbound: [FailsafePort]

    private struct FailsafePort {
        let transport: UInt8
        /// `nil`: anywhere.
        let net: IPPrefix?
        let port: UInt16

        /// Reads `tcp:22`, `udp:192.0.2.0/24:53` or `tcp:[2001:db8::/32]:22`.
        init?(_ text: Substring) {
            let parts = text.split(separator: ":")
            guard let first = parts.first, let last = parts.last.flatMap({ UInt16($0) }) else { return nil }
            transport = first == "udp" ? 17 : first == "sctp" ? 132 : 6
            port = last
            let net = text.dropFirst(first.count + 1).dropLast("\(last)".count + 1)
            self.net = IPPrefix(String(net.filter { $0 != "[" && $0 != "]" }))
        }
    }

    init(_ settings: [String: String]) {
        workloadsMayReachHost = ["Accept", "Return"].contains(
            settings["defaultEndpointToHostAction"] ?? "Drop")
        preventsServiceLoops = settings["serviceLoopPrevention"] != "Disabled"
        allowsVXLAN = settings["allowVXLANPacketsFromWorkloads"] == "true"
        allowsIPIP = settings["allowIPIPPacketsFromWorkloads"] == "true"
        vxlanPort = settings["vxlanPort"].flatMap { UInt16($0) } ?? 4789
        excluded = settings["interfaceExclude"] ?? "kube-ipvs0"
        inbound = Self.ports(
            settings["failsafeInboundHostPorts"]
                ?? "tcp:22,udp:68,tcp:179,tcp:2379,tcp:2380,tcp:5473,tcp:6443,tcp:6666,tcp:6667")
        outbound = Self.ports(
            settings["failsafeOutboundHostPorts"]
                ?? "udp:53,udp:67,tcp:179,tcp:2379,tcp:2380,tcp:5473,tcp:6443,tcp:6666,tcp:6667")
    }

    /// Whether a workload wraps packets itself, which it may not: `allowVXLANPacketsFromWorkloads`,
    /// `allowIPIPPacketsFromWorkloads`.
    func isForbiddenWrapping(_ packet: Packet) -> Bool {
        packet.transport == 4 && !allowsIPIP
            || packet.transport == 17 && packet.destinationPort == vxlanPort && !allowsVXLAN
    }

    /// `interfaceExclude`: whether the endpoint `*` is not for `interface`; a list of names, and of regular
    /// expressions between slashes.
    func isExcluded(_ interface: String) -> Bool {
        excluded.split(separator: ",").contains { entry in
            guard entry.hasPrefix("/"), entry.hasSuffix("/") else { return entry == interface }
            guard let pattern = try? Regex(String(entry.dropFirst().dropLast())) else { return false }
            return interface.contains(pattern)
        }
    }

    private static func ports(_ text: String) -> [FailsafePort] {
        text == "none" ? [] : text.split(separator: ",").compactMap { FailsafePort($0) }
    }

    /// Whether no policy of the host can stop the packet.
    ///
    /// - Parameter withReplies: where connections are not followed, answers have to be let through as well.
    func isFailsafe(_ packet: Packet, isInbound: Bool, withReplies: Bool = false) -> Bool {
        let peer = isInbound ? packet.source : packet.destination
        let begins = has(isInbound ? inbound : outbound, packet.transport, packet.destinationPort, peer)
        return begins
            || withReplies && has(isInbound ? outbound : inbound, packet.transport, packet.sourcePort, peer)
    }

    private func has(_ ports: [FailsafePort], _ transport: UInt8, _ port: UInt16, _ peer: IPAddress) -> Bool {
        ports.contains {
            $0.transport == transport && $0.port == port && $0.net?.contains(peer) != false
        }
    }
}
