import AuditTrail
import Invitations
import Testing

@testable import Gatekeeper

/// One decision in doubt, made at second 0, of a gate whose longest request takes 100 seconds; looked up when the lag of 900
/// is over unless said otherwise. Its window: from -5 to 165.
private struct Case {
    static let gate = ApplicationID(high: 1, low: 1)
    static let zero = Timestamp(seconds: 1_800_000_000)
    static let guest = ObjectID(high: 2, low: 1)

    var guestExisted: Bool?
    var address: String? = "ada@fabrikam.example"
    var answered: Int64?
    var users = DoubtEvidence.Answer<FoundUsers>.found(Self.noUsers)
    var audit = DoubtEvidence.Answer<[InvitationActivity]>.found([])
    var nearby: [NearbyDecision]? = []
    var lookedAt: Int64 = 1_000
    var clocksAgreed = true

    static let noUsers = FoundUsers(users: [], asked: [.mail, .otherMails, .proxyAddresses], graphAhead: 0)

    static func user(_ created: Int64?, _ type: String? = "Invitation", id: ObjectID = guest) -> FoundUsers.User {
        FoundUsers.User(id: id, createdAt: created.map { zero.adding(seconds: $0) }, creationType: type)
    }

    static func users(_ users: FoundUsers.User..., ahead: Int64? = 0) -> DoubtEvidence.Answer<FoundUsers> {
        .found(FoundUsers(users: users, asked: [.mail, .otherMails, .proxyAddresses], graphAhead: ahead))
    }

    static func record(
        _ time: Int64, _ initiator: InvitationActivity.Initiator = .application(gate), succeeded: Bool = true, names: Bool = true,
        id: String? = "i-1"
    ) -> InvitationActivity {
        InvitationActivity(
            time: zero.adding(seconds: time), succeeded: succeeded, initiator: initiator, namesAddress: names, guest: guest,
            invitation: id)
    }

    static func other(_ time: Int64, _ outcome: Outcome?, id: String? = nil, number: UInt64 = 9) -> NearbyDecision {
        NearbyDecision(
            decision: DecisionID(high: 9, low: number), decidedAt: zero.adding(seconds: time),
            answeredAt: outcome == nil ? nil : zero.adding(seconds: time), outcome: outcome, invitation: id)
    }

    var judgement: DoubtJudgement {
        let decision = OpenDecision(
            entry: EntryID(1), decision: DecisionID(high: 1, low: 1), decidedAt: Self.zero,
            answeredAt: answered.map { Self.zero.adding(seconds: $0) }, address: address, guestExisted: guestExisted)
        return DoubtJudgement(
            evidence: DoubtEvidence(
                decision: decision, users: users, activities: audit, nearby: nearby,
                lookedAt: Self.zero.adding(seconds: lookedAt), clocksAgreed: clocksAgreed),
            rules: DoubtRules(longestRequestSeconds: 100, lagSeconds: 900), application: Self.gate)
    }

    var verdict: DoubtVerdict { judgement.verdict() }

    func with(_ change: (inout Case) -> Void) -> Case {
        var copy = self
        change(&copy)
        return copy
    }
}

private let byGuest = DoubtVerdict.created(guest: Case.guest, invitation: nil, .guestCreated)
private let byRecord = DoubtVerdict.created(guest: Case.guest, invitation: "i-1", .auditRecord)
private let notPermitted = DoubtEvidence.Answer<[InvitationActivity]>.failed(.notPermitted)
private let failed = LookupFailure.notLearned("Graph answered 500 without a code")

@Suite("A decision in doubt")
struct DoubtJudgementTests {
    private let blind = Case().with { $0.audit = notPermitted }

    @Test("is created by a guest made in its window, at the earliest moment, where there is no audit log to ask")
    func guest() {
        for audit in [notPermitted, .notAsked, .failed(.tooMuch)] {
            for time in [-5, 0, 165] as [Int64] {
                #expect(blind.with { ($0.users, $0.audit, $0.lookedAt) = (Case.users(Case.user(time)), audit, 110) }.verdict == byGuest)
            }
        }
    }

    @Test(
        "is not created by a guest from before, from after, without a time, or not made by an invitation",
        arguments: [(-6, "Invitation"), (166, "Invitation"), (nil, "Invitation"), (10, nil), (10, "EmailVerified")] as [(Int64?, String?)])
    func otherGuest(time: Int64?, type: String?) {
        let one = blind.with { $0.users = Case.users(Case.user(time, type)) }
        #expect(one.verdict == .unknown(.userNotOurs))
        #expect(one.with { $0.lookedAt = 999 }.verdict == .later)
    }

