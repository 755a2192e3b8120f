import Glibc
import Systemd
import TestSupport
import Testing

struct NotifierTests {
    @Test func `lines arrive as one message`() throws {
        let manager = ManagerSocket()
        let notifier = try #require(Notifier(["NOTIFY_SOCKET": manager.path]))
        #expect(notifier.send(["READY=1", "STATUS=in sync"]))
        #expect(manager.receive().text == "READY=1\nSTATUS=in sync")
        #expect(manager.receive().text == "")
    }

    @Test func `an open file arrives with its message, and is the same file`() throws {
        let manager = ManagerSocket()
        let notifier = try #require(Notifier(["NOTIFY_SOCKET": manager.path]))
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        #expect(notifier.send(["FDSTORE=1"], descriptors: [ends[1]]))
        let message = manager.receive()
        let copy = try #require(message.files.first)
        defer { close(copy) }
        #expect(unsafe write(copy, "x", 1) == 1)
        var byte: UInt8 = 0
        #expect(unsafe read(ends[0], &byte, 1) == 1)
        #expect(byte == UInt8(ascii: "x"))
    }

    @Test func `nobody is told where nobody listens`() throws {
        #expect(Notifier([:]) == nil)
        #expect(Notifier(["NOTIFY_SOCKET": "vsock:2:1234"]) == nil)
        #expect(Notifier(["NOTIFY_SOCKET": "/nowhere/socket"])?.send(["READY=1"]) == false)
    }
}

struct WatchdogTests {
    @Test func `a sign of life is due in half the time that the manager waits`() {
        #expect(watchdogInterval(["WATCHDOG_USEC": "30000000"]) == .seconds(15))
        #expect(
            watchdogInterval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"]) == .seconds(15))
    }

    @Test(arguments: [
        [:], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "x"], ["WATCHDOG_USEC": "9", "WATCHDOG_PID": "1"],
    ])
    func `nobody waits for a sign of life`(environment: [String: String]) {
        #expect(watchdogInterval(environment) == nil)
    }
}
