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
            let progress = Progress()
            let watch = Task { try await progress.watch { channel.close(promise: nil) } }
            defer { watch.cancel() }
            var pieces = export.pieces()
            do {
                while let piece = try await pieces.next() {
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
}

/// When a chunk was last taken.
private final class Progress: Sendable {
    private let last = Mutex(ContinuousClock.now)

    func made() { last.withLock { $0 = .now } }

    /// Ends the connection when nothing was taken for too long: a write that waits for it fails.
    func watch(_ close: @Sendable () -> Void) async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            if ContinuousClock.now - last.withLock(\.self) > ExportStream.patience { return close() }
        }
    }
}

struct ExportCutShort: Error {}
