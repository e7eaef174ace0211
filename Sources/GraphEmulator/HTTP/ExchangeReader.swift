import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Takes a request off the wire.
struct ExchangeReader: Sendable {
    let clock: EmulatorClock
    /// Beyond this many bytes a body is read to its end but no longer kept.
    let keptBodyBytes: Int

    func read(_ request: Request, peer: SocketAddress?) async throws -> Exchange {
        var body: [UInt8] = []
        for try await chunk in request.body where body.count <= keptBodyBytes {
            body.append(contentsOf: chunk.readableBytesView)
        }
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let segments = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { PercentCoding.decode($0) }
        return Exchange(
            method: request.method.rawValue, target: target, segments: segments,
            query: parts.count > 1 ? PercentCoding.items(parts[1]) : [], headers: request.headers, body: body,
            peerIsLoopback: Self.isLoopback(peer?.ipAddress), time: clock.now(), requestID: UUID().uuidString.lowercased())
    }

    static func isLoopback(_ address: String?) -> Bool {
        guard let address else { return false }
        return address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127.")
    }
}
