import Addressing
import Resources
import Selectors
import Testing

struct BGPTests {
    @Test func `a BGPConfiguration says how a cluster speaks BGP`() throws {
        guard
            case .bgpConfiguration(let read) = try resource(
                """
                apiVersion: projectcalico.org/v3
                kind: BGPConfiguration
                metadata: {name: default}
                spec:
                  logSeverityScreen: Info
                  asNumber: 63400
                  nodeToNodeMeshEnabled: true
                  nodeMeshPassword: {secretKeyRef: {name: bgp, key: mesh}}
                  nodeMeshMaxRestartTime: 1m30s
                  listenPort: 1790
                  bindMode: NodeIP
                  ignoredInterfaces: [docker0, 'br-*']
                  serviceClusterIPs: [{cidr: 10.96.0.0/12}, {cidr: 'fd00:96::/108'}]
                  serviceExternalIPs: [{cidr: 203.0.113.0/24}]
                  serviceLoadBalancerIPs: [{cidr: '2001:db8:1b::/64'}]
                  serviceLoadBalancerAggregation: Disabled
                  communities: [{name: gold, value: '65000:1'}]
                  prefixAdvertisements:
                  - {cidr: 10.244.0.0/16, communities: [gold, '65000:2:3']}
                """)
        else {
            Issue.record("no BGPConfiguration")
            return
        }
        var expected = BGPConfiguration(
            name: "default", serviceClusterBlocks: prefixes("10.96.0.0/12", "fd00:96::/108"))
        expected.asNumber = 63400
        expected.hasMesh = true
        expected.meshPassword = SecretKey(name: "bgp", key: "mesh")
        expected.meshRestartTime = 90
        expected.listenPort = 1790
        expected.bindMode = .nodeIP
        expected.ignoredInterfaces = ["docker0", "br-*"]
        expected.logSeverity = .info
        expected.serviceExternalBlocks = prefixes("203.0.113.0/24")
        expected.serviceLoadBalancerBlocks = prefixes("2001:db8:1b::/64")
        expected.aggregatesLoadBalancers = false
        expected.advertisements = try [
            .init(#require(IPPrefix("10.244.0.0/16")), [.standard(65000, 1), .large(65000, 2, 3)])
        ]
        #expect(read == expected)
    }

    @Test(arguments: [
        ("{asNumber: 0}", "spec.asNumber: 0 is no number"),
        ("{listenPort: 0}", "spec.listenPort: has to be 1"),
        ("{ignoredInterfaces: ['*']}", "spec.ignoredInterfaces[0]: * would leave no interface"),
        ("{communities: [{name: a, value: '1:2'}]}", "spec.communities: are of no use"),
        (
            "{prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: [gold]}]}",
            "spec.prefixAdvertisements[0].communities[0]: gold is no community"
        ),
        (
            "{prefixAdvertisements: [{cidr: 10.0.0.0/8, communities: ['65536:1']}]}",
            "spec.prefixAdvertisements[0].communities[0]: 65536:1 is no community"
        ),
        (
            "{prefixAdvertisements: [{cidr: 10.0.0.0/8}]}",
            "spec.prefixAdvertisements[0].communities: is required"
        ),
        (
            "{nodeToNodeMeshEnabled: false, nodeMeshPassword: {}}",
            "spec.nodeMeshPassword: is of no use with nodeToNodeMeshEnabled: false"
        ),
        ("{nodeMeshMaxRestartTime: soon}", "spec.nodeMeshMaxRestartTime: soon is no time"),
        (
            "{nodeMeshPassword: {secretKeyRef: {name: a, key: ../a}}}",
            "spec.nodeMeshPassword.secretKeyRef.key: is no key"
        ),
        (
            "{localWorkloadPeeringIPV4: 'fd00::1'}",
            "spec.localWorkloadPeeringIPV4: fd00::1 is no address of IPv4"
        ),
        ("{nodeToNodeMesh: true}", "spec.nodeToNodeMesh: unknown field, did you mean nodeToNodeMeshEnabled?"),
    ])
    func `mistakes in a BGPConfiguration are reported`(spec: String, expected: String) {
        expectFailure(of: "BGPConfiguration", spec, expected)
    }

    @Test func `the mesh is not one node's to speak of`() {
        let text =
            "{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: node.a}, spec: {nodeMeshMaxRestartTime: 9s}}"
        #expect(failures(text).first?.contains("belongs into the BGPConfiguration default") == true)
    }

    @Test func `a BGPPeer is a router that nodes speak to`() throws {
        var expected = try BGPPeer(
            name: "a", remote: .address(#require(IPAddress("fd00::1")), port: 1790, asNumber: 65546))
        expected.nodeSelector = try Selector("rack == 'one'")
        expected.localASNumber = 64600
        expected.nextHopMode = .keep
        expected.password = SecretKey(name: "bgp", key: "tor")
        expected.usesNodeAddress = false
        expected.restartTime = 10
        expected.keepaliveTime = 30
        expected.allowedLocalASNumbers = 2
        expected.ttlSecurity = 1
        expected.reachableBy = IPAddress("fd00::fe")
        expected.filters = ["first", "second"]
        expected.isMutual = false
        #expect(
            try peer(
                """
                {nodeSelector: "rack == 'one'", peerIP: '[fd00::1]:1790', asNumber: '1.10', localASNumber: 64600,
                 nextHopMode: Keep, password: {secretKeyRef: {name: bgp, key: tor}}, sourceAddress: None,
                 maxRestartTime: 10s, keepaliveTime: 30s, numAllowedLocalASNumbers: 2, ttlSecurity: 1,
                 reachableBy: 'fd00::fe', filters: [first, second], reversePeering: Manual}
                """) == expected)
    }

    @Test func `a BGPPeer is nodes that speak to each other`() throws {
        var expected = try BGPPeer(name: "a", remote: .nodes(Selector("has(reflector)")))
        expected.node = "n1"
        expected.keepsNextHop = true
        #expect(
            try peer("{node: n1, peerSelector: has(reflector), keepOriginalNextHop: true}") == expected)
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1", nil), ("10.0.0.1:500", "10.0.0.1", 500), ("'fd00::1'", "fd00::1", nil),
        ("'[fd00::1]:500'", "fd00::1", 500),
    ])
    func `a peer's address may have a port`(text: String, address: String, port: UInt16?) throws {
        let address = try #require(IPAddress(address))
        #expect(try peer("{peerIP: \(text)}").remote == .address(address, port: port, asNumber: nil))
    }

