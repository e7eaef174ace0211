import Foundation
import Glibc
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1 whose every answer, or lack of one, is written down by the test.
///
/// It speaks over plain sockets with a thread to each connection, so that a test can close, reset or stall a connection
/// at an exact point. Kept alive until the handler says otherwise.
public final class LoopbackServer: Sendable {
    public struct Request: Sendable {
        /// Which connection brought it, counted from 0, and which request on it, from 0.
        public let connection: Int
        public let indexOnConnection: Int
        public let method: String
        /// Path and query as sent.
        public let target: String
        public let headers: [(name: String, value: String)]
        public let body: [UInt8]

        public func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    public enum Reply: Sendable {
        case response(status: Int, headers: [(String, String)] = [], body: [UInt8] = [])
        /// Bytes as they are; the connection is closed after them.
        case raw([UInt8])
        /// An orderly close, without an answer.
        case close
        /// A reset, without an answer.
        case reset
        /// No answer: waits until the client closes, which is then counted in `abandoned`.
        case hang
        /// The response, and the connection closed after it (without saying so in a header).
        case responseThenClose(status: Int, body: [UInt8] = [])

        public static func json(_ status: Int, _ text: String, _ headers: [(String, String)] = []) -> Reply {
            .response(status: status, headers: [("Content-Type", "application/json")] + headers, body: Array(text.utf8))
        }
    }

    struct State: Sendable {
        var requests: [Request] = []
        var connections = 0
        var abandoned = 0
        var open: Set<Int32> = []
        var isStopped = false
    }

    public typealias Handler = @Sendable (Request) -> Reply

    let state = Mutex(State())
    let handler: Handler
    private let listener: Int32
    public let port: Int

    public init(_ handler: @escaping Handler) throws {
        self.handler = handler
        (listener, port) = try boundSocket(listening: true)
        let accepting = listener
        Thread.detachNewThread { [weak self] in
            // Closed here and nowhere else: another server's listener may get the number at once.
            defer { close(accepting) }
            while case let socket = accept(accepting, nil, nil), socket >= 0 {
                guard let server = self else {
                    close(socket)
                    return
                }
                server.serve(socket)
            }
        }
    }

    deinit { stop() }

    public var url: String { "http://127.0.0.1:\(port)" }
    public var requests: [Request] { state.withLock { $0.requests } }
    public var connections: Int { state.withLock { $0.connections } }
    public var abandoned: Int { state.withLock { $0.abandoned } }
    /// Connections that neither side has closed.
    public var openConnections: Int { state.withLock { $0.open.count } }

    /// Closes the listener and every connection.
    public func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for socket in state.open { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }
}
