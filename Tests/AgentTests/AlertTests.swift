import TestSupport
import Testing

/// The rules and the dashboard that come with the agent.
struct AlertTests {
    private let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/docs/monitoring"

    /// What `script` prints, run in the folder.
    private func lines(_ script: String) throws -> [Substring] {
        try command("sh", "-ec", "cd \(folder)\n\(script)").split(separator: "\n")
    }

    @Test func `each alert is due where it should be, and nowhere else`() throws {
        let answer = try command("promtool", "test", "rules", "\(folder)/alerts-test.yml")
        #expect(answer.contains("SUCCESS"))
        #expect(try command("promtool", "check", "rules", "\(folder)/alerts.yml").contains("SUCCESS"))
    }

    @Test func `each alert is tried, and is told what to do for`() throws {
        let alerts = try lines("sed -n 's/^ *- alert: //p' alerts.yml")
        #expect(!alerts.isEmpty)
        #expect(try lines("sed -n 's/^  - name: //p' alerts-test.yml") == alerts)
        #expect(try lines("sed -n 's/^## //p' README.md") == alerts)
    }

    @Test func `rules and dashboard ask for metrics that there are`() throws {
        let names = try lines(
            "grep -ohE '(gemel|felix)_[a-z0-9_]+' alerts.yml grafana-dashboard.json | sed -E 's/_(bucket|sum|count)$//' | sort -u"
        )
        let page = try command("cat", "\(folder)/metrics.md")
        #expect(names.count > 20)
        for name in names { #expect(page.contains("`\(name)`"), "\(name) is no metric") }
    }

    @Test func `every question of the dashboard is one that Prometheus understands`() throws {
        // promtool judges rules: each question is made one.
        let script = """
            import json
            panels = json.load(open("grafana-dashboard.json"))["panels"]
            questions = [target["expr"] for panel in panels for target in panel.get("targets", [])]
            rules = [{"record": "a:b", "labels": {"n": str(n)}, "expr": q.replace("$__rate_interval", "5m")}
                     for n, q in enumerate(questions)]
            print(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
            """
        let answer = try lines(
            "python3 - <<'END' > /tmp/gemel-dashboard.yml\n\(script)\nEND\npromtool check rules /tmp/gemel-dashboard.yml; rm /tmp/gemel-dashboard.yml"
        )
        #expect(answer.contains { $0.contains("SUCCESS") })
    }
}
