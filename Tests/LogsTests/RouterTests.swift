import Glibc
import Logging
import Testing

@testable import Logs

struct RouterTests {
    /// A router whose screen is a pipe, a logger, and what has been written since.
    private struct Screen: ~Copyable {
        let router: LogRouter
        let logger: Logger
        private let ends: [Int32]

        init(_ routes: LogRoutes = LogRoutes(), journal: String = "/nowhere") {
            var ends: [Int32] = [0, 0]
            _ = unsafe pipe(&ends)
            _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
            self.ends = ends
            let router = LogRouter("gemeld", screen: ends[1], journal: journal)
            router.configure(routes)
            self.router = router
            logger = Logger(label: "test") { _ in RoutedLogHandler(router) }
        }

        deinit { for end in ends { close(end) } }

        /// The texts, without time and level.
        func texts() -> [String] {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = max(0, unsafe read(ends[0], &bytes, bytes.count))
            return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map {
                $0.split(separator: " ", maxSplits: 2).last.map(String.init) ?? ""
            }
        }
    }

    @Test func `levels count from the moment they are set, for loggers that are there`() {
        let screen = Screen()
        screen.logger.debug("one")
        var routes = LogRoutes()
        routes.screenLevel = .debug
        screen.router.configure(routes)
        screen.logger.debug("two")
        routes.screenLevel = nil
        screen.router.configure(routes)
        screen.logger.critical("three")
        #expect(screen.texts() == ["two"])
    }

    @Test func `a logger's own level is a further limit`() {
        let screen = Screen()
        var quiet = screen.logger
        quiet.logLevel = .error
        quiet.info("one")
        quiet.error("two")
        #expect(screen.texts() == ["two"])
    }

    @Test func `debug messages can be had from some source files alone`() {
        var routes = LogRoutes()
        routes.screenLevel = .debug
        routes.debugFiles = "Driver|Reader"
        let screen = Screen(routes)
        screen.logger.debug("one", file: "Dataplane/LinkDriver.swift")
        screen.logger.debug("two", file: "gemeld/Agent.swift")
        screen.logger.info("three", file: "gemeld/Agent.swift")
        #expect(screen.texts() == ["one", "three"])
    }

    @Test func `one place that says too much is cut short, others are not, and what is left out is counted`()
    {
        let screen = Screen()
        for number in 0..<150 { screen.logger.info("\(number)") }
        screen.logger.info("else")
        let texts = screen.texts()
        #expect(texts.count == 101)
        #expect(texts.last == "else")
        #expect(screen.router.losses.dropped == 50)
    }

    @Test func `after its time a place may speak again, and what was left out is told`() {
        var limit = LogLimit()
        for _ in 0..<130 { _ = limit.admit("a", 1, at: 5) }
        let later = limit.admit("a", 1, at: 16)
        #expect(later.isAdmitted)
        #expect(later.leftOut == 30)
    }

    @Test func `a file is written besides, and made anew when it was moved away`() {
        var template = Array("/tmp/gemel-logs-XXXXXX".utf8CString)
        _ = unsafe mkdtemp(&template)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for name in ["log", "log.1"] { _ = unsafe unlink("\(folder)/\(name)") }
            _ = unsafe rmdir(folder)
        }
        var routes = LogRoutes()
        routes.filePath = "\(folder)/log"
        routes.fileLevel = .warning
        let screen = Screen(routes)
        screen.logger.info("screen alone")
        screen.logger.warning("one")
        _ = unsafe rename("\(folder)/log", "\(folder)/log.1")
        screen.logger.warning("two")
        #expect(text(of: "\(folder)/log.1").hasSuffix("warning one\n"))
        #expect(text(of: "\(folder)/log").hasSuffix("warning two\n"))
        #expect(screen.texts() == ["screen alone", "one", "two"])
    }

    @Test func `the journal gets a datagram for each message, and where there is none the screen has them`()
        throws
    {
        let path = "/tmp/gemel-journal-\(getpid())"
        let journal = try #require(listen(at: path))
        defer { _ = unsafe unlink(path) }
        var routes = LogRoutes()
        routes.screen = .journal
        let screen = Screen(routes, journal: path)
        screen.logger.error("bad", metadata: LogTopic.fileProblem.fields([.file: "a.yaml"]))
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(journal, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        let entry = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
        #expect(entry.contains("MESSAGE=bad\nPRIORITY=3\nSYSLOG_IDENTIFIER=gemeld\n"))
        #expect(entry.contains("\nGEMEL_FILE=a.yaml\n"))
        #expect(entry.contains("\nMESSAGE_ID=\(LogTopic.fileProblem.rawValue)\n"))
        #expect(screen.texts() == [])
        close(journal)
        screen.logger.error("worse")
        #expect(screen.texts() == ["worse"])
    }
}

private func text(of path: String) -> String {
    let file = unsafe open(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    return String(decoding: bytes[..<max(0, unsafe read(file, &bytes, bytes.count))], as: UTF8.self)
}

/// A socket as journald's.
private func listen(at path: String) -> Int32? {
    let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
    let code = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    return code == 0 ? number : nil
}
