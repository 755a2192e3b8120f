import NIOCore
import NIOHTTP1
import NIOPosix
import Status
import StatusServer
import Testing

/// Clients that open connections and do not get on with it.
struct HostileClientTests {
    private func serving(_ patience: Patience, _ body: (SocketAddress) async throws -> Void) async throws {
        let opened = Box<SocketAddress?>(nil)
        let service = HealthService(
            host: "127.0.0.1", port: 0, board: board(), logger: quiet, patience: patience
        ) { address in opened.change { $0 = address } }
        try await StatusServerTests.serving([service]) {
            try await body(try await eventually { opened.value })
        }
    }

    private func open(_ address: SocketAddress) async throws -> any Channel {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(to: address).get()
    }

    private func quick() -> Patience {
        var patience = Patience()
        patience.first = .milliseconds(200)
        patience.next = .milliseconds(200)
        patience.answer = .milliseconds(200)
        return patience
    }

    @Test func `who says nothing is let go`() async throws {
        try await serving(quick()) { address in
            let client = try await open(address)
            try await client.closeFuture.get()
        }
    }

    @Test func `bytes that trickle in win no time`() async throws {
        try await serving(quick()) { address in
            let client = try await open(address)
            let trickle = Task {
                for byte in "GET /livez HTTP/1.1\r\nX: ".utf8 + [UInt8](repeating: 120, count: 100_000) {
                    try await client.writeAndFlush(ByteBuffer(bytes: [byte]))
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            try await client.closeFuture.get()
            trickle.cancel()
        }
    }

    @Test func `a request whose body never ends is let go, though it was answered`() async throws {
        try await serving(quick()) { address in
            let client = try await open(address)
            let request = "POST /liveness HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx"
            try await client.writeAndFlush(ByteBuffer(string: request))
            try await client.closeFuture.get()
        }
    }

    @Test func `a connection that waits after its answer is let go`() async throws {
        try await serving(quick()) { address in
            let client = try await open(address)
            try await client.writeAndFlush(ByteBuffer(string: "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"))
            try await client.closeFuture.get()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `who asks again and again and takes no answer is let go`() async throws {
        try await serving(quick()) { address in
            let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelOption(.autoRead, value: false).channelOption(.socketOption(.so_rcvbuf), value: 4096)
                .connect(to: address).get()
            // More answers than the kernel keeps for who does not take them.
            let requests = String(repeating: "GET /readyz?verbose HTTP/1.1\r\nHost: a\r\n\r\n", count: 50_000)
            client.writeAndFlush(ByteBuffer(string: requests), promise: nil)
            try await client.closeFuture.get()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `requests that are sent together are all answered, and then there is time for another`() async throws
    {
        var patience = quick()
        patience.next = .seconds(5)
        try await serving(patience) { address in
            let seen = Box("")
            let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelInitializer { channel in
                    channel.pipeline.addHandler(Collector { text in seen.change { $0 += text } })
                }.connect(to: address).get()
            let request = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
            try await client.writeAndFlush(ByteBuffer(string: String(repeating: request, count: 3)))
            let answers = { seen.value.split(separator: "HTTP/1.1 200 OK").count }
            try await eventually { answers() == 3 ? true : nil }
            // Longer than the time for an answer, and than that for a first request.
            try await Task.sleep(for: .milliseconds(400))
            try await client.writeAndFlush(ByteBuffer(string: request))
            try await eventually { answers() == 4 ? true : nil }
            try await client.close()
        }
    }

    @Test func `many that say nothing keep nobody out, however patient the server is`() async throws {
        var patience = Patience(connections: 8)
        patience.first = .minutes(10)
        try await serving(patience) { address in
            var clients: [any Channel] = []
            for _ in 0..<40 { clients.append(try await open(address)) }
            for _ in 0..<5 {
                #expect(try await fetch(.GET, "/livez", at: address) == Page(status: 200, body: "live\n"))
            }
            for client in clients { try? await client.close() }
        }
    }

    @Test(arguments: ["\0\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])
    func `what is no HTTP is turned away, and the next one is served`(noise: String) async throws {
        try await serving(quick()) { address in
            let client = try await open(address)
            try await client.writeAndFlush(ByteBuffer(string: noise))
            try await client.closeFuture.get()
            #expect(try await fetch(.GET, "/livez", at: address).status == 200)
        }
    }
}

/// Gives away what comes in, as text.
private final class Collector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let take: @Sendable (String) -> Void

    init(_ take: @escaping @Sendable (String) -> Void) { self.take = take }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        take(String(buffer: unwrapInboundIn(data)))
    }
}
