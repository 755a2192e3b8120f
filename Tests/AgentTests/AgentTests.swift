import Addressing
import Glibc
import NftablesNetlink
import TestSupport
import Testing

private let all = DualStack(v4: true, v6: true)
private let none = DualStack(v4: false, v6: false)

/// Lets nobody reach the pod `web`.
let isolationOfWeb = """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: shop}
    spec:
      podSelector: {matchLabels: {app: web}}
      policyTypes: [Ingress]
    """

/// The agent as a whole, from the outside.
@Suite(.timeLimit(.minutes(1))) struct AgentTests {
    @Test func `a manifest is the verdict of both families one generation later`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("client", 2)
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reaches("client", 1) == all)
            let before = try generation()
            try node.write("policy.yaml", isolationOfWeb)
            #expect(try node.sync() == "")
            #expect(try generation() == before + 1)
            #expect(try node.reaches("client", 1) == none)
            #expect(try node.reaches("web", 2) == all)
            _ = consume agent
        }
    }

    @Test func `status names each pod whose namespace has no manifest, until it has one`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("client", 2)
            try command("rm", "\(node.folder)/state/namespace.yaml")
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reaches("client", 1) == none)
            let status = try node.status()
            for pod in ["web", "client"] {
                #expect(
                    status.contains("\(pod).yaml:1:1: Pod shop/\(pod): its namespace shop has no manifest"))
            }
            try node.write("namespace.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
            #expect(try node.sync() == "")
            #expect(try node.reaches("client", 1) == all)
            #expect(try !node.status().contains("has no manifest"))
            _ = consume agent
        }
    }

    @Test func `rules, and what they have counted, outlive the process`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("client", 2)
            try node.write("policy.yaml", isolationOfWeb)
            var agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reaches("client", 1) == none)
            let rules = try listing()
            #expect(rules.contains { $0.contains("end of tier default") && !$0.contains("packets 0 ") })
            #expect(agent.end(SIGKILL) == SIGKILL)
            #expect(try listing() == rules)
            agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try listing() == rules)
            #expect(agent.end(SIGTERM) == 0)
            #expect(try listing() == rules)
            #expect(try node.reaches("client", 1) == none)
            #expect(try node.reaches("web", 2) == all)
        }
    }

    @Test func `what was last good of a broken file holds, also for the next process`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("client", 2)
            try node.write("policy.yaml", isolationOfWeb)
            var agent = try node.start()
            #expect(try node.sync() == "")
            try node.write("policy.yaml", "kind: NetworkPolicy\n  spec: {")
            #expect(try node.sync().hasPrefix("policy.yaml:2:"))
            #expect(try node.reaches("client", 1) == none)
            agent.end(SIGTERM)
            // Whoever comes next has to know it from the last process, not from the kernel.
            try command("/usr/sbin/nft", "flush ruleset")
            agent = try node.start()
            #expect(try node.sync().hasPrefix("policy.yaml:2:"))
            #expect(try node.reaches("client", 1) == none)
            #expect(try node.reaches("web", 2) == all)
            try node.write("policy.yaml", isolationOfWeb.replacing("Ingress", with: "Egress"))
            #expect(try node.sync() == "")
            #expect(try node.reaches("client", 1) == all)
        }
    }

    @Test func `without a state directory nothing is touched`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try command("mv", "\(node.folder)/state", "\(node.folder)/elsewhere")
            var agent = try node.start()
            try command("sh", "-c", "until [ -S \(node.folder)/run/gemel.sock ]; do sleep 0.01; done")
            #expect(try command("/usr/sbin/nft", "list", "ruleset") == "")
            try command("mv", "\(node.folder)/elsewhere", "\(node.folder)/state")
            #expect(try node.sync() == "")
            #expect(try listing().isEmpty == false)
            #expect(agent.end(SIGTERM) == 0)
        }
    }

    @Test func `an agent whose first transaction was refused is not ready (B20)`() throws {
        try withNetworkNamespace {
            let first = try Node.make()
            let owner = try first.start()
            #expect(try first.sync() == "")
            try command("ip", "link", "delete", "up0")
            var second = try Node.make()
            second.variables["FELIX_HEALTHENABLED"] = "true"
            second.variables["FELIX_HEALTHPORT"] = "9199"
            let agent = try second.start()
            #expect(try second.sync(timeout: 2).contains("belongs to another process"))
            let readiness = try command(
                "/usr/bin/env", "python3", "-c",
                """
                import urllib.request, urllib.error
                try: print(urllib.request.urlopen("http://localhost:9199/readiness").status)
                except urllib.error.HTTPError as error: print(error.code)
                """)
            #expect(readiness == "503\n")
            _ = consume owner
            _ = consume agent
        }
    }

    @Test func `without the right to change nftables the agent says so and ends`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            var agent = try node.start(by: ["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"])
            #expect(agent.wait() == 77 << 8)
            #expect(try command("cat", "\(node.folder)/log").contains("no permission"))
        }
    }
}

/// The rules of both tables with handles and counters, as nft(8) prints them.
private func listing() throws -> [String] {
    try command("/usr/sbin/nft", "-a", "list", "ruleset").split(separator: "\n").map(String.init).filter {
        $0.contains("# handle") && !$0.contains("table ")
    }
}
