/// What the calculation has to know of the node itself.
package struct NodeParameters: Hashable, Sendable {
    /// The node's name, as `spec.nodeName` of its pods has it.
    package let name: String
    /// What the names of pods' interfaces begin with.
    package let interfacePrefix: String
    /// What the names of all workloads' interfaces begin with.
    package var workloadPrefixes: [String]
    /// `WorkloadSourceSpoofing: Any`: whether endpoints may have other sources than their addresses.
    package var allowsOtherSources = false

    package init(name: String, interfacePrefix: String) {
        self.name = name
        self.interfacePrefix = interfacePrefix
        workloadPrefixes = [interfacePrefix]
    }

    func isWorkloadInterface(_ name: String) -> Bool { workloadPrefixes.contains { name.hasPrefix($0) } }
}
