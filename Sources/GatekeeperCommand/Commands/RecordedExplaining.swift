import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import InvitationPolicy
import Invitations
import PolicyReplay
import StrictJSON

extension PolicyExplainCommand {
    /// What the trail says of the decision and, with a policy, what that one says to the same.
    func explainRecorded(_ text: String, _ policy: Policy?) async throws {
        guard let id = DecisionID(text) else { throw ValidationError("--decision \(text): a decision id is expected.") }
        var named: Settings?
        if let settings { named = try await Settings.load(file: settings, environment: ProcessInfo.processInfo.environment) }
        let stored = try await entry(of: id, in: store ?? named?.auditFile)
        let recorded = RecordedDecision(stored)
        let ofThen = policy == nil ? recorded.judge.map { PolicyOfThen($0, named?.policyFile) } : nil
        let again = (policy ?? ofThen?.policy).map { RecordedAgain(stored, $0) }
        switch format {
        case .text:
            let lines = recorded.lines + (ofThen?.lines ?? []) + (again?.lines(.standardOutput) ?? [])
            print(lines.joined(separator: "\n"))
        case .json:
            var members: JSON.Members = ["recorded": stored.json()]
            members["again"] = again?.json
            print(JSON.object(members).visibleText())
        }
        // What was asked is what the policy given says; without one, what was said then.
        let isApproved = policy == nil ? recorded.isApproved : again?.isApproved ?? false
        guard isApproved else { throw ExitCode(1) }
    }

    /// The entry that judged, or the refusal before any judgement.
    private func entry(of id: DecisionID, in store: String?) async throws -> StoredEntry {
        var query = AuditQuery()
        query.decision = id
        query.kinds = [.decision, .inquiry, .refusal]
        query.limit = 1
        query.order = .oldestFirst
        do {
            let page = try await TrailOptions.open(store: store, settings: nil).query(query)
            guard let entry = page.entries.first else {
                throw ValidationError("--decision \(id): the trail has no decision of that id.")
            }
            return entry
        } catch let error as AuditUnreadable {
            throw StartFault.dependency("\(error)")
        }
    }
}

/// A recorded decision judged again by another policy, or the same.
struct RecordedAgain {
    private enum Outcome {
        case impossible(String)
        case judged(Judged)
    }

    private struct Judged {
        let verdict: ReplayedVerdict
        /// Nil where the policy does not list the caller.
        let explanation: Explanation?
        let notRecorded: Set<Unrecorded>
    }

    private let policy: Policy
    private let isSamePolicy: Bool
    private let outcome: Outcome

    init(_ stored: StoredEntry, _ policy: Policy) {
        self.policy = policy
        do throws(NotReplayable) {
            let hearing = try RecordedHearing(stored)
            isSamePolicy = hearing.said.policy.digest == policy.digest
            let explanation = policy.caller(hearing.caller).map { caller in
                policy.explain(
                    hearing.request, by: hearing.inviter, through: caller, context: hearing.context,
                    usage: QuotaUsage(hearing.counts), at: hearing.time)
            }
            outcome = .judged(
                Judged(
                    verdict: hearing.judged(by: policy).verdict, explanation: explanation, notRecorded: hearing.notRecorded))
        } catch {
            isSamePolicy = false
            outcome = .impossible("\(error)")
        }
    }

    var isApproved: Bool {
        if case .judged(let judged) = outcome { judged.verdict == .approved } else { false }
    }

    func lines(_ colours: TerminalColours) -> [String] {
        let digest = isSamePolicy ? "the policy of then" : "digest \(policy.digest)"
        let head = VisibleText.line("judged again by \(policy.name) (\(digest)), at the time of then:")
        switch outcome {
        case .impossible(let why): return [head, VisibleText.line("  it cannot be: \(why)")]
        case .judged(let judged):
            let steps = judged.explanation.map { ExplanationText(explanation: $0, colours: colours).lines } ?? []
            let missing = Self.notRecorded(judged)
            return [head, VisibleText.line("  \(Self.words(judged.verdict))")] + steps.map { "  " + $0 } + missing
        }
    }

    /// What the verdict hinges on; the rest was tried both ways, or is asked for by no step.
    private static func notRecorded(_ judged: Judged) -> [String] {
        guard case .cannotTell(let missing) = judged.verdict else {
            return judged.notRecorded.isEmpty ? [] : ["  what was not recorded makes no difference here"]
        }
        return missing.sorted().map { "  not recorded: \($0.words)" }
    }

    private static func words(_ verdict: ReplayedVerdict) -> String {
        switch verdict {
        case .approved: "approved"
        case .denied(let reason): "denied: \(reason.rawValue)"
        case .cannotTell(let missing):
            "cannot tell: it hinges on what was not recorded (\(missing.sorted().map(\.rawValue).joined(separator: ", ")))"
        }
    }

    var json: JSON {
        var members: JSON.Members = ["policy": ["name": .string(policy.name), "digest": .string(policy.digest)]]
        switch outcome {
        case .impossible(let why): members["cannotBeJudged"] = .string(why)
        case .judged(let judged):
            switch judged.verdict {
            case .approved: members["verdict"] = "approved"
            case .denied(let reason):
                members["verdict"] = "denied"
                members["reason"] = .string(reason.rawValue)
            case .cannotTell(let missing):
                members["verdict"] = "cannotTell"
                members["hingesOn"] = .array(missing.sorted().map { .string($0.rawValue) })
            }
            members["explanation"] = judged.explanation.map(\.json)
            members["notRecorded"] = .array(judged.notRecorded.sorted().map { .string($0.rawValue) })
        }
        return .object(members)
    }
}

extension Unrecorded {
    /// Said plainly, with what stands in its place.
    fileprivate var words: String {
        switch self {
        case .redirectPath: "the redirect URL's path (no decision asks for it)"
        case .messageText: "the message's words; harmless ones stand in their place"
        case .displayName: "the display name as it was; the recorded part stands in its place"
        case .longText: "the whole justification or ticket; its start stands in its place"
        case .groups: "some of the inviter's groups; only the listed ones are taken"
        case .fact: "facts that the policy of then did not ask for; they count as unknown"
        case .sponsorStanding: "whether the sponsor is an enabled member; counted as not"
        case .guestExists: "whether a user had the address already; counted as if one had"
        case .quotaUsage: "how far some quotas were used; counted as not at all"
        }
    }
}
