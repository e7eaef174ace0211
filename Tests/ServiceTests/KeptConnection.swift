import Curl
import Foundation
import Glibc

/// A client that keeps its connection for one request after another, and never sends one twice: a connection that ends
/// without an answer is a request that failed, whoever closed it.
final class KeptConnection {
    struct Answer: Sendable {
        let status: Int
        let decision: String?
    }

    private let port: Int
    private var socket: Int32?
    private var unread: [UInt8] = []

    init(port: Int) {
        self.port = port
    }

    deinit { if let socket { close(socket) } }

    /// - Returns: nil when no answer came.
    func send(_ request: CurlRequest, path: String) -> Answer? {
        guard let socket = socket ?? connected() else { return nil }
        self.socket = socket
        var head = "POST \(path) HTTP/1.1\r\nHost: gate\r\nContent-Length: \(request.body?.count ?? 0)\r\n"
        for (name, value) in request.headers { head += "\(name): \(value)\r\n" }
        var rest = (Array((head + "\r\n").utf8) + (request.body ?? []))[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            // A server that has closed may have answered before.
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        return answer(on: socket)
    }

    private func answer(on socket: Int32) -> Answer? {
        while true {
            if let (answer, isLast) = takeAnswer() {
                if isLast { end() }
                return answer
            }
            var chunk = [UInt8](repeating: 0, count: 16 << 10)
            let count = unsafe recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else {
                end()
                return nil
            }
            unread += chunk[..<count]
        }
    }

    private func takeAnswer() -> (Answer, isLast: Bool)? {
        let text = String(decoding: unread, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n"), text.hasPrefix("HTTP/1.1 "), let status = Int(text.dropFirst(9).prefix(3)) else { return nil }
        var fields: [String: String] = [:]
        for line in text[..<end.lowerBound].split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.last.map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let whole = text[..<end.upperBound].utf8.count + (fields["content-length"].flatMap { Int($0) } ?? 0)
        guard unread.count >= whole else { return nil }
        unread.removeFirst(whole)
        return (Answer(status: status, decision: fields["x-gatekeeper-decision"]), fields["connection"] == "close")
    }

    private func end() {
        if let socket { close(socket) }
        socket = nil
        unread = []
    }

    private func connected() -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(socket)
            return nil
        }
        return socket
    }
}
