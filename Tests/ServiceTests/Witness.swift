import AuditStores
import AuditTrail
import Curl
import GraphEmulator
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

/// How a request must be refused.
struct Refused {
    let status: Int
    /// `error.code`; nil where it is Graph's own.
    var code: String?
    let reason: ReasonCode
    /// The entries that the request leaves, in order.
    var entries: [EntryKind]
    /// Of an outcome entry.
    var outcome: Outcome?
    /// Invitations that the emulator made all the same.
    var invitations = 0

    static func unverified(_ reason: ReasonCode) -> Refused {
        Refused(status: 401, code: "InvalidAuthenticationToken", reason: reason, entries: [])
    }

    static func malformed(_ reason: ReasonCode) -> Refused {
        Refused(status: 400, code: "BadRequest", reason: reason, entries: [.refusal])
    }

    /// A policy's no.
    static func denied(_ reason: ReasonCode, code: String = "InvitationDenied") -> Refused {
        Refused(status: 403, code: code, reason: reason, entries: [.decision])
    }

    /// May not ask at all.
    static func forbidden(_ reason: ReasonCode, code: String = "Authorization_RequestDenied") -> Refused {
        Refused(status: 403, code: code, reason: reason, entries: [.refusal])
    }

    /// Refused before it was judged, for want of something.
    static func unavailable(_ reason: ReasonCode, entries: [EntryKind] = [.refusal]) -> Refused {
        Refused(status: 503, code: "ServiceUnavailable", reason: reason, entries: entries)
    }

    /// Approved and sent, and not made, or nobody knows.
    static func sent(
        _ status: Int, _ code: String?, _ reason: ReasonCode, _ outcome: Outcome, invitations: Int = 0
    ) -> Refused {
        Refused(
            status: status, code: code, reason: reason, entries: [.decision, .outcome], outcome: outcome,
            invitations: invitations)
    }
}

extension House {
    var trail: SQLiteAuditReader { assembly.store.reader }

    func entries(of decision: DecisionID) async throws -> [StoredEntry] {
        var query = AuditQuery()
        query.decision = decision
        query.order = .oldestFirst
        return try await trail.query(query).entries
    }

    /// Entries in the trail, and invitations at Graph.
    func counts() async throws -> (entries: Int, invitations: Int) {
        var query = AuditQuery()
        query.limit = 1
        let last = try await trail.query(query).entries.first?.id.number ?? 0
        return (Int(last), emulator.record.invitationCount)
    }

    /// Sends the request and checks every trace that its refusal must leave, and that there is no other.
    @discardableResult
    func expect(
        _ ask: Ask, is refused: Refused, _ name: Comment? = nil, at place: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        let before = try await counts()
        let reply = try await self.ask(ask)
        let what = name ?? "\(refused.reason.rawValue)"
        #expect(reply.status == refused.status, what, sourceLocation: place)
        try expectEnvelope(reply, refused, what, place)
        expectHeaders(reply, refused, what, place)
        let after = try await counts()
        #expect(after.entries - before.entries == refused.entries.count, what, sourceLocation: place)
        #expect(after.invitations - before.invitations == refused.invitations, what, sourceLocation: place)
        guard !refused.entries.isEmpty else {
            #expect(reply.decision == nil, what, sourceLocation: place)
            return reply
        }
        let decision = try #require(reply.decision, what, sourceLocation: place)
        try expectEntries(try await entries(of: decision), reply, refused, what, place)
        return reply
    }

