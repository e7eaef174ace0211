import SeededRandom

/// Makes requests of others by chance: bytes flipped, pieces cut, doubled and put in from other requests and from what
/// HTTP and JSON read as more than text.
struct RequestMutator {
    private let seeds: [[UInt8]]
    private var random: SeededGenerator

    init(seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        random = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        // The good request is first; it is the one that gets furthest in.
        var bytes = below(2) == 0 ? seeds[0] : seeds[below(seeds.count)]
        if bytes.count > 8_192 { bytes.removeSubrange(8_192...) }
        for _ in 0...below(4) { mutate(&bytes) }
        return bytes
    }

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(1, bound))) }

    private mutating func range(in bytes: [UInt8]) -> Range<Int> {
        let start = below(bytes.count + 1)
        return start..<min(bytes.count, start + below(24))
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        switch below(7) {
        case 0: if !bytes.isEmpty { bytes[below(bytes.count)] ^= UInt8(1 << below(8)) }
        case 1: if !bytes.isEmpty { bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
        case 2: bytes.removeSubrange(range(in: bytes))
        case 3:
            let piece = Array(bytes[range(in: bytes)])
            for _ in 0...below(20) { bytes.insert(contentsOf: piece, at: below(bytes.count + 1)) }
        case 4:
            let other = seeds[below(seeds.count)]
            bytes.replaceSubrange(range(in: bytes), with: other[range(in: other)])
        case 5: bytes.replaceSubrange(range(in: bytes), with: Self.words[below(Self.words.count)].utf8)
        default: bytes.insert(contentsOf: Self.words[below(Self.words.count)].utf8, at: below(bytes.count + 1))
        }
    }

    private static let words = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", ": ", ";", ",", "\0", "%00", "%2f", "..", "//", "#", "?", "@", "*", "0", "-1", "\r\n ",
        "GET ", "POST ", "HEAD ", "PUT ", "OPTIONS ", "CONNECT ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", " HTTP/1.0", " HTTP/1.1", " HTTP/2.0",
        " HTTP/0.9",
        "Content-Length: 0\r\n", "Content-Length: 5\r\n", "Content-Length: 99999999999\r\n", "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n", "0\r\n\r\n", "5\r\n", "ffffffffffffffff\r\n", "Connection: close\r\n", "Connection: keep-alive\r\n",
        "Expect: 100-continue\r\n", "Upgrade: websocket\r\n", "Host: a\r\n", "X-Gatekeeper-Inviter: a\r\n", "Authorization: Bearer a.b.c\r\n",
        "Content-Type: text/plain\r\n", "Content-Encoding: gzip\r\n", "/v1/decisions", "/beta/invitations", "/v1.0/$batch", "{", "}", "[", "]", "\"",
        "\\u0000",
        "\\ud800", "null", "true", "1e999", "\"a\":", "\u{FEFF}", "\u{202E}", "\u{FF}",
    ]
}
