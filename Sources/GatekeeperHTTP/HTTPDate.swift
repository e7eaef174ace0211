import Invitations
import Synchronization

/// The `Date` header (IMF-fixdate, RFC 9110 section 5.6.7), written once a second for all answers of that second.
final class HTTPDate: Sendable {
    private let cached = Mutex((second: Int64.min, text: ""))

    func text(at now: Timestamp) -> String {
        let second = now.milliseconds / 1_000
        return cached.withLock { cached in
            if cached.second != second { cached = (second, Self.format(now)) }
            return cached.text
        }
    }

    private static func format(_ now: Timestamp) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = now.description
        let day = Int(now.milliseconds / 86_400_000 % 7)
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        let weekday = days[(day + 7) % 7]
        return "\(weekday), \(text.dropFirst(8).prefix(2)) \(months[month - 1]) \(text.prefix(4)) \(text.dropFirst(11).prefix(8)) GMT"
    }
}
