import Nftables
import Resources

extension CompilationOptions {
    /// What becomes of a packet that policy denies.
    var denial: Statement { denyAction.statement }

    /// What a rule with the action `Log` writes.
    ///
    /// The kernel takes 127 bytes for a prefix, and a message is hard to read without a blank behind it.
    func log(_ id: ResourceID, tier: String) -> [Statement] {
        let owner = id.namespace.isEmpty ? id.name : "\(id.namespace)/\(id.name)"
        let text = logPrefix.replacing("%t", with: tier).replacing("%k", with: id.kind.rawValue)
            .replacing("%p", with: owner).replacing("%n", with: id.name)
        let prefix = commentText(text + ": ")
        guard let limit = logLimit else { return [.log(prefix: prefix)] }
        return [.limit(limit.rate, per: limit.unit.nftables, burst: limit.burst), .log(prefix: prefix)]
    }
}

extension CompilationOptions.LogLimit.Unit {
    fileprivate var nftables: LimitUnit {
        switch self {
        case .second: .second
        case .minute: .minute
        case .hour: .hour
        case .day: .day
        }
    }
}

extension Policy.Enforcement {
    /// What becomes of a packet that policy allows.
    func acceptance(_ options: CompilationOptions) -> [Statement] {
        switch self {
        case .normal: [.verdict(.accept)]
        case .untracked: [.notrack, .verdict(.accept)]
        // The packet comes by again, as input of the host, and must be known then.
        case .preDNAT: [.setMark(options.acceptMark, mask: options.acceptMark), .verdict(.accept)]
        }
    }
}
