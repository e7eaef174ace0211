import Foundation
import Glibc
import Synchronization

extension LoopbackServer {
    func serve(_ socket: Int32) {
        let number = state.withLock { state -> Int? in
            guard !state.isStopped else { return nil }
            state.open.insert(socket)
            defer { state.connections += 1 }
            return state.connections
        }
        guard let number else {
            close(socket)
            return
        }
        Thread.detachNewThread {
            self.converse(Connection(socket: socket, number: number))
            self.state.withLock { state in
                state.open.remove(socket)
                close(socket)
            }
        }
    }

    private func converse(_ connection: consuming Connection) {
        var index = 0
        while let request = connection.nextRequest(index) {
            index += 1
            state.withLock { $0.requests.append(request) }
            switch handler(request) {
            case .response(let status, let headers, let body):
                connection.send(status, headers, body, withoutBody: request.method == "HEAD")
            case .responseThenClose(let status, let body):
                return connection.send(status, [], body, withoutBody: false)
            case .raw(let bytes): return connection.send(bytes)
            case .close: return
            case .reset: return connection.resetOnClose()
            case .hang:
                connection.waitForClose()
                return state.withLock { $0.abandoned += 1 }
            }
        }
    }
}

struct Connection {
    let socket: Int32
    let number: Int
    private var buffer: [UInt8] = []

    init(socket: Int32, number: Int) {
        self.socket = socket
        self.number = number
    }

    mutating func nextRequest(_ index: Int) -> LoopbackServer.Request? {
        let separator = Array("\r\n\r\n".utf8)
        var searched = 0
        while true {
            if buffer.count >= 4, let end = (searched...(buffer.count - 4)).first(where: { buffer[$0..<$0 + 4].elementsEqual(separator) }) {
                let lines = String(decoding: buffer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
                buffer.removeFirst(end + 4)
                return request(lines, index)
            }
            searched = max(0, buffer.count - 3)
            guard receive() else { return nil }
        }
    }

    private mutating func request(_ lines: [String], _ index: Int) -> LoopbackServer.Request? {
        let start = lines[0].split(separator: " ")
        guard start.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        while buffer.count < length { guard receive() else { return nil } }
        let body = Array(buffer[..<length])
        buffer.removeFirst(length)
        return LoopbackServer.Request(
            connection: number,
            indexOnConnection: index,
            method: String(start[0]),
            target: String(start[1]),
            headers: headers,
            body: body
        )
    }

    private mutating func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        let count = unsafe recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    func send(_ status: Int, _ headers: [(String, String)], _ body: [UInt8], withoutBody: Bool) {
        var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        send(Array((head + "\r\n").utf8) + (withoutBody ? [] : body))
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { rest in
                unsafe Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    func waitForClose() {
        var byte: UInt8 = 0
        while unsafe recv(socket, &byte, 1, 0) > 0 {}
    }
}
