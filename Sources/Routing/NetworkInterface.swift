/// An interface of this node with its addresses.
package struct NetworkInterface: Hashable, Sendable {
    package var link: Link
    /// Of both families, link-local ones too.
    package var addresses: [InterfaceAddress]

    package init(_ link: Link, _ addresses: [InterfaceAddress] = []) {
        self.link = link
        self.addresses = addresses
    }
}
