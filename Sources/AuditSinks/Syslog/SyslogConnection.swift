import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One connection to a receiver of syslog, which sends and is sent nothing.
///
/// Syslog has no acknowledgement (RFC 6587, section 4.4). What can be known is that the receiver's system has acknowledged
/// every byte (TCP), and that the connection still stands: that is what ``deliver(_:)`` waits for.
final class SyslogConnection: Sendable {
    private let channel: any Channel
    private let ending: Ending
    private let peer: String
    private let stallSeconds: Int
    private let isProven = Atomic(false)

    /// How long a new connection must stand after its first messages. A receiver that refuses the gate's certificate
    /// (TLS 1.3 tells only after the handshake), and a balancer with nobody behind it, take bytes and then hang up.
    static let proof = Duration.seconds(1)

    private init(_ channel: any Channel, _ ending: Ending, peer: String, stallSeconds: Int) {
        (self.channel, self.ending, self.peer, self.stallSeconds) = (channel, ending, peer, stallSeconds)
    }

    static func open(to target: SyslogTarget, stallSeconds: Int) async throws(SinkFailure) -> SyslogConnection {
        let peer = target.description
        let ending = Ending()
        let context = try target.tls?.context()
        let name = target.tls?.name(for: target.host)
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            // A receiver's host that is gone is noticed within half a minute, also while there is nothing to send.
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: 10)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: 5)
            .channelOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 3)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
                    }
                    try channel.pipeline.syncOperations.addHandler(EndingHandler(ending, name))
                }
            }
        let channel: any Channel
        do { channel = try await bootstrap.connect(host: target.host, port: target.port).get() } catch {
            throw .cannotConnect(to: peer, why: Self.words(of: error))
        }
        if target.tls != nil {
            let end = ContinuousClock.now + .seconds(10)
            while !ending.isVerified {
                guard ending.why == nil, ContinuousClock.now < end, !Task.isCancelled else {
                    channel.close(promise: nil)
                    throw Task.isCancelled ? .cancelled : .cannotConnect(to: peer, why: ending.why ?? "no TLS handshake within 10 seconds")
                }
                try? await Task.sleep(for: .milliseconds(5))
            }
        }
        return SyslogConnection(channel, ending, peer: peer, stallSeconds: stallSeconds)
    }

    /// In the system's words for each address that was tried, without NIO's own.
    private static func words(of error: any Error) -> String {
        guard let error = error as? NIOConnectionError, !error.connectionErrors.isEmpty else { return "\(error)" }
        let words = error.connectionErrors.map { failure in
            guard let code = (failure.error as? IOError)?.errnoCode, let text = unsafe strerror(code) else { return "\(failure.error)" }
            return unsafe String(cString: text)
        }
        return Set(words).sorted().joined(separator: ", ")
    }

    var isOpen: Bool { channel.isActive && ending.why == nil }

    /// Sends the bytes. Returns once the receiver's system has acknowledged all of them; on a new connection, once it has
    /// stood for a moment after that.
    func deliver(_ bytes: [UInt8]) async throws(SinkFailure) {
        let sending = Sending()
        channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { sending.ended($0) }
        var progress = Progress()
        var pause = Duration.milliseconds(1)
        while true {
            try refuseEnded(sending)
            let queue = try await queue()
            if sending.isWritten, queue.isEmpty { break }
            guard progress.seconds(at: queue.acknowledged) < stallSeconds else {
                channel.close(promise: nil)
                throw .stalled(seconds: stallSeconds)
            }
            try await sleep(pause)
            pause = min(pause * 2, .milliseconds(50))
        }
        guard !isProven.load(ordering: .relaxed) else { return }
        let end = ContinuousClock.now + Self.proof
        while ContinuousClock.now < end {
            try refuseEnded(sending)
            try await sleep(.milliseconds(50))
        }
        try refuseEnded(sending)
        isProven.store(true, ordering: .relaxed)
    }

    /// Hangs up in good order, waiting a moment for it.
    func close() async {
        channel.close(promise: nil)
        for _ in 0..<20 where channel.isActive { try? await Task.sleep(for: .milliseconds(50)) }
    }

    private func refuseEnded(_ sending: Sending) throws(SinkFailure) {
        if !isOpen || sending.failure != nil {
            channel.close(promise: nil)
            // The handler knows why; the write only knows that.
            throw .connectionLost(to: peer, why: ending.why ?? sending.failure ?? "it was closed")
        }
    }

    private func sleep(_ duration: Duration) async throws(SinkFailure) {
        do { try await Task.sleep(for: duration) } catch { throw .cancelled }
    }

    private func queue() async throws(SinkFailure) -> SendQueue {
        guard let provider = channel as? any SocketOptionProvider else {
            throw .connectionLost(to: peer, why: "its socket cannot be asked")
        }
        do {
            return SendQueue(try await provider.unsafeGetSocketOption(level: .tcp, name: .tcp_info).get())
        } catch {
            throw .connectionLost(to: peer, why: ending.why ?? "\(error)")
        }
    }
}