    @Test("is not created by a guest where the decision's entry says that there was one")
    func guestExisted() {
        let one = blind.with { $0.users = Case.users(Case.user(10)) }
        #expect(one.with { $0.guestExisted = true }.verdict == .unknown(.userNotOurs))
        #expect(one.with { $0.guestExisted = false }.verdict == byGuest)
    }

    @Test("is not created by one of two users")
    func several() {
        let one = blind.with { $0.users = Case.users(Case.user(10), Case.user(-500, id: ObjectID(high: 2, low: 2))) }
        #expect(one.verdict == .unknown(.ambiguous))
    }

    @Test("has Graph's times moved by how far Graph's clock is ahead, and none where that is not known")
    func skew() {
        func seen(at time: Int64, ahead: Int64?) -> DoubtVerdict {
            blind.with { $0.users = Case.users(Case.user(time), ahead: ahead) }.verdict
        }
        #expect(seen(at: 3_610, ahead: 3_600_000) == byGuest)
        #expect(seen(at: 3_610, ahead: 0) == .unknown(.userNotOurs))
        #expect(seen(at: -3_590, ahead: -3_600_000) == byGuest)
        #expect(seen(at: 10, ahead: nil) == .unknown(.userNotOurs))
        let logged = Case().with { $0.audit = .found([Case.record(3_610)]) }
        #expect(logged.with { $0.users = Case.users(ahead: 3_600_000) }.verdict == byRecord)
        #expect(logged.verdict == .unknown(.ambiguous))
    }

    @Test("waits for the audit log to have had its time before a guest alone counts")
    func guestAndSilentLog() {
        let one = Case().with { $0.users = Case.users(Case.user(10)) }
        #expect(one.with { $0.lookedAt = 999 }.verdict == .later)
        #expect(one.verdict == byGuest)
        #expect(one.with { $0.audit = .failed(failed) }.verdict == .later)
    }

    @Test(
        "is not created by a guest whom somebody else invited",
        arguments: [InvitationActivity.Initiator.user, .untold, .application(ApplicationID(high: 7, low: 7))])
    func bypass(initiator: InvitationActivity.Initiator) {
        let one = Case().with { ($0.users, $0.audit) = (Case.users(Case.user(10)), .found([Case.record(10, initiator)])) }
        #expect(one.verdict == .unknown(.ambiguous))
        #expect(one.with { $0.audit = .found([Case.record(10)]) }.verdict == byRecord)
    }

    @Test("is created by the gate's own record at once, whatever the directory shows")
    func record() {
        let one = Case().with { ($0.audit, $0.lookedAt) = (.found([Case.record(10)]), 110) }
        #expect(one.verdict == byRecord)
        #expect(one.with { $0.users = Case.users(Case.user(-5_000)) }.verdict == byRecord)
        // Another's beside it takes nothing from it.
        #expect(one.with { $0.audit = .found([Case.record(10), Case.record(20, .user, id: "i-2")]) }.verdict == byRecord)
    }

    @Test("is not created by a record that failed, that is of another time, or that names no address")
    func weakRecord() {
        let weak = [
            Case.record(10, succeeded: false), Case.record(-6), Case.record(166), Case.record(10, names: false),
        ]
        for record in weak {
            let one = Case().with { $0.audit = .found([record]) }
            #expect(one.verdict == .unknown(.ambiguous), "\(record)")
            #expect(one.with { $0.lookedAt = 999 }.verdict == .later)
        }
    }

    // MARK: Other decisions of the same address

    @Test("shares a guest with no other decision that may have made one", arguments: [nil, Outcome.unknown, .created])
    func rivalGuest(outcome: Outcome?) {
        let one = blind.with { $0.users = Case.users(Case.user(10)) }
        #expect(one.with { $0.nearby = [Case.other(5, outcome)] }.verdict == .unknown(.ambiguous))
        // Made before the other one was decided, or long after: not the other one's.
        #expect(one.with { $0.nearby = [Case.other(16, outcome)] }.verdict == byGuest)
        #expect(one.with { $0.nearby = [Case.other(-160, outcome)] }.verdict == byGuest)
        #expect(one.with { $0.nearby = nil }.verdict == .unknown(.ambiguous))
    }

    @Test("is not disturbed by another decision that provably made nothing", arguments: [Outcome.refused, .throttled, .notSent])
    func harmlessRival(outcome: Outcome) {
        let one = blind.with { ($0.users, $0.nearby) = (Case.users(Case.user(10)), [Case.other(5, outcome)]) }
        #expect(one.verdict == byGuest)
        #expect(Case().with { ($0.audit, $0.nearby) = (.found([Case.record(10)]), [Case.other(5, outcome)]) }.verdict == byRecord)
    }

