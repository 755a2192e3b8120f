import Addressing
import Selectors

extension Resource {
    /// What stands in for this policy or host endpoint while it, or another part of its file, cannot be taken as it was
    /// written and never could: it denies whatever the policy would have been asked about.
    ///
    /// What was to be denied by it is denied, then; what was to be allowed waits until the file is mended. Where it
    /// cannot be read whom the policy is for, or in which direction, it denies to all that it might be for: a policy
    /// that fails to deny is seen by nobody, and one that denies too much by everybody, with its place. An interface of
    /// a node is guarded as far as it can be read which. `nil` for what is neither, or decides nothing, and for a
    /// policy of an unreadable namespace.
    ///
    /// - Parameter position: what a policy is called by whose name cannot be read.
    package func standIn(unread: UnreadFields = .none, at position: SourcePosition) -> Resource? {
        let name = unread.isIn("metadata.name") || id.name.isEmpty ? position.name : id.name
        switch self {
        case .policy(var policy):
            let isLost = policy.id.kind.isNamespaced && unread.isNamespaceUnread(policy.id.namespace)
            guard policy.stagedAction == nil, !policy.id.kind.isStaged, !isLost else { return nil }
            policy.id = ResourceID(policy.id.kind, namespace: policy.id.namespace, name: name)
            policy.widen(unread)
            policy.ingress = policy.appliesToIngress ? [PolicyRule(.deny)] : []
            policy.egress = policy.appliesToEgress ? [PolicyRule(.deny)] : []
            return .policy(policy)
        case .kubernetesNetworkPolicy(var policy):
            guard policy.stagedAction == nil, !unread.isNamespaceUnread(policy.namespace) else { return nil }
            policy.name = name
            policy.widen(unread)
            // No rule allows anything, and what none allows is denied.
            policy.ingress = []
            policy.egress = []
            return .kubernetesNetworkPolicy(policy)
        case .adminPolicy(var policy):
            policy.id = ResourceID(policy.id.kind, name: name)
            if unread.isIn("spec.subject") { (policy.namespaces, policy.pods) = (.all, .all) }
            let everyone = AdminPolicy.Peer.pods(.all, namespaces: .all)
            policy.ingress = [AdminPolicy.Rule(.deny, peers: [everyone])]
            policy.egress = [AdminPolicy.Rule(.deny, peers: [everyone, .networks(IPPrefix.everything)])]
            return .adminPolicy(policy)
        case .hostEndpoint(let endpoint):
            return endpoint.standIn(named: name, unread: unread).map(Resource.hostEndpoint)
        default: return nil
        }
    }

    /// What this does where it stands in, in words.
    package var standInEffect: String {
        if case .hostEndpoint(let endpoint) = self {
            return
                "lets past \(endpoint.subject) what other policies and failsafe ports allow, and nothing else,"
        }
        return "denies \(subject) all that it is asked about"
    }

    /// Whom this policy is for.
    private var subject: String {
        switch self {
        case .policy(let policy):
            let place = policy.id.namespace.isEmpty ? "endpoints" : "endpoints in \(policy.id.namespace)"
            return "\(place) with \(policy.selector)"
        case .kubernetesNetworkPolicy(let policy):
            return "pods in \(policy.namespace) with \(policy.podSelector)"
        case .adminPolicy(let policy):
            return "pods with \(policy.pods) in namespaces with \(policy.namespaces)"
        default: return "nobody"
        }
    }
}

extension UnreadFields {
    fileprivate func isNamespaceUnread(_ namespace: String) -> Bool {
        namespace.isEmpty || isIn("metadata.namespace")
    }

    /// What says nothing about directions, in policies of Calico and of Kubernetes.
    fileprivate static let besideDirections = [
        "metadata", "spec.selector", "spec.podSelector", "spec.namespaceSelector",
        "spec.serviceAccountSelector",
        "spec.tier", "spec.order", "spec.doNotTrack", "spec.preDNAT", "spec.applyOnForward",
        "spec.performanceHints", "spec.ingress", "spec.egress",
    ]

    fileprivate func hidesDirection(_ section: String) -> Bool {
        isIn(section) || isBeyond(Self.besideDirections)
    }
}

extension Policy {
    /// Makes of it the widest that it may have been meant to be.
    fileprivate mutating func widen(_ unread: UnreadFields) {
        if unread.isIn("spec.selector") { selector = .all }
        if unread.isIn("spec.namespaceSelector") { namespaceSelector = .all }
        if unread.isIn("spec.serviceAccountSelector") { serviceAccountSelector = .all }
        // Nothing of its tier is to be asked before it.
        if unread.isIn("spec.order") { order = -.infinity }
        if unread.isIn("spec.applyOnForward") || unread.isIn("spec.doNotTrack") || unread.isIn("spec.preDNAT")
        {
            appliesOnForward = true
        }
        let isNowhere = !appliesToIngress && !appliesToEgress
        if isNowhere || unread.hidesDirection("spec.ingress") { appliesToIngress = true }
        let hasEgress = enforcement != .preDNAT
        if hasEgress, isNowhere || unread.hidesDirection("spec.egress") { appliesToEgress = true }
    }
}

extension KubernetesNetworkPolicy {
    fileprivate mutating func widen(_ unread: UnreadFields) {
        if unread.isIn("spec.podSelector") { podSelector = .all }
        if unread.hidesDirection("spec.ingress") { appliesToIngress = true }
        if unread.hidesDirection("spec.egress") { appliesToEgress = true }
    }
}

extension SourcePosition {
    /// A name for what stands here, which no other has.
    fileprivate var name: String {
        let words = file.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "unread-\(String(words))-\(line)"
    }
}

extension IPPrefix {
    /// `0.0.0.0/0` and `::/0`.
    fileprivate static let everything = IPFamily.allCases.map {
        IPPrefix(IPAddress($0, bits: 0), length: 0)
    }
}
