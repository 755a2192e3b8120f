import NIOCore
import NIOHTTP1
import NIOPosix

/// What came back for a page.
struct Page: Equatable {
    let status: Int
    let body: String
}

/// Asks one page over TCP on this host.
func fetch(
    _ method: HTTPMethod, _ path: String, _ fields: [String: String] = [:], at address: SocketAddress
) async throws -> Page {
    let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
    let channel = try await bootstrap.connect(to: address) { channel in
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                wrappingChannelSynchronously: channel)
        }
    }
    return try await channel.executeThenClose { inbound, outbound in
        var headers: HTTPHeaders = ["host": "localhost", "connection": "close"]
        for (name, value) in fields { headers.add(name: name, value: value) }
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
        // In one piece: the server may answer and close as soon as it has read the head.
        try await outbound.write(contentsOf: [.head(head), .end(nil)])
        var status = 0
        var body = ""
        for try await part in inbound {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let bytes): body += String(buffer: bytes)
            case .end: return Page(status: status, body: body)
            }
        }
        return Page(status: status, body: body)
    }
}
