import Addressing
import Selectors

extension IPPool {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name, prefix: IPPrefix(IPAddress(.v4, bits: 0)))
        guard var spec = manifest.require("spec")?.fields() else { return }
        if let block = spec.require("cidr")?.prefix() {
            self = IPPool(name: metadata.name, prefix: block)
        }
        if let size = spec.take("blockSize") {
            let bits = prefix.family == .v4 ? 20...32 : 116...128
            blockSize = size.integer(in: bits)
            if blockSize < prefix.length { size.fail("is larger than the pool \(prefix)") }
        } else if prefix.length > blockSize {
            spec.fail("cidr", "\(prefix) is smaller than a block, /\(blockSize)")
        }
        natOutgoing = spec.take("natOutgoing")?.boolean() ?? false
        isDisabled = spec.take("disabled")?.boolean() ?? false
        ipipMode = spec.take("ipipMode")?.encapsulation() ?? .never
        vxlanMode = spec.take("vxlanMode")?.encapsulation() ?? .never
        nodeSelector = spec.take("nodeSelector")?.selector() ?? .all
        let uses = spec.take("allowedUses")?.distinctWords(Use.self) ?? []
        if !uses.isEmpty { allowedUses = uses }
        disablesBGPExport = spec.take("disableBGPExport")?.boolean() ?? false
        isAutomatic = spec.take("assignmentMode")?.word(AssignmentMode.self) != .manual
        namespaceSelector = spec.take("namespaceSelector")?.conditionalSelector() ?? .all
        check(spec)
        spec.finish()
    }

    private enum AssignmentMode: String, CaseIterable {
        case automatic = "Automatic"
        case manual = "Manual"
    }

    private func check(_ spec: FieldReader) {
        if ipipMode != .never, vxlanMode != .never {
            spec.fail("vxlanMode", "excludes ipipMode: a packet is wrapped once")
        }
        if ipipMode != .never, prefix.family == .v6 {
            spec.fail("ipipMode", "is for IPv4: wrapping IPv6 so is not defined")
        }
        if allowedUses == [.tunnel], namespaceSelector != .all {
            spec.fail("namespaceSelector", "is for workloads' addresses, and tunnels have none")
        }
        if allowedUses.contains(.loadBalancer) { checkLoadBalancer(spec) }
    }

    /// Addresses of services are no node's, and nothing is wrapped on the way to them.
    private func checkLoadBalancer(_ spec: FieldReader) {
        if allowedUses.count > 1 { spec.fail("allowedUses", "LoadBalancer stands alone") }
        if ipipMode != .never || vxlanMode != .never {
            spec.fail("allowedUses", "LoadBalancer excludes ipipMode and vxlanMode")
        }
        if disablesBGPExport { spec.fail("disableBGPExport", "is not for LoadBalancer") }
        if nodeSelector != .all { spec.fail("nodeSelector", "has to be all() for LoadBalancer") }
    }
}

extension FieldValue {
    fileprivate func encapsulation() -> IPPool.Encapsulation? {
        string().isEmpty ? .never : word(IPPool.Encapsulation.self)
    }
}

extension IPReservation {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name)
        guard var spec = manifest.take("spec")?.fields() else { return }
        prefixes = spec.take("reservedCIDRs")?.prefixes() ?? []
        spec.finish()
    }
}
