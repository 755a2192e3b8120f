import Addressing
import Calculation
import Connections
import PolicyDecision
import Resources
import Selectors
import Testing

/// The state of a node with the workloads `web` (.1) and `db` (.2), under `policies`.
private func state(_ policies: Policy..., pods: [(String, UInt8)] = [("web", 1), ("db", 2)]) -> NodeState {
    var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
    let shop = Resource.namespace(Namespace(name: "shop"))
    calculator.update(shop.id, shop)
    for (name, number) in pods {
        let pod = Resource.pod(
            Pod(
                namespace: "shop", name: name, labels: ["app": name], nodeName: "node-a",
                addresses: IPFamily.allCases.map { address($0, number) }))
        calculator.update(pod.id, pod)
    }
    for policy in policies { calculator.update(policy.id, .policy(policy)) }
    return calculator.calculate()
}

private func address(_ family: IPFamily, _ number: UInt8) -> IPAddress {
    IPAddress(family, bits: (family == .v4 ? 0x0a41_0000 : UInt128(0xfd) << 120) + UInt128(number))
}

private func packet(
    _ family: IPFamily, from: UInt8 = 1, to: UInt8 = 2, transport: UInt8 = 6, port: UInt16 = 80
) -> Connection.Tuple {
    Connection.Tuple(
        source: address(family, from), destination: address(family, to), transport: transport,
        sourcePort: 40000, destinationPort: port)
}

private func connection(_ tuple: Connection.Tuple) -> Connection {
    var reply = tuple
    (reply.source, reply.destination) = (tuple.destination, tuple.source)
    (reply.sourcePort, reply.destinationPort) = (tuple.destinationPort, tuple.sourcePort)
    return Connection(original: tuple, reply: reply)
}

private func policy(_ rules: PolicyRule...) -> Policy {
    Policy(
        ResourceID(.networkPolicy, namespace: "shop", name: "p"), selector: Selector(.equals("app", "db")),
        appliesToIngress: true, appliesToEgress: false, ingress: rules)
}

struct PolicyDecisionTests {
    private let toPort80 = PolicyRule(.allow, transport: 6, destination: EntityRule(ports: [.range(80...80)]))

    @Test(arguments: IPFamily.allCases)
    func `a packet is allowed by the first rule that decides, and denied by the tier's end`(family: IPFamily)
    {
        let decision = PolicyDecision(state(policy(toPort80)))
        #expect(decision.allows(packet(family), isFromHost: false))
        #expect(!decision.allows(packet(family, port: 81), isFromHost: false))
        #expect(!decision.allows(packet(family, transport: 17), isFromHost: false))
    }

    @Test(arguments: IPFamily.allCases)
    func `what no policy is for is decided by profiles`(family: IPFamily) {
        #expect(PolicyDecision(state()).allows(packet(family), isFromHost: false))
    }

    @Test(arguments: IPFamily.allCases)
    func `a selector means the addresses that it finds`(family: IPFamily) {
        let web = EntityRule(selector: Selector(.equals("app", "web")))
        let decision = PolicyDecision(state(policy(PolicyRule(.allow, source: web))))
        #expect(decision.allows(packet(family), isFromHost: false))
        #expect(!decision.allows(packet(family, from: 9), isFromHost: false))
    }

    @Test(arguments: IPFamily.allCases)
    func `a list of blocks of the other family matches nothing`(family: IPFamily) {
        let other = IPPrefix(family == .v4 ? "::/0" : "0.0.0.0/0").map { EntityRule(nets: [$0]) }
        let decision = PolicyDecision(state(policy(PolicyRule(.allow, source: other ?? EntityRule()))))
        #expect(!decision.allows(packet(family), isFromHost: false))
    }

    @Test(arguments: IPFamily.allCases)
    func `what the host sends to its workloads is not judged`(family: IPFamily) {
        let decision = PolicyDecision(state(policy()))
        #expect(decision.allows(packet(family, from: 9), isFromHost: true))
        #expect(!decision.allows(packet(family, from: 9), isFromHost: false))
    }

    @Test(arguments: IPFamily.allCases)
    func `a staged policy decides nothing`(family: IPFamily) {
        var staged = Policy(
            ResourceID(.stagedNetworkPolicy, namespace: "shop", name: "s"), appliesToIngress: true,
            appliesToEgress: true, ingress: [PolicyRule(.deny)])
        staged.stagedAction = .set
        #expect(PolicyDecision(state(staged)).allows(packet(family), isFromHost: false))
    }
}

/// Of connections with which no host endpoint has to do.
private let nowhere = ConnectionPath(from: .host, to: .host)

