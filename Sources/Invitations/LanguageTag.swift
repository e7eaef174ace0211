/// Language tags such as `en-US`, as Graph's `messageLanguage` takes them.
public enum LanguageTag {
    /// Longest tag that is looked at, in bytes (RFC 5646, section 4.4.1, recommends room for 35).
    public static let longest = 35

    /// Whether the text has the shape of a BCP 47 tag (RFC 5646, section 2.1): alphanumeric subtags of 1 to 8, the first
    /// of letters.
    public static func isWellFormed(_ text: String) -> Bool {
        guard text.utf8.count <= longest else { return false }
        let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let first = subtags.first, (2...8).contains(first.count), first.allSatisfy(isLetter) else { return false }
        return subtags.allSatisfy { subtag in
            (1...8).contains(subtag.count) && subtag.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
