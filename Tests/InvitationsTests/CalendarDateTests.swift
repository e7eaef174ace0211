import Invitations
import Testing

@Suite struct CalendarDateTests {
    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(_ month: Int, _ year: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    private static func spelled(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    @Test("Each day from 1600 to 2400 follows the one before, and is read as it is written")
    func eachDay() throws {
        var expected = try #require(CalendarDate("1600-01-01")).daysSinceEpoch
        #expect(expected == -135_140)
        for year in 1600...2400 {
            for month in 1...12 {
                for day in 1...Self.length(month, year) {
                    let text = "\(year)-\(Self.spelled(month, 2))-\(Self.spelled(day, 2))"
                    guard let date = CalendarDate(text), date.daysSinceEpoch == expected, date.description == text
                    else {
                        Issue.record("\(text)")
                        return
                    }
                    expected += 1
                }
                let after = Self.spelled(Self.length(month, year) + 1, 2)
                if CalendarDate("\(year)-\(Self.spelled(month, 2))-\(after)") != nil {
                    Issue.record("\(year)-\(month)-\(after)")
                }
            }
        }
    }

    @Test(
        "Known days have their known numbers",
        arguments: [
            ("1970-01-01", 0), ("1969-12-31", -1), ("1970-01-02", 1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
            ("1900-03-01", -25_508), ("2026-11-24", 20_781), ("0000-01-01", -719_528), ("9999-12-31", 2_932_896),
        ])
    func known(_ text: String, _ days: Int64) {
        #expect(CalendarDate(text)?.daysSinceEpoch == days)
        #expect(CalendarDate(daysSinceEpoch: days).description == text)
    }

    @Test(
        "What is no day is refused",
        arguments: [
            "", "2026", "2026-11", "2026-11-24T", "2026-11-24 ", " 2026-11-24", "2026-1-24", "2026-11-4", "26-11-24",
            "2026/11/24", "20261124", "2026-00-10", "2026-13-10", "2026-11-00", "2026-11-31", "2026-02-29",
            "1900-02-29", "2100-02-29", "2024-02-30", "+026-11-24", "-026-11-24", "12026-11-24", "２０２６-11-24",
            "2026-11-2x", "2026‐11‐24", "2026-11-99",
        ])
    func refused(_ text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test("A leap day is taken in a leap year", arguments: ["2024-02-29", "2000-02-29", "1600-02-29", "2400-02-29"])
    func leapDay(_ text: String) {
        #expect(CalendarDate(text) != nil)
    }

    @Test("A day ends where the next one begins")
    func end() throws {
        #expect(try #require(CalendarDate("2027-03-31")).end == Timestamp("2027-04-01"))
        #expect(try #require(CalendarDate("1969-12-31")).end == Timestamp(milliseconds: 0))
        #expect(try #require(CalendarDate("2027-03-31")).end.description == "2027-04-01T00:00:00.000Z")
    }

    @Test("Days that no moment falls on become the nearest that has some, without a trap")
    func saturation() {
        let last = CalendarDate(daysSinceEpoch: .max)
        let first = CalendarDate(daysSinceEpoch: .min)
        #expect(last.daysSinceEpoch == Int64.max / 86_400_000)
        #expect(last.end == Timestamp(milliseconds: .max))
        #expect(last.description == "292278994-08-17")
        #expect(first.description == "-292275055-05-16")
        #expect(first < last)
        #expect(CalendarDate(daysSinceEpoch: 1_000_000).daysSinceEpoch == 1_000_000)
    }

    @Test("Days sort by time")
    func order() throws {
        let texts = ["0001-01-01", "1969-12-31", "1970-01-01", "2026-02-28", "2026-03-01"]
        #expect(texts.compactMap { CalendarDate($0) }.reversed().sorted().map(\.description) == texts)
    }
}
