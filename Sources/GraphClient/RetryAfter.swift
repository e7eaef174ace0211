import Invitations

/// `Retry-After` as Graph sends it: seconds, with a fraction at times (`2.128`), or a date (RFC 9110 10.2.3).
enum RetryAfter {
    /// A longer pause is not believed: it would silence the gate on one header's word.
    static let maximumSeconds = 3600.0

    /// Seconds from now, between 0 and the maximum; nil if the text is neither form.
    static func seconds(_ text: String, at now: Timestamp) -> Double? {
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }.count
        let points = text.utf8.filter { $0 == UInt8(ascii: ".") }.count
        if digits > 0, points <= 1, digits + points == text.utf8.count, digits <= 20 {
            return Double(text).map { min($0, maximumSeconds) }
        }
        guard let date = httpDate(text) else { return nil }
        return min(max(0, Double(date.milliseconds(since: now)) / 1000), maximumSeconds)
    }

    /// The preferred form (IMF-fixdate): `Tue, 24 Nov 2026 09:30:00 GMT`. The two obsolete ones nobody sends any more.
    static func httpDate(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, parts[5] == "GMT", parts[1].utf8.count == 2,
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        return Timestamp("\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
    }
}
