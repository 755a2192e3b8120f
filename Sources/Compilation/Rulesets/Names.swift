import Addressing
import Calculation
import Crypto
import Nftables
import Resources

/// The fixed names of our tables' base chains, maps and sets.
enum Name {
    static let antiSpoofing = "anti-spoofing"
    static let forwardEgress = "forward-egress"
    static let forwardIngress = "forward-ingress"
    static let inputEgress = "input-egress"
    static let inputHost = "input-host"
    static let output = "output"
    static let invalid = "invalid"
    static let conntrack = "conntrack"
    static let localAddresses = "local-addresses"
    static let fromEndpoint = "from-endpoint"
    static let toEndpoint = "to-endpoint"
    static let neighbourDiscovery = "neighbour-discovery"
    static let hostDiscovery = "host-discovery"
    static let routerMessages = "router-messages"
    static let unspecifiedDiscovery = "unspecified-discovery"
}

/// `prefix` with 64 bits of a hash of `text`: the same content always has the same name, so that a restart
/// finds again what it left, and two things of one name are one thing.
///
/// The digits are those of the radix 36, 13 at most. Names of sets are to be short: for each rule that asks a set,
/// the kernel goes through the names of all (`nft_set_lookup`, net/netfilter/nf_tables_api.c).
func contentName(_ prefix: String, _ text: String) -> String {
    let hash = SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return prefix + String(hash, radix: 36)
}

extension RulesKey {
    /// The chain of the policy's or profile's rules, named as its owner knows it.
    var chainName: String {
        let kind =
            switch id.kind {
            case .kubernetesNetworkPolicy: "k8s"
            case .globalNetworkPolicy: "global"
            case .profile: "profile"
            case .stagedNetworkPolicy: "staged-policy"
            case .stagedGlobalNetworkPolicy: "staged-global"
            case .stagedKubernetesNetworkPolicy: "staged-k8s"
            case .adminNetworkPolicy: "admin"
            case .baselineAdminNetworkPolicy: "baseline"
            case .clusterNetworkPolicy: "cluster"
            case .networkPolicy, .pod, .namespace, .node, .serviceAccount, .workloadEndpoint, .tier,
                .networkSet, .globalNetworkSet, .hostEndpoint, .ipPool, .ipReservation, .service,
                .endpointSlice, .felixConfiguration, .bgpConfiguration, .bgpPeer, .bgpFilter, .calicoNode,
                .blockAffinity:
                "policy"
            }
        let owner = id.namespace.isEmpty ? id.name : "\(id.namespace)/\(id.name)"
        return shortened("\(direction.rawValue)-\(kind)-\(owner)")
    }
}

/// `name`, cut to what the kernel takes for a name (255 bytes) with room for an ending.
private func shortened(_ name: String) -> String {
    guard name.utf8.count > 200 else { return name }
    return contentName(String(name.prefix(180)) + "-", name)
}

extension PolicySequence {
    /// The chain that endpoints with this sequence share.
    func chainName(_ direction: Direction) -> String {
        var text = ""
        for tier in tiers {
            text += "tier \(tier.name) \(tier.defaultActionIsPass)\n"
            for policy in tier.policies { text += "\(policy.id)\n" }
        }
        for profile in profiles { text += "profile \(profile.id.name)\n" }
        if isOpenEnded { text += "open\n" }
        return contentName(direction == .ingress ? "to-" : "from-", text)
    }

    /// Which policies a packet meets, for people.
    var summary: String {
        let tiers = tiers.map { tier in
            "tier \(tier.name): "
                + tier.policies.map {
                    $0.id.namespace.isEmpty ? $0.id.name : "\($0.id.namespace)/\($0.id.name)"
                }
                .joined(separator: ", ")
        }
        let profiles =
            profiles.isEmpty ? [] : ["profiles: " + profiles.map(\.id.name).joined(separator: ", ")]
        return (tiers + profiles).joined(separator: "; ")
    }
}

extension MemberSet {
    /// The set's name: what it asks for and in which form the kernel holds the answer, since that form
    /// cannot change while the name stays.
    func setName(_ members: Members) -> String {
        let kind =
            space == .endpoints && !(hasPorts && portNames.isEmpty) ? "" : "\(space.rawValue) \(hasPorts)\n"
        let text =
            kind + "\(selector)\n\(portNames.joined(separator: ","))\n\(transport.map { "\($0)" } ?? "")"
        return switch members {
        case .hosts: contentName("h-", text)
        case .ranges: contentName("n-", text)
        case .ports: contentName("p-", text)
        }
    }
}
