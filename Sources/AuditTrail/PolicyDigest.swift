/// A policy's digest as people write it down: all of it, or its beginning.
public enum PolicyDigest {
    /// 8 to 64 hexadecimal digits, in lower case; nil for any other text.
    public static func prefix(_ text: String) -> String? {
        let lower = text.lowercased()
        let isHexadecimal = lower.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
        return 8...64 ~= lower.utf8.count && isHexadecimal ? lower : nil
    }
}
