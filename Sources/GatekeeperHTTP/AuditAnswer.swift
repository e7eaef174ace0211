import AuditTrail
import Gatekeeper
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import StrictJSON
import Synchronization

extension ResponseRenderer {
    /// The trail, as far as its reader may see it.
    func answer(_ read: AuditDesk.Answer) -> Answer {
        var headers = commonHeaders()
        // Whatever opens it in a browser is to show it, not to guess what it is.
        headers[.xContentTypeOptions] = "nosniff"
        switch read {
        case .page(let page, let scope):
            let body: JSON = [
                "value": .array(page.entries.map(scope.json)), "next": page.next.map { .string($0.description) } ?? .null,
            ]
            return Answer(status: .ok, headers: headers, body: Array(body.visibleText().utf8))
        case .entry(let stored, let scope):
            return Answer(status: .ok, headers: headers, body: Array(scope.json(stored).visibleText().utf8))
        case .export(let export):
            headers[.contentType] = export.format.mediaType
            headers[.contentDisposition] = "attachment; filename=\"audit.\(export.format.rawValue)\""
            var answer = Answer(status: .ok, headers: headers, body: [])
            answer.stream = ExportStream(export: export)
            return answer
        }
    }
}

extension ExportFormat {
    fileprivate var mediaType: String {
        switch self {
        case .ndjson: "application/x-ndjson; charset=utf-8"
        case .csv: "text/csv; charset=utf-8; header=present"
        }
    }
}

/// A body that is written piece by piece, in chunks (RFC 9112, section 7.1), each when the one before has left. If it breaks off, the
/// last chunk is never sent and the connection is closed: no client takes what it has for all.
struct ExportStream: Sendable {
    /// How long a client may take over one chunk. One that stops reading would keep its place for ever.
    static let patience = Duration.seconds(60)
    private static let chunk = 64 << 10

    let export: AuditExport

    func body(on channel: any Channel) -> ResponseBody {
        ResponseBody { writer in
            let progress = ExportProgress()
            let watch = Task { try await progress.watch { channel.close(promise: nil) } }
            defer { watch.cancel() }
            var pieces = export.pieces()
            do {
                while let piece = try await Self.next(of: &pieces, telling: progress) {
                    for start in stride(from: 0, to: piece.count, by: Self.chunk) {
                        // A service that is to stop does not wait for who reads a trail.
                        guard !Task.isShuttingDownGracefully else { throw ExportCutShort() }
                        try await writer.write(ByteBuffer(bytes: piece[start..<min(start + Self.chunk, piece.count)]))
                        progress.made()
                    }
                }
            } catch {
                await pieces.broke()
                throw error
            }
            try await writer.finish(nil)
        }
    }

    /// The next piece. To have looked for it is progress, whether it holds anything or not: a search that finds little among
    /// millions of entries is no client that stopped reading.
    static func next(of pieces: inout AuditExport.Pieces, telling progress: ExportProgress) async throws -> [UInt8]? {
        guard !Task.isShuttingDownGracefully else { throw ExportCutShort() }
        defer { progress.made() }
        return try await pieces.next()
    }
}

/// When an export last came on: a chunk was taken, or a piece looked for.
final class ExportProgress: Sendable {
    private let state = Mutex((last: ContinuousClock.now, times: 0))

    /// How often.
    var times: Int { state.withLock(\.times) }

    func made() { state.withLock { $0 = (.now, $0.times + 1) } }

    /// Ends the connection when it did not for too long: a write that waits for it fails.
    func watch(_ close: @Sendable () -> Void) async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            if ContinuousClock.now - state.withLock(\.last) > ExportStream.patience { return close() }
        }
    }
}

struct ExportCutShort: Error {}
