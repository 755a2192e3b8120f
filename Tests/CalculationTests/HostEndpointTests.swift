import Addressing
import Calculation
import Resources
import Selectors
import Testing

struct HostInterfaceTests {
    private func interfaces(
        _ endpoints: Resource..., having interfaces: [String: [IPAddress]] = [:]
    ) -> [String: LocalHostEndpoint.Interface] {
        let state = calculate(endpoints, interfaces: interfaces)
        return Dictionary(uniqueKeysWithValues: state.hostEndpoints.map { ($0.id.name, $0.interface) })
    }

    @Test func `a host endpoint is one of its own node only`() {
        #expect(
            interfaces(hostEndpoint("a"), hostEndpoint("b", .named("eth1"), on: "node-b")) == [
                "a": .named("eth0")
            ])
    }

    @Test func `a star means all interfaces, beside those with a name`() {
        #expect(
            interfaces(hostEndpoint("a"), hostEndpoint("b", .all)) == ["a": .named("eth0"), "b": .all])
    }

    @Test(arguments: IPFamily.allCases)
    func `an expected address finds the interface that has it`(family: IPFamily) {
        let endpoint = hostEndpoint("a", .withExpectedAddress, addresses: [address(1, family)])
        #expect(
            interfaces(endpoint, having: ["eth1": [address(1, family)], "eth0": [address(2, family)]])
                == ["a": .named("eth1")])
    }

    @Test func `expected addresses find every interface that has one of them`() {
        let state = calculate(
            [hostEndpoint("a", .withExpectedAddress, addresses: addresses(1))],
            interfaces: ["eth0": [address(1, .v4)], "eth1": [address(1, .v6)], "eth2": []])
        #expect(state.hostEndpoints.map(\.interface) == [.named("eth0"), .named("eth1")])
    }

    @Test func `expected addresses that no interface has are reported`() {
        let state = calculate([hostEndpoint("a", .withExpectedAddress, addresses: addresses(1))])
        #expect(state.hostEndpoints.isEmpty)
        #expect(
            state.problems.map(\.message) == [
                "no interface has 10.65.0.1, fd00::1: its policy is not in force"
            ])
    }

    @Test func `a named interface is not looked for by expected addresses`() {
        #expect(
            interfaces(
                hostEndpoint("a", .named("eth0"), addresses: addresses(1)), having: ["eth1": addresses(1)])
                == ["a": .named("eth0")])
    }

    @Test func `an interface that moves takes its endpoint along`() {
        var calculator = Calculator(node)
        let endpoint = hostEndpoint("a", .withExpectedAddress, addresses: addresses(1))
        calculator.update(endpoint.id, endpoint)
        calculator.update(interfaceAddresses: ["eth0": addresses(1)])
        #expect(calculator.calculate().hostEndpoints.map(\.interface) == [.named("eth0")])
        calculator.update(interfaceAddresses: ["eth1": addresses(1)])
        #expect(calculator.calculate().hostEndpoints.map(\.interface) == [.named("eth1")])
    }

    @Test func `of several for one interface the first by name has it, and it is said`() {
        let state = calculate(
            [
                hostEndpoint("b", .named("eth0")),
                hostEndpoint("a", .withExpectedAddress, addresses: addresses(1)),
            ], interfaces: ["eth0": addresses(1)])
        #expect(state.hostEndpoints.map(\.id.name) == ["a"])
        #expect(
            state.problems.map(\.message) == [
                "interface eth0 is that of a already: its policy is not in force there"
            ])
    }

    @Test func `a workload's interface is no host endpoint's, and it is said`() {
        let state = calculate(
            [
                hostEndpoint("a", .named("cali1")),
                hostEndpoint("b", .withExpectedAddress, addresses: addresses(1)),
            ], interfaces: ["cali2": addresses(1)])
        #expect(state.hostEndpoints.isEmpty)
        #expect(
            state.problems.map(\.message) == [
                "cali1 is a workload's interface: its policy is not in force",
                "no interface has 10.65.0.1, fd00::1: its policy is not in force",
            ])
    }
}

struct HostSequenceTests {
    private func endpoint(_ resources: Resource...) throws -> LocalHostEndpoint {
        try #require(calculate(resources).hostEndpoints.first)
    }

    @Test func `without policy and profile the host is allowed nothing, and nothing else is asked`() throws {
        let host = try endpoint(hostEndpoint("a"))
        #expect(host.ingress == PolicySequence(tiers: [], profiles: []))
        #expect(host.egress == PolicySequence(tiers: [], profiles: []))
        #expect(host.sequences.count == 2)
    }

    @Test func `profiles are asked of what the host receives and sends, and of nothing else`() throws {
        let host = try endpoint(
            hostEndpoint("a", profiles: ["projectcalico-default-allow"]),
            hostPolicy("p", onForward: true, egress: []))
        #expect(host.ingress.profiles.map(\.id.name) == ["projectcalico-default-allow"])
        #expect(host.egress.profiles.map(\.id.name) == ["projectcalico-default-allow"])
        #expect(host.forwardIngress?.profiles == [])
        #expect(host.forwardEgress?.profiles == [])
    }

