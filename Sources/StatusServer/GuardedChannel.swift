import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// HTTP, over TLS where that is wanted, for as many connections as there may be.
struct GuardedChannel: ServerChildChannel {
    let base: HTTP1Channel
    let connections: Connections
    let encryption: ServerTLS?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            guard connections.admit(channel) else { throw ChannelError.eof }
            channel.closeFuture.whenComplete { _ in connections.remove(channel) }
            if let encryption { try channel.pipeline.syncOperations.addHandler(encryption.handler()) }
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
