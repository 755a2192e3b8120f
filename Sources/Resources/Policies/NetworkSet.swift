package import Addressing
package import Selectors

/// A NetworkSet or GlobalNetworkSet (`projectcalico.org/v3`): addresses that selectors find by label.
package struct NetworkSet: Hashable, Sendable {
    package var id: ResourceID
    package var labels: Labels
    package var nets: [IPPrefix]

    package init(_ id: ResourceID, labels: Labels = [:], nets: [IPPrefix] = []) {
        self.id = id
        self.labels = labels
        self.nets = nets
    }
}
