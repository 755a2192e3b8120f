import Addressing
import Glibc
import NftablesNetlink
import TestSupport
import Testing

/// The agent under a service manager.
@Suite(.timeLimit(.minutes(1))) struct ServiceTests {
    @Test func `the manager is told that the agent is ready, and gets the socket to keep`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            let manager = ManagerSocket()
            node.variables = ["NOTIFY_SOCKET": manager.path]
            var agent = try node.start()
            #expect(try node.sync() == "")
            let (text, files) = try told("READY=1", by: manager)
            for file in files { close(file) }
            #expect(files.count == 1)
            #expect(text.contains("FDSTORE=1\nFDNAME=nftables"))
            #expect(text.contains("STATUS=in sync"))
            #expect(agent.end(SIGTERM) == 0)
            #expect(try told("STOPPING=1", by: manager).text.contains("STOPPING=1"))
        }
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func `a restart with the socket kept writes nothing, and never leaves the tables without an owner`(
        signal: Int32
    ) throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            let manager = ManagerSocket()
            node.variables = ["NOTIFY_SOCKET": manager.path]
            var agent = try node.start()
            #expect(try node.sync() == "")
            let kept = try #require(try told("READY=1", by: manager).files.first)
            defer { close(kept) }
            let before = try generation()
            agent.end(signal)
            #expect(throws: CommandFailure.self) { try command("/usr/sbin/nft", "add chain ip gemel x") }
            agent = try node.start(by: [
                "bash", "-c",
                #"exec env LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=nftables "$0" 3<&"# + "\(kept)",
            ])
            #expect(try node.sync() == "")
            // What the manager keeps already is not given to it again.
            #expect(try told("READY=1", by: manager).files.isEmpty)
            #expect(try generation() == before)
            // And the new process can write as the owner.
            try node.addPod("db", 2)
            #expect(try node.sync() == "")
            #expect(try generation() == before + 1)
            #expect(throws: CommandFailure.self) { try command("/usr/sbin/nft", "add chain ip6 gemel x") }
        }
    }

    @Test func `a passed file that is no netlink socket is none that owns the tables`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            var agent = try node.start(by: [
                "bash", "-c",
                #"exec env LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=nftables "$0" 3</dev/null"#,
            ])
            #expect(try node.sync() == "")
            #expect(agent.end(SIGTERM) == 0)
        }
    }

    @Test func `an idle agent gives signs of life`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            let manager = ManagerSocket()
            node.variables = ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "200000"]
            let agent = try node.start()
            #expect(try node.sync() == "")
            _ = try told("WATCHDOG=1", by: manager)
            _ = try told("WATCHDOG=1", by: manager)
            _ = consume agent
        }
    }
}

/// All that the manager is told up to `line`, with the files that come along.
func told(_ line: String, by manager: borrowing ManagerSocket) throws -> (
    text: String, files: [Int32]
) {
    var text = ""
    var files: [Int32] = []
    for _ in 0..<500 {
        let message = manager.receive()
        guard !message.text.isEmpty else {
            usleep(10_000)
            continue
        }
        text += message.text + "\n"
        files += message.files
        if message.text.contains(line) { return (text, files) }
    }
    throw ProgramFailure("the manager was not told \(line), but: \(text)")
}

/// The kernel's count of transactions.
func generation() throws -> UInt32 {
    var socket = try NftablesSocket()
    return try socket.generation()
}
