import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// Why a connection ended; nil while it stands.
final class Ending: Sendable {
    private let verified = Atomic(false)

    /// Whether the handshake is over and the receiver is the one that was asked for.
    var isVerified: Bool { verified.load(ordering: .acquiring) }

    func verify() { verified.store(true, ordering: .releasing) }

    private let reason = Mutex<String?>(nil)

    var why: String? { reason.withLock { $0 } }

    /// The first reason stays: what comes after it is its consequence.
    func note(_ why: String) { reason.withLock { $0 = $0 ?? why } }
}

final class EndingHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let ending: Ending
    private let name: String?

    init(_ ending: Ending, _ name: String?) { (self.ending, self.name) = (ending, name) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            if let certificate, name.map({ PeerName.stands($0, in: certificate) }) ?? true {
                ending.verify()
            } else {
                ending.note("the receiver's certificate is not one for \(name ?? "it")")
                context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// A receiver has nothing to say (RFC 6587, section 3.3); what it says all the same is not kept.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        ending.note("\(error)")
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ending.note("the receiver closed it")
        context.fireChannelInactive()
    }
}
