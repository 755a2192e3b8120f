package import Addressing

/// How the node speaks BGP.
package struct RoutingDaemonSettings: Hashable, Sendable {
    package var backend = NetworkingBackend.none
    package var routerID = RouterID.automatic
    /// Where BIRD's configuration and control socket are.
    package var birdDirectory = "/run/gemel-bird"
    /// Where the keys of Secrets are files, `NAME/KEY`.
    package var passwordDirectory = "/etc/gemel/bgp-passwords"
    /// How long sessions have for coming again after a change of BIRD's configuration.
    package var confirmation = Duration.seconds(20)

    package init() {}

    package enum RouterID: Hashable, Sendable {
        /// The node's IPv4 address, or as `hash`.
        case automatic
        /// Made of the node's name.
        case hash
        case fixed(IPAddress)
    }
}

/// In the words of calico/node, what makes routes between nodes besides the agent.
package enum NetworkingBackend: String, CaseIterable, Sendable {
    case bird
    case vxlan
    case none
}

extension AgentConfiguration {
    /// What concerns BGP; calico/node has two of the settings with `CALICO_` in the place of `GEMEL_`.
    static let bgpParameters: [Parameter] = [
        Parameter(
            "GEMEL_NETWORKING_BACKEND", \.bgp.backend, .choice(zero: NetworkingBackend.none),
            "Whether the node speaks BGP: with `bird`, through the service gemel-bird. The environment may call it "
                + "`CALICO_NETWORKING_BACKEND`. Unlike with calico/node it does not where nothing is said."),
        Parameter(
            "GEMEL_ROUTER_ID", \.bgp.routerID, .routerID,
            "By which number BGP knows the node; `auto`: its IPv4 address, without one as `hash`, a number made of its "
                + "name. The environment may call it `CALICO_ROUTER_ID`."),
        Parameter(
            "GEMEL_BIRD_DIR", \.bgp.birdDirectory, .path,
            "Where BIRD's configuration and its control socket are, `bird.conf` and `bird.ctl`."),
        Parameter(
            "GEMEL_BGP_PASSWORD_DIR", \.bgp.passwordDirectory, .path,
            "Where the passwords of sessions are: the key KEY of the Secret NAME is the file `NAME/KEY`."),
        Parameter(
            "GEMEL_BIRD_CONFIRMATION", \.bgp.confirmation, .seconds(2...300),
            "How long sessions have for coming again after a change of BIRD's configuration; else the one before counts "
                + "again, and the new one is tried later."),
    ]
}

extension ParameterKind<RoutingDaemonSettings.RouterID> {
    static let routerID = ParameterKind(accepted: "auto, hash, or an IPv4 address", zero: .automatic) {
        text in
        switch text.lowercased() {
        case "auto": return .automatic
        case "hash": return .hash
        default:
            guard let address = IPAddress(text), address.family == .v4, address.bits > 0 else { return nil }
            return .fixed(address)
        }
    } text: { routerID in
        switch routerID {
        case .automatic: "auto"
        case .hash: "hash"
        case .fixed(let address): "\(address)"
        }
    }
}
