import Addressing
import Resources
import Testing

struct PodTests {
    private func pod(_ text: String) throws -> Pod {
        let all = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: n}\n\(text)\n"
        guard case .pod(let pod) = try resource(all) else {
            throw DecodingFailure("no pod", at: SourcePosition(file: "", line: 0, column: 0))
        }
        return pod
    }

    @Test func `a pod is read as the API server prints it`() throws {
        let pod = try pod(
            """
            spec:
              nodeName: node-1
              serviceAccount: web
              serviceAccountName: web
              dnsPolicy: ClusterFirst
              restartPolicy: Always
              containers:
              - name: c
                image: nginx
                ports:
                - {containerPort: 80, name: http, protocol: TCP}
                - {containerPort: 53, name: dns, protocol: UDP, hostPort: 53}
                - {containerPort: 9000}
              initContainers:
              - name: sidecar
                restartPolicy: Always
                ports: [{containerPort: 9999, name: m, protocol: SCTP}]
              - name: setup
                ports: [{containerPort: 1, name: x}]
            status:
              phase: Running
              hostIP: 192.0.2.1
              hostIPs: [{ip: 192.0.2.1}]
              podIP: 10.0.0.1
              podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}]
              qosClass: BestEffort
            """)
        #expect(
            pod
                == Pod(
                    namespace: "n", name: "a", nodeName: "node-1", serviceAccount: "web",
                    addresses: [IPAddress(.v4, bits: 0x0a00_0001), IPAddress(.v6, bits: 0xfd00 << 112 | 1)],
                    ports: [
                        EndpointPort(name: "http", port: 80, transport: 6),
                        EndpointPort(name: "dns", port: 53, transport: 17),
                        EndpointPort(name: "m", port: 9999, transport: 132),
                    ]))
    }

    @Test func `a pod that was only just made has defaults`() throws {
        #expect(try pod("spec: {containers: []}") == Pod(namespace: "n", name: "a"))
        #expect(try pod("status: {podIP: '', podIPs: null}") == Pod(namespace: "n", name: "a"))
    }

    @Test(arguments: [
        ("Pending", false), ("Running", false), ("Succeeded", true), ("Failed", true), ("Unknown", false),
    ])
    func `a pod is finished in two of its phases`(phase: String, isFinished: Bool) throws {
        #expect(try pod("status: {phase: \(phase)}").isFinished == isFinished)
    }

    @Test(arguments: [("10.0.0.1", IPFamily.v4), ("fd00::1", .v6)])
    func `the single address counts where the list is missing`(text: String, family: IPFamily) throws {
        let addresses = try pod("status: {podIP: '\(text)'}").addresses
        #expect(addresses.map(\.description) == [text])
        #expect(addresses.map(\.family) == [family])
    }

    @Test func `a pod may be in the host's network and have annotations`() throws {
        let text =
            "{apiVersion: v1, kind: Pod, metadata: {name: a, annotations: {k: v}}, spec: {hostNetwork: true}}"
        #expect(
            try resource(text)
                == .pod(Pod(namespace: "default", name: "a", annotations: ["k": "v"], isHostNetwork: true)))
    }

    @Test(arguments: [
        ("status: {podIPs: [{ip: 10.0.0}]}", ["f.yaml:4:24: status.podIPs[0].ip: 10.0.0 is no IP address"]),
        (
            "status: {podIPs: [10.0.0.1]}",
            ["f.yaml:4:19: status.podIPs[0]: expected a mapping, found a string"]
        ),
        ("status: {podIps: []}", ["f.yaml:4:10: status.podIps: unknown field, did you mean podIPs?"]),
        ("spec: {nodename: a}", ["f.yaml:4:8: spec.nodename: unknown field, did you mean nodeName?"]),
        (
            "spec: {hostNetwork: yes}",
            ["f.yaml:4:21: spec.hostNetwork: expected true or false, found a string"]
        ),
        (
            "spec: {hostNetwork: 'true'}",
            ["f.yaml:4:21: spec.hostNetwork: expected true or false, found a string"]
        ),
        (
            "status: {phase: running}",
            [
                "f.yaml:4:17: status.phase: \"running\" is none of Pending, Running, Succeeded, Failed, Unknown, "
                    + "did you mean Running?"
            ]
        ),
        (
            "spec: {containers: [{ports: [{containerPort: 65536, name: a}]}]}",
            ["f.yaml:4:46: spec.containers[0].ports[0].containerPort: has to be 1 to 65535"]
        ),
        (
            "spec: {containers: [{ports: [{port: 80, name: a}]}]}",
            ["f.yaml:4:30: spec.containers[0].ports[0].containerPort: is required"]
        ),
        (
            "spec: {containers: [{ports: [{containerPort: 80, protocl: UDP}]}]}",
            ["f.yaml:4:50: spec.containers[0].ports[0].protocl: unknown field, did you mean protocol?"]
        ),
        (
            "spec: {containers: [{ports: [{containerPort: 080, protocol: ICMP}]}]}",
            [
                "f.yaml:4:46: spec.containers[0].ports[0].containerPort: "
                    + "a number with a leading zero may mean two things; leave the zero out",
                "f.yaml:4:61: spec.containers[0].ports[0].protocol: \"ICMP\" is none of TCP, UDP, SCTP",
            ]
        ),
    ])
    func `mistakes in a pod are reported`(text: String, expected: [String]) {
        #expect(failures("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n\(text)\n") == expected)
    }

    @Test func `fields that are not read may hold anything`() throws {
        #expect(
            try pod(
                "spec: {tolerations: 1, hostPID: true, hostname: x, subdomain: y}\nstatus: {hostIP: z, x: []}"
            )
                == Pod(namespace: "n", name: "a"))
    }
}
