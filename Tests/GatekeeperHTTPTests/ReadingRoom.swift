import AuditTrail
import Foundation
import Gatekeeper
import GatekeeperHTTP
import GatekeeperTesting
import Invitations
import StrictJSON
import Testing

/// A gate, a trail of six entries to be read, and the desk before it.
struct ReadingRoom: Sendable {
    let house: House
    let trail = MemoryTrail()
    let desk: AuditDesk

    /// Rows 1 to 6: a start; decisions of Ana, Bo, Ana; an outcome; a refusal of Ana's. What `changing` does is done first.
    init(_ changing: (inout AuditDesk.Limits) -> Void = { _ in }) throws {
        house = try House()
        var limits = AuditDesk.Limits()
        limits.exportPiece = 2
        changing(&limits)
        desk = AuditDesk(gate: house.gate, reader: trail, limits: limits, logger: house.log.logger, metrics: house.registry)
        trail.add(.started(StartedRecord(software: "gatekeeper test"), at: Contoso.now))
        trail.add(try Self.decision(1, Contoso.ana, .denied))
        trail.add(try Self.decision(2, Contoso.bo, .approved))
        trail.add(try Self.decision(3, Contoso.ana, .approved))
        trail.add(.outcome(OutcomeRecord(decision: DecisionID(high: 1, low: 3), time: Contoso.now, outcome: .created)))
        let refusal = RefusalRecord(
            decision: DecisionID(high: 1, low: 4), time: Contoso.now, request: Self.request, caller: Self.caller, inviter: Contoso.ana,
            reason: .addressInvalid, status: 400, target: "invitedUserEmailAddress", detail: "for the operator")
        trail.add(.refusal(refusal))
    }

    private static let request = RequestRecord(
        operation: "POST /v1.0/invitations", requestID: RequestID(high: 2, low: 2), traceparent: "trace", peer: "192.0.2.7")
    private static let caller = CallerRecord(application: Contoso.portal, name: "portal", channel: "portal")

    static func decision(_ number: UInt64, _ inviter: ObjectID, _ verdict: Verdict, text: String = "because") throws -> EntryDraft {
        let invitation = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("dana@fabrikam.com"), inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        let policy = PolicyReference(name: "p", digest: "d", mode: "enforce")
        let record = DecisionRecord(
            decision: DecisionID(high: 1, low: number), time: Contoso.now, request: request, caller: caller, inviter: inviter, proof: .token,
            facts: [], invitation: InvitationRecord(invitation), justification: text, verdict: verdict,
            reason: verdict == .denied ? .domainDenied : nil, step: "2", rule: "secret-rule",
            matches: [RuleRecord(rule: "secret-rule", effect: "deny", role: "denies", place: "policy.yaml:12:3")],
            reportOnly: ReportOnlyRecord(verdict: .denied, rule: "secret-rule"), policy: policy,
            quotas: [QuotaRecord(scope: "rule:secret-rule", dimension: "inviter", period: "day", limit: 5, used: 1, isClaimed: false)],
            guestExists: true, candidate: CandidateRecord(policy: policy, verdict: .approved, rule: "secret-rule"))
        return .decision(record, invitee: Invitee(invitation), key: CommitmentKey(random: (1, 2, 3, number)))
    }

    func serving<Result: Sendable>(_ body: (_ port: Int) async throws -> Result) async throws -> Result {
        try await listening(
            { onListening in
                ServiceListener(
                    gate: house.gate, desk: desk, configuration: ListenerConfiguration(host: "127.0.0.1", port: 0),
                    newRequestID: { ownRequestID }, now: { house.world.now }, logger: house.log.logger, onListening: onListening)
            }, body)
    }

    func get(_ target: String, by mint: TokenMint = .auditor, method: String = "GET") async throws -> RawResponse {
        try await serving { try await Self.request(target, by: mint, method: method).answer(from: $0) }
    }

    static func request(_ target: String, by mint: TokenMint, method: String = "GET") throws -> WireRequest {
        var request = try WireRequest()
        request.set("Authorization", try mint.authorization())
        request.set("Content-Type")
        request.body = []
        request.declaresLength = false
        request.method = method
        request.target = target
        return request
    }

    /// An export by curl, which knows an answer that was cut short.
    func export(_ query: String = "", by mint: TokenMint = .auditor) async throws -> (exitCode: Int32, body: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "export-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let header = "Authorization: \(try mint.authorization())"
        let result = try await serving { port in
            try await Curl.run(["--output", file, "--header", header, "http://127.0.0.1:\(port)/v1/audit/export\(query)"])
        }
        return (result.exitCode, (try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
    }
}

extension TokenMint {
    /// An application that may read all and nothing else.
    static var auditor: TokenMint {
        application.claim("roles", ["Audit.Read"]).claim("azp", .string("a0d17000-0000-4000-8000-000000000001"))
    }
}

func rows(_ answer: RawResponse) -> [Int64] { answer.json["value"]?.array?.compactMap { $0["id"]?.integer } ?? [] }