    @Test("with another one in doubt needs two records, and then does not say whose is which")
    func twins() {
        let one = Case().with { $0.nearby = [Case.other(5, nil)] }
        #expect(one.with { $0.audit = .found([Case.record(10)]) }.verdict == .unknown(.ambiguous))
        #expect(
            one.with { $0.audit = .found([Case.record(10), Case.record(11, id: "i-2")]) }.verdict
                == .created(guest: Case.guest, invitation: nil, .auditRecord))
        // The other one cannot have made a record of before it.
        #expect(one.with { ($0.nearby, $0.audit) = ([Case.other(16, nil)], .found([Case.record(10)])) }.verdict == byRecord)
    }

    @Test("leaves a record to the decision that has its invitation's id, if the log writes the same ids")
    func takenRecord() {
        let one = Case().with { ($0.users, $0.nearby) = (Case.users(Case.user(6)), [Case.other(5, .created, id: "i-2")]) }
        #expect(one.with { $0.audit = .found([Case.record(6, id: "i-2")]) }.verdict == .unknown(.ambiguous))
        #expect(one.with { $0.audit = .found([Case.record(6, id: "i-2"), Case.record(7)]) }.verdict == byRecord)
        // Written otherwise, either record may be the other one's.
        #expect(one.with { $0.audit = .found([Case.record(6, id: "other")]) }.verdict == .unknown(.ambiguous))
    }

    // MARK: Nothing found

    @Test("is not sent once both are silent after the lag, and not before")
    func notSent() {
        #expect(Case().verdict == .notSent)
        #expect(Case().with { $0.lookedAt = 999 }.verdict == .later)
        #expect(Case().with { $0.clocksAgreed = false }.verdict == .later)
        // The lag counts from when the request ended, where that was later than it should have.
        #expect(Case().with { $0.answered = 500 }.verdict == .later)
        #expect(Case().with { ($0.answered, $0.lookedAt) = (500, 1_400) }.verdict == .notSent)
    }

    @Test("is not called not sent for a log that cannot be read, is read in part or is too old, nor for half a look-up")
    func notSilent() {
        let rows: [(DoubtEvidence.Answer<[InvitationActivity]>, DoubtVerdict)] = [
            (.failed(.notPermitted), .unknown(.auditNotPermitted)), (.notAsked, .unknown(.auditNotAsked)),
            (.failed(.tooMuch), .unknown(.auditTooLarge)), (.failed(failed), .later),
        ]
        for (audit, verdict) in rows { #expect(Case().with { $0.audit = audit }.verdict == verdict) }
        #expect(Case().with { $0.lookedAt = 7 * 86_400 }.verdict == .unknown(.auditTooOld))
        #expect(Case().with { $0.lookedAt = 7 * 86_400 - 200 }.verdict == .notSent)
        let half = FoundUsers(users: [], asked: [.mail], graphAhead: 0)
        #expect(Case().with { $0.users = .found(half) }.verdict == .unknown(.ambiguous))
        #expect(Case().with { $0.users = .found(FoundUsers(users: [], asked: [.mail, .otherMails], graphAhead: nil)) }.verdict == .notSent)
    }

    @Test("is looked at again where the directory failed, and is unknown where it may not be read")
    func users() {
        #expect(Case().with { $0.users = .failed(failed) }.verdict == .later)
        #expect(Case().with { $0.users = .failed(.notPermitted) }.verdict == .unknown(.usersNotPermitted))
        #expect(Case().with { $0.users = .found(Case.noUsers) }.verdict == .notSent)
    }

    @Test("with a user who was there and a silent log is unknown")
    func existed() {
        let one = Case().with { $0.users = Case.users(Case.user(-5_000)) }
        #expect(one.verdict == .unknown(.userNotOurs))
        #expect(one.with { $0.audit = .failed(failed) }.verdict == .later)
    }

    // MARK: The entry

    @Test("is written down with what was tried")
    func tried() throws {
        func entry(_ one: Case) -> OutcomeRecord? { one.judgement.outcome(of: one.verdict, at: Case.zero) }
        let unknown = try #require(entry(blind))
        #expect(unknown.outcome == .unknown && unknown.source == .lookup && unknown.isFinalUnknown)
        #expect(unknown.detail == "auditNotPermitted")
        #expect(
            unknown.tried == [
                TriedRecord("users", "none", "mail otherMails proxyAddresses"), TriedRecord("auditLog", "notPermitted"),
                TriedRecord("decisions", "none"),
            ])
        let created = try #require(entry(Case().with { $0.audit = .found([Case.record(10)]) }))
        #expect(created.outcome == .created && created.guest == Case.guest && created.invitation == "i-1")
        #expect(created.tried[1] == TriedRecord("auditLog", "ours", "ours 1 apart 0 others 0 rivals 0"))
        #expect(entry(Case().with { $0.lookedAt = 999 }) == nil)
        #expect(try #require(entry(Case())).outcome == .notSent)
    }
}
