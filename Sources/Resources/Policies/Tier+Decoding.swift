extension Tier {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        let fixed = Self.fixed[metadata.name]
        self.init(name: metadata.name, order: fixed?.order, defaultActionIsPass: fixed?.action == .pass)
        guard var spec = manifest.take("spec")?.fields() else { return }
        if let value = spec.take("order") {
            let number = value.number()
            order = number
            if let fixed, fixed.order != number {
                value.fail("the order of tier \(name) is always \(Int(fixed.order))")
            }
        }
        if let value = spec.take("defaultAction"), let action = value.word(DefaultAction.self) {
            defaultActionIsPass = action == .pass
            if let fixed, fixed.action != action {
                value.fail("the default action of tier \(name) is always \(fixed.action.rawValue)")
            }
        }
        spec.finish()
    }

    private enum DefaultAction: String, CaseIterable {
        case deny = "Deny"
        case pass = "Pass"
    }

    /// The tiers that every cluster has, whose place and default Calico lets nobody change.
    private static let fixed: [String: (order: Double, action: DefaultAction)] = [
        "kube-admin": (1000, .pass),
        "default": (1_000_000, .deny),
        "kube-baseline": (10_000_000, .pass),
    ]
}
