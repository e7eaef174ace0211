import NIOCore
import NIOHTTP1
import NIOTLS

/// Stands behind the parser: refuses what RFC 9112 calls invalid and the parser lets pass, and tells the client's watch
/// which request has come how far.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let client: SlowClientWatch
    /// After a request that is invalid nothing on the connection can be told apart any more.
    private var isRefusing = false
    /// The service is leaving, and a request was on its way in.
    private var isQuiescingAfterHead = false

    init(_ client: SlowClientWatch) {
        self.client = client
    }

    func handlerAdded(context: ChannelHandlerContext) {
        client.onSlowRequest = { [self] _ in giveUp(context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefusing else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            client.headCame()
            guard RequestValidity.isValid(head) else {
                isRefusing = true
                client.requestCame()
                return context.fireErrorCaught(HTTPParserError.unknown)
            }
            context.fireChannelRead(data)
            if isQuiescingAfterHead {
                isQuiescingAfterHead = false
                context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
            return
        case .body: break
        case .end: client.requestCame()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
        context.write(data, promise: promise)
        if isEnd { client.answerEnded(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { client.handshakeEnded() }
        // A request whose head is half there was sent before its client could know: it is answered.
        if event is ChannelShouldQuiesceEvent, client.isReceivingHead, client.isHandshaken {
            isQuiescingAfterHead = true
            return
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// The client did not send its request in time.
    private func giveUp(_ context: ChannelHandlerContext) {
        guard client.isHandshaken, client.requestsUnanswered == 0, !isRefusing else { return context.close(promise: nil) }
        isRefusing = true
        // RFC 9110, section 15.5.9. The status cannot cut into another answer: there is none under way.
        let head = HTTPResponseHead(
            version: .http1_1, status: .requestTimeout, headers: ["Connection": "close", "Content-Length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }
}

/// What makes a request's head invalid although it can be parsed.
enum RequestValidity {
    static func isValid(_ head: HTTPRequestHead) -> Bool {
        // The parser knows others: 0.9 has no fields, and 2.0 is not spoken like this.
        guard head.version == .http1_1 || head.version == .http1_0 else { return false }
        let hosts = head.headers["Host"]
        // RFC 9112, section 3.2: exactly one in HTTP/1.1. It is not used; but who sends two speaks to two readers.
        guard hosts.count == 1 || head.version == .http1_0 && hosts.isEmpty, hosts.allSatisfy(isHost) else { return false }
        // RFC 9112, section 6.1: HTTP/1.0 knows no transfer codings, and with both fields somebody on the way may have read
        // another length.
        let codings = head.headers["Transfer-Encoding"]
        guard codings.isEmpty || head.version == .http1_1 && head.headers["Content-Length"].isEmpty else { return false }
        guard codings.count <= 1, codings.allSatisfy({ $0.lowercased() == "chunked" }) else { return false }
        // Equal lengths said twice are one length to some readers and an error to others.
        guard head.headers["Content-Length"].count <= 1 else { return false }
        return isTarget(head.uri) && head.uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// RFC 9112, section 3.2: a path, or an absolute URI with a host in it. The other two forms are for proxies and servers
    /// as a whole.
    private static func isTarget(_ uri: String) -> Bool {
        if uri.hasPrefix("/") || uri == "*" { return true }
        guard let scheme = ["http://", "https://"].first(where: { uri.hasPrefix($0) }) else { return false }
        let host = uri.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        return !host.isEmpty && isHost(String(host))
    }

    /// RFC 3986, section 3.2.2, loosely: visible ASCII without what would end or divide it.
    private static func isHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"/\@?#,"<>"#.utf8.contains($0) }
    }
}
