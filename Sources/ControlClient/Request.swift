import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks the agent one thing over its control socket.
///
/// - Parameters:
///   - method: an HTTP method, in capitals.
///   - path: the page, and its query.
///   - socket: the path of the control socket.
///   - timeout: how long all of it may take.
package func request(
    _ method: String, _ path: String, socket: String, timeout: Duration
) async throws(ControlError) -> (status: Int, body: [UInt8]) {
    let head = HTTPRequestHead(
        version: .http1_1, method: HTTPMethod(rawValue: method), uri: path,
        headers: ["host": "gemel", "connection": "close", "content-length": "0"])
    let answer: (status: Int, body: [UInt8])?
    do {
        answer = try await withThrowingTaskGroup(of: (status: Int, body: [UInt8])?.self) { group in
            group.addTask { try await exchange(head, on: socket) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    } catch let error as ControlError {
        throw error
    } catch let error as IOError {
        throw ControlError(error, socket: socket)
    } catch let error as ChannelError where [.ioOnClosedChannel, .alreadyClosed, .eof].contains(error) {
        throw .brokenOff(socket)
    } catch {
        throw .notUnderstood(socket, reason: "\(error)")
    }
    guard let answer else { throw .noAnswer(socket) }
    return answer
}

/// The one thread that asks, for as long as the process lives.
private let eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)

/// What an answer may weigh: far more than the status of any node does.
private let largestBody = 64 << 20

private func exchange(
    _ head: HTTPRequestHead, on socket: String
) async throws -> (status: Int, body: [UInt8]) {
    let channel = try await ClientBootstrap(group: eventLoopGroup)
        .connect(unixDomainSocketPath: socket) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                    wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        // In one piece: the agent may answer and close as soon as it has read the head.
        try await outbound.write(contentsOf: [.head(head), .end(nil)])
        var status = 0
        var body: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let bytes):
                guard body.count + bytes.readableBytes <= largestBody else {
                    throw ControlError.notUnderstood(socket, reason: "it is too long")
                }
                body.append(contentsOf: bytes.readableBytesView)
            case .end: return (status, body)
            }
        }
        throw ControlError.brokenOff(socket)
    }
}

extension ControlError {
    fileprivate init(_ error: IOError, socket: String) {
        self =
            switch error.errnoCode {
            // A full queue of connections is nobody answering, too.
            case ENOENT, ENOTDIR, ECONNREFUSED, EAGAIN: .notReachable(socket)
            case ECONNRESET, EPIPE: .brokenOff(socket)
            case EACCES, EPERM: .noPermission(socket)
            default: .notUnderstood(socket, reason: "\(error)")
            }
    }
}
