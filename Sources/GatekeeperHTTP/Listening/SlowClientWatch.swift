import NIOCore

/// What one client keeps the gate waiting for, and since when. Two handlers tell it: one that sees bytes, one that sees
/// requests. Lives on the connection's event loop.
final class SlowClientWatch {
    /// Bytes that one request may take on the wire, what does not count as its head or body included: chunks may carry
    /// extensions without end.
    private static let mostBytes = 4 << 20

    private let pace: ClientPace
    /// Of the request that is being received.
    private var bytes = 0
    /// Bytes have come of a request that is not whole, or of a handshake.
    private var isReceiving = false
    /// Whether bytes came that belong to no request read so far.
    private var hasUnread = false
    private var requestDeadline: Scheduled<Void>?
    private var answerDeadline: Scheduled<Void>?
    private var unsentWrites = 0
    private(set) var requestsUnanswered = 0
    private(set) var isReadingBody = false
    private(set) var isHandshaken: Bool
    /// What is done when the time for a request is over; closes the connection unless told otherwise.
    var onSlowRequest: ((ChannelHandlerContext) -> Void)?
    private var requestContext: ChannelHandlerContext?

    init(_ pace: ClientPace, isEncrypted: Bool) {
        self.pace = pace
        isHandshaken = !isEncrypted
    }

    /// Whether a request has begun whose head is not whole.
    var isReceivingHead: Bool { isReceiving && !isReadingBody }

    /// - Returns: false when there are too many.
    func came(_ count: Int, _ context: ChannelHandlerContext) -> Bool {
        bytes += count
        guard bytes <= Self.mostBytes else { return false }
        bytesCame(context)
        return true
    }

    private func bytesCame(_ context: ChannelHandlerContext) {
        // While an answer is being made, what comes is the next request's: its time begins when it is the next one.
        if requestsUnanswered > 0, !isReadingBody { return hasUnread = true }
        begin(context)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard !isReceiving else { return }
        isReceiving = true
        requestDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(pace.requestSeconds))) { [self] in
            if let onSlowRequest { onSlowRequest(context) } else { context.close(promise: nil) }
        }
    }

    private func rest() {
        isReceiving = false
        requestDeadline?.cancel()
        requestDeadline = nil
    }

    func handshakeEnded() {
        isHandshaken = true
        rest()
    }

    func headCame() {
        requestsUnanswered += 1
        isReadingBody = true
    }

    func requestCame() {
        isReadingBody = false
        bytes = 0
        hasUnread = false
        rest()
    }

    func answerEnded(_ context: ChannelHandlerContext) {
        requestsUnanswered -= 1
        guard requestsUnanswered == 0, !isReadingBody, hasUnread else { return }
        hasUnread = false
        begin(context)
    }

    func writeBegan(_ context: ChannelHandlerContext) {
        unsentWrites += 1
        if answerDeadline == nil { awaitProgress(context) }
    }

    func writeEnded(_ context: ChannelHandlerContext) {
        unsentWrites -= 1
        answerDeadline?.cancel()
        answerDeadline = nil
        if unsentWrites > 0 { awaitProgress(context) }
    }

    private func awaitProgress(_ context: ChannelHandlerContext) {
        answerDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(pace.answerSeconds))) {
            context.close(promise: nil)
        }
    }

    func end() {
        rest()
        answerDeadline?.cancel()
        answerDeadline = nil
        onSlowRequest = nil
    }
}

/// Stands first in a connection and sees its bytes, encrypted or not.
final class ByteWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let client: SlowClientWatch

    init(_ client: SlowClientWatch) {
        self.client = client
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard client.came(unwrapInboundIn(data).readableBytes, context) else { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        client.writeBegan(context)
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [client] _ in client.writeEnded(context) }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        client.end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { client.end() }
}
