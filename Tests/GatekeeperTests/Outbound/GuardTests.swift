import Invitations
import Testing

@testable import Gatekeeper

@Suite("The guards")
struct GuardTests {
    private static let ana = ObjectID(high: 0, low: 1)
    private static let bo = ObjectID(high: 0, low: 2)

    private static func limits(_ change: (inout GuardLimits) -> Void = { _ in }) -> GuardLimits {
        var limits = GuardLimits()
        (limits.windowSeconds, limits.newDomains, limits.refusalsPerInviter) = (600, 3, 3)
        (limits.refusals, limits.refusalInviters, limits.refusalDomains) = (4, 2, 3)
        change(&limits)
        return limits
    }

    private func domain(_ name: String) throws -> MailDomain { try MailDomain("\(name).example") }

    @Test("An inviter's fourth new domain within the window is one too many")
    func newDomains() throws {
        var guarding = InviterGuard(Self.limits())
        for name in ["a", "b", "c", "a", "b"] {
            holds(guarding.leaving(for: try domain(name), by: Self.ana, at: 0) == nil)
        }
        let why = guarding.leaving(for: try domain("d"), by: Self.ana, at: seconds(599))
        #expect(why == "4 domains that were new to this inviter within 600 seconds (limit 3)")
        holds(guarding.leaving(for: try domain("a"), by: Self.ana, at: seconds(599)) == nil, "an old one is none")
        holds(guarding.leaving(for: try domain("d"), by: Self.bo, at: seconds(599)) == nil, "another's are not theirs")
        holds(guarding.leaving(for: try domain("d"), by: Self.ana, at: seconds(601)) == nil, "the first three were long ago")
    }

    @Test("Domains in which an inviter is at home stay old, window after window")
    func knownDomains() throws {
        var guarding = InviterGuard(Self.limits())
        for window in 0..<5 {
            for name in ["a", "b", "c"] {
                holds(guarding.leaving(for: try domain(name), by: Self.ana, at: seconds(Double(window) * 610)) == nil)
            }
            holds(guarding.leaving(for: try domain("n\(window)"), by: Self.ana, at: seconds(Double(window) * 610)) == nil || window == 0)
        }
    }

    @Test("An inviter's third refusal within the window is one too many")
    func refusals() {
        var guarding = InviterGuard(Self.limits())
        holds(guarding.refused(Self.ana, at: 0) == nil)
        holds(guarding.refused(Self.ana, at: seconds(300)) == nil)
        holds(guarding.refused(Self.bo, at: seconds(300)) == nil)
        holds(guarding.refused(Self.ana, at: seconds(601)) == nil, "the first was long ago")
        holds(guarding.refused(Self.ana, at: seconds(602)) == "3 refusals by Graph within 600 seconds (limit 3)")
        guarding.forget(Self.ana)
        holds(guarding.refused(Self.ana, at: seconds(602)) == nil)
    }

    @Test("Zero switches a guard off")
    func off() throws {
        var inviters = InviterGuard(Self.limits { ($0.newDomains, $0.refusalsPerInviter) = (0, 0) })
        var refusals = RefusalGuard(Self.limits { $0.refusals = 0 })
        for number in 0..<50 {
            holds(inviters.leaving(for: try domain("d\(number)"), by: Self.ana, at: 0) == nil)
            holds(inviters.refused(Self.ana, at: 0) == nil)
            let inviter = ObjectID(high: 0, low: UInt64(number))
            holds(refusals.answered(403, code: nil, isRefusal: true, to: inviter, for: try domain("d\(number)"), at: 0) == nil)
        }
    }

    /// Refusals as pairs of inviter and domain, a second apart; nil is a success.
    private func stops(_ refusals: [(UInt64, String)], apart: Double = 1) throws -> Bool {
        var guarding = RefusalGuard(Self.limits())
        var stopped = false
        for (number, (inviter, name)) in refusals.enumerated() {
            let why = guarding.answered(
                403, code: "Forbidden", isRefusal: true, to: ObjectID(high: 0, low: inviter), for: try domain(name),
                at: seconds(Double(number) * apart))
            stopped = stopped || why != nil
        }
        return stopped
    }

