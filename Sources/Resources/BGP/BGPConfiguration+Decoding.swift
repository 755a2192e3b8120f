import Addressing

extension BGPConfiguration {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name)
        guard var spec = manifest.take("spec")?.fields() else { return }
        asNumber = spec.take("asNumber")?.asNumber()
        hasMesh = spec.take("nodeToNodeMeshEnabled")?.boolean()
        serviceClusterBlocks = spec.take("serviceClusterIPs")?.blocks() ?? []
        serviceExternalBlocks = spec.take("serviceExternalIPs")?.blocks() ?? []
        serviceLoadBalancerBlocks = spec.take("serviceLoadBalancerIPs")?.blocks() ?? []
        if let given = spec.take("serviceLoadBalancerAggregation") {
            aggregatesLoadBalancers = given.word(Aggregation.self) != .disabled
        }
        listenPort = spec.take("listenPort")?.port()
        meshPassword = spec.take("nodeMeshPassword")?.secretKeyReference()
        meshRestartTime = spec.take("nodeMeshMaxRestartTime")?.seconds(in: 0...4095)
        bindMode = spec.take("bindMode")?.word(BindMode.self)
        ignoredInterfaces = spec.take("ignoredInterfaces")?.items().map { $0.ignoredInterface() } ?? []
        logSeverity = spec.take("logSeverityScreen")?.word(LogSeverity.self)
        takeCommunities(&spec)
        if let other = spec.take("programClusterRoutes") {
            _ = other.word(ClusterRoutes.self)
            other.warn("has no effect: which routes BIRD makes follows from the pools' modes")
        }
        for (field, family) in [("localWorkloadPeeringIPV4", IPFamily.v4), ("localWorkloadPeeringIPV6", .v6)]
        {
            guard let address = spec.take(field) else { continue }
            _ = address.address(of: family)
            address.warn("has no effect: sessions with workloads are not made here")
        }
        for field in ["ipv4NormalRoutePriority", "ipv6NormalRoutePriority"] {
            guard let priority = spec.take(field) else { continue }
            _ = priority.integer(in: 1...2_147_483_646)
            priority.warn("has no effect: routes of BGP have the metric 1024")
        }
        check(spec)
        spec.finish()
    }

    private enum Aggregation: String, CaseIterable {
        case enabled = "Enabled"
        case disabled = "Disabled"
    }

    private enum ClusterRoutes: String, CaseIterable {
        case enabled = "Enabled"
        case disabled = "Disabled"
        case ipipOnly = "EnabledIPIPOnly"
        case unwrappedOnly = "EnabledNoEncapOnly"
    }

    private mutating func takeCommunities(_ spec: inout FieldReader) {
        var names: [String: BGPCommunity] = [:]
        let named = spec.take("communities")?.items() ?? []
        for item in named {
            var fields = item.fields()
            let name = fields.require("name")?.filledString() ?? ""
            names[name] = fields.require("value")?.community()
            fields.finish()
        }
        let advertised = spec.take("prefixAdvertisements")?.items() ?? []
        if !named.isEmpty, advertised.isEmpty {
            spec.fail("communities", "are of no use without prefixAdvertisements")
        }
        for item in advertised {
            var fields = item.fields()
            let prefix = fields.require("cidr")?.prefix()
            let communities = fields.require("communities")?.items() ?? []
            fields.finish()
            let found = communities.compactMap { names[$0.string()] ?? $0.community() }
            if let prefix { advertisements.append(Advertisement(prefix, found)) }
        }
    }

    /// A node cannot say these of the mesh, which is of all nodes.
    private func check(_ spec: FieldReader) {
        for (field, isGiven) in [
            ("nodeMeshPassword", meshPassword != nil), ("nodeMeshMaxRestartTime", meshRestartTime != nil),
        ] where isGiven && name != "default" {
            spec.fail(field, "belongs into the BGPConfiguration default")
        }
        if hasMesh == false {
            for field in ["nodeMeshPassword", "nodeMeshMaxRestartTime"] where spec.has(field) {
                spec.fail(field, "is of no use with nodeToNodeMeshEnabled: false")
            }
        }
    }
}

extension FieldValue {
    /// Blocks in objects with one field, `cidr`.
    fileprivate func blocks() -> [IPPrefix] {
        items().compactMap { item in
            var fields = item.fields()
            let prefix = fields.require("cidr")?.prefix()
            fields.finish()
            return prefix
        }
    }

    fileprivate func ignoredInterface() -> String {
        let pattern = interfacePattern()
        if pattern == "*" { fail("* would leave no interface to find peers by") }
        return pattern
    }

    /// `secretKeyRef` with the name of a Secret and a key in it; nil if nothing is in there.
    func secretKeyReference() -> SecretKey? {
        var fields = self.fields()
        defer { fields.finish() }
        guard var reference = fields.take("secretKeyRef")?.fields() else { return nil }
        let name = reference.require("name")
        let key = reference.require("key")
        reference.ignore(["optional"])
        reference.finish()
        guard let name, let key else { return nil }
        if !isDNSSubdomain(name.filledString()) { name.fail("is no name of a Secret") }
        let isKey = (1...253).contains(key.filledString().utf8.count) && isKeyOfSecret(key.string())
        if !isKey { key.fail("is no key of a Secret: letters, digits and -_.") }
        return SecretKey(name: name.string(), key: key.string())
    }

    private func isKeyOfSecret(_ text: String) -> Bool {
        text != "." && text != ".."
            && text.utf8.allSatisfy { byte in
                isLowerLetter(byte | 0x20) || isDigit(byte) || "-_.".utf8.contains(byte)
            }
    }

    /// The name of an interface, or a pattern with `*` in it.
    func interfacePattern() -> String {
        let text = string()
        let fits =
            (1...15).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                isLowerLetter(byte | 0x20) || isDigit(byte) || "-_.*".utf8.contains(byte)
            }
        if !fits { fail("\"\(text)\" is no name of an interface and no pattern of one, such as eth*") }
        return text
    }

    /// `aa:nn` or `aa:nn:mm`; nil after reporting what is neither.
    func community() -> BGPCommunity? {
        let text = string()
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy(isDigit) ? UInt32(part) : nil
        }
        switch (parts.count, numbers.count) {
        case (2, 2) where numbers.allSatisfy { $0 <= 0xffff }:
            return .standard(UInt16(numbers[0]), UInt16(numbers[1]))
        case (3, 3): return .large(numbers[0], numbers[1], numbers[2])
        default:
            fail("\(text) is no community: 65000:100, or a large one such as 65000:1:100")
            return nil
        }
    }

    /// A time in Kubernetes' notation, such as `90s` or `1m30s`, in whole seconds, rounded.
    func seconds(in range: ClosedRange<Int>) -> Int? {
        let text = string()
        guard !text.isEmpty else { return nil }
        guard let time = secondsOf(text), range.contains(time) else {
            fail(
                "\(text) is no time of \(range.lowerBound) to \(range.upperBound) seconds, such as 90s or 1m30s"
            )
            return nil
        }
        return time
    }
}

/// The length of a Go duration, such as `1m30.5s`, rounded to seconds.
private func secondsOf(_ text: String) -> Int? {
    let units: [(String, Double)] = [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1),
    ]
    guard text != "0" else { return 0 }
    var rest = Substring(text)
    var sum = 0.0
    while !rest.isEmpty {
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest = rest.dropFirst(digits.count)
        guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.0) }) else {
            return nil
        }
        sum += number * unit.1
        rest = rest.dropFirst(unit.0.count)
    }
    return sum < 1e9 ? Int(sum.rounded()) : nil
}