    @Test func `a policy without applyOnForward is not asked of what is forwarded`() throws {
        let host = try endpoint(hostEndpoint("a"), hostPolicy("p", egress: []))
        #expect(host.ingress.policyNames == ["p"])
        #expect(host.egress.policyNames == ["p"])
        #expect(host.forwardIngress == nil)
        #expect(host.forwardEgress == nil)
    }

    @Test func `a policy with applyOnForward is asked of both, in its own directions`() throws {
        let host = try endpoint(hostEndpoint("a"), hostPolicy("p", onForward: true))
        #expect(host.ingress.policyNames == ["p"])
        #expect(host.forwardIngress?.policyNames == ["p"])
        #expect(host.forwardEgress == nil)
    }

    @Test func `what a forward policy does not decide its tier denies`() throws {
        let host = try endpoint(hostEndpoint("a"), hostPolicy("p", onForward: true))
        #expect(host.forwardIngress?.tiers.map(\.passesAtEnd) == [false])
        #expect(host.forwardIngress?.isOpenEnded == true)
    }

    @Test func `a tier with staged policies only lets forwarded packets pass`() throws {
        let host = try endpoint(
            hostEndpoint("a"),
            hostPolicy("p", onForward: true, kind: .stagedGlobalNetworkPolicy))
        #expect(host.forwardIngress?.tiers.map(\.passesAtEnd) == [true])
    }

    @Test func `policies with doNotTrack are asked apart from normal ones, and then those are`() throws {
        let host = try endpoint(
            hostEndpoint("a"), hostPolicy("p", enforcement: .untracked, egress: []), hostPolicy("q"))
        #expect(host.untrackedIngress?.policyNames == ["p"])
        #expect(host.untrackedEgress?.policyNames == ["p"])
        #expect(host.untrackedIngress?.tiers.map(\.passesAtEnd) == [true])
        #expect(host.untrackedIngress?.isOpenEnded == true)
        #expect(host.ingress.policyNames == ["q"])
        #expect(host.forwardIngress == nil)
    }

    @Test func `policies with preDNAT are asked apart from normal ones, and then those are`() throws {
        let host = try endpoint(hostEndpoint("a"), hostPolicy("p", enforcement: .preDNAT), hostPolicy("q"))
        #expect(host.preDNATIngress?.policyNames == ["p"])
        #expect(host.preDNATIngress?.tiers.map(\.passesAtEnd) == [true])
        #expect(host.preDNATIngress?.isOpenEnded == true)
        #expect(host.ingress.policyNames == ["q"])
        #expect(host.forwardIngress == nil)
    }

    @Test func `rules know where they are enforced`() {
        let state = calculate(
            hostEndpoint("a"), hostPolicy("p", enforcement: .preDNAT),
            hostPolicy("q", enforcement: .untracked),
            hostPolicy("r"))
        let found = Dictionary(
            uniqueKeysWithValues: state.rules.map { ($0.key.id.name, $0.value.enforcement) })
        #expect(found == ["p": .preDNAT, "q": .untracked, "r": .normal])
    }

    @Test func `doNotTrack is not in force at a star, and it is said`() {
        let state = calculate(hostEndpoint("a", .all), hostPolicy("p", enforcement: .untracked))
        #expect(state.hostEndpoints.map(\.untrackedIngress) == [nil])
        #expect(
            state.problems.map(\.message) == ["policies with doNotTrack are not in force at interface *"])
    }

    @Test(arguments: [Policy.Enforcement.untracked, .preDNAT])
    func `what is for hosts only never meets a workload`(enforcement: Policy.Enforcement) {
        let state = calculate(
            shop, pod("web", labels: ["role": "host"]), hostPolicy("p", enforcement: enforcement))
        #expect(state.endpoints.map(\.ingress.policyNames) == [[]])
    }

    @Test func `a global policy meets workloads and hosts alike`() {
        let state = calculate(
            shop, pod("web", labels: ["role": "host"]), hostEndpoint("a"), hostPolicy("p", onForward: true))
        #expect(state.endpoints.map(\.ingress.policyNames) == [["p"]])
        #expect(state.hostEndpoints.map(\.ingress.policyNames) == [["p"]])
    }

    @Test func `a namespaced policy meets no host, and nor does a global one with a namespace selector`()
        throws
    {
        var global = Policy(
            ResourceID(.globalNetworkPolicy, name: "g"), appliesToIngress: true, appliesToEgress: true)
        global.namespaceSelector = .all
        let host = try endpoint(shop, hostEndpoint("a"), policy("p"), .policy(global))
        #expect(host.ingress.policyNames == [])
    }

    @Test func `labels that its profiles hand down are a host endpoint's`() throws {
        let profile = Resource.profile(Profile(name: "hosts", labelsToApply: ["role": "host"]))
        let host = try endpoint(
            profile, hostEndpoint("a", labels: [:], profiles: ["hosts"]), hostPolicy("p"))
        #expect(host.ingress.policyNames == ["p"])
    }
}