    @Test("Refusals over several inviters and domains stop forwarding; of one inviter, to few domains, too few or too slow they do not")
    func spread() throws {
        #expect(try stops([(1, "a"), (2, "b"), (1, "c"), (1, "a")]))
        #expect(try !stops([(1, "a"), (1, "b"), (1, "c"), (1, "d"), (1, "e"), (1, "f")]))
        #expect(try !stops([(1, "a"), (2, "b"), (3, "a"), (4, "b"), (5, "a")]))
        #expect(try !stops([(1, "a"), (2, "b"), (3, "c")]))
        #expect(try !stops([(1, "a"), (2, "b"), (1, "c"), (1, "a")], apart: 201))
    }

    @Test("One inviter's refusals count as far as they suspend that one: with two others' it takes more of theirs to stop all")
    func oneOfMany() throws {
        var guarding = RefusalGuard(Self.limits { ($0.refusals, $0.refusalInviters, $0.refusalDomains) = (6, 3, 3) })
        func refused(_ inviter: UInt64, _ name: String) throws -> String? {
            guarding.answered(
                403, code: nil, isRefusal: true, to: ObjectID(high: 0, low: inviter), for: try domain(name), at: 0)
        }
        for number in 0..<20 { #expect(try refused(1, "d\(number)") == nil) }
        #expect(try refused(2, "a") == nil && refused(3, "b") == nil)
        #expect(try refused(2, "a")?.hasPrefix("6 refusals by Graph over 3 inviters and ") == true)
        // Where no inviter is suspended for them, all count.
        guarding = RefusalGuard(
            Self.limits { ($0.refusals, $0.refusalInviters, $0.refusalDomains, $0.refusalsPerInviter) = (6, 3, 3, 0) })
        for number in 0..<4 { #expect(try refused(1, "d\(number)") == nil) }
        #expect(try refused(2, "a") == nil && refused(3, "b") != nil)
    }

    @Test("What is counted is said in figures")
    func figures() throws {
        var guarding = RefusalGuard(Self.limits())
        var why: String?
        for (inviter, name) in [(1, "a"), (2, "b"), (1, "c"), (1, "a")] as [(UInt64, String)] {
            why = guarding.answered(
                400, code: nil, isRefusal: true, to: ObjectID(high: 0, low: inviter), for: try domain(name), at: 0)
        }
        #expect(why == "4 refusals by Graph over 2 inviters and 3 domains within 600 seconds (limit 4 over 2 and 3)")
    }

    @Test("An answer to stop at stops at once, and only that one")
    func patterns() throws {
        let patterns = try ["403 TenantBlocked", "418"].map { try #require(AnswerPattern($0)) }
        var guarding = RefusalGuard(Self.limits { $0.stopAt = patterns })
        func why(_ status: Int, _ code: String?, isRefusal: Bool = false) throws -> String? {
            guarding.answered(status, code: code, isRefusal: isRefusal, to: Self.ana, for: try domain("a"), at: 0)
        }
        #expect(try why(403, "tenantblocked", isRefusal: true) == "Graph answered 403 TenantBlocked, at which forwarding is to stop")
        #expect(try why(418, "x") != nil && why(418, nil) != nil)
        #expect(try why(403, "Forbidden", isRefusal: true) == nil)
        #expect(try why(403, nil) == nil)
        #expect(try why(400, "TenantBlocked") == nil)
    }

    @Test(
        "A pattern is a status and perhaps a code",
        arguments: [
            ("403", true), ("403 Authorization_RequestDenied", true), ("599", true), ("200", false), ("600", false), ("0403", false),
            ("Forbidden", false), ("403 two words", false), ("", false), ("-40", false),
        ])
    func reading(_ text: String, _ isOne: Bool) {
        #expect((AnswerPattern(text)?.description == text) == isOne)
        #expect((AnswerPattern(text) != nil) == isOne)
    }
}