struct DeniedConnectionsTests {
    private let toPort80 = PolicyRule(.allow, transport: 6, destination: EntityRule(ports: [.range(80...80)]))
    private let toPort81 = PolicyRule(.allow, transport: 6, destination: EntityRule(ports: [.range(81...81)]))

    @Test(arguments: IPFamily.allCases)
    func `a connection that a tightened policy denies goes, and one that it allows stays`(family: IPFamily) {
        let denied = DeniedConnections(
            from: state(policy(toPort80, toPort81)), to: state(policy(toPort81)))
        #expect(
            denied.contains(connection(packet(family, port: 80)), isOwn: { _ in false }, path: { nowhere }))
        #expect(
            !denied.contains(connection(packet(family, port: 81)), isOwn: { _ in false }, path: { nowhere }))
    }

    @Test func `nothing is looked for where nothing has changed`() {
        #expect(
            DeniedConnections(from: state(policy(toPort80)), to: state(policy(toPort80))).families.isEmpty)
    }

    @Test func `nothing is looked for where an endpoint has come to addresses that nobody had`() {
        #expect(DeniedConnections(from: state(pods: [("web", 1)]), to: state()).families.isEmpty)
    }

    @Test func `nothing is looked for where an allowed set has grown, but where it has shrunk`() {
        let web = policy(PolicyRule(.allow, source: EntityRule(selector: Selector(.has("app")))))
        let few = state(web, pods: [("web", 1), ("db", 2)])
        let more = state(web, pods: [("web", 1), ("db", 2), ("job", 3)])
        #expect(DeniedConnections(from: few, to: more).families.isEmpty)
        let shrunk = DeniedConnections(from: more, to: few)
        #expect(shrunk.families == IPFamily.allCases)
        for family in IPFamily.allCases {
            #expect(
                shrunk.contains(connection(packet(family, from: 3)), isOwn: { _ in false }, path: { nowhere })
            )
            #expect(
                !shrunk.contains(
                    connection(packet(family, from: 1)), isOwn: { _ in false }, path: { nowhere }))
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `what a denied set has gained goes`(family: IPFamily) {
        let jobs = policy(
            PolicyRule(.deny, source: EntityRule(selector: Selector(.equals("app", "job")))),
            PolicyRule(.allow))
        let denied = DeniedConnections(
            from: state(jobs), to: state(jobs, pods: [("web", 1), ("db", 2), ("job", 3)]))
        #expect(
            denied.contains(connection(packet(family, from: 3)), isOwn: { _ in false }, path: { nowhere }))
        #expect(
            !denied.contains(connection(packet(family, from: 1)), isOwn: { _ in false }, path: { nowhere }))
    }

    @Test(arguments: IPFamily.allCases)
    func `connections of an endpoint that has left go, though another has its address by now`(
        family: IPFamily
    ) {
        let denied = DeniedConnections(from: state(), to: state(pods: [("web", 1), ("job", 2)]))
        #expect(denied.contains(connection(packet(family)), isOwn: { _ in false }, path: { nowhere }))
        #expect(
            !denied.contains(
                connection(packet(family, from: 3, to: 1)), isOwn: { _ in false }, path: { nowhere }))
    }

    @Test(arguments: IPFamily.allCases)
    func `connections of an endpoint that has left go, and of nobody else`(family: IPFamily) {
        let denied = DeniedConnections(from: state(), to: state(pods: [("web", 1)]))
        #expect(denied.contains(connection(packet(family)), isOwn: { _ in false }, path: { nowhere }))
        #expect(!denied.contains(connection(packet(family, to: 7)), isOwn: { _ in false }, path: { nowhere }))
    }

    @Test(arguments: IPFamily.allCases)
    func `a connection is judged by where it really leads`(family: IPFamily) {
        let seen = packet(family, to: 99, port: 443)
        let real = connection(packet(family, port: 80)).reply
        let denied = DeniedConnections(from: nil, to: state(policy(toPort80)))
        #expect(
            !denied.contains(
                Connection(original: seen, reply: real), isOwn: { _ in false }, path: { nowhere }))
    }

    @Test(arguments: IPFamily.allCases)
    func `what another connection has announced does not go by itself`(family: IPFamily) {
        let tuple = packet(family, port: 9)
        let expected = Connection(original: tuple, reply: connection(tuple).reply, status: 1)
        #expect(
            !DeniedConnections(from: nil, to: state(policy(toPort80))).contains(
                expected, isOwn: { _ in false }, path: { nowhere }))
    }
}
