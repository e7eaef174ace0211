/// A day of the proleptic Gregorian calendar, in UTC.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let daysSinceEpoch: Int64

    /// A day that no ``Timestamp`` falls on becomes the nearest one that has some, so that no arithmetic overflows.
    public init(daysSinceEpoch: Int64) {
        self.daysSinceEpoch = min(max(daysSinceEpoch, Self.firstDay), Self.lastDay)
    }

    private static let firstDay = Int64.min.quotientAndRemainderFlooring(dividingBy: millisecondsADay).0
    private static let lastDay = Int64.max / millisecondsADay
    private static let millisecondsADay: Int64 = 86_400_000

    /// Reads `yyyy-mm-dd`; a day that the calendar does not have is refused.
    public init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8)[...])
    }

    init?(bytes: ArraySlice<UInt8>) {
        var rest = bytes
        guard let year = rest.popNumber(digits: 4), rest.popFirst() == UInt8(ascii: "-"),
            let month = rest.popNumber(digits: 2), rest.popFirst() == UInt8(ascii: "-"),
            let day = rest.popNumber(digits: 2), rest.isEmpty, (1...12).contains(month), day >= 1
        else { return nil }
        daysSinceEpoch = Self.days(year: year, month: month, day: day)
        let civil = Self.civil(daysSinceEpoch)
        guard civil == (year, month, day) else { return nil }
    }

    /// The first moment after this day: something that lasts "to the end of the day" ends here.
    public var end: Timestamp {
        let (end, overflow) = (daysSinceEpoch + 1).multipliedReportingOverflow(by: Self.millisecondsADay)
        return Timestamp(milliseconds: overflow ? .max : end)
    }

    /// The first moment of this day.
    public var start: Timestamp {
        let (start, overflow) = daysSinceEpoch.multipliedReportingOverflow(by: Self.millisecondsADay)
        return Timestamp(milliseconds: overflow ? .min : start)
    }

    /// The day that a moment falls on.
    public init(at moment: Timestamp) {
        self.init(daysSinceEpoch: moment.milliseconds.quotientAndRemainderFlooring(dividingBy: Self.millisecondsADay).0)
    }

    /// The first day of this day's month.
    public var startOfMonth: CalendarDate {
        let (year, month, _) = Self.civil(daysSinceEpoch)
        return CalendarDate(daysSinceEpoch: Self.days(year: year, month: month, day: 1))
    }

    /// The first day of the month after this day's.
    public var startOfNextMonth: CalendarDate {
        let (year, month, _) = Self.civil(daysSinceEpoch)
        let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
        return CalendarDate(daysSinceEpoch: Self.days(year: nextYear, month: nextMonth, day: 1))
    }

    public var description: String {
        let (year, month, day) = Self.civil(daysSinceEpoch)
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }

    // The two conversions count years from March, so that the leap day is the last of its year, and work in
    // 400-year eras of 146,097 days (the well-known civil-from-days arithmetic).
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.quotientAndRemainderFlooring(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainderFlooring(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity, so that days before 1970 fall on their own day.
    func quotientAndRemainderFlooring(dividingBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension ArraySlice<UInt8> {
    /// Takes exactly `digits` ASCII digits off the front.
    mutating func popNumber(digits: Int) -> Int64? {
        guard count >= digits else { return nil }
        var value: Int64 = 0
        for _ in 0..<digits {
            let byte = removeFirst()
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }
}

func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}
