import HTTPTypes

/// One request as the emulator's endpoints see it: the target taken apart, the body whole.
struct Exchange: Sendable {
    let method: String
    /// The request target as received.
    let target: String
    /// Percent-decoded path segments; empty ones are kept.
    let segments: [String]
    /// Percent-decoded query items in order.
    let query: [(name: String, value: String)]
    let headers: HTTPFields
    let body: [UInt8]
    let peerIsLoopback: Bool
    /// Seconds since 1970.
    let time: Double
    /// Graph's id of this request.
    let requestID: String

    var path: String { String(target.prefix { $0 != "?" }) }

    /// The caller's id of this request; Graph repeats its own where there is none.
    var clientRequestID: String { header("client-request-id") ?? requestID }

    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }

    func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}

/// What the emulator answers.
public struct EmulatorAnswer: Sendable, Equatable {
    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var status: Int
    public var headers: [Header]
    public var body: [UInt8]

    public init(status: Int, headers: [Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer with a JSON body.
    public static func json(_ status: Int, _ value: JSONValue, type: String = "application/json; charset=utf-8") -> EmulatorAnswer {
        EmulatorAnswer(status: status, headers: [Header("Content-Type", type)], body: value.bytes)
    }

    func adding(_ name: String, _ value: String) -> EmulatorAnswer {
        var answer = self
        answer.headers.append(Header(name, value))
        return answer
    }
}

/// Percent-decoding of request targets (RFC 3986) and of form bodies.
enum PercentCoding {
    /// A malformed escape stays as it is.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "%")) || plusIsSpace else { return String(text) }
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let value = value(bytes[index + 1], bytes[index + 2]) {
                output.append(value)
                index += 3
                continue
            }
            output.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            index += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// `a=1&b=2` as items in order.
    static func items(_ text: some StringProtocol) -> [(name: String, value: String)] {
        text.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decode(parts[0], plusIsSpace: true), parts.count > 1 ? decode(parts[1], plusIsSpace: true) : "")
        }
    }

    /// Everything but unreserved characters escaped.
    static func encode(_ text: String) -> String {
        var output = ""
        for byte in text.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                output.append(character)
            } else {
                output += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return output
    }

    private static func value(_ high: UInt8, _ low: UInt8) -> UInt8? {
        UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
    }
}

extension Exchange {
    /// The header fields without the credential, names in lower case.
    var recordedHeaders: [EmulatorAnswer.Header] {
        headers.filter { $0.name != .authorization }.map { .init($0.name.canonicalName, $0.value) }
    }
}
