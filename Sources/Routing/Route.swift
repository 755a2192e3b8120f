package import Addressing

/// A route of ours in the table main.
package struct Route: Hashable, Sendable {
    package let destination: IPPrefix
    package let way: Way

    /// Where packets go.
    ///
    /// Devices are known by name; the kernel's index changes when one is made anew.
    package enum Way: Hashable, Sendable {
        /// Straight out of a device, on the link (`scope link` for IPv4): to an endpoint.
        case link(String)
        /// To another node.
        ///
        /// The next hop is taken to be on the device's link, whatever the device's addresses say (`onlink`).
        /// What the host sends itself comes from `source`; `nil`: as the kernel likes.
        case gateway(IPAddress, device: String, source: IPAddress?)
        /// Into a tunnel that finds the other end by itself (WireGuard), with what the host sends itself from `source`.
        case tunnel(String, source: IPAddress)
        /// Nowhere: the destination is a block of ours, and what no endpoint in it has is nobody's.
        case blackhole
    }

    package init(to destination: IPPrefix, _ way: Way) {
        self.destination = destination
        self.way = way
    }

    package init(to destination: IPPrefix, device: String) {
        self.init(to: destination, .link(device))
    }

    /// The protocol number by which we know our routes among all others.
    ///
    /// No name is assigned to it in iproute2's `rt_protos`.
    package static let ourProtocol: UInt8 = 103

    /// The metric of routes to blocks: behind what an operator or a routing daemon has put there, which is
    /// 1024 at most where nobody has chosen one.
    package static let blockMetric: UInt32 = 2048

    /// The metric of routes into a tunnel that encrypts: before whatever others have put there.
    package static let encryptedMetric: UInt32 = 1

    package var device: String? {
        switch way {
        case .link(let device), .gateway(_, let device, _), .tunnel(let device, _): device
        case .blackhole: nil
        }
    }

    /// `nil`: the kernel's default.
    package var metric: UInt32? {
        switch way {
        case .link: nil
        case .tunnel: Self.encryptedMetric
        case .gateway, .blackhole: Self.blockMetric
        }
    }
}

extension Route: Comparable {
    package static func < (left: Route, right: Route) -> Bool {
        left.destination != right.destination
            ? left.destination < right.destination : left.description < right.description
    }
}

extension Route: CustomStringConvertible {
    /// As ip(8) takes it.
    package var description: String {
        let metric = metric.map { " metric \($0)" } ?? ""
        let ending = "proto \(Self.ourProtocol)\(metric)"
        switch way {
        case .link(let device):
            return "\(destination) dev \(device) \(ending)\(destination.family == .v4 ? " scope link" : "")"
        case .tunnel(let device, let source):
            let scope = destination.family == .v4 ? " scope link" : ""
            return "\(destination) dev \(device) \(ending)\(scope) src \(source)"
        case .gateway(let gateway, let device, let source):
            let source = source.map { " src \($0)" } ?? ""
            return "\(destination) via \(gateway) dev \(device) \(ending)\(source) onlink"
        case .blackhole: return "blackhole \(destination) \(ending)"
        }
    }
}
