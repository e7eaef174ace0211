import AuditStores
import AuditTrail
import GraphEmulator
import Invitations
import StrictJSON
import Testing

/// What clients saw, what Graph did and what the trail says, held against one another.
struct ChaosReckoning {
    private let tally: TrailTally
    private let made: [String: [CreatedInvitation]]
    /// Decisions by the name that their request was sent under.
    private let decisions: [String: [DecisionID]]

    init(_ reader: SQLiteAuditReader, _ emulator: GraphEmulator) async throws {
        tally = try await TrailTally(reader)
        made = Dictionary(grouping: emulator.record.invitations) { invitation in
            invitation.headers.first { $0.name.lowercased() == "client-request-id" }?.value ?? "without a name"
        }
        var decisions: [String: [DecisionID]] = [:]
        for (id, entries) in tally.entries {
            guard let first = entries.first, first.fields.result == Verdict.approved.rawValue else { continue }
            let content = try JSON(parsing: first.entry.content)
            decisions[content["request"]?["clientRequestID"]?.string ?? "without a name", default: []].append(id)
        }
        self.decisions = decisions
    }

    var approved: Int { decisions.values.joined().count }
    var invitations: Int { made.values.joined().count }
    func outcomes(_ outcome: Outcome) -> Int { tally.entries.values.count { Self.outcome($0) == outcome } }

    /// How often the gate's clock went back by half an hour or more between two entries.
    var stepsBack: Int {
        let times = tally.entries.values.joined().sorted { $0.id < $1.id }.map(\.entry.time)
        return zip(times, times.dropFirst()).count { $1.milliseconds(since: $0) < -1_800_000 }
    }

    /// Nothing reached Graph without a decision, and nothing twice.
    func expectEachSentOnceAndDecided() {
        for (name, invitations) in made {
            #expect(invitations.count == 1, "sent twice: \(name)")
            #expect(decisions[name]?.count == 1, "sent without a decision: \(name)")
        }
    }

    /// Whatever a client was told stands in the trail, unless it was told that there is no trail, or was not verified.
    func expectEachAnswerRecorded(_ answers: [ChaosAnswer]) throws {
        for answer in answers {
            guard let reply = answer.reply, reply.status != 401 else { continue }
            if ["auditUnavailable", "keysUnavailable"].contains(reply.reason) { continue }
            let what = "\(answer.name) was answered \(reply.status) \(reply.reason ?? "")"
            let decision = try #require(reply.decision, "\(what), without a decision")
            let entries = tally.entries[decision] ?? []
            #expect(!entries.isEmpty, "\(what), and there is no entry")
            if reply.status == 201 {
                #expect(made[answer.name]?.count == 1, "\(what), and Graph made nothing")
                // The outcome's entry may have been refused by a full disk: then a look-up found it.
                #expect(Self.outcome(entries) == .created || Self.outcome(entries) == nil || Self.outcome(entries) == .unknown, "\(what)")
            }
        }
    }

    /// The trail says of each approved invitation what Graph knows of it, or that it does not know.
    func expectOutcomesTrue() {
        for (name, ids) in decisions {
            let wasMade = made[name] != nil
            for id in ids {
                switch Self.outcome(tally.entries[id] ?? []) {
                case .created: #expect(wasMade, "\(name): the trail says created, and Graph made nothing")
                case .notSent, .throttled, .refused: #expect(!wasMade, "\(name): Graph made it, and the trail says it did not")
                case .unknown, nil: break
                }
            }
        }
    }

    /// The last outcome is what counts: a look-up settles what was unknown.
    private static func outcome(_ entries: [StoredEntry]) -> Outcome? {
        entries.last { $0.entry.kind == .outcome }?.fields.result.flatMap(Outcome.init)
    }
}
