/// Whether a body is declared as JSON that the gate reads.
public enum JSONMediaType {
    /// `application/json`, in UTF-8 if it names a charset (RFC 9110, section 8.3).
    public static func matches(_ contentType: String) -> Bool {
        // What nearly every client sends, without a look at its parts.
        if contentType == "application/json" { return true }
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            !parameter.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains(parameter)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
