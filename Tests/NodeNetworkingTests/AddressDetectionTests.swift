import Addressing
import NodeNetworking
import Resources
import Routing
import Testing

/// Both families in the same words; `n` stands for the number of an address in the node's subnet.
@Suite(.serialized) struct AddressDetectionTests {
    @Test(arguments: IPFamily.allCases)
    func `the first address that is fit is taken, in the order of interfaces`(family: IPFamily) {
        let found = detect(family, "first-found", [("eth0", [1]), ("eth1", [2])])
        #expect(found == "\(family.text(1)) on eth0 (first-found)")
    }

    @Test(
        arguments: IPFamily.allCases,
        [
            InterfaceAddress.Flags.deprecated, .tentative, .duplicate, .temporary,
        ])
    func `an address that will not last, or is not ours yet, is not taken`(
        family: IPFamily, flag: InterfaceAddress.Flags
    ) {
        let interfaces = [
            interface(2, "eth0", [address(family, 1, flags: flag), address(family, 2)])
        ]
        #expect(detect(family, "first-found", interfaces) == "\(family.text(2)) on eth0 (first-found)")
        #expect(
            detect(family, "first-found", [interface(2, "eth0", [address(family, 1, flags: flag)])])
                == "no interface has one that is fit (first-found)")
    }

    @Test(arguments: IPFamily.allCases)
    func `an address that moves between nodes is not taken, wherever it stands`(family: IPFamily) {
        let bits = UInt8(family.addressBits)
        let moving = address(family, 9, length: bits, flags: [.permanent, .noPrefixRoute])
        let alone = address(family, 8, length: bits, flags: [.permanent])
        #expect(
            detect(family, "first-found", [interface(2, "eth0", [moving, alone, address(family, 1)])])
                == "\(family.text(1)) on eth0 (first-found)")
        // A provider may give a node one address with nothing beside it.
        #expect(
            detect(family, "first-found", [interface(2, "eth0", [moving, alone])])
                == "\(family.text(8, length: bits)) on eth0 (first-found)")
        #expect(
            detect(family, "first-found", [interface(2, "eth0", [moving])])
                == "no interface has one that is fit (first-found)")
    }

    @Test(arguments: IPFamily.allCases)
    func `the interface of the default route goes before others`(family: IPFamily) {
        var interfaces = [
            interface(2, "eth0", [address(family, 1)]), interface(3, "eth1", [address(family, 2)]),
        ]
        interfaces[1].hasDefaultRoute[family] = true
        #expect(detect(family, "first-found", interfaces) == "\(family.text(2)) on eth1 (first-found)")
        // The other family's says nothing.
        interfaces[1].hasDefaultRoute = DualStack { $0 != family }
        #expect(detect(family, "first-found", interfaces) == "\(family.text(1)) on eth0 (first-found)")
    }

    @Test func `a global address goes before one of the site`() throws {
        let site = InterfaceAddress(try #require(IPAddress("fd00::1")), prefixLength: 64, link: 2)
        let global = InterfaceAddress(try #require(IPAddress("2001:db8::1")), prefixLength: 64, link: 2)
        #expect(
            detect(.v6, "first-found", [interface(2, "eth0", [site, global])])
                == "2001:db8::1/64 on eth0 (first-found)")
        #expect(
            detect(.v6, "first-found", [interface(2, "eth0", [site])])
                == "fd00::1/64 on eth0 (first-found)")
    }

    @Test(
        arguments: IPFamily.allCases,
        ["docker0", "br-1234", "veth1", "cali12", "vxlan.calico", "vxlan-v6.calico", "cni0", "virbr0", "lo"])
    func `interfaces of containers and tunnels are not looked at`(family: IPFamily, name: String) {
        #expect(
            detect(family, "first-found", [(name, [1]), ("eth0", [2])])
                == "\(family.text(2)) on eth0 (first-found)")
    }

    @Test(arguments: IPFamily.allCases, ["ibmveth0", "lower0", "ens5", "bond0.7"])
    func `interfaces that are called much like those are`(family: IPFamily, name: String) {
        #expect(
            detect(family, "first-found", [(name, [1])])
                == "\(family.text(1)) on \(name) (first-found)")
    }

    @Test(arguments: IPFamily.allCases)
    func `an interface that is down, or of a workload, has nothing to give`(family: IPFamily) {
        let down = NetworkInterface(
            Link(index: 2, name: "eth0", isUp: false, isRunning: false), [address(family, 1)])
        #expect(
            detect(family, "first-found", [down]) == "no interface has one that is fit (first-found)")
        #expect(
            detect(family, "interface=cali", [("cali1", [1])])
                == "no interface has one that is fit (interface=cali)")
    }

    @Test(arguments: IPFamily.allCases)
    func `names are found by regular expressions, anywhere in them`(family: IPFamily) {
        let interfaces = [("eth0", [1]), ("eth1", [2]), ("docker0", [3])]
        for (method, expected) in [
            ("interface=th1", "\(family.text(2)) on eth1"),
            ("interface=^th1,eth[1-9]", "\(family.text(2)) on eth1"),
            ("interface=docker.*", "\(family.text(3)) on docker0"),
            ("skip-interface=eth0", "\(family.text(2)) on eth1"),
        ] {
            #expect(detect(family, method, interfaces) == "\(expected) (\(method))")
        }
        #expect(
            detect(family, "skip-interface=eth", interfaces)
                == "no interface has one that is fit (skip-interface=eth)")
    }

    @Test(arguments: IPFamily.allCases)
    func `an address is found by its block`(family: IPFamily) {
        let block = family == .v4 ? "192.0.2.2/32" : "2001:db8::2/128"
        #expect(
            detect(family, "cidr=\(block)", [("eth0", [1, 2])])
                == "\(family.text(2)) on eth0 (cidr=\(block))")
    }

    @Test(arguments: IPFamily.allCases)
    func `an address is found by what it reaches`(family: IPFamily) {
        let method = family == .v4 ? "can-reach=198.51.100.1" : "can-reach=2001:db8:5::1"
        #expect(
            detect(
                family, method, [interface(2, "eth0", [address(family, 1), address(family, 2)])],
                source: family.address(2)) == "\(family.text(2)) on eth0 (\(method))")
        #expect(
            detect(family, method, [("eth0", [1])])
                == "there is no way to \(method.dropFirst("can-reach=".count))")
    }

    @Test(arguments: IPFamily.allCases)
    func `the Node's internal address has the length that its interface gives it`(family: IPFamily) {
        var node = Node(name: "a")
        #expect(
            detect(family, "kubernetes-internal-ip", [("eth0", [1, 2])], node: node)
                == "the Node has no InternalIP of \(family)")
        node.attachment[family].internalAddress = family.address(2)
        #expect(
            detect(family, "kubernetes-internal-ip", [("eth0", [1, 2])], node: node)
                == "\(family.text(2)) on eth0 (kubernetes-internal-ip)")
    }

    @Test(arguments: IPFamily.allCases)
    func `what was found once stays as long as it is fit`(family: IPFamily) {
        let before = NodeAddress(
            family.address(2), prefixLength: 24, interface: "eth1", origin: "first-found")
        let good = [interface(2, "eth0", [address(family, 1)]), interface(3, "eth1", [address(family, 2)])]
        #expect(
            detect(family, "first-found", good, previous: before)
                == "\(family.text(2)) on eth1 (first-found)")
        let old = [
            interface(2, "eth0", [address(family, 1)]),
            interface(3, "eth1", [address(family, 2, flags: .deprecated)]),
        ]
        #expect(
            detect(family, "first-found", old, previous: before)
                == "\(family.text(1)) on eth0 (first-found)")
        // After a restart the Node remembers.
        var node = Node(name: "a")
        node.attachment[family].address = family.address(2)
        #expect(detect(family, "first-found", good, node: node) == "\(family.text(2)) on eth1 (first-found)")
    }

    @Test(arguments: IPFamily.allCases)
    func `a choice goes before detection`(family: IPFamily) throws {
        var node = Node(name: "a")
        node.attachment[family].internalAddress = family.address(2)
        let interfaces = [interface(2, "eth0", [address(family, 1), address(family, 2), address(family, 3)])]
        func result(_ choice: AddressChoice) -> String {
            var detection = AddressDetection(family)
            detection.choice = choice
            return detection.address(of: interfaces, node: node, source: nil, previous: nil).text
        }
        #expect(result(.automatic) == "\(family.text(2)) on eth0 (Node)")
        #expect(result(.autodetect) == "\(family.text(1)) on eth0 (first-found)")
        #expect(result(.absent) == "none is wanted")
        let fixed = try #require(AddressChoice("\(family.address(3))", family))
        #expect(result(fixed) == "\(family.text(3)) on eth0 (as configured)")
        let missing = try #require(AddressChoice("\(family.address(4))/20", family))
        #expect(result(missing) == "no interface has \(family.address(4)) (as configured)")
    }

    @Test(arguments: [
        "first-fund", "can-reach=", "can-reach=example.com", "can-reach=fd00::1", "interface=", "interface=(",
        "cidr=10.0.0.0/33", "cidr=fd00::/8", "skip-interface",
    ])
    func `what is no method of IPv4 is none`(text: String) {
        #expect(DetectionMethod(text, .v4) == nil)
    }

    // MARK: - What there is

    private func address(
        _ family: IPFamily, _ number: Int, length: UInt8? = nil, flags: InterfaceAddress.Flags = []
    ) -> InterfaceAddress {
        InterfaceAddress(
            family.address(number), prefixLength: length ?? (family == .v4 ? 24 : 64), link: 2, flags: flags)
    }

    private func interface(_ index: UInt32, _ name: String, _ addresses: [InterfaceAddress])
        -> NetworkInterface
    {
        NetworkInterface(Link(index: index, name: name, isUp: true, isRunning: true), addresses)
    }

    private func detect(
        _ family: IPFamily, _ method: String, _ interfaces: [(String, [Int])], node: Node? = nil
    ) -> String {
        let interfaces = interfaces.enumerated().map { index, given in
            interface(UInt32(index + 2), given.0, given.1.map { address(family, $0) })
        }
        return detect(family, method, interfaces, node: node)
    }

    private func detect(
        _ family: IPFamily, _ method: String, _ interfaces: [NetworkInterface], node: Node? = nil,
        source: IPAddress? = nil, previous: NodeAddress? = nil
    ) -> String {
        var detection = AddressDetection(family)
        detection.choice = .autodetect
        detection.workloadPrefixes = ["cali"]
        guard let method = DetectionMethod(method, family) else { return "no method" }
        detection.method = method
        return detection.address(of: interfaces, node: node, source: source, previous: previous).text
    }
}

extension Result<NodeAddress, NoNodeAddress> {
    fileprivate var text: String {
        switch self {
        case .success(let found): "\(found)"
        case .failure(let reason): "\(reason)"
        }
    }
}

extension IPFamily {
    fileprivate func address(_ number: Int) -> IPAddress {
        let base: UInt128 = self == .v4 ? 0xc000_0200 : 0x2001_0db8 << 96
        return IPAddress(self, bits: base + UInt128(number))
    }

    fileprivate func text(_ number: Int, length: UInt8? = nil) -> String {
        "\(address(number))/\(length ?? (self == .v4 ? 24 : 64))"
    }
}