    @Test(arguments: [
        ("{peerIP: 999.0.0.1}", "spec.peerIP: 999.0.0.1 is no address"),
        ("{peerIP: '10.0.0.1:0'}", "spec.peerIP: 10.0.0.1:0 is no address"),
        ("{peerIP: '[fd00::1]:65536'}", "spec.peerIP: [fd00::1]:65536 is no address"),
        ("{peerIP: ':179'}", "spec.peerIP: :179 is no address"),
        ("{node: a, nodeSelector: all()}", "spec.nodeSelector: excludes node"),
        ("{peerIP: 10.0.0.1, peerSelector: all()}", "spec.peerSelector: excludes peerIP"),
        ("{asNumber: 1, peerSelector: all()}", "spec.asNumber: is the nodes' own"),
        ("{localWorkloadSelector: all()}", "spec.localWorkloadSelector: needs asNumber"),
        (
            "{keepOriginalNextHop: true, nextHopMode: Auto}",
            "spec.nextHopMode: excludes keepOriginalNextHop"
        ),
        ("{reachableBy: 10.0.0.1}", "spec.reachableBy: is for a peer with peerIP"),
        ("{peerIP: 10.0.0.1, reachableBy: 'fd00::1'}", "spec.reachableBy: is no address of IPv4"),
        ("{sourceAddress: rubbish}", "spec.sourceAddress: \"rubbish\" is none of UseNodeIP, None"),
        ("{ttlSecurity: 256}", "spec.ttlSecurity: has to be 0 to 255"),
        ("{peerIp: 10.0.0.1}", "spec.peerIp: unknown field, did you mean peerIP?"),
    ])
    func `mistakes in a BGPPeer are reported`(spec: String, expected: String) {
        expectFailure(of: "BGPPeer", spec, expected)
    }

    @Test func `sessions with workloads are told to be none`() {
        let file = decode(
            "{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: a}, spec: {localWorkloadSelector: all(), asNumber: 65000}}"
        )
        #expect(file.failures.isEmpty)
        #expect(file.warnings.first?.message.contains("not made here") == true)
    }

