import Addressing

extension EntityRule {
    /// Reads the `source` or `destination` of a rule.
    init(_ value: FieldValue?) {
        self.init()
        guard var fields = value?.fields() else { return }
        nets = fields.take("nets")?.prefixes() ?? []
        notNets = fields.take("notNets")?.excludedPrefixes() ?? []
        selector = fields.take("selector")?.conditionalSelector()
        notSelector = fields.take("notSelector")?.conditionalSelector()
        namespaceSelector = fields.take("namespaceSelector")?.namespaceSelector()
        serviceAccounts = fields.take("serviceAccounts").flatMap { ServiceAccountMatch($0) }
        ports = fields.take("ports")?.items().compactMap { $0.portMatch() } ?? []
        notPorts = fields.take("notPorts")?.items().compactMap { $0.portMatch() } ?? []
        service = fields.take("services").map { ServiceMatch($0) }
        fields.finish()
        checkService(fields)
    }

    /// A service brings its own addresses and namespace.
    private func checkService(_ fields: FieldReader) {
        guard service != nil else { return }
        let hasSelector =
            selector != nil || notSelector != nil || namespaceSelector != nil || serviceAccounts != nil
        if hasSelector || !nets.isEmpty || !notNets.isEmpty {
            fields.fail("services", "excludes nets, selectors and serviceAccounts")
        }
    }
}

extension ServiceMatch {
    fileprivate init(_ value: FieldValue) {
        var fields = value.fields()
        let name = fields.require("name")?.filledString() ?? ""
        let namespace = fields.take("namespace")?.string() ?? ""
        fields.finish()
        self.init(name: name, namespace: namespace)
    }
}

extension ServiceAccountMatch {
    /// Nil where neither names nor a selector are given: no condition.
    fileprivate init?(_ value: FieldValue) {
        self.init()
        var fields = value.fields()
        names = fields.take("names")?.items().map { $0.filledString() } ?? []
        selector = fields.take("selector")?.conditionalSelector()
        fields.finish()
        guard !names.isEmpty || selector != nil else { return nil }
    }
}

extension FieldValue {
    /// Blocks to keep out, none of which may be everything: such a rule would match nothing.
    fileprivate func excludedPrefixes() -> [IPPrefix] {
        items().compactMap { item in
            guard let prefix = item.prefix() else { return nil }
            if prefix.length == 0 { item.fail("to except \(prefix) is to match nothing") }
            return prefix
        }
    }
}
