package import Selectors

/// A FelixConfiguration (`projectcalico.org/v3`): settings for all nodes, for one, or for some.
///
/// `default` is for all, `node.NAME` for one, any other for the nodes that its selector finds.
package struct FelixConfiguration: Hashable, Sendable {
    package struct Setting: Hashable, Sendable {
        /// The field's name, such as `defaultEndpointToHostAction`.
        package let name: String
        /// The value in the form of an environment variable: lists joined by commas, durations in seconds,
        /// ports as `tcp:[2001:db8::/32]:22`.
        package let value: String
        package let position: SourcePosition

        package init(name: String, value: String, position: SourcePosition) {
            self.name = name
            self.value = value
            self.position = position
        }
    }

    package var name: String
    package var nodeSelector: Selector?
    package var settings: [Setting]

    package init(name: String, nodeSelector: Selector? = nil, settings: [Setting] = []) {
        self.name = name
        self.nodeSelector = nodeSelector
        self.settings = settings
    }
}
