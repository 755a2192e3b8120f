import Addressing
import Crypto
import Resources

/// A workload that may become an endpoint of this node.
struct Candidate: Hashable {
    let id: ResourceID
    let interface: String
    let addresses: [IPAddress]
    let profiles: [String]
    let extras: EndpointExtras
    /// The workload's end of the link has this address of six bytes, if anybody says.
    let mac: [UInt8]?

    /// `nil` for what is no workload, is elsewhere, has ended, or shares the host's network.
    init?(_ resource: Resource, _ node: NodeParameters) {
        id = resource.id
        switch resource {
        case .pod(let pod):
            guard pod.nodeName == node.name, !pod.isHostNetwork, !pod.isFinished else { return nil }
            interface = interfaceName(of: pod, prefix: node.interfacePrefix)
            addresses = pod.addresses
            profiles = pod.profiles
            extras = pod.extras
            mac = nil
        case .workloadEndpoint(let endpoint):
            guard endpoint.node == node.name else { return nil }
            interface = endpoint.interfaceName
            addresses = endpoint.addresses
            profiles = endpoint.profiles
            extras = endpoint.extras
            let bytes = endpoint.mac?.split(separator: ":").compactMap { UInt8($0, radix: 16) }
            mac = bytes?.count == 6 ? bytes : nil
        case .namespace, .node, .serviceAccount, .kubernetesNetworkPolicy, .policy, .tier, .profile,
            .networkSet, .hostEndpoint, .adminPolicy, .ipPool, .ipReservation, .service, .endpointSlice,
            .felixConfiguration, .bgpConfiguration, .bgpPeer, .bgpFilter, .calicoNode, .blockAffinity:
            return nil
        }
    }
}

/// The name of the host's end of a pod's link: the prefix, then the first 11 hexadecimal digits of the
/// SHA-1 of `namespace.name`, as Calico's CNI plugin makes it.
func interfaceName(of pod: Pod, prefix: String) -> String {
    let digest = Insecure.SHA1.hash(data: Array("\(pod.namespace).\(pod.name)".utf8))
    let digits = digest.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return prefix + digits.joined().prefix(11)
}

/// Who has taken which interface and address on this node.
struct Claims {
    private var interfaces: [String: ResourceID] = [:]
    private var addresses: [IPAddress: ResourceID] = [:]

    /// The addresses that `candidate` gets, or `nil` if its interface is another's.
    mutating func take(_ candidate: Candidate, _ problems: inout [StateProblem]) -> DualStack<[IPAddress]>? {
        guard !candidate.interface.isEmpty else { return nil }
        if let owner = interfaces[candidate.interface] {
            problems.append(
                StateProblem(
                    candidate.id,
                    "interface \(candidate.interface) is taken by \(owner): the endpoint is left out"))
            return nil
        }
        interfaces[candidate.interface] = candidate.id
        var granted: [IPAddress] = []
        for address in Set(candidate.addresses).sorted() {
            guard let owner = addresses[address] else {
                addresses[address] = candidate.id
                granted.append(address)
                continue
            }
            problems.append(
                StateProblem(
                    candidate.id, "address \(address) is taken by \(owner): this endpoint does not get it"))
        }
        return DualStack { family in granted.filter { $0.family == family } }
    }
}
