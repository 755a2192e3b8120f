import Addressing

extension AttachmentResult {
    /// The result in the shape of `version`.
    package func json(_ version: SpecificationVersion) -> JSONValue {
        var fields: [(key: String, value: JSONValue)] = [("cniVersion", .string(version.rawValue))]
        if !interfaces.isEmpty { fields.append(("interfaces", .array(interfaces.map { $0.json(version) }))) }
        fields.append(("ips", .array(addresses.map { $0.json(version) })))
        if !routes.isEmpty { fields.append(("routes", .array(routes.map { $0.json(version) }))) }
        if let dns { fields.append(("dns", dns)) }
        return .object(fields)
    }

    /// Reads a result of any version.
    package init(_ value: JSONValue) throws(PluginError) {
        interfaces = (value["interfaces"]?.items ?? []).map { item in
            Interface(
                name: item["name"]?.string ?? "", mac: item["mac"]?.string ?? "",
                sandbox: item["sandbox"]?.string ?? "", mtu: item["mtu"]?.integer)
        }
        for item in value["ips"]?.items ?? [] { addresses.append(try Address(item)) }
        for item in value["routes"]?.items ?? [] {
            guard let route = Route(item) else {
                throw PluginError(.notDecoded, "a result has a route without a dst that is a block")
            }
            routes.append(route)
        }
        dns = value["dns"]
    }
}

extension AttachmentResult.Interface {
    fileprivate func json(_ version: SpecificationVersion) -> JSONValue {
        var fields: [(key: String, value: JSONValue)] = [("name", .string(name))]
        if !mac.isEmpty { fields.append(("mac", .string(mac))) }
        if let mtu, version >= .v110 { fields.append(("mtu", .integer(mtu))) }
        if !sandbox.isEmpty { fields.append(("sandbox", .string(sandbox))) }
        return .object(fields)
    }
}

extension AttachmentResult.Address {
    fileprivate func json(_ version: SpecificationVersion) -> JSONValue {
        var fields: [(key: String, value: JSONValue)] = []
        if version < .v100 { fields.append(("version", .string("\(address.family.rawValue)"))) }
        fields.append(("address", .string("\(address)/\(length)")))
        if let gateway { fields.append(("gateway", .string("\(gateway)"))) }
        if let interface { fields.append(("interface", .integer(interface))) }
        return .object(fields)
    }

    fileprivate init(_ value: JSONValue) throws(PluginError) {
        let parts = (value["address"]?.string ?? "").split(separator: "/")
        guard parts.count == 2, let address = IPAddress(String(parts[0])), let length = UInt8(parts[1]),
            length <= address.family.addressBits
        else { throw PluginError(.notDecoded, "a result has an ip without an address such as 10.0.0.1/24") }
        self.init(
            address, length: length, gateway: value["gateway"]?.string.flatMap { IPAddress($0) },
            interface: value["interface"]?.integer)
    }
}

extension AttachmentResult.Route {
    /// `nil` where there is no `dst` that is a block, or a `gw` that is no address of its family.
    init?(_ value: JSONValue) {
        guard let destination = value["dst"]?.string.flatMap({ IPPrefix($0) }) else { return nil }
        self.init(to: destination)
        if let text = value["gw"]?.string {
            guard let gateway = IPAddress(text), gateway.family == destination.family else { return nil }
            self.gateway = gateway
        }
        for name in Self.attributeNames { attributes[name] = value[name]?.integer }
    }

    private static let attributeNames = ["mtu", "advmss", "priority", "table", "scope"]

    fileprivate func json(_ version: SpecificationVersion) -> JSONValue {
        var fields: [(key: String, value: JSONValue)] = [("dst", .string("\(destination)"))]
        if let gateway { fields.append(("gw", .string("\(gateway)"))) }
        for name in Self.attributeNames where version >= .v110 {
            if let value = attributes[name] { fields.append((name, .integer(value))) }
        }
        return .object(fields)
    }
}
