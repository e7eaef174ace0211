import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// What a connection goes through from its bytes to a request: the client's time, TLS, HTTP/1.1 as strictly as RFC 9112
/// allows.
struct ListenerProtocols: ServerChildChannel, HTTPChannelHandler {
    typealias Value = HTTP1Channel.Value

    private let http: HTTP1Channel
    private let identity: ServerIdentity?
    private let pace: ClientPace

    init(_ configuration: ListenerConfiguration, responder: @escaping HTTPChannelHandler.Responder) {
        // A request line and headers of 64 KiB hold the largest token the gate takes several times over.
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 32 * 1_024, maxHeaderListSize: 64 * 1_024, maxHeaderFieldCount: 100)
        http = HTTP1Channel(
            responder: responder,
            configuration: .init(
                idleTimeout: .seconds(Int64(configuration.pace.idleSeconds)), httpDecoderConfiguration: decoder))
        identity = configuration.identity
        pace = configuration.pace
    }

    var responder: HTTPChannelHandler.Responder { http.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let client = SlowClientWatch(pace, isEncrypted: identity != nil)
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestWatch(client), position: .after(decoder))
            if let identity {
                // Of the pair in force when the connection is made; a reload leaves it as it is.
                try pipeline.addHandler(NIOSSLServerHandler(context: identity.context), position: .first)
            }
            try pipeline.addHandler(ByteWatch(client), position: .first)
            return value
        }
    }

    func handle(value: Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
