import Addressing
import Calculation
import Resources

extension NodeState {
    /// The endpoints with what they meet, and the sets with their members, for people.
    var text: String {
        var lines: [String] = []
        for endpoint in endpoints {
            lines.append("endpoint \(endpoint.id) on \(endpoint.interface)")
            for family in IPFamily.allCases {
                let addresses = endpoint.addresses[family].map(\.description)
                lines.append("  \(family): \(addresses.isEmpty ? "none" : addresses.joined(separator: ", "))")
            }
            for (direction, sequence) in [(Direction.ingress, endpoint.ingress), (.egress, endpoint.egress)] {
                lines.append("  \(direction.rawValue):")
                for tier in sequence.tiers {
                    let end = tier.defaultActionIsPass ? "then pass" : "then deny"
                    lines.append(
                        "    tier \(tier.name): \(tier.policies.map { "\($0.id)" }.joined(separator: ", ")), \(end)"
                    )
                }
                let profiles = sequence.profiles.map(\.id.name)
                lines.append("    profiles: \(profiles.isEmpty ? "none" : profiles.joined(separator: ", "))")
            }
        }
        for (set, members) in sets.sorted(by: { "\($0.key.selector)" < "\($1.key.selector)" }) {
            let ports = set.portNames.isEmpty ? "" : ", ports \(set.portNames.joined(separator: ", "))"
            lines.append(
                "set \(set.space == .endpoints ? "" : "of \(set.space.rawValue) ")\(set.selector)\(ports)")
            for family in IPFamily.allCases { lines.append("  \(family): \(members[family].text(family))") }
        }
        return lines.joined(separator: "\n")
    }
}

extension Members {
    fileprivate func text(_ family: IPFamily) -> String {
        switch self {
        case .hosts(let hosts): hosts.map { "\(IPAddress(family, bits: $0))" }.joined(separator: ", ")
        case .ranges(let ranges):
            ranges.flatMap { $0.prefixes(family) }.map(\.description).joined(separator: ", ")
        case .ports(let ports):
            ports.map { "\(IPAddress(family, bits: $0.address)) \($0.transport)/\($0.port)" }.joined(
                separator: ", ")
        }
    }
}
