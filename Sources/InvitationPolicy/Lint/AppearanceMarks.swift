/// Which appearances are worth a second look, as bits: a name without its bits resembles no other that is listed, a name
/// with them may. One megabyte, however many names there are.
struct AppearanceMarks {
    private static let bits: UInt64 = 22
    /// Appearances of names that can pass for another, and those that two names or more have.
    private var confusable = Bits()
    private var once = Bits()
    private var repeated = Bits()

    private(set) var isEmpty = true

    mutating func insert(_ appearance: Appearance) {
        if appearance.reading != .plain {
            isEmpty = false
            confusable.insert(appearance.hash)
        }
        if !once.insert(appearance.hash) { repeated.insert(appearance.hash) }
    }

    func mayBeShared(_ hash: UInt64) -> Bool { repeated.contains(hash) && confusable.contains(hash) }

    private struct Bits {
        private var words: [UInt64] = Array(repeating: 0, count: 1 << (AppearanceMarks.bits - 6))

        /// Whether it was not there.
        @discardableResult
        mutating func insert(_ hash: UInt64) -> Bool {
            let (word, mask) = Self.place(hash)
            let isNew = words[word] & mask == 0
            words[word] |= mask
            return isNew
        }

        func contains(_ hash: UInt64) -> Bool {
            let (word, mask) = Self.place(hash)
            return words[word] & mask != 0
        }

        private static func place(_ hash: UInt64) -> (word: Int, mask: UInt64) {
            let bit = hash >> (64 - AppearanceMarks.bits)
            return (Int(bit >> 6), 1 << (bit & 63))
        }
    }
}

/// What an ASCII name looks like at a quick look.
struct Appearance {
    /// What a name's letters allow.
    enum Reading {
        /// No letter of it is taken for another by itself.
        case plain
        /// ASCII, with `0`, `1` or `rn` in it: of two ASCII names that look alike, one has these where the other has
        /// `o`, `l` or `m`.
        case confusable
        /// Some label holds other scripts' letters.
        case foreign
    }

    let reading: Reading
    /// Equal for names that look alike (UTS #39: `m` as `rn`, `1` as `l`; and `0` as `o`). Not keyed: names that fall
    /// together are compared in full.
    let hash: UInt64

    init(_ name: Span<UInt8>) {
        self.init(name, from: 0, to: name.count)
    }

    /// Of a skeleton, which holds no letter that is taken for another any more.
    init(foreign skeleton: String) {
        reading = .foreign
        hash = Appearance(Array(skeleton.utf8).span).hash
    }

    init(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
        var reading = Reading.plain
        var previous: UInt8 = 0
        // FNV-1a, and a last multiplication that carries every bit into the upper ones.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        for index in start..<end {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "m"):
                add(UInt8(ascii: "r"))
                add(UInt8(ascii: "n"))
            case UInt8(ascii: "1"):
                add(UInt8(ascii: "l"))
                if reading == .plain { reading = .confusable }
            case UInt8(ascii: "0"):
                add(UInt8(ascii: "o"))
                if reading == .plain { reading = .confusable }
            default:
                add(byte)
                if byte == UInt8(ascii: "n"), previous == UInt8(ascii: "r"), reading == .plain { reading = .confusable }
                // Of all labels with hyphens in third and fourth place, only xn-- ones are domain names.
                if byte == UInt8(ascii: "-"), previous == byte, index - start > 2, bytes[index - 2] == UInt8(ascii: "n"),
                    bytes[index - 3] == UInt8(ascii: "x")
                {
                    reading = .foreign
                }
            }
            previous = byte
        }
        self.reading = reading
        self.hash = hash &* 0x9e37_79b9_7f4a_7c15
    }
}
