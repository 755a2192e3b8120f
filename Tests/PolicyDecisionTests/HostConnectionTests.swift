import Addressing
import Calculation
import Connections
import PolicyDecision
import Resources
import Testing

/// Connections past the host endpoint of the interface `eth0`.
struct HostConnectionTests {
    private static let own = DualStack(v4: IPAddress("192.0.2.250"), v6: IPAddress("2001:db8::fa"))
    private static let peer = DualStack(v4: IPAddress("192.0.2.7"), v6: IPAddress("2001:db8::7"))
    private static let other = DualStack(v4: IPAddress("198.51.100.7"), v6: IPAddress("2001:db8:1::7"))

    /// - Parameter shape: makes of a policy that is for incoming packets of `eth0`'s what it is to be.
    private func state(
        _ rule: PolicyRule, interface: HostEndpoint.Interface = .named("eth0"),
        _ shape: (inout Policy) -> Void = { _ in }
    ) -> NodeState {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        let host = HostEndpoint(name: "host", node: "node-a", interface: interface)
        calculator.update(Resource.hostEndpoint(host).id, .hostEndpoint(host))
        var policy = Policy(
            ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true, appliesToEgress: false,
            ingress: [rule])
        shape(&policy)
        calculator.update(policy.id, .policy(policy))
        return calculator.calculate()
    }

