package import Addressing

/// How a node's address of one family is found, in the words of `IP_AUTODETECTION_METHOD` of calico/node.
package enum DetectionMethod: Hashable, Sendable {
    /// The best address of all interfaces that may lead out of the node.
    case firstFound
    /// The address that the kernel would send from to this one.
    case canReach(IPAddress)
    /// An address of an interface whose name one of these regular expressions finds, anywhere in it.
    case interface([String])
    /// As `firstFound`, without interfaces whose names one of these finds.
    case skipInterface([String])
    /// An address within one of these.
    case cidr([IPPrefix])
    /// The InternalIP of Kubernetes' Node.
    case kubernetesInternalIP

    /// `nil` if `text` is none of them, or is about the other family.
    package init?(_ text: String, _ family: IPFamily) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        let list = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
        switch (parts[0], parts.count) {
        case ("first-found", 1): self = .firstFound
        case ("kubernetes-internal-ip", 1): self = .kubernetesInternalIP
        case ("can-reach", 2):
            guard let address = IPAddress(parts[1]), address.family == family else { return nil }
            self = .canReach(address)
        case ("interface", 2), ("skip-interface", 2):
            guard !list.isEmpty, list.allSatisfy({ (try? Regex($0)) != nil }) else { return nil }
            self = parts[0] == "interface" ? .interface(list) : .skipInterface(list)
        case ("cidr", 2), ("cidrs", 2):
            let prefixes = list.compactMap { IPPrefix($0) }
            guard !prefixes.isEmpty, prefixes.count == list.count,
                prefixes.allSatisfy({ $0.family == family })
            else { return nil }
            self = .cidr(prefixes)
        default: return nil
        }
    }
}

extension DetectionMethod: CustomStringConvertible {
    package var description: String {
        switch self {
        case .firstFound: "first-found"
        case .canReach(let address): "can-reach=\(address)"
        case .interface(let list): "interface=\(list.joined(separator: ","))"
        case .skipInterface(let list): "skip-interface=\(list.joined(separator: ","))"
        case .cidr(let list): "cidr=\(list.map(\.description).joined(separator: ","))"
        case .kubernetesInternalIP: "kubernetes-internal-ip"
        }
    }
}
