import Addressing
import Selectors
import YAML

extension KubernetesNetworkPolicy {
    /// Reads a NetworkPolicy of Kubernetes, or the staged form that Calico has of it.
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata, isStaged: Bool) {
        self.init(namespace: metadata.namespace, name: metadata.name)
        if isStaged { stagedAction = .set }
        if !isStaged { manifest.ignore(["status"]) }
        guard var spec = manifest.require("spec")?.fields() else { return }
        podSelector = spec.take("podSelector")?.labelSelector() ?? .all
        ingress = spec.take("ingress")?.items().map { Rule($0, peers: "from") } ?? []
        egress = spec.take("egress")?.items().map { Rule($0, peers: "to") } ?? []
        let types = spec.take("policyTypes")?.distinctWords(PolicyType.self) ?? []
        // Kubernetes fills the field in so when it takes the object.
        appliesToIngress = types.isEmpty || types.contains(.ingress)
        appliesToEgress = types.isEmpty ? !egress.isEmpty : types.contains(.egress)
        if isStaged, let action = spec.take("stagedAction")?.word(Policy.StagedAction.self) {
            stagedAction = action
        }
        spec.finish()
    }
}

extension KubernetesNetworkPolicy.Rule {
    /// Reads a rule whose peers are in the field `from` or `to`.
    fileprivate init(_ value: FieldValue, peers field: String) {
        self.init()
        var fields = value.fields()
        peers = fields.take(field)?.items().compactMap { .init($0) } ?? []
        ports = fields.take("ports")?.items().map { .init($0) } ?? []
        fields.finish()
    }
}

extension KubernetesNetworkPolicy.Peer {
    fileprivate init?(_ value: FieldValue) {
        var fields = value.fields()
        let block = fields.take("ipBlock")
        let pods = fields.take("podSelector")?.labelSelector()
        let namespaces = fields.take("namespaceSelector")?.labelSelector()
        fields.finish()
        if let block {
            if pods != nil || namespaces != nil { block.fail("excludes podSelector and namespaceSelector") }
            self.init(block: block)
        } else if pods == nil, namespaces == nil {
            value.fail("selects nothing; all pods of the namespace are podSelector: {}")
            return nil
        } else {
            self = .pods(pods, namespaces: namespaces)
        }
    }

    private init?(block value: FieldValue) {
        var fields = value.fields()
        let cidr = fields.require("cidr")?.block()
        let except = fields.take("except")
        fields.finish()
        let exceptions = except?.items().compactMap { $0.exception(from: cidr) } ?? []
        guard let cidr else { return nil }
        self = .block(cidr, except: exceptions)
    }
}

extension KubernetesNetworkPolicy.Port {
    fileprivate init(_ value: FieldValue) {
        var fields = value.fields()
        let transport = fields.take("protocol")?.transportWithPorts() ?? TransportName.tcp.number
        let first = fields.take("port")
        let last = fields.take("endPort")
        fields.finish()
        self.init(transport: transport, port: first?.numberOrServiceName())
        guard let last else { return }
        let end = last.port()
        guard case .range(let range) = port else {
            last.fail(first == nil ? "needs a port" : "needs a port that is a number")
            return
        }
        guard range.lowerBound <= end else {
            last.fail("\(end) is below port \(range.lowerBound)")
            return
        }
        port = .range(range.lowerBound...end)
    }
}

extension FieldValue {
    /// `address/length`, in which Kubernetes does not let the length be left out.
    fileprivate func block() -> IPPrefix? {
        guard let prefix = prefix() else { return nil }
        guard case .scalar(let scalar) = node.content, scalar.text.utf8.contains(UInt8(ascii: "/")) else {
            fail("\(prefix.address) needs a length, as in \(prefix)")
            return nil
        }
        return prefix
    }

    /// A block that lies inside of `cidr` and is smaller.
    fileprivate func exception(from cidr: IPPrefix?) -> IPPrefix? {
        guard let block = block() else { return nil }
        guard let cidr else { return block }
        if !cidr.contains(block.address) || block.length <= cidr.length {
            fail("\(block) is no part of \(cidr)")
        }
        return block
    }

    /// A port's number or the name that a container gave it.
    fileprivate func numberOrServiceName() -> PortMatch? {
        guard case .scalar(let scalar) = node.content, scalar.resolution != .string else {
            let name = filledString()
            if !name.isEmpty, !isServiceName(name) {
                let hint = name.utf8.allSatisfy(isDigit) ? "; a number stands without quotes" : ""
                fail("\(name) is no name for a port\(hint)")
            }
            return .named(name)
        }
        let number = port()
        return .range(number...number)
    }
}
