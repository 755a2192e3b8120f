package import AddressManagement
package import Addressing
import Resources

/// The BlockAffinity that tells of a block which this node has claimed: the agent, whose routes keep what nobody has
/// there from going round in circles, and other nodes that share the state directory.
package struct BlockManifest: Hashable, Sendable {
    package let block: IPPrefix
    package let node: String

    package init(_ block: IPPrefix, node: String) {
        self.block = block
        self.node = node
    }

    /// Where such manifests lie, below the state directory.
    package static let directory = "ipam"

    /// The block in the letters of a name, as Calico has it: `10-65-0-64-26`.
    private var dashed: String { String("\(block)".map { ".:/".contains($0) ? "-" : $0 }) }

    package var fileName: String { "\(dashed).yaml" }

    package var text: String {
        let name = "\(node.lowercased())-\(dashed)"
        return """
            # Written by gemel-cni, which removes it with the block.
            apiVersion: projectcalico.org/v3
            kind: BlockAffinity
            metadata:
              name: \(quoted(isName(name) ? name : "node-\(digest(node))-\(dashed)"))
            spec:
              node: \(quoted(node))
              type: host
              cidr: \(quoted("\(block)"))
              state: confirmed

            """
    }
}

extension AddressLedger {
    /// The blocks of `node` that others have to be told of: those of pools, but for what they know from its
    /// `podCIDRs`.
    package func blocksToTell(of node: String, _ facts: ClusterFacts) -> [IPPrefix] {
        orderedBlocks.filter { $0.node == node }.map(\.prefix).filter { block in
            facts.pools.contains { $0.prefix.covers(block) } && !facts.podBlocks.contains { $0.covers(block) }
        }
    }
}
