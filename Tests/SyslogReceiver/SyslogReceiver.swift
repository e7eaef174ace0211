import NIOCore
import NIOPosix
public import NIOSSL
import Synchronization

/// A receiver of syslog on 127.0.0.1, over TCP or TLS, that counts octets as RFC 6587 and RFC 5425 say. What is no frame
/// ends the connection and is kept as a fault.
public final class SyslogReceiver: Sendable {
    fileprivate struct State {
        var messages: [[UInt8]] = []
        var faults: [String] = []
        var connections = 0
        var open: [ObjectIdentifier: any Channel] = [:]
        var isReading = true
        /// Ends a connection, with what it sent unread, as soon as so many messages came over it.
        var hangsUpAfter: Int?
    }

    fileprivate let state = Mutex(State())
    private let tls: NIOSSLContext?
    private let listener = Mutex<(any Channel)?>(nil)

    private let queueBytes: Int

    /// - Parameter queueBytes: about how much its system takes before it is read; the rest stays with the sender.
    public init(tls: TLSConfiguration? = nil, queueBytes: Int = 64 << 10) throws {
        self.queueBytes = queueBytes
        self.tls = try tls.map { try NIOSSLContext(configuration: $0) }
    }

    /// Listens, on a port of the system's choice unless one is given.
    public func start(port: Int = 0) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Inherited by what it accepts.
            .serverChannelOption(.socketOption(.so_rcvbuf), value: .init(queueBytes))
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = self.tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(ReceivingHandler(self))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        listener.withLock { $0 = channel }
    }

    public var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    /// The messages, without their lengths, in the order in which they came.
    public var messages: [[UInt8]] { state.withLock(\.messages) }
    public var faults: [String] { state.withLock(\.faults) }
    public var connections: Int { state.withLock(\.connections) }

    /// Whether it takes what comes. While it does not, the senders' queues fill up.
    public func read(_ isReading: Bool) {
        let open = state.withLock { state in
            state.isReading = isReading
            return isReading ? Array(state.open.values) : []
        }
        for channel in open { channel.read() }
    }

    public func hangUp(after messages: Int?) { state.withLock { $0.hangsUpAfter = messages } }

    /// Ends every connection.
    public func hangUp() async {
        for channel in state.withLock({ Array($0.open.values) }) { try? await channel.close() }
    }

    /// Stops listening and ends every connection. It may be started again.
    public func stop() async {
        let channel = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        try? await channel?.close()
        await hangUp()
    }
}

private final class ReceivingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let receiver: SyslogReceiver
    private var buffer = ByteBuffer()
    private var count = 0

    init(_ receiver: SyslogReceiver) { self.receiver = receiver }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        receiver.state.withLock { state in
            state.connections += 1
            state.open[ObjectIdentifier(channel)] = channel
        }
        readOn(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let id = ObjectIdentifier(context.channel)
        receiver.state.withLock { state in state.open[id] = nil }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        buffer.writeBuffer(&bytes)
        while let message = nextMessage(context) {
            count += 1
            let hangsUp = receiver.state.withLock { state in
                state.messages.append(message)
                return state.hangsUpAfter.map { count >= $0 } ?? false
            }
            if hangsUp { return context.close(promise: nil) }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { readOn(context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func readOn(_ context: ChannelHandlerContext) {
        if receiver.state.withLock(\.isReading) { context.read() }
    }

    /// MSG-LEN SP SYSLOG-MSG; MSG-LEN has no leading zero.
    private func nextMessage(_ context: ChannelHandlerContext) -> [UInt8]? {
        let view = buffer.readableBytesView
        guard let space = view.prefix(8).firstIndex(of: UInt8(ascii: " ")) else {
            if view.count >= 8 { fault("no length: \(String(decoding: view.prefix(40), as: UTF8.self))", context) }
            return nil
        }
        let digits = String(decoding: view[..<space], as: UTF8.self)
        guard let length = Int(digits), length > 0, String(length) == digits else {
            fault("a length of \"\(digits)\"", context)
            return nil
        }
        let start = digits.utf8.count + 1
        guard view.count >= start + length else { return nil }
        buffer.moveReaderIndex(forwardBy: start)
        defer { buffer.discardReadBytes() }
        return buffer.readBytes(length: length)
    }

    private func fault(_ what: String, _ context: ChannelHandlerContext) {
        receiver.state.withLock { $0.faults.append(what) }
        buffer.clear()
        context.close(promise: nil)
    }
}
