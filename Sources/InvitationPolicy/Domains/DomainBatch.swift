import Invitations

/// What a domain entry covers: the name itself, its subdomains at any depth, or both.
struct DomainReach: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let itself = DomainReach(rawValue: 1)
    static let subdomains = DomainReach(rawValue: 2)
}

/// Normalised domain entries of one source, before they enter a list: their bytes end to end, so that a file of a
/// million lines is a few arrays and not a million strings.
struct DomainBatch: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [UInt32] = []
    private(set) var reaches: [DomainReach] = []
    /// The line of each entry.
    private(set) var lines: [UInt32] = []

    var count: Int { ends.count }

    /// An entry as it is written: with `*.` where it covers subdomains only.
    func text(_ number: Int) -> String {
        let start = number == 0 ? 0 : Int(ends[number - 1])
        return (reaches[number] == .subdomains ? "*." : "") + String(decoding: bytes[start..<Int(ends[number])], as: UTF8.self)
    }

    mutating func reserve(bytes: Int) {
        self.bytes.reserveCapacity(bytes)
        // A mail domain and its line break take some 16 bytes.
        ends.reserveCapacity(bytes / 16)
        reaches.reserveCapacity(bytes / 16)
        lines.reserveCapacity(bytes / 16)
    }

    mutating func append(_ domain: MailDomain, _ reach: DomainReach, line: Int) {
        bytes.append(contentsOf: domain.ascii.utf8)
        close(reach, line: line)
    }

    /// Appends a name that another list holds, without its line.
    mutating func append(_ normalised: Span<UInt8>, _ reach: DomainReach) {
        for index in normalised.indices { bytes.append(normalised[index]) }
        close(reach, line: 0)
    }

    /// Appends `text` in lower case if it is plainly a normalised name: letters, digits, hyphens and dots, two labels
    /// or more, nothing that IDNA would have to look at. False, with nothing appended, for all others; they go through
    /// `MailDomain`, which knows the rest of the rules.
    mutating func appendPlain(_ text: Span<UInt8>, _ reach: DomainReach, line: Int) -> Bool {
        let start = bytes.count
        guard text.count <= 253, copyPlain(text) else {
            bytes.removeSubrange(start...)
            return false
        }
        close(reach, line: line)
        return true
    }

    private mutating func close(_ reach: DomainReach, line: Int) {
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
        reaches.append(reach)
        lines.append(UInt32(truncatingIfNeeded: line))
    }

    private mutating func copyPlain(_ text: Span<UInt8>) -> Bool {
        var labelLength = 0
        var labels = 1
        var hasLetter = false
        var previous: UInt8 = 0
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                hasLetter = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                break
            case UInt8(ascii: "-"):
                // At a label's start, or in its third and fourth place.
                if labelLength == 0 || labelLength == 3 && previous == UInt8(ascii: "-") { return false }
            case UInt8(ascii: "."):
                if labelLength == 0 || previous == UInt8(ascii: "-") { return false }
                bytes.append(byte)
                (labelLength, hasLetter, previous) = (0, false, byte)
                labels += 1
                continue
            default:
                return false
            }
            // 0x20 is what makes an upper-case letter lower; digits and the hyphen have the bit already.
            bytes.append(byte | 0x20)
            labelLength += 1
            if labelLength > 63 { return false }
            previous = byte
        }
        // A last label without letters, or that starts as 0x does, may be a number in disguise.
        let startsAsNumber = labelLength > 1 && bytes[bytes.count - labelLength] == UInt8(ascii: "0")
        return labelLength > 0 && previous != UInt8(ascii: "-") && labels > 1 && hasLetter && !startsAsNumber
    }
}
