import Addressing
import YAML

extension NetworkConfiguration {
    /// What a configuration without `policy_setup_timeout_seconds` waits.
    package static let usualPolicyTimeout = Duration.seconds(20)

    /// Reads what came on standard input.
    package init(_ bytes: [UInt8]) throws(PluginError) {
        let document: JSONValue
        do throws(SyntaxError) { document = try JSONValue(bytes) } catch {
            throw PluginError(.notDecoded, "the configuration is no JSON", details: "\(error)")
        }
        guard document.fields != nil else {
            throw PluginError(.notDecoded, "the configuration is no JSON object")
        }
        let asked = document["cniVersion"]?.string ?? ""
        guard let version = SpecificationVersion(rawValue: asked) else {
            let known = SpecificationVersion.allCases.map(\.rawValue).joined(separator: ", ")
            throw PluginError(
                .incompatibleVersion, "cniVersion \(asked.isEmpty ? "is missing" : "\(asked) is not spoken")",
                details: "these are: \(known)")
        }
        self.version = version
        self.document = document
        name = try document.text("name") ?? ""
        guard isNetworkName(name) else {
            throw PluginError(.badConfiguration, "name has to be of letters, digits, '_', '.' and '-'")
        }
        type = try document.text("type") ?? ""
        // Calico's template has a placeholder that its installer fills in.
        nodeName = try document.text("nodename").flatMap { $0.isEmpty || $0.hasPrefix("__") ? nil : $0 }
        nodeNameFile = try document.text("nodename_file")
        let mtu = try document.number("mtu") ?? 0
        guard mtu == 0 || (68...65_535).contains(mtu) else {
            throw PluginError(.badConfiguration, "mtu is \(mtu), and has to be 0 or from 68 to 65535")
        }
        self.mtu = mtu == 0 ? nil : mtu
        if let ipv6 = self.mtu, ipv6 < 1280 {
            // RFC 8200, section 5: the kernel takes IPv6 off a link with less.
            throw PluginError(.badConfiguration, "mtu is \(ipv6), and IPv6 needs 1280 at least")
        }
        let timeout = try document.number("policy_setup_timeout_seconds")
        guard timeout.map({ (0...86_400).contains($0) }) ?? true else {
            throw PluginError(.badConfiguration, "policy_setup_timeout_seconds has to be from 0 to 86400")
        }
        policyTimeout = timeout.map { .seconds($0) } ?? Self.usualPolicyTimeout
        allowsForwarding = try document["container_settings"]?.truth("allow_ip_forwarding") ?? false
        allowsAddressesWithoutManagement =
            try document["feature_control"]?.truth("ip_addrs_no_ipam") ?? false
        includesDefaultRoutes = try document.truth("include_default_routes") ?? false
        addressing = try AddressingConfiguration(document["ipam"] ?? [:])
        runtime = try RuntimeConfiguration(document)
        dns = runtime.dns ?? document["dns"]
        previous = document["prevResult"]
        validAttachments = document["cni.dev/valid-attachments"]?.items?.map { item in
            RuntimeCall.Attachment(
                containerID: item["containerID"]?.string ?? "", interfaceName: item["ifname"]?.string ?? "")
        }
    }
}

extension NetworkConfiguration.RuntimeConfiguration {
    fileprivate init(_ document: JSONValue) throws(PluginError) {
        let given = document["runtimeConfig"] ?? [:]
        // What nerdctl and others still send; the capability is its modern form.
        let list = given["ips"]?.items ?? document["args"]?["cni"]?["ips"]?.items ?? []
        for item in list {
            let text = item.string ?? "\(item)"
            guard let prefix = text.split(separator: "/").first, let address = IPAddress(String(prefix))
            else {
                throw PluginError(.badConfiguration, "ips of the runtime has what is no address: \(text)")
            }
            addresses.append(address)
        }
        mac = try given.text("mac")
        dns = given["dns"]
        portMappings = given["portMappings"]?.items ?? []
    }
}

extension AddressingConfiguration {
    fileprivate init(_ section: JSONValue) throws(PluginError) {
        type = try section.text("type") ?? ""
        assigns = DualStack(
            v4: try section.truth("assign_ipv4"), v6: try section.truth("assign_ipv6"))
        pools = DualStack(v4: try section.texts("ipv4_pools"), v6: try section.texts("ipv6_pools"))
        routes = []
        for item in section["routes"]?.items ?? [] {
            guard let route = AttachmentResult.Route(item) else {
                throw PluginError(
                    .badConfiguration, "ipam.routes has a route without a dst that is a block: \(item)")
            }
            routes.append(route)
        }
        subnets = []
        // Another plugin's section is read by that.
        guard type.isEmpty || isOurs else { return }
        if let subnet = try section.text("subnet") { subnets.append(try Subnet(subnet)) }
        for range in section["ranges"]?.items ?? [] {
            // A list of lists; the alternatives of one family are taken in their order.
            for item in range.items ?? [range] {
                guard let subnet = try item.text("subnet") else {
                    throw PluginError(.badConfiguration, "ipam.ranges has a range without a subnet")
                }
                subnets.append(try Subnet(subnet))
            }
        }
    }
}

extension AddressingConfiguration.Subnet {
    fileprivate init(_ text: String) throws(PluginError) {
        if let family = podFamily(text) {
            self = .podBlock(family)
        } else if let block = IPPrefix(text) {
            self = .block(block)
        } else {
            throw PluginError(
                .badConfiguration, "ipam has a subnet that is neither a block nor usePodCidr: \(text)")
        }
    }
}

extension JSONValue {
    fileprivate func text(_ key: String) throws(PluginError) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.string else { throw wrong(key, "a string", value) }
        return text
    }

    fileprivate func number(_ key: String) throws(PluginError) -> Int? {
        guard let value = self[key] else { return nil }
        guard let number = value.integer ?? value.string.flatMap({ Int($0) }) else {
            throw wrong(key, "a whole number", value)
        }
        return number
    }

    /// A boolean, which Calico's plugin has as a string in some places.
    fileprivate func truth(_ key: String) throws(PluginError) -> Bool? {
        guard let value = self[key] else { return nil }
        if case .boolean(let truth) = value { return truth }
        switch value.string?.lowercased() {
        case "true": return true
        case "false": return false
        case "": return nil
        default: throw wrong(key, "true or false", value)
        }
    }

    fileprivate func texts(_ key: String) throws(PluginError) -> [String] {
        guard let value = self[key] else { return [] }
        let texts = value.items?.compactMap(\.string)
        guard let texts, texts.count == value.items?.count else {
            throw wrong(key, "a list of strings", value)
        }
        return texts
    }

    private func wrong(_ key: String, _ wanted: String, _ value: JSONValue) -> PluginError {
        PluginError(.badConfiguration, "\(key) has to be \(wanted), and is \(value)")
    }
}

private func isNetworkName(_ name: String) -> Bool {
    !name.isEmpty
        && name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "_.-".utf8.contains(byte)
        }
}
