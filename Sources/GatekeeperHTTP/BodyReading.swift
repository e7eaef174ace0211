import Gatekeeper
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// One request's body: kept when the flow asks for it, thrown away when it does not, and never more than the bound.
final class BodyReading: Sendable {
    /// Bytes of an invitation's body that are read; it has no use for more.
    static let maximumBytes = 64 * 1_024

    private let body: RequestBody
    private let maximumBytes: Int
    private let declaredLength: Int?
    private let state: Mutex<State>

    private enum State {
        case untouched
        /// Being read, or left in the middle: the server's sequence of parts can be walked once only.
        case begun
        case whole
    }

    init(_ request: Request) {
        body = request.body
        maximumBytes = Resource.mostBodyBytes(of: request)
        declaredLength = request.headers[.contentLength].flatMap { UInt64($0) }.map { Int(clamping: $0) }
        // RFC 9112, section 6.3: a request with neither field has no body.
        let hasNone = request.headers[.transferEncoding] == nil && (declaredLength ?? 0) == 0
        state = Mutex(hasNone ? .whole : .untouched)
    }

    /// The body's bytes, if they are not too many.
    func collect() async -> Submission.Body {
        guard (declaredLength ?? 0) <= maximumBytes else { return .tooLarge }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(declaredLength ?? 0, maximumBytes))
        return switch await read({ bytes.append(contentsOf: $0.readableBytesView) }) {
        case .whole: .bytes(bytes)
        case .tooLarge: .tooLarge
        case .broken: .incomplete
        }
    }

    /// Whether the body was read to its end, so that the connection can carry another request.
    var isWhole: Bool { state.withLock { $0 == .whole } }

    /// Reads on for a moment, within the bound, and throws away what comes: to be called when the answer is written and
    /// before the connection is closed. A connection that is closed with bytes unread is reset, and the client may lose
    /// the answer.
    func linger() async {
        guard state.withLock({ $0 == .untouched }) else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await self.read { _ in } }
            group.addTask { try? await Task.sleep(for: .seconds(1)) }
            await group.next()
            group.cancelAll()
        }
    }

    private enum Ending {
        case whole
        case tooLarge
        case broken
    }

    private func read(_ take: (ByteBuffer) -> Void) async -> Ending {
        let isFirst = state.withLock { state in
            defer { if state == .untouched { state = .begun } }
            return state == .untouched
        }
        guard isFirst else { return isWhole ? .whole : .broken }
        var count = 0
        do {
            for try await part in body {
                count += part.readableBytes
                guard count <= maximumBytes else { return .tooLarge }
                take(part)
            }
        } catch {
            return .broken
        }
        // A connection that ends early ends the sequence, too, without an error.
        guard declaredLength == nil || declaredLength == count else { return .broken }
        state.withLock { $0 = .whole }
        return .whole
    }
}
