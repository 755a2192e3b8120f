import Resources
import Selectors

/// The profiles of endpoints: those that are written, and those that namespaces and service accounts are.
struct ProfileTable {
    private var sources: [ResourceID: Profile] = [:]
    private var byName: [String: Profile] = ["projectcalico-default-allow": Profile.allowAll]
    private var hasChanged = false
    /// The labels that each profile hands down.
    private(set) var labels: ProfileLabels = [:]

    subscript(name: String) -> Profile? { byName[name] }

    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        let new: Profile? =
            switch resource {
            case .profile(let profile): profile
            case .namespace(let namespace): Profile(namespace)
            case .serviceAccount(let account): Profile(account)
            default: nil
            }
        guard sources[id] != new else { return }
        sources[id] = new
        hasChanged = true
    }

    /// Takes in what was updated; says whether there was anything.
    mutating func settle() -> Bool {
        guard hasChanged else { return false }
        hasChanged = false
        byName = ["projectcalico-default-allow": Profile.allowAll]
        // Namespaces and service accounts rule over what an export wrote down of them.
        for (id, profile) in sources where id.kind == .profile { byName[profile.name] = profile }
        for (id, profile) in sources where id.kind != .profile { byName[profile.name] = profile }
        labels = byName.mapValues(\.labelsToApply)
        return true
    }

    func rules(_ key: RulesKey) -> ActiveRules? {
        byName[key.id.name].map { ActiveRules(key.direction == .ingress ? $0.ingress : $0.egress, in: "") }
    }
}

extension Profile {
    /// The profile that Calico has built in for endpoints without a namespace.
    fileprivate static let allowAll = Profile(
        name: "projectcalico-default-allow", ingress: [PolicyRule(.allow)], egress: [PolicyRule(.allow)])
}
