import Addressing
import NodeNetworking
import Resources
import Routing

extension ClusterRoutesTests {
    var local: LocalNode {
        var local = LocalNode(name: "a")
        local.interfaces = [interface(2, "eth0", ["192.0.2.1/24", "2001:db8::1/64", "fe80::1/64"])]
        local.addresses = DualStack { family in
            let address = IPAddress(family == .v4 ? "192.0.2.1" : "2001:db8::1")
            return address.map {
                NodeAddress($0, prefixLength: family == .v4 ? 24 : 64, interface: "eth0", origin: "Node")
            }
        }
        local.workloadPrefixes = ["cali"]
        return local
    }

    func interface(_ index: UInt32, _ name: String, _ addresses: [String]) -> NetworkInterface {
        NetworkInterface(
            Link(index: index, name: name, isUp: true, isRunning: true),
            addresses.compactMap { text in
                let parts = text.split(separator: "/")
                guard let address = IPAddress(String(parts[0])), let length = UInt8(parts[1]) else {
                    return nil
                }
                return InterfaceAddress(address, prefixLength: length, link: index)
            })
    }

    func pool(_ family: String, vxlan: IPPool.Encapsulation = .never) -> IPPool {
        let prefix = IPPrefix(family == "4" ? "10.244.0.0/16" : "fd00::/16")
        return IPPool(
            name: "pool\(family)", prefix: prefix ?? IPPrefix(IPAddress(.v4, bits: 0)), vxlanMode: vxlan)
    }

    func node(_ name: String, _ number: Int) -> Node {
        var node = Node(name: name)
        node.attachment.v4.internalAddress = IPAddress(
            number == 3 ? "198.51.100.3" : "192.0.2.\(number)")
        node.attachment.v6.internalAddress = IPAddress(
            number == 3 ? "2001:db8:5::3" : "2001:db8::\(number)")
        node.podBlocks = ["10.244.\(number).0/24", "fd00:\(number)::/64"].compactMap { IPPrefix($0) }
        return node
    }

    func cluster(pools: [IPPool], nodes: [String]) throws -> ClusterTable {
        var table = ClusterTable()
        for pool in pools { _ = table.update(ResourceID(.ipPool, name: pool.name), .ipPool(pool)) }
        for name in ["a"] + nodes {
            let node = node(name, name == "a" ? 1 : name == "b" ? 2 : 3)
            _ = table.update(ResourceID(.node, name: name), .node(node))
        }
        return table
    }
}

extension ClusterRoutes {
    /// All routes, IPv4 first, each as ip(8) takes it.
    var texts: [String] {
        IPFamily.allCases.flatMap { routes[$0].values.sorted().map(\.description) }
    }
}
