import Addressing

extension StatusSnapshot {
    /// This node's end of WireGuard of one family.
    package struct WireGuard: Hashable, Sendable, Codable {
        package var interface: String
        /// Which other nodes have to know, in base64.
        package var publicKey: String
        package var port: Int
        /// How many other nodes have a key.
        package var peers: Int
        /// Whether this node's Node says the same key.
        package var isPublished: Bool

        package init(interface: String, publicKey: String, port: Int, peers: Int, isPublished: Bool) {
            self.interface = interface
            self.publicKey = publicKey
            self.port = port
            self.peers = peers
            self.isPublished = isPublished
        }

        var sentence: String {
            let note =
                isPublished ? "" : "; this node's Node does not have the key, and no other encrypts for it"
            return "\(publicKey) on \(interface), port \(port), \(counted(peers, "peer"))\(note)"
        }
    }

    var wireGuardLines: [String] {
        [wireGuard.v4, wireGuard.v6].compactMap(\.self).flatMap {
            wrapped($0.sentence, first: "  encrypts ")
        }
    }
}
