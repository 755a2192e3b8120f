import HTTPTypes
package import NIOCore
import NIOHTTPTypes
import Synchronization

/// How long a connection may take for what.
package struct Patience: Sendable {
    /// From the opening, or from the answer before, to the end of the first request.
    package var first = TimeAmount.seconds(5)
    /// From an answer to the end of the next request.
    package var next = TimeAmount.seconds(15)
    /// For an answer to be taken, from its first byte.
    package var answer = TimeAmount.seconds(10)
    /// How many connections there may be.
    package var connections: Int

    package init(connections: Int = 64) {
        self.connections = connections
    }
}

/// The connections of a listener: at most so many, the longest-waiting of which gives way to a new one.
///
/// Whoever opens connections and says nothing keeps nobody out: an honest request is asked and answered long before so
/// many others have come behind it. What is being answered is left alone.
final class Connections: Sendable {
    private let limit: Int
    private let members = Mutex<[ObjectIdentifier: Member]>([:])

    private struct Member {
        let channel: any Channel
        let age: Int
        var isAnswering = false
    }

    private let count = Mutex(0)

    init(_ limit: Int) { self.limit = limit }

    /// Takes `channel` in; says whether there is room for it.
    func admit(_ channel: any Channel) -> Bool {
        let age = count.withLock { count in
            count += 1
            return count
        }
        let (isAdmitted, given): (Bool, (any Channel)?) = members.withLock { members in
            var given: (any Channel)?
            if members.count >= limit {
                let waiting = members.filter { !$0.value.isAnswering }
                guard let oldest = waiting.min(by: { $0.value.age < $1.value.age }) else {
                    return (false, nil)
                }
                given = oldest.value.channel
                members[oldest.key] = nil
            }
            members[ObjectIdentifier(channel)] = Member(channel: channel, age: age)
            return (true, given)
        }
        given?.close(promise: nil)
        return isAdmitted
    }

    func setAnswering(_ isAnswering: Bool, _ channel: any Channel) {
        members.withLock { $0[ObjectIdentifier(channel)]?.isAnswering = isAnswering }
    }

    func remove(_ channel: any Channel) {
        members.withLock { $0[ObjectIdentifier(channel)] = nil }
    }
}

/// Closes a connection that takes too long over a request or over taking its answer.
///
/// Bytes that trickle in win no time: what counts is the whole request.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let patience: Patience
    private let connections: Connections
    private var deadline: Scheduled<Void>?
    /// Requests that have come whole, and answers that were taken whole: a client may ask again before it is answered, and
    /// may be answered before its request is whole.
    private var (requests, answers) = (0, 0)

    init(_ patience: Patience, _ connections: Connections) {
        self.patience = patience
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        close(context, in: patience.first)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        connections.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) {
            requests += 1
            // Whoever asks again while an answer is owed wins no time for taking that.
            if requests - answers <= 1 { goOn(context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head:
            if requests > answers { close(context, in: patience.answer) }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let taken = promise ?? context.eventLoop.makePromise()
            let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
            taken.futureResult.whenSuccess {
                bound.value.handler.answers += 1
                bound.value.handler.goOn(bound.value.context)
            }
            context.write(data, promise: taken)
        }
    }

    /// Waits for what comes next: an answer for as long as it takes to be made, a request for so long and no longer.
    ///
    /// Of an answer before the request was whole, nothing follows: the time for the request goes on.
    private func goOn(_ context: ChannelHandlerContext) {
        guard requests >= answers else { return }
        connections.setAnswering(requests > answers, context.channel)
        deadline?.cancel()
        if requests == answers { close(context, in: patience.next) }
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) {
        deadline?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: time) { bound.value.close(promise: nil) }
    }
}
