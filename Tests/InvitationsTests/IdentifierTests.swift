import Invitations
import Testing

@Suite struct IdentifierTests {
    private let spelled = "62e90394-69f5-4237-9190-012177145e10"

    @Test("An id is read in either case and written in lower case")
    func spellings() throws {
        let id = try #require(TenantID(spelled))
        #expect(id.high == 0x62e9_0394_69f5_4237)
        #expect(id.low == 0x9190_0121_7714_5e10)
        #expect(TenantID(spelled.uppercased()) == id)
        #expect(TenantID("62E90394-69f5-4237-9190-012177145E10"[...]) == id)
        #expect(id.description == spelled)
        #expect(TenantID("00000000-0000-0000-0000-000000000000")?.description == "00000000-0000-0000-0000-000000000000")
        #expect(TenantID("ffffffff-ffff-ffff-ffff-ffffffffffff") == TenantID(high: .max, low: .max))
    }

    @Test(
        "Any other spelling is refused",
        arguments: [
            "", "-", "62e9039469f542379190012177145e10", "{62e90394-69f5-4237-9190-012177145e10}",
            "urn:uuid:62e90394-69f5-4237-9190-012177145e10", " 62e90394-69f5-4237-9190-012177145e10",
            "62e90394-69f5-4237-9190-012177145e10 ", "62e90394-69f5-4237-9190-012177145e1",
            "62e90394-69f5-4237-9190-012177145e100", "62e90394-69f5-4237-9190-012177145e1g",
            "62e9039-469f5-4237-9190-012177145e10", "62e90394_69f5_4237_9190_012177145e10",
            "62e90394--69f5-4237-9190-12177145e10", "62e90394-69f5-4237-9190-012177145e1０",
            "62e90394‐69f5-4237-9190-012177145e10", "62e90394-69f5-4237-9190-012177145e10\0",
            "62e90394-69f5-4237-9190-012177145e10\u{301}", "+2e90394-69f5-4237-9190-012177145e10",
        ])
    func refused(_ text: String) {
        #expect(ObjectID(text) == nil)
    }

    @Test("Ids sort as their bytes do")
    func order() throws {
        let ids = [
            ObjectID(high: 0, low: 1), ObjectID(high: 0, low: .max), ObjectID(high: 1, low: 0),
            ObjectID(high: .max, low: 0),
        ]
        #expect(ids.reversed().sorted() == ids)
        #expect(ids.map(\.description).sorted() == ids.map(\.description))
    }

    @Test("A time-ordered id is of RFC 9562's version 7 and variant, whatever the random bits")
    func version7() throws {
        let now = try #require(Timestamp("2026-11-24T09:30:00.123Z"))
        for random: (UInt64, UInt64) in [(0, 0), (.max, .max), (0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210)] {
            let text = Array(DecisionID.timeOrdered(at: now, random: random).description)
            #expect(text[14] == "7")
            #expect("89ab".contains(text[19]))
        }
        // RFC 9562, appendix A.6.
        let sample = DecisionID.timeOrdered(
            at: Timestamp(milliseconds: 0x017F_22E2_79B0), random: (0xCC3, 0x18C4_DC0C_0C07_398F))
        #expect(sample.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test("A later moment gives a later id")
    func timeOrder() {
        let moments: [Int64] = [0, 1, 1_000, 1_795_000_000_000, 1_795_000_000_001]
        let ids = moments.map {
            DecisionID.timeOrdered(at: Timestamp(milliseconds: $0), random: (.max - UInt64($0), 0))
        }
        #expect(ids.sorted() == ids)
        // No moment traps.
        _ = DecisionID.timeOrdered(at: Timestamp(milliseconds: .min), random: (0, 0))
        _ = DecisionID.timeOrdered(at: Timestamp(milliseconds: .max), random: (0, 0))
    }
}
