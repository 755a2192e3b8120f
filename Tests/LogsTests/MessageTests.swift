import Glibc
import Logging
import Testing

@testable import Logs

struct MessageTests {
    private func message(_ text: String, _ metadata: Logger.Metadata = [:]) -> LogMessage {
        LogMessage(
            .error, text, metadata, source: "gemeld", file: "gemeld/Agent.swift", line: 7,
            time: 1_700_000_000.25)
    }

    @Test func `a line has the time, the level and the text`() {
        #expect(message("bad").line == "2023-11-14T22:13:20.250Z error bad\n")
    }

    @Test func `what a file says cannot begin a line of its own or move the cursor`() {
        let text = message("a\nb\u{1b}[2J").line
        #expect(text == "2023-11-14T22:13:20.250Z error a\\nb\\u{1b}[2J\n")
    }

    @Test func `JSON is one object in one line, with the fields`() {
        let fields = LogTopic.fileProblem.fields([.file: "a\"b.yaml", .line: "3", .policy: nil])
        #expect(
            message("x\ny\u{1}", fields).json == #"""
                {"time":"2023-11-14T22:13:20.250Z","level":"error","message":"x\ny\u0001","source":"gemeld","code":"gemeld/Agent.swift:7","event":"0d1f0b0c6f8e4f4a9a0f5e6a52d1c305","file":"a\"b.yaml","line":"3"}

                """#)
    }

    @Test func `a journal entry has its fields in the native protocol`() {
        let entry = message("one\ntwo", LogTopic.programmed.fields([.generation: "9"])).journalEntry(
            identifier: "gemeld")
        let expected =
            Array("MESSAGE\n".utf8) + [7, 0, 0, 0, 0, 0, 0, 0]
            + Array(
                """
                one
                two
                PRIORITY=3
                SYSLOG_IDENTIFIER=gemeld
                CODE_FILE=gemeld/Agent.swift
                CODE_LINE=7
                MESSAGE_ID=0d1f0b0c6f8e4f4a9a0f5e6a52d1c303
                GEMEL_GENERATION=9

                """.utf8)
        #expect(entry == expected)
    }

    @Test(arguments: [
        ("key: -----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY----- end", "key: (hidden) end"),
        ("token is `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc_-d`", "token is `(hidden)`"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer (hidden)"),
        ("endpoint https://root:hunter2@etcd:2379/", "endpoint https://root:(hidden)@etcd:2379/"),
        ("FELIX_ETCDPASSWORD=hunter2, else", "FELIX_ETCDPASSWORD=(hidden), else"),
        ("password: \"hunter2\"", "password: \"(hidden)\""),
    ])
    func `secrets are hidden, in text and fields`(text: String, shown: String) {
        #expect(message(text).text == shown)
        #expect(message("", ["file": "\(text)"]).fields.map(\.value) == [shown])
    }

    @Test(arguments: [
        "db.yaml:5:3: spec.podSelektor: unknown field", "https://[::1]:9091/metrics", "secrets are none",
    ])
    func `what is no secret is shown`(text: String) {
        #expect(message(text).text == text)
    }

    @Test func `the catalog explains every topic`() {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = unsafe open("/\(root)/systemd/gemel.catalog", O_RDONLY)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = max(0, unsafe read(file, &bytes, bytes.count))
        let ids = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").filter {
            $0.hasPrefix("-- ")
        }
        #expect(ids.map { String($0.dropFirst(3)) } == LogTopic.allCases.map(\.rawValue))
    }
}
