import Invitations
import Testing

@Suite struct TimestampTests {
    @Test(
        "RFC 3339 is read with Z or an offset",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-24T09:30:00Z", 1_795_512_600_000),
            ("2026-11-24t09:30:00z", 1_795_512_600_000),
            ("2026-11-24T09:30:00.5Z", 1_795_512_600_500),
            ("2026-11-24T09:30:00.123456789Z", 1_795_512_600_123),
            ("2026-11-24T09:30:00.9999Z", 1_795_512_600_999),
            ("2026-11-24T11:30:00+02:00", 1_795_512_600_000),
            ("2026-11-24T04:00:00-05:30", 1_795_512_600_000),
            ("2026-11-24T09:30:00-00:00", 1_795_512_600_000),
            ("2026-11-24", 1_795_478_400_000),
            ("1969-12-31T23:59:59.999Z", -1),
            ("1970-01-01T00:00:00+00:01", -60_000),
            ("1900-02-28T23:59:59Z", -2_203_891_201_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ])
    func read(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "2026-11-24T", "2026-11-24T09:30", "2026-11-24T09:30:00", "2026-11-24 09:30:00Z",
            "2026-11-24T24:00:00Z", "2026-11-24T09:60:00Z", "2026-11-24T09:30:60Z", "2026-11-24T09:30:00.Z",
            "2026-11-24T09:30:00,5Z", "2026-11-24T09:30:00+0200", "2026-11-24T09:30:00+02", "2026-11-24T09:30:00+24:00",
            "2026-11-24T09:30:00+02:60", "2026-11-24T09:30:00ZZ", "2026-11-24T09:30:00Z ", "2026-02-29T00:00:00Z",
            "2026-11-24T9:30:00Z", "2026-11-24T-9:30:00Z", "2026-11-24T09:30:00.１Z", "1795512600",
            "2026-11-24T09:30:00.00000000000000000000000000Z",
        ])
    func refused(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("A moment is written in UTC with milliseconds, and read back the same")
    func written() {
        let moments: [Int64] = [
            0, -1, 1, 1_795_512_600_123, -62_135_596_800_000, 253_402_300_799_999, -2_203_891_201_000,
        ]
        for moment in moments {
            let stamp = Timestamp(milliseconds: moment)
            #expect(Timestamp(stamp.description) == stamp)
        }
        #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp(milliseconds: 1_795_512_600_007).description == "2026-11-24T09:30:00.007Z")
    }

    @Test("Graph's form has neither fraction nor zone")
    func graphDate() {
        #expect(Timestamp(milliseconds: 1_795_512_600_123).graphDate == "2026-11-24T09:30:00")
        #expect(Timestamp(milliseconds: .max).graphDate == "292278994-08-17T07:12:55")
    }

    @Test("The ends of the range can be written, and years before 0 keep their sign in front")
    func ends() {
        #expect(Timestamp(milliseconds: .max).description == "292278994-08-17T07:12:55.807Z")
        #expect(Timestamp(milliseconds: .min).description == "-292275055-05-16T16:47:04.192Z")
        #expect(Timestamp(milliseconds: -62_198_755_200_000).description == "-0001-01-01T00:00:00.000Z")
    }

    @Test("Seconds that do not fit saturate instead of trapping")
    func seconds() {
        #expect(Timestamp(seconds: 2).milliseconds == 2_000)
        #expect(Timestamp(seconds: -2).milliseconds == -2_000)
        #expect(Timestamp(seconds: .max).milliseconds == .max)
        #expect(Timestamp(seconds: .min).milliseconds == .min)
        #expect(Timestamp(seconds: Int64.max / 1_000).milliseconds == 9_223_372_036_854_775_000)
        #expect(Timestamp(seconds: Int64.max / 1_000 + 1).milliseconds == .max)
    }

    @Test("Arithmetic saturates in both directions")
    func arithmetic() {
        let now = Timestamp(milliseconds: 1_000)
        #expect(now.adding(seconds: 60).milliseconds == 61_000)
        #expect(now.adding(seconds: -1).milliseconds == 0)
        #expect(now.adding(seconds: .max).milliseconds == .max)
        #expect(now.adding(seconds: .min) < now)
        #expect(Timestamp(milliseconds: .max).adding(seconds: 1).milliseconds == .max)
        #expect(Timestamp(milliseconds: .min).adding(seconds: -1).milliseconds == .min)
        #expect(now.milliseconds(since: Timestamp(milliseconds: 250)) == 750)
        #expect(now.milliseconds(since: Timestamp(milliseconds: .min)) == .max)
        #expect(Timestamp(milliseconds: 0).milliseconds(since: Timestamp(milliseconds: .min)) == .max)
        #expect(Timestamp(milliseconds: .min).milliseconds(since: now) == .min)
        #expect(Timestamp(milliseconds: -1).milliseconds(since: Timestamp(milliseconds: .max)) == .min)
    }
}
