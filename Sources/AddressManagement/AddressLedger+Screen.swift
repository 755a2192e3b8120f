import Addressing

extension AddressLedger {
    /// Blocks and addresses for people, IPv4 first.
    package var screen: String {
        guard !blocks.isEmpty else { return "no address was given out yet\n" }
        return orderedBlocks.map { block in
            let lines = block.allocations.sorted { $0.key < $1.key }.map { ordinal, allocation in
                let owner = allocation.owner
                let pod = owner.pod.isEmpty ? "" : "  \(owner.namespace)/\(owner.pod)"
                let borrowed = allocation.node == block.node ? "" : "  borrowed by \(allocation.node)"
                return "  \(block.address(ordinal))  \(owner.handle)\(pod)\(borrowed)\n"
            }
            let head = "\(block.prefix)  \(block.node)  \(block.allocations.count) of \(block.size) in use\n"
            return head + lines.joined()
        }.joined()
    }

    /// What a person should look at: attachments with addresses of one family only, where others have both.
    package var findings: [String] {
        let all = handles.sorted().map { ($0, addresses(of: $0)) }
        guard all.contains(where: { Set($1.map(\.family)).count == 2 }) else { return [] }
        return all.compactMap { handle, addresses in
            guard let first = addresses.first, Set(addresses.map(\.family)).count == 1 else { return nil }
            return "\(handle) has \(first.family) alone: \(first)"
        }
    }
}
