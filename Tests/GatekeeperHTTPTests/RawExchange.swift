import Foundation
import Glibc
import StrictJSON

/// One response, as it came over the wire.
struct RawResponse: Sendable {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    /// All values of a field, whatever its case.
    func all(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    subscript(_ name: String) -> String? { all(name).first }

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    var error: JSON? { json["error"] }
    /// The reason code of the gate's own refusals.
    var reason: String? { error?["details"]?.array?.first?["code"]?.string }
}

/// What came back on one connection.
struct RawConversation: Sendable {
    var responses: [RawResponse] = []
    /// The server closed or reset the connection.
    var isClosed = false
    /// Bytes after the last whole response.
    var rest: [UInt8] = []
}

enum RawExchange {
    struct Failed: Error {
        let what: String
    }

    /// Sends bytes on a connection of their own and reads `count` responses, or all until the server closes.
    ///
    /// On a thread of its own: the pool's few threads are the server's.
    ///
    /// - Parameters:
    ///   - heads: which of the requests are HEAD, so that their answers have no body.
    ///   - halfClosing: whether the server is told that nothing more will come.
    static func send(
        _ bytes: [UInt8], to port: Int, responses count: Int?, heads: Set<Int> = [], halfClosing: Bool = false
    ) async throws -> RawConversation {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try converse(bytes, port, count, heads, halfClosing) })
            }
        }
    }

    private static func converse(
        _ bytes: [UInt8], _ port: Int, _ count: Int?, _ heads: Set<Int>, _ halfClosing: Bool
    ) throws -> RawConversation {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failed(what: "connect: \(errno)") }
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { rest in
                unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            // A server that has closed says why in what it sent before.
            guard count > 0 else { break }
            sent += count
        }
        if halfClosing { shutdown(socket, Int32(SHUT_WR)) }
        var conversation = RawConversation()
        while count.map({ conversation.responses.count < $0 }) ?? true {
            while let response = try nextResponse(
                &conversation.rest, hasBody: !heads.contains(conversation.responses.count))
            {
                conversation.responses.append(response)
            }
            if let count, conversation.responses.count >= count { break }
            var chunk = [UInt8](repeating: 0, count: 16 << 10)
            let received = unsafe recv(socket, &chunk, chunk.count, 0)
            if received < 0, errno == EAGAIN { throw Failed(what: "no answer in time: \(conversation)") }
            guard received > 0 else {
                conversation.isClosed = true
                break
            }
            conversation.rest += chunk[..<received]
        }
        return conversation
    }

    /// Takes a whole response off the front. Each must say its length.
    private static func nextResponse(_ bytes: inout [UInt8], hasBody: Bool) throws -> RawResponse? {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.dropLast(3).first(where: { bytes[$0..<$0 + 4].elementsEqual(separator) }) else {
            return nil
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        guard lines[0].hasPrefix("HTTP/1.1 "), let status = Int(lines[0].dropFirst(9).prefix(3)) else {
            throw Failed(what: "no status line: \(lines[0])")
        }
        let fields = lines.dropFirst().map { line -> (name: String, value: String) in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "")
        }
        guard let told = fields.first(where: { $0.name.lowercased() == "content-length" }).flatMap({ Int($0.value) })
        else { throw Failed(what: "no length: \(lines)") }
        let length = hasBody ? told : 0
        guard bytes.count >= end + 4 + length else { return nil }
        let body = Array(bytes[(end + 4)..<(end + 4 + length)])
        bytes.removeFirst(end + 4 + length)
        return RawResponse(status: status, fields: fields, body: body)
    }
}
