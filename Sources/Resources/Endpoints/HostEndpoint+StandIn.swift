import Addressing

extension HostEndpoint {
    /// What stands in for this endpoint while it, or another part of its file, cannot be taken as it was written and
    /// never could: the same without profiles, so that nothing passes but what other policies and failsafe ports allow.
    ///
    /// `nil` where it cannot be read at which node, or at which of its interfaces: a guess would close another one.
    func standIn(named name: String, unread: UnreadFields) -> HostEndpoint? {
        guard !node.isEmpty, !unread.isIn("spec.node") else { return nil }
        var endpoint = self
        endpoint.name = name
        endpoint.profiles = []
        if unread.isIn("spec.interfaceName") { endpoint.interface = .withExpectedAddress }
        let isNowhere = endpoint.interface == .withExpectedAddress && endpoint.expectedAddresses.isEmpty
        return isNowhere ? nil : endpoint
    }

    /// The interface in words.
    var subject: String {
        switch interface {
        case .named(let interface): "interface \(interface) of \(node)"
        case .all: "all interfaces of \(node)"
        case .withExpectedAddress:
            "the interface of \(node) with \(expectedAddresses.map(\.description).joined(separator: " or "))"
        }
    }
}
