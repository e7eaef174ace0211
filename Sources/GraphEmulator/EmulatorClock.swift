import FoundationEssentials

/// Where the emulator takes the time from; a test hands in its own to step over expiries and throttle windows.
public struct EmulatorClock: Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var now: @Sendable () -> Double

    public init(now: @escaping @Sendable () -> Double) {
        self.now = now
    }

    /// The machine's clock.
    public static let system = EmulatorClock { Date().timeIntervalSince1970 }
}

/// A moment as Entra and Graph write it.
struct UTCMoment {
    private let day: (year: Int, month: Int, day: Int)
    private let secondOfDay: Int
    private let weekday: Int

    init(secondsSince1970: Double) {
        let seconds = Int(secondsSince1970.rounded(.down))
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        day = Self.civil(fromDays: days)
        secondOfDay = seconds - days * 86_400
        weekday = (days % 7 + 7) % 7
    }

    /// `2023-08-08T05:36:11`, as in the `innerError` of Graph's samples: UTC without a mark.
    var unmarked: String { "\(date)T\(time)" }
    /// `2023-08-08T05:36:11Z`.
    var iso8601: String { "\(unmarked)Z" }
    /// `2023-08-08 05:36:11Z`, as in the token endpoint's error bodies.
    var entra: String { "\(date) \(time)Z" }

    /// `Tue, 24 Nov 2026 09:30:00 GMT` (RFC 9110, section 5.6.7).
    var httpDate: String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(days[weekday]), \(pad(day.day, 2)) \(months[day.month - 1]) \(pad(day.year, 4)) \(time) GMT"
    }

    private var date: String { "\(pad(day.year, 4))-\(pad(day.month, 2))-\(pad(day.day, 2))" }
    private var time: String { "\(pad(secondOfDay / 3600, 2)):\(pad(secondOfDay / 60 % 60, 2)):\(pad(secondOfDay % 60, 2))" }

    private func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since 1970-01-01 to the Gregorian date (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
