import Glibc
import TestSupport
import Testing

/// What a running agent logs.
@Suite(.timeLimit(.minutes(1))) struct LogTests {
    @Test func `a message about a file has its place in fields, and levels change without a restart`() throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            node.variables = ["GEMEL_LOGFORMAT": "JSON", "FELIX_LOGSEVERITYFILE": "Warning"]
            node.variables["FELIX_LOGFILEPATH"] = "\(node.folder)/file"
            let agent = try node.start()
            #expect(try node.sync() == "")
            try node.write("bad.yaml", "{apiVersion: v1, kind: Namespace, metadata: {nam: x}}")
            _ = try node.sync()
            let line = try command("grep", "bad.yaml", "\(node.folder)/log")
            for part in [#""level":"error""#, #""file":"bad.yaml""#, #""line":"1""#, #""event":"0d1f0b0c"#] {
                #expect(line.contains(part))
            }
            let file = try command("cat", "\(node.folder)/file")
            #expect(file.contains(" error bad.yaml:1:"))
            #expect(!file.contains(" info "))
            try node.write(
                "felix.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: FelixConfiguration
                metadata: {name: default}
                spec: {logSeverityScreen: None}
                """)
            _ = try node.sync()
            let before = try command("cat", "\(node.folder)/log")
            try node.write("worse.yaml", "{")
            _ = try node.sync()
            #expect(try command("cat", "\(node.folder)/log") == before)
            #expect(try command("cat", "\(node.folder)/file").contains("worse.yaml"))
            _ = consume agent
        }
    }
}