    private func expectEnvelope(_ reply: Reply, _ refused: Refused, _ what: Comment, _ place: SourceLocation) throws {
        let error = try #require(reply.error, what, sourceLocation: place)
        #expect(error["message"]?.string?.isEmpty == false, what, sourceLocation: place)
        if let code = refused.code {
            #expect(error["code"]?.string == code, what, sourceLocation: place)
            #expect(reply.reason == refused.reason.rawValue, what, sourceLocation: place)
        }
        let inner = try #require(error["innerError"], what, sourceLocation: place)
        #expect(inner["date"]?.string?.count == 19, what, sourceLocation: place)
        for name in ["request-id", "client-request-id"] {
            let id = try #require(inner[name]?.string, what, sourceLocation: place)
            #expect(RequestID(id) != nil && reply.headers[name] == id, what, sourceLocation: place)
        }
        #expect(inner["decision-id"]?.string == reply.decision?.description, what, sourceLocation: place)
    }

    private func expectHeaders(_ reply: Reply, _ refused: Refused, _ what: Comment, _ place: SourceLocation) {
        #expect(reply.headers["Content-Type"] == "application/json", what, sourceLocation: place)
        // Whole seconds with every 429 and 503, and with nothing else.
        let retryAfter = reply.headers["Retry-After"].flatMap { Int($0) }
        #expect((retryAfter.map { $0 >= 1 } ?? false) == [429, 503].contains(refused.status), what, sourceLocation: place)
        let challenge = reply.headers["WWW-Authenticate"]
        // RFC 6750, section 3.1: insufficient_scope is a 403 with a challenge.
        let challenged = refused.status == 401 || [.scopeMissing, .appRoleMissing].contains(refused.reason)
        #expect((challenge?.hasPrefix("Bearer") ?? false) == challenged, what, sourceLocation: place)
        // An SDK would ask for another token and send the request again.
        #expect(challenge?.contains("claims=") != true, what, sourceLocation: place)
    }

    private func expectEntries(
        _ entries: [StoredEntry], _ reply: Reply, _ refused: Refused, _ what: Comment, _ place: SourceLocation
    ) throws {
        #expect(entries.map(\.entry.kind) == refused.entries, what, sourceLocation: place)
        let last = try #require(entries.last, what, sourceLocation: place)
        #expect(last.fields.reason == refused.reason.rawValue, what, sourceLocation: place)
        let content = try JSON(parsing: last.entry.content)
        #expect(content["status"]?.integer == Int64(reply.status), what, sourceLocation: place)
        let first = try JSON(parsing: try #require(entries.first, what, sourceLocation: place).entry.content)
        let requestID = reply.headers["request-id"]
        #expect(first["request"]?["requestID"]?.string == requestID, what, sourceLocation: place)
        if let outcome = refused.outcome {
            #expect(last.fields.result == outcome.rawValue, what, sourceLocation: place)
            #expect(first["verdict"] == "approved", what, sourceLocation: place)
        } else if refused.entries == [.decision] {
            #expect(first["verdict"] == "denied", what, sourceLocation: place)
        }
    }

    /// Sends the request and checks that it became one invitation, with both entries.
    @discardableResult
    func expectInvited(
        _ ask: Ask, _ name: Comment = "the twin", at place: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        let before = try await counts()
        let reply = try await self.ask(ask)
        #expect(reply.status == 201, "\(name): \(String(decoding: reply.body, as: UTF8.self))", sourceLocation: place)
        let after = try await counts()
        #expect(after.entries - before.entries == 2, name, sourceLocation: place)
        #expect(after.invitations - before.invitations == 1, name, sourceLocation: place)
        let made = try #require(emulator.record.invitations.last, name, sourceLocation: place)
        #expect(reply.json?["id"]?.string == made.id, name, sourceLocation: place)
        let entries = try await entries(of: try #require(reply.decision, name, sourceLocation: place))
        #expect(entries.map(\.entry.kind) == [.decision, .outcome], name, sourceLocation: place)
        #expect(entries.map(\.fields.result) == ["approved", "created"], name, sourceLocation: place)
        let outcome = try JSON(parsing: try #require(entries.last, name, sourceLocation: place).entry.content)
        #expect(outcome["invitation"]?.string == made.id, name, sourceLocation: place)
        #expect(outcome["guest"]?.string == made.invitedUserID, name, sourceLocation: place)
        return reply
    }
}
