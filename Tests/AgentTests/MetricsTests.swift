import Addressing
import Glibc
import TestSupport
import Testing

/// Metrics of a running agent, asked for by those who ask for them in practice.
@Suite(.timeLimit(.minutes(2))) struct MetricsTests {
    @Test func `promtool finds fault with nothing but names that are Felix's`() throws {
        try withNetworkNamespace {
            // Those of BGP are there whether BIRD is or not.
            var node = try Node.make(metrics: [
                "GEMEL_NETWORKING_BACKEND": "bird", "GEMEL_BIRD_DIR": "/nonexistent",
            ])
            // What counts packets is there only with rules that count.
            try node.addPod("web", 1, annotations: "{qos.projectcalico.org/ingressMaxConnections: '1'}")
            try node.write("policy.yaml", policy("Deny"))
            try node.write(
                "staged.yaml",
                policy("Deny").replacing("kind: NetworkPolicy", with: "kind: StagedNetworkPolicy"))
            let agent = try node.start()
            #expect(try node.sync() == "")
            try node.write("more.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: more}}")
            #expect(try node.sync() == "")
            let complaints = try command(
                "sh", "-c", "curl -sf http://127.0.0.1:9091/metrics | promtool check metrics 2>&1 || true")
            let others = complaints.split(separator: "\n").filter {
                !($0.hasPrefix("felix_") && $0.hasSuffix("counter metrics should have \"_total\" suffix"))
            }
            #expect(others == [])
            #expect(complaints.contains("felix_nft_calls"))
            let names = try command(
                "sh", "-c",
                "curl -sf http://127.0.0.1:9091/metrics | sed -n 's/^# TYPE \\([a-z0-9_]*\\) .*/\\1/p'")
            let page = try documentation("docs/monitoring/metrics.md")
            for name in names.split(separator: "\n") where !name.hasPrefix("process_") {
                #expect(page.contains("`\(name)`"), "\(name) is not on the page")
            }
            let exported = Set(names.split(separator: "\n"))
            for file in ["grafana-dashboard.json", "alerts.yml"] {
                for name in try documentation("docs/monitoring/\(file)").matches(
                    of: #/\b(?:gemel|felix)_[a-z0-9_]+/#)
                {
                    let name = name.output.replacing(#/_(bucket|sum|count)$/#, with: "")
                    #expect(exported.contains(Substring(name)), "\(file) asks for \(name)")
                }
            }
            _ = consume agent
        }
    }

    @Test func `what was read back when nobody waited is told at once`() throws {
        try withNetworkNamespace {
            let node = try Node.make(metrics: [:])
            let agent = try node.start()
            #expect(try node.sync() == "")
            // Without anything that ends its sleep the agent turns again after ten seconds.
            let start = ContinuousClock.now
            while try node.metric("gemel_verifications_total") == "0", .now - start < .seconds(60) {
                usleep(20_000)
            }
            #expect(.now - start < .seconds(8))
            #expect(try node.metric("gemel_verifications_total") == "1")
            #expect(try node.metric("gemel_verification_seconds_count") == "1")
            _ = consume agent
        }
    }

    @Test func `each change of a file is measured until it is in the kernel`() throws {
        try withNetworkNamespace {
            let node = try Node.make(metrics: [:])
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.metric("gemel_enforcement_lag_seconds_count") == "0")
            for number in 1...3 {
                try node.write(
                    "\(number).yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: n\(number)}}")
                #expect(try node.sync() == "")
            }
            try command("rm", "\(node.folder)/state/1.yaml")
            #expect(try node.sync() == "")
            #expect(try node.metric("gemel_enforcement_lag_seconds_count") == "4")
            let sum = try #require(Double(try node.metric("gemel_enforcement_lag_seconds_sum")))
            #expect(sum > 0 && sum < 40)
            let desired = try node.metric("gemel_desired_generation")
            #expect(try node.metric("gemel_programmed_generation") == desired)
            _ = consume agent
        }
    }

    @Test func `a bad file shows, and goes when it is mended`() throws {
        try withNetworkNamespace {
            let node = try Node.make(metrics: [:])
            let agent = try node.start()
            try node.write("bad.yaml", "{")
            _ = try node.sync()
            #expect(try node.metric("gemel_quarantined_files") == "1")
            #expect(try node.metric("gemel_ready") == "0")
            try node.write("bad.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: good}}")
            #expect(try node.sync() == "")
            #expect(try node.metric("gemel_quarantined_files") == "0")
            #expect(try node.metric("gemel_ready") == "1")
            _ = consume agent
        }
    }

    @Test
    func `packets that a policy denies are counted for both families, also when its rules are made anew`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make(metrics: [:])
            try node.addPod("web", 1)
            try node.addPod("client", 2)
            try node.write("policy.yaml", policy("Deny, protocol: TCP"))
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reaches("client", 1) == DualStack(v4: false, v6: false))
            let denied = DualStack { family in
                #"gemel_policy_denied_packets_total{ip_version="\#(family == .v4 ? 4 : 6)",policy="NetworkPolicy shop/web"}"#
            }
            let before = try DualStack { try #require(Int(try node.metric(denied[$0]))) }
            let status = try node.status()
            for family in IPFamily.allCases {
                #expect(before[family] > 0)
                #expect(
                    status.contains(
                        "refused  \(family) \(before[family]) packets: \(before[family]) NetworkPolicy shop/web"
                    ))
            }
            // Another rule counts from the beginning.
            try node.write("policy.yaml", policy("Deny, protocol: TCP, destination: {ports: [80]}"))
            #expect(try node.sync() == "")
            usleep(1_100_000)
            for family in IPFamily.allCases {
                #expect(try node.metric(denied[family]) == "\(before[family])")
            }
            _ = consume agent
        }
    }

    @Test func `what limits refuse, and the host's own claims of workloads' addresses, are counted`() throws {
        try withNetworkNamespace {
            var node = try Node.make(metrics: [:])
            try node.addPod("web", 1, annotations: "{qos.projectcalico.org/ingressMaxConnections: '1'}")
            try node.addPod(
                "client", 2,
                annotations:
                    "{qos.projectcalico.org/egressPacketRate: '20', qos.projectcalico.org/egressPacketBurst: '20'}"
            )
            let agent = try node.start()
            #expect(try node.sync() == "")
            let listener = try node.startPython(in: "web", server, log: "server")
            try node.wait(for: "ready", in: "server")
            // The host reaches the address by its default route then, and would answer for it.
            try command("ip", "route", "delete", "10.65.0.2")
            try node.python(
                in: "client",
                """
                import socket, time
                asking = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
                asking.bind(("eth0", 0))
                own = asking.getsockname()[4]
                address = socket.inet_aton("10.65.0.2")
                head = bytes.fromhex("08060001080006040001")
                asking.send(b"\\xff" * 6 + own + head + own + address + bytes(6) + address)
                time.sleep(1)
                """)
            try command(
                "sh", "-c", "ip route add 10.65.0.2 dev $(ip -o link | grep -o 'cali[0-9a-f]*' | tail -n 1)")
            try node.python(
                in: "client",
                """
                import socket, time
                held = []
                for address in ("10.65.0.1", "fd00::1"):
                    flow = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
                    flow.settimeout(2)
                    held.append(flow)
                    try: flow.connect((address, 80))
                    except OSError: pass
                for number in range(60): socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"x", ("fd00::1", 53))
                """)
            #expect(
                try #require(Int(try node.metric(#"gemel_limited_packets_total{limit="connections"}"#))) > 0)
            #expect(try #require(Int(try node.metric(#"gemel_limited_packets_total{limit="packets"}"#))) > 0)
            let claim = #"gemel_denied_packets_total{ip_version="4",reason="the workload's own address"}"#
            #expect(try #require(Int(try node.metric(claim))) > 0)
            let status = try node.status()
            #expect(status.contains(#/refused +IPv4 .*[1-9]\d* the workload's own address/#))
            #expect(status.contains(#/refused +over a limit, both families: .*[1-9]\d* connections/#))
            #expect(status.contains(#/refused +over a limit, both families: .*[1-9]\d* packets/#))
            _ = consume listener
            _ = consume agent
        }
    }

    @Test(arguments: [
        ("NoClientCert", true, true), ("VerifyClientCertIfGiven", true, false),
        ("RequireAnyClientCert", false, true),
        ("RequireAndVerifyClientCert", false, false),
    ])
    func `what is asked of clients' certificates is what the setting says`(
        mode: String, withoutOne: Bool, withStrangers: Bool
    ) throws {
        try withNetworkNamespace {
            let folder = try certificates()
            defer { _ = try? command("rm", "-rf", folder) }
            let node = try Node.make(metrics: [
                "FELIX_PROMETHEUSMETRICSCERTFILE": "\(folder)/server.pem",
                "FELIX_PROMETHEUSMETRICSKEYFILE": "\(folder)/server.key",
                "FELIX_PROMETHEUSMETRICSCAFILE": "\(folder)/ca.pem",
                "FELIX_PROMETHEUSMETRICSCLIENTAUTH": mode,
            ])
            let agent = try node.start()
            #expect(try node.sync() == "")
            for host in ["127.0.0.1", "[::1]"] {
                let page = "--cacert \(folder)/ca.pem https://\(host):9091/metrics"
                #expect(try (asked(page) == 200) == withoutOne)
                let stranger = "--cert \(folder)/stranger.pem --key \(folder)/stranger.key"
                #expect(try (asked("\(stranger) \(page)") == 200) == withStrangers)
                #expect(try asked("--cert \(folder)/client.pem --key \(folder)/client.key \(page)") == 200)
                #expect(try asked("http://\(host):9091/metrics") != 200)
            }
            let old = "openssl s_client -connect 127.0.0.1:9091 -cipher DEFAULT@SECLEVEL=0 </dev/null 2>&1"
            #expect(try command("sh", "-c", "\(old) -tls1_2 || true").contains("Protocol  : TLSv1.2"))
            #expect(try !command("sh", "-c", "\(old) -tls1_1 || true").contains("Cipher    : ECDHE"))
            _ = consume agent
        }
    }

    @Test func `the port and the metrics of the process are what the settings say`() throws {
        try withNetworkNamespace {
            let node = try Node.make(metrics: [
                "FELIX_PROMETHEUSMETRICSPORT": "9191", "FELIX_PROMETHEUSPROCESSMETRICSENABLED": "false",
                "FELIX_PROMETHEUSGOMETRICSENABLED": "false",
            ])
            let agent = try node.start()
            #expect(try node.sync() == "")
            let pages = try ["127.0.0.1", "[::1]"].map {
                try command("curl", "-sf", "http://\($0):9191/metrics")
            }
            for page in pages { #expect(page.contains("gemel_ready") && !page.contains("process_")) }
            for page in pages { #expect(!page.contains("gemel_runtime_")) }
            #expect(try asked("http://127.0.0.1:9091/metrics") == 0)
            _ = consume agent
        }
    }

    @Test func `a real Prometheus with a certificate has metrics over both families, others have none`()
        throws
    {
        try withNetworkNamespace {
            let folder = try certificates()
            defer { _ = try? command("rm", "-rf", folder) }
            let node = try Node.make(metrics: [
                "FELIX_PROMETHEUSMETRICSCERTFILE": "\(folder)/server.pem",
                "FELIX_PROMETHEUSMETRICSKEYFILE": "\(folder)/server.key",
                "FELIX_PROMETHEUSMETRICSCAFILE": "\(folder)/ca.pem",
                "FELIX_PROMETHEUSMETRICSCLIENTAUTH": "RequireAndVerifyClientCert",
            ])
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try asked("http://127.0.0.1:9091/metrics") != 200)
            #expect(try asked("--cacert \(folder)/ca.pem https://127.0.0.1:9091/metrics") != 200)
            let stranger = "--cert \(folder)/stranger.pem --key \(folder)/stranger.key"
            #expect(try asked("--cacert \(folder)/ca.pem \(stranger) https://127.0.0.1:9091/metrics") != 200)
            try configure(folder)
            let prometheus = try Program(
                [
                    "/usr/bin/prometheus", "--config.file=\(folder)/prometheus.yml",
                    "--storage.tsdb.path=\(folder)/data", "--web.listen-address=127.0.0.1:9090",
                ], environment: ["PATH": "/usr/bin:/bin"], log: "\(folder)/log")
            let ready = try query("sum(gemel_ready)", until: "2")
            #expect(ready == "2")
            #expect(try query("count(up == 1)", until: "2") == "2")
            // A renewed certificate is used with the next connection, without a restart.
            try command("sh", "-c", "cd \(folder) && cp renewed.pem server.pem && cp renewed.key server.key")
            let mine = "--cert \(folder)/client.pem --key \(folder)/client.key --cacert \(folder)/ca.pem"
            let subject = try command(
                "sh", "-c", "curl -sv \(mine) https://127.0.0.1:9091/metrics 2>&1 >/dev/null | grep subject:")
            #expect(subject.contains("renewed"))
            _ = consume prometheus
            _ = consume agent
        }
    }
}

