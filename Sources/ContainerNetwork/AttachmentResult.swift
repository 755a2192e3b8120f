package import Addressing

/// What ADD has made, as the runtime and the plugins behind this one are told (CNI specification, "Result").
package struct AttachmentResult: Sendable {
    package var interfaces: [Interface] = []
    /// Of the primary family first: the first is the pod's `podIP`.
    package var addresses: [Address] = []
    package var routes: [Route] = []
    /// As the configuration or the plugin of addresses has it.
    package var dns: JSONValue?

    package init() {}

    package struct Interface: Hashable, Sendable {
        package var name: String
        package var mac: String
        /// The path of the container's namespace; empty on the host.
        package var sandbox: String
        package var mtu: Int?

        package init(name: String, mac: String, sandbox: String = "", mtu: Int? = nil) {
            self.name = name
            self.mac = mac
            self.sandbox = sandbox
            self.mtu = mtu
        }
    }

    package struct Address: Hashable, Sendable {
        package var address: IPAddress
        package var length: UInt8
        package var gateway: IPAddress?
        /// Which of the interfaces has it.
        package var interface: Int?

        package init(_ address: IPAddress, length: UInt8, gateway: IPAddress? = nil, interface: Int? = nil) {
            self.address = address
            self.length = length
            self.gateway = gateway
            self.interface = interface
        }
    }

    package struct Route: Hashable, Sendable {
        package var destination: IPPrefix
        package var gateway: IPAddress?
        /// What version 1.1.0 has of it besides: `mtu`, `advmss`, `priority`, `table`, `scope`.
        package var attributes: [String: Int]

        package init(to destination: IPPrefix, gateway: IPAddress? = nil, attributes: [String: Int] = [:]) {
            self.destination = destination
            self.gateway = gateway
            self.attributes = attributes
        }
    }
}

extension AttachmentResult {
    /// The addresses of the container's interface called `name`.
    package func addresses(of name: String) -> [IPAddress] {
        addresses.filter { address in
            guard let index = address.interface else { return true }
            guard interfaces.indices.contains(index) else { return false }
            return interfaces[index].name == name && !interfaces[index].sandbox.isEmpty
        }.map(\.address)
    }
}