    private func connection(
        from source: DualStack<IPAddress?>, to destination: DualStack<IPAddress?>, port: UInt16 = 80,
        _ family: IPFamily
    ) throws -> Connection {
        let (source, destination) = (try #require(source[family]), try #require(destination[family]))
        return Connection(
            original: Connection.Tuple(
                source: source, destination: destination, transport: 6, sourcePort: 40000,
                destinationPort: port),
            reply: Connection.Tuple(
                source: destination, destination: source, transport: 6, sourcePort: port,
                destinationPort: 40000))
    }

    private func isEnded(
        _ connection: Connection, along path: ConnectionPath, by denied: DeniedConnections
    ) -> Bool {
        #expect(denied.families.contains(connection.family))
        return denied.contains(
            connection, isOwn: { $0 == Self.own[connection.family] }, path: { path })
    }

    @Test(arguments: IPFamily.allCases)
    func `a tightened policy ends the host's connections, but not those to a failsafe port`(
        family: IPFamily
    ) throws {
        var surroundings = HostSurroundings()
        surroundings.inbound = [.init(transport: 6, net: nil, port: 22)]
        let denied = DeniedConnections(
            from: state(PolicyRule(.allow)), to: state(PolicyRule(.deny)), at: surroundings)
        for (port, isDenied) in [(UInt16(80), true), (22, false)] {
            let connection = try connection(from: Self.peer, to: Self.own, port: port, family)
            let path = { ConnectionPath(from: .interfaces($0), to: .host) }
            #expect(isEnded(connection, along: path(["eth0"]), by: denied) == isDenied)
            // Where no endpoint guards the interface nothing is ended.
            #expect(!isEnded(connection, along: path(["eth1"]), by: denied))
            // Where it may be one of two, or nobody knows which, what any of them forbids is ended.
            #expect(isEnded(connection, along: path(["eth1", "eth0"]), by: denied) == isDenied)
            #expect(isEnded(connection, along: path([]), by: denied) == isDenied)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a connection ends when the failsafe port is closed that let it in`(family: IPFamily) throws {
        var before = HostSurroundings()
        before.inbound = [.init(transport: 6, net: nil, port: 22)]
        let state = state(PolicyRule(.deny))
        let denied = DeniedConnections(from: state, to: state, at: HostSurroundings(), before: before)
        let connection = try connection(from: Self.peer, to: Self.own, port: 22, family)
        #expect(
            isEnded(connection, along: ConnectionPath(from: .interfaces(["eth0"]), to: .host), by: denied))
    }

    @Test(arguments: IPFamily.allCases)
    func `what comes in by an interface and is forwarded is judged by policies with applyOnForward alone`(
        family: IPFamily
    ) throws {
        let connection = try connection(from: Self.peer, to: Self.other, family)
        let path = ConnectionPath(from: .interfaces(["eth0"]), to: .interfaces(["eth1"]))
        let back = ConnectionPath(from: .interfaces(["eth1"]), to: .interfaces(["eth0"]))
        let tightened = DeniedConnections(
            from: state(PolicyRule(.allow)) { $0.appliesOnForward = true },
            to: state(PolicyRule(.deny)) { $0.appliesOnForward = true })
        #expect(isEnded(connection, along: path, by: tightened))
        #expect(!isEnded(connection, along: back, by: tightened))
        let normal = DeniedConnections(from: state(PolicyRule(.allow)), to: state(PolicyRule(.deny)))
        #expect(!isEnded(connection, along: path, by: normal))
    }

    @Test(arguments: IPFamily.allCases)
    func `what leaves by an interface is judged by the egress policies there`(family: IPFamily) throws {
        let connection = try connection(from: Self.peer, to: Self.other, family)
        let turn: @Sendable (inout Policy) -> Void = { policy in
            policy.appliesOnForward = true
            (policy.appliesToIngress, policy.appliesToEgress) = (false, true)
            (policy.ingress, policy.egress) = ([], policy.ingress)
        }
        let denied = DeniedConnections(
            from: state(PolicyRule(.allow), turn), to: state(PolicyRule(.deny), turn))
        let path = ConnectionPath(from: .interfaces(["eth1"]), to: .interfaces(["eth0"]))
        #expect(isEnded(connection, along: path, by: denied))
        let back = ConnectionPath(from: .interfaces(["eth0"]), to: .interfaces(["eth1"]))
        #expect(!isEnded(connection, along: back, by: denied))
    }

    @Test(arguments: IPFamily.allCases)
    func `a policy before translation ends forwarded connections by where they were sent to`(
        family: IPFamily
    ) throws {
        let toService = PolicyRule(
            .deny, transport: 6, destination: EntityRule(ports: [.range(30080...30080)]))
        let shape: @Sendable (inout Policy) -> Void = { policy in
            policy.enforcement = .preDNAT
            policy.appliesOnForward = true
        }
        let denied = DeniedConnections(from: state(PolicyRule(.allow), shape), to: state(toService, shape))
        let path = ConnectionPath(from: .interfaces(["eth0"]), to: .interfaces(["eth1"]))
        let real = try connection(from: Self.peer, to: Self.other, family)
        let sent = try connection(from: Self.peer, to: Self.own, port: 30080, family)
        #expect(isEnded(Connection(original: sent.original, reply: real.reply), along: path, by: denied))
        #expect(!isEnded(real, along: path, by: denied))
    }

    @Test(arguments: IPFamily.allCases)
    func `the endpoint of all interfaces has no say on workloads' and on excluded ones`(
        family: IPFamily
    ) throws {
        var surroundings = HostSurroundings()
        surroundings.excludedInterfaces = ["kube-ipvs0", "/^veth.*/"].compactMap { InterfacePattern($0) }
        let shape: @Sendable (inout Policy) -> Void = { policy in policy.appliesOnForward = true }
        let denied = DeniedConnections(
            from: state(PolicyRule(.allow), interface: .all, shape),
            to: state(PolicyRule(.deny), interface: .all, shape), at: surroundings)
        let connection = try connection(from: Self.peer, to: Self.other, family)
        for (name, isDenied) in [
            ("eth7", true), ("cali123", false), ("kube-ipvs0", false), ("veth1", false), ("lo", false),
        ] {
            let path = ConnectionPath(from: .interfaces([name]), to: .interfaces(["cali1"]))
            #expect(isEnded(connection, along: path, by: denied) == isDenied, "\(name)")
        }
    }
}