extension Node {
    /// A node whose agent serves metrics at 127.0.0.1 and ::1, with `variables` besides.
    fileprivate static func make(metrics variables: [String: String]) throws -> Node {
        var node = try make()
        node.variables = variables.merging([
            "FELIX_PROMETHEUSMETRICSENABLED": "true", "FELIX_PROMETHEUSMETRICSHOST": "localhost",
        ]) { $1 }
        return node
    }

    /// The value of the sample of that name and labels, as it is written.
    fileprivate func metric(_ name: String) throws -> String {
        let page = try command("curl", "-sf", "http://[::1]:9091/metrics")
        let line = page.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
        return String(try #require(line, "there is no \(name)").dropFirst(name.count + 1))
    }
}

private func policy(_ rule: String) -> String {
    """
    apiVersion: projectcalico.org/v3
    kind: NetworkPolicy
    metadata: {name: web, namespace: shop}
    spec:
      selector: app == 'web'
      ingress: [{action: \(rule)}]
    """
}

/// The status of the answer to a question of curl; 0 if there is none.
private func asked(_ question: String) throws -> Int {
    let status = try command("sh", "-c", "curl -s -o /dev/null -w '%{http_code}' \(question) || true")
    return Int(status) ?? 0
}

/// A page of this project's documentation.
private func documentation(_ path: String) throws -> String {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return try command("cat", "/\(root)/\(path)")
}

/// What Prometheus answers to `expression`, once that is `value`, or after some tries.
private func query(_ expression: String, until value: String) throws -> String {
    var answer = ""
    for _ in 0..<300 {
        answer = try command(
            "sh", "-c",
            """
            curl -s --data-urlencode 'query=\(expression)' http://127.0.0.1:9090/api/v1/query \
                | sed -n 's/.*"value":\\[[^,]*,"\\([^"]*\\)".*/\\1/p'
            """
        ).filter { !$0.isNewline }
        if answer == value { break }
        usleep(100_000)
    }
    return answer
}

/// A folder with an authority, a server's certificate and its successor, a client's, and one of another authority.
private func certificates() throws -> String {
    let folder = try command("mktemp", "-d", "/tmp/gemel-metrics-XXXXXX").filter { !$0.isNewline }
    try command(
        "sh", "-ec",
        """
        cd \(folder)
        key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
        openssl req -x509 $key -keyout ca.key -out ca.pem -subj /CN=ca -days 2
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' > names
        for name in server renewed client; do
            openssl req $key -keyout $name.key -out $name.csr -subj /CN=$name
            openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile names -out $name.pem -days 2
        done
        openssl req -x509 $key -keyout stranger.key -out stranger.pem -subj /CN=stranger -days 2
        """)
    return folder
}

private func configure(_ folder: String) throws {
    try command(
        "sh", "-c",
        """
        cat > \(folder)/prometheus.yml <<'END'
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: gemel
            scheme: https
            tls_config: {ca_file: \(folder)/ca.pem, cert_file: \(folder)/client.pem, key_file: \(folder)/client.key}
            static_configs: [{targets: ['127.0.0.1:9091', '[::1]:9091']}]
        END
        """)
}