    @Test func `a BGPFilter has rules for each way and family`() throws {
        guard
            case .bgpFilter(let filter) = try resource(
                """
                apiVersion: projectcalico.org/v3
                kind: BGPFilter
                metadata: {name: a}
                spec:
                  exportV4:
                  - {cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 16}, action: Accept,
                     operations: [{addCommunity: {value: '65000:1'}}, {prependASPath: {prefix: [65000, 65000]}},
                                  {setPriority: {value: 512}}]}
                  importV4: [{source: RemotePeers, interface: 'eth*', action: Reject}]
                  exportV6: [{cidr: 'fd00::/48', matchOperator: NotEqual, peerType: eBGP, action: Reject}]
                  importV6:
                  - {communities: {values: ['65000:1:2']}, asPathPrefix: [65001], priority: 1024, action: Accept}
                """)
        else {
            Issue.record("no BGPFilter")
            return
        }
        var first = BGPFilter.Rule(.accept)
        first.prefix = try .init(.in, #require(IPPrefix("10.0.0.0/8")), lengths: 16...32)
        first.operations = [
            .addCommunity(.standard(65000, 1)), .prependPath([65000, 65000]), .setPriority(512),
        ]
        #expect(filter.exports.v4 == [first])
        var second = BGPFilter.Rule(.reject)
        second.isFromPeers = true
        second.interface = "eth*"
        #expect(filter.imports.v4 == [second])
        var third = BGPFilter.Rule(.reject)
        third.prefix = try .init(.notEqual, #require(IPPrefix("fd00::/48")))
        third.peerType = .external
        #expect(filter.exports.v6 == [third])
        var fourth = BGPFilter.Rule(.accept)
        fourth.community = .large(65000, 1, 2)
        fourth.pathPrefix = [65001]
        fourth.priority = 1024
        #expect(filter.imports.v6 == [fourth])
    }

    @Test func `what is behind a service is known by the nodes that have it ready`() throws {
        let text = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: a, namespace: shop}
            addressType: IPv6
            endpoints:
            - {addresses: ['fd00::1'], nodeName: n2}
            - {addresses: ['fd00::2'], nodeName: n1, conditions: {ready: true}}
            - {addresses: ['fd00::3'], nodeName: n3, conditions: {ready: false}}
            - {addresses: ['fd00::4']}
            """
        guard case .endpointSlice(let slice) = try resource(text) else {
            Issue.record("no EndpointSlice")
            return
        }
        #expect(slice.readyNodes == ["n1", "n2"])
        #expect(slice.addresses.count == 4)
    }

    @Test(arguments: [("Local", true), ("Cluster", false)])
    func `a service may keep packets from outside on the node`(policy: String, isLocal: Bool) throws {
        let text =
            "{apiVersion: v1, kind: Service, metadata: {name: a, namespace: shop}, spec: {externalTrafficPolicy: \(policy)}}"
        guard case .service(let service) = try resource(text) else {
            Issue.record("no Service")
            return
        }
        #expect(service.keepsExternalTrafficLocal == isLocal)
    }

    @Test(arguments: [
        ("exportV4: [{}]", "exportV4[0].action: is required"),
        ("exportV4: [{action: Allow}]", "exportV4[0].action: \"Allow\" is none of Accept, Reject"),
        (
            "exportV6: [{cidr: 'fd00::/48', action: Accept}]",
            "exportV6[0].matchOperator: is required with cidr"
        ),
        ("exportV6: [{matchOperator: In, action: Accept}]", "exportV6[0].matchOperator: needs a cidr"),
        (
            "exportV6: [{cidr: 10.0.0.0/8, matchOperator: In, action: Accept}]",
            "exportV6[0].cidr: 10.0.0.0/8 is no block of IPv6"
        ),
        ("exportV4: [{prefixLength: {min: 16}, action: Reject}]", "exportV4[0].prefixLength: needs a cidr"),
        (
            "importV4: [{cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 24, max: 16}, action: Accept}]",
            "importV4[0].prefixLength: ends before it begins"
        ),
        ("exportV4: [{action: Accept, operations: [{}]}]", "exportV4[0].operations[0]: has to be one of"),
        (
            "exportV4: [{action: Reject, operations: [{setPriority: {value: 5}}]}]",
            "exportV4[0].operations: are for routes that are accepted"
        ),
        ("importV6: [{interface: 'a;b', action: Accept}]", "importV6[0].interface: \"a;b\" is no name"),
    ])
    func `mistakes in a BGPFilter are reported`(rules: String, expected: String) {
        expectFailure(of: "BGPFilter", "{\(rules)}", "spec." + expected)
    }
}

private func prefixes(_ texts: String...) -> [IPPrefix] { texts.compactMap { IPPrefix($0) } }

private func peer(_ spec: String) throws -> BGPPeer {
    let read = try resource(
        "{apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: a}, spec: \(spec)}")
    var found: BGPPeer?
    if case .bgpPeer(let peer) = read { found = peer }
    return try #require(found)
}

/// Expects one failure, which begins with the field.
private func expectFailure(of kind: String, _ spec: String, _ expected: String) {
    let found = failures(
        "{apiVersion: projectcalico.org/v3, kind: \(kind), metadata: {name: default}, spec: \(spec)}")
    #expect(found.count == 1)
    #expect(found.first?.contains(" \(expected)") == true, "\(found)")
}
