import SeededRandom

/// Makes inputs of others: bytes flipped, pieces cut, doubled, moved and put in from other inputs and from a list of words
/// that the target knows.
struct Mutator {
    static let largest = 1 << 16

    private var pool: [[UInt8]]
    private let words: [[UInt8]]
    private var random: SeededGenerator

    init(seeds: [[UInt8]], seed: UInt64, words: [String]) {
        pool = seeds.isEmpty ? [[]] : seeds
        self.words = words.map { Array($0.utf8) }
        random = SeededGenerator(seed: seed)
    }

    mutating func next() -> [UInt8] {
        var bytes = pool[below(pool.count)]
        for _ in 0...below(5) { mutate(&bytes) }
        if bytes.count > Self.largest { bytes.removeSubrange(Self.largest...) }
        // Some stay, so that later ones stray further; their place is one of the strays, never a kept input's.
        if below(500) == 0 { stray(bytes) }
        return bytes
    }

    private let strays = 256
    private var strayCount = 0

    private mutating func stray(_ bytes: [UInt8]) {
        if strayCount < strays {
            pool.append(bytes)
            strayCount += 1
        } else {
            pool[pool.count - strays + below(strays)] = bytes
        }
    }

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(1, bound))) }

    private mutating func range(in bytes: [UInt8]) -> Range<Int> {
        let start = below(bytes.count + 1)
        // Mostly short pieces, at times long ones.
        let longest = below(4) == 0 ? bytes.count : 16
        return start..<min(bytes.count, start + below(longest + 1))
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        switch below(10) {
        case 0: if !bytes.isEmpty { bytes[below(bytes.count)] ^= UInt8(1 << below(8)) }
        case 1: if !bytes.isEmpty { bytes[below(bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
        case 2: bytes.removeSubrange(range(in: bytes))
        case 3:
            let piece = Array(bytes[range(in: bytes)])
            bytes.insert(contentsOf: piece, at: below(bytes.count + 1))
        case 4:
            let piece = Array(bytes[range(in: bytes)])
            for _ in 0..<below(40) where bytes.count < Self.largest { bytes.insert(contentsOf: piece, at: below(bytes.count + 1)) }
        case 5:
            let other = pool[below(pool.count)]
            bytes.replaceSubrange(range(in: bytes), with: other[range(in: other)])
        case 6: bytes.replaceSubrange(range(in: bytes), with: word())
        case 7: bytes.insert(contentsOf: Self.marks[below(Self.marks.count)].utf8, at: below(bytes.count + 1))
        case 8:
            // Any scalar, whole: most of UTF-8 is never met by flipping bytes.
            let scalar = Unicode.Scalar(UInt32(below(0x11_0000))) ?? "\u{FFFD}"
            bytes.insert(contentsOf: String(Character(scalar)).utf8, at: below(bytes.count + 1))
        default: bytes.insert(contentsOf: word(), at: below(bytes.count + 1))
        }
    }

    private mutating func word() -> [UInt8] { words.isEmpty ? [] : words[below(words.count)] }

    /// What YAML, addresses, domains or a terminal take for more than text.
    private static let marks = [
        "\n", "\r\n", "\r", "\t", " ", ":", ": ", "- ", "? ", "[", "]", "{", "}", ",", "#", " #", "&a ", "*a", "!!str ", "|\n",
        ">-\n", "'", "\"", "\\", "\\u0000", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "~", "null", "@", ".", "..", "*.", "xn--",
        "\u{0}", "\u{FEFF}", "\u{85}", "\u{2028}", "\u{202E}", "\u{200D}", "\u{AD}", "\u{3002}", "\u{FF0E}", "\u{FF61}", "\u{FF20}",
        "\u{301}", "\u{1F1E9}\u{1F1EA}", "\u{E000}", "\u{10FFFF}", "\u{5D0}", "\u{661}", "ß", "ς", "İ", "ü",
    ]
}
