/// By which of the node's interfaces the packets of a connection come and go, in the direction in which it began.
///
/// Conntrack does not know; the node's routes do, for the most part.
package struct ConnectionPath: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        /// The node itself, which no interface leads to.
        case host
        /// Any of these; none where nobody can tell, so that it may be any that there is.
        case interfaces([String])
    }

    package let source: End
    package let destination: End

    package init(from source: End, to destination: End) {
        self.source = source
        self.destination = destination
    }
}
