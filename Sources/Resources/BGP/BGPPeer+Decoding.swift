import Addressing
import Selectors

extension BGPPeer {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name, remote: .nobody)
        guard var spec = manifest.take("spec")?.fields() else { return }
        node = spec.take("node")?.textUnlessEmpty()
        nodeSelector = spec.take("nodeSelector")?.conditionalSelector()
        if node != nil, nodeSelector != nil { spec.fail("nodeSelector", "excludes node") }
        takeRemote(&spec)
        localASNumber = spec.take("localASNumber")?.asNumber()
        keepsNextHop = spec.take("keepOriginalNextHop")?.boolean() ?? false
        if let mode = spec.take("nextHopMode"), !mode.isEmptyText {
            nextHopMode = mode.word(NextHopMode.self) ?? .automatic
            if keepsNextHop { mode.fail("excludes keepOriginalNextHop") }
        }
        password = spec.take("password")?.secretKeyReference()
        if let source = spec.take("sourceAddress"), !source.isEmptyText {
            usesNodeAddress = source.word(SourceAddress.self) != SourceAddress.none
        }
        restartTime = spec.take("maxRestartTime")?.seconds(in: 0...4095)
        if let time = spec.take("keepaliveTime")?.seconds(in: 0...65535), time > 0 { keepaliveTime = time }
        allowedLocalASNumbers = spec.take("numAllowedLocalASNumbers")?.integer(in: 0...255) ?? 0
        if let hops = spec.take("ttlSecurity")?.integer(in: 0...255), hops > 0 { ttlSecurity = UInt8(hops) }
        takeGateway(&spec)
        filters = spec.take("filters")?.items().map { $0.filledString() } ?? []
        if let reverse = spec.take("reversePeering"), !reverse.isEmptyText {
            isMutual = reverse.word(ReversePeering.self) != .manual
        }
        spec.finish()
    }

    private enum SourceAddress: String, CaseIterable {
        case useNodeIP = "UseNodeIP"
        case none = "None"
    }

    private enum ReversePeering: String, CaseIterable {
        case auto = "Auto"
        case manual = "Manual"
    }

    private mutating func takeRemote(_ spec: inout FieldReader) {
        let peer = spec.take("peerIP").flatMap { $0.isEmptyText ? nil : $0.addressAndPort() }
        let asNumber = spec.take("asNumber")?.asNumber()
        let selector = spec.take("peerSelector")?.conditionalSelector()
        let workloads = spec.take("localWorkloadSelector")
        if let selector {
            if peer != nil { spec.fail("peerSelector", "excludes peerIP") }
            if asNumber != nil { spec.fail("asNumber", "is the nodes' own with peerSelector") }
            remote = .nodes(selector)
        } else if let peer {
            remote = .address(peer.address, port: peer.port, asNumber: asNumber)
        }
        guard let workloads, workloads.conditionalSelector() != nil else { return }
        if peer != nil || selector != nil {
            workloads.fail("excludes peerIP and peerSelector")
        } else if asNumber == nil {
            workloads.fail("needs asNumber, that of the workloads")
        } else {
            workloads.warn("has no effect: sessions with workloads are not made here")
        }
    }

    private mutating func takeGateway(_ spec: inout FieldReader) {
        guard let field = spec.take("reachableBy"), !field.isEmptyText, let gateway = field.address() else {
            return
        }
        guard case .address(let address, _, _) = remote else {
            return field.fail("is for a peer with peerIP")
        }
        guard address.family == gateway.family else {
            return field.fail("is no address of \(address.family), as the peer's is")
        }
        reachableBy = gateway
    }
}

extension FieldValue {
    fileprivate func textUnlessEmpty() -> String? {
        let text = string()
        return text.isEmpty ? nil : text
    }

    /// An address, also as `10.0.0.1:179` or `[fd00::1]:179`; nil after reporting what is neither.
    fileprivate func addressAndPort() -> (address: IPAddress, port: UInt16?)? {
        let text = string()
        if let address = IPAddress(text) { return (address, nil) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if let last = parts.last, parts.count > 1, last.utf8.allSatisfy(isDigit), let port = UInt16(last),
            port > 0, case let host = text.dropLast(last.count + 1)
        {
            if parts.count == 2, let address = IPAddress(String(host)) { return (address, port) }
            if host.hasPrefix("["), host.hasSuffix("]"),
                let address = IPAddress(String(host.dropFirst().dropLast())), address.family == .v6
            {
                return (address, port)
            }
        }
        if !text.isEmpty {
            fail("\(text) is no address, with or without a port: 10.0.0.1:179, [fd00::1]:179")
        }
        return nil
    }
}
