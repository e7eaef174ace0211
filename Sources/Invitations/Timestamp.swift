/// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX time).
///
/// Floors 0 and 1 have no clock: every function that needs the time is given one.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// From whole seconds, saturating rather than overflowing (a hostile `exp` may hold any number).
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        self.milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This moment moved by `seconds`, saturating.
    public func adding(seconds: Int64) -> Self {
        let by = Timestamp(seconds: seconds).milliseconds
        let (sum, overflow) = milliseconds.addingReportingOverflow(by)
        return Self(milliseconds: overflow ? (by < 0 ? .min : .max) : sum)
    }

    /// Milliseconds from `earlier` to this moment, saturating.
    public func milliseconds(since earlier: Self) -> Int64 {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflow ? (milliseconds < 0 ? .min : .max) : difference
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds, such as `2026-11-24T09:30:00.000Z`.
    public var description: String {
        let (day, inDay) = milliseconds.quotientAndRemainderFlooring(dividingBy: 86_400_000)
        let date = CalendarDate(daysSinceEpoch: day)
        let (seconds, fraction) = inDay.quotientAndRemainder(dividingBy: 1_000)
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
        return "\(date)T\(clock.joined(separator: ":")).\(padded(fraction, to: 3))Z"
    }

    /// The same without fraction and zone, as Graph writes `innerError.date`.
    public var graphDate: String { String(description.dropLast(".000Z".count)) }

    /// Reads RFC 3339 with `Z` or a numeric offset, and plain dates (the start of that day UTC).
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, bytes.count <= 40, let date = CalendarDate(bytes: bytes[..<10]) else { return nil }
        var milliseconds = date.daysSinceEpoch * 86_400_000
        if bytes.count > 10 {
            guard let clock = ClockTime(bytes: bytes[10...]) else { return nil }
            milliseconds += clock.milliseconds
        }
        self.init(milliseconds: milliseconds)
    }
}

/// `Thh:mm:ss[.fff](Z|±hh:mm)`, the part of RFC 3339 after the date.
private struct ClockTime {
    let milliseconds: Int64

    init?(bytes: ArraySlice<UInt8>) {
        var rest = bytes
        guard let mark = rest.popFirst(), mark == UInt8(ascii: "T") || mark == UInt8(ascii: "t"),
            let hour = rest.popNumber(digits: 2), hour < 24, rest.popFirst() == UInt8(ascii: ":"),
            let minute = rest.popNumber(digits: 2), minute < 60, rest.popFirst() == UInt8(ascii: ":"),
            let second = rest.popNumber(digits: 2), second < 60
        else { return nil }
        var fraction: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            var scale: Int64 = 100
            var digits = 0
            while let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                fraction += Int64(byte - UInt8(ascii: "0")) * scale
                scale /= 10
                digits += 1
                rest.removeFirst()
            }
            guard digits > 0 else { return nil }
        }
        guard let offset = Self.offset(&rest), rest.isEmpty else { return nil }
        milliseconds = ((hour * 60 + minute - offset) * 60 + second) * 1_000 + fraction
    }

    /// Minutes east of UTC.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        switch rest.popFirst() {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return 0
        case let sign? where sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"):
            guard let hours = rest.popNumber(digits: 2), hours < 24, rest.popFirst() == UInt8(ascii: ":"),
                let minutes = rest.popNumber(digits: 2), minutes < 60
            else { return nil }
            return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
    }
}
