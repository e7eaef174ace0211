import GatekeeperTesting
import StrictJSON
import Testing

/// One request as bytes, good as it stands; tests change what they are about.
struct WireRequest: Sendable {
    var method = "POST"
    var target = "/v1.0/invitations"
    var fields: [(name: String, value: String)]
    var body: [UInt8]
    /// Whether a `Content-Length` goes with the body.
    var declaresLength = true

    init(_ attempt: Attempt = Attempt()) throws {
        fields = [
            ("Host", "gate.contoso.com"), ("Authorization", try attempt.mint.authorization()),
            ("Content-Type", "application/json"),
        ]
        body = JSON.object(attempt.json).bytes()
    }

    func with(_ change: (inout WireRequest) -> Void) -> WireRequest {
        var copy = self
        change(&copy)
        return copy
    }

    mutating func set(_ name: String, _ values: String...) {
        fields.removeAll { $0.name == name }
        fields += values.map { (name, $0) }
    }

    /// As many bytes of a good invitation as asked for: white space makes up the rest.
    mutating func pad(to count: Int) { body += [UInt8](repeating: 0x20, count: count - body.count) }

    var bytes: [UInt8] {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        if declaresLength { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }

    /// The same with its body in chunks.
    func chunked(by size: Int) -> [UInt8] {
        var copy = self
        copy.declaresLength = false
        copy.body = []
        copy.fields.append(("Transfer-Encoding", "chunked"))
        var bytes = copy.bytes
        var rest = body[...]
        while !rest.isEmpty {
            bytes += Array("\(String(min(size, rest.count), radix: 16))\r\n".utf8) + rest.prefix(size) + Array("\r\n".utf8)
            rest = rest.dropFirst(size)
        }
        return bytes + Array("0\r\n\r\n".utf8)
    }

    /// The one response to this request alone.
    func answer(from port: Int) async throws -> RawResponse {
        let conversation = try await RawExchange.send(bytes, to: port, responses: 1)
        return try #require(conversation.responses.first)
    }
}
