import Addressing
import Status
import Testing

struct ScreenTests {
    @Test func `an agent in sync shows one short screen`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.state = .inSync
        snapshot.ready = true
        snapshot.lastApplied = .init(time: 1_795_125_821, generation: 42)
        snapshot.counts.v4 = .init(
            endpoints: 12, policies: 30, chains: 47, rules: 210, sets: 18, elements: 1544, routes: 12)
        snapshot.counts.v6 = .init(
            endpoints: 11, policies: 30, chains: 46, rules: 204, sets: 18, elements: 1203, routes: 11)
        snapshot.files = Files(total: 61)
        snapshot.kernel.transactions = 7
        #expect(
            snapshot.screen(now: 1_795_125_833) == """
                gemel 0.1.0 on node-1                                                    in sync

                  applied  2026-11-19 22:03:41 UTC, 12 s ago
                  kernel   generation 42; 7 transactions, 0 failures
                  health   live, ready

                          endpoints  policies    chains     rules      sets  elements    routes
                  IPv4           12        30        47       210        18      1544        12
                  IPv6           11        30        46       204        18      1203        11

                  files    61, all good

                """)
    }

    @Test func `each family tells by which address the node is reached, or why by none`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.nodeAddresses.v4 = .init(
            address: "192.0.2.1", interface: "eth0", prefixLength: 24, origin: "first-found")
        snapshot.nodeAddresses.v6 = .init(reason: "no interface has one that is fit (cidr=fd00::/8)")
        #expect(
            snapshot.screen(now: 0).contains(
                """
                  node     192.0.2.1/24 on eth0 (first-found)
                  node     no IPv6 address: no interface has one that is fit (cidr=fd00::/8)

                """))
    }

    @Test func `an agent that fails tells why, with the place`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.state = .failing
        snapshot.reasons = ["the kernel refused rule 3 of chain policy/default/web: Operation not supported"]
        snapshot.kernel.failures = 1
        snapshot.kernel.lastError = "NEWRULE policy/default/web: Operation not supported"
        snapshot.familiesOn.v6 = false
        snapshot.live = false
        snapshot.files = Files(
            total: 2,
            problems: [
                FileProblem(.warning, file: "a.yaml", line: 3, message: "spec.prots: did you mean ports?"),
                FileProblem(
                    .error, file: "b.yaml", line: 14, column: 7, message: "spec.ports[0].prot: unknown field",
                    lastGoodInForce: true),
                FileProblem(.error, file: "c.yaml", message: "larger than 16 MiB"),
            ])
        snapshot.waiting = ["cali12345678901"]
        #expect(
            snapshot.screen(now: 0) == """
                gemel 0.1.0 on node-1                                                    FAILING

                  because  the kernel refused rule 3 of chain policy/default/web: Operation not
                           supported
                  applied  never since start
                  kernel   0 transactions, 1 failure
                  error    NEWRULE policy/default/web: Operation not supported
                  health   not live: the agent's loop has stopped, not ready

                          endpoints  policies    chains     rules      sets  elements    routes
                  IPv4            0         0         0         0         0         0         0
                  IPv6 *          0         0         0         0         0         0         0
                  * off: workloads' IPv6 is blocked

                    setting    FELIX_IPV4SUPPORT is true       FELIX_IPV6SUPPORT is false
                    workloads  by policy                       blocked
                    gemel-cni  gives addresses                 gives none
                    pools      0                               0
                    detection  found none                      is off
                    tunnels    none                            none

                  files    2: 2 errors, 1 warning
                    error:   b.yaml:14:7: spec.ports[0].prot: unknown field (its last good
                             content holds)
                    error:   c.yaml: larger than 16 MiB
                    warning: a.yaml:3: spec.prots: did you mean ports?
                  waiting  for 1 interface not there yet: cali12345678901

                """)
    }

    @Test func `each pool has a line that says with which address it is seen outside, and why`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.pools = [
            .init(name: "four", cidr: "10.0.0.0/8", natOutgoing: true, reason: "because"),
            .init(name: "six", cidr: "2001:db8::/48", natOutgoing: false, reason: "global"),
        ]
        let lines = snapshot.screen(now: 0).split(separator: "\n").filter { $0.contains(" pool ") }
        #expect(
            lines == [
                "  pool     four 10.0.0.0/8: outside with the node's address (because)",
                "  pool     six 2001:db8::/48: outside with their own addresses (global)",
            ])
    }

    @Test(arguments: [(0, ""), (1, ", but 1 file has errors"), (2, ", but 2 files have errors")])
    func `the first line says if what is in sync is not all that is there`(files: Int, words: String) {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.state = .inSync
        snapshot.files.problems = [FileProblem(.warning, file: "w.yaml", message: "unused")]
        for file in 0..<files {
            for line in 1...3 {
                let problem = FileProblem(.error, file: "\(file).yaml", line: line, message: "unknown field")
                snapshot.files.problems.append(problem)
            }
        }
        let first = snapshot.screen(now: 0).split(separator: "\n")[0]
        #expect(first.hasSuffix("  in sync\(words)"))
        #expect(first.count == 80)
    }

    @Test func `what staged policies would have done is told for both families`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.staged = [
            StagedPolicy(
                "StagedNetworkPolicy shop/web",
                wouldHave: DualStack(v4: .init(allowed: 3, denied: 12), v6: .init(passed: 1)))
        ]
        #expect(
            snapshot.screen(now: 0).contains(
                """

                  staged   StagedNetworkPolicy shop/web would have, in packets: IPv4 12 denied,
                           3 allowed; IPv6 0 denied, 0 allowed, passed 1

                """))
    }

    @Test func `what has no meaning here is listed`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.files.ignored = [
            Ignored("apps/v1 Deployment", count: 1), Ignored("v1 ConfigMap", count: 12),
            Ignored("setting bpfEnabled", count: 1),
        ]
        #expect(
            snapshot.screen(now: 0).contains(
                "\n  ignored  apps/v1 Deployment, v1 ConfigMap (12), setting bpfEnabled\n"))
    }

    @Test func `no line is wider than 80 columns, whatever the numbers`() {
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        let many = StatusSnapshot.Counts(
            endpoints: 99999, policies: 99999, chains: 99999, rules: 99_999_999, sets: 99999,
            elements: 99_999_999, routes: 99999)
        snapshot.counts = DualStack(v4: many, v6: many)
        snapshot.waiting = (0..<300).map { "cali\($0)" }
        snapshot.files.problems = (0..<300).map { FileProblem(.error, file: "\($0).yaml", message: "bad") }
        let lines = snapshot.screen(now: 0).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.count < 50)
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00 UTC"), (951_782_400, "2000-02-29 00:00:00 UTC"),
        (1_709_251_199, "2024-02-29 23:59:59 UTC"), (4_107_542_400, "2100-03-01 00:00:00 UTC"),
        (-1, "1969-12-31 23:59:59 UTC"),
    ])
    func `moments are shown in the Gregorian calendar`(time: Double, text: String) {
        var snapshot = StatusSnapshot(nodeName: "n", version: "0")
        snapshot.lastApplied = .init(time: time, generation: 1)
        #expect(snapshot.screen(now: time).contains("applied  \(text), just now"))
    }

    @Test(arguments: [
        (0.4, "just now"), (119, "119 s ago"), (120, "2 min ago"), (7200, "2 h ago"), (172_800, "2 d ago"),
    ])
    func `how long ago is told in the largest fitting unit`(seconds: Double, text: String) {
        var snapshot = StatusSnapshot(nodeName: "n", version: "0")
        snapshot.lastApplied = .init(time: 0, generation: 1)
        #expect(snapshot.screen(now: seconds).contains(", \(text)\n"))
    }
}
