package import Addressing

/// Why addresses were not given or not taken back; the words are those that Calico's users know.
package enum AddressFailure: Error, Hashable {
    case poolNotEnabled(String)
    case poolOfOtherFamily(String, IPFamily)
    case noPools(node: String, IPFamily)
    case notInPool(IPAddress)
    case alreadyAssigned(IPAddress)
    case handleInUse(String)
    case blockLimit(Int, IPFamily)
    case noAddresses([IPPrefix])
    case strictAffinity(IPFamily)
    case wrongHandle(IPAddress, held: String)
    case wrongSequence(IPAddress, held: UInt64)
}

extension AddressFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .poolNotEnabled(let name): "the given pool (\(name)) does not exist, or is not enabled"
        case .poolOfOtherFamily(let name, let family): "the given pool (\(name)) is not one of \(family)"
        case .noPools(let node, let family): "no configured \(family) pools for node \(node)"
        case .notInPool(let address):
            "the provided IP address \(address) is not in a configured pool that is enabled"
        case .alreadyAssigned(let address): "address \(address) is already assigned"
        case .handleInUse(let handle): "\(handle) has addresses already"
        case .blockLimit(let limit, let family):
            "need to allocate an IPAM block but could not: limit of \(limit) blocks reached for this node (\(family))"
        case .noAddresses(let pools):
            "no IPs available in pools: [\(pools.map(\.description).joined(separator: " "))]"
        case .strictAffinity(let family):
            "no more free affine blocks and strict affinity enabled (\(family))"
        case .wrongHandle(let address, let held): "address \(address) belongs to \(held)"
        case .wrongSequence(let address, let held):
            "address \(address) was given out again in the meantime, under sequence number \(held)"
        }
    }
}
