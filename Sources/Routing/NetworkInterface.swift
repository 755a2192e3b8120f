package import Addressing

/// An interface of this node with its addresses.
package struct NetworkInterface: Hashable, Sendable {
    package var link: Link
    /// Of both families, link-local ones too.
    package var addresses: [InterfaceAddress]
    /// Whether a family's default route leads out of it.
    package var hasDefaultRoute: DualStack<Bool>

    package init(
        _ link: Link, _ addresses: [InterfaceAddress] = [],
        hasDefaultRoute: DualStack<Bool> = DualStack(v4: false, v6: false)
    ) {
        self.link = link
        self.addresses = addresses
        self.hasDefaultRoute = hasDefaultRoute
    }
}
