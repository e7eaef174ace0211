public import AuditTrail
import InvitationPolicy
import Invitations
import StrictJSON

extension RecordedHearing {
    /// Reads an entry as the store gives it back. The trail is taken at its word: whether it is whole is another check.
    public init(_ stored: StoredEntry) throws(NotReplayable) {
        guard stored.entry.kind == .decision || stored.entry.kind == .inquiry else { throw .notJudged }
        let content: JSON
        do {
            content = try JSON(parsing: stored.entry.content)
        } catch {
            throw .damaged("content")
        }
        guard let invitee = stored.invitee?.invitee else { throw .inviteeErased }
        var notRecorded: Set<Unrecorded> = [.redirectPath]
        entry = stored.id
        kind = stored.entry.kind
        decision = stored.entry.decision
        time = stored.entry.time
        request = try Self.request(try content.member("invitation"), invitee, &notRecorded)
        inviter = try Self.facts(content, at: time, &notRecorded)
        let caller = try content.member("caller")
        self.caller = try caller.text("application", ApplicationID.init)
        callerName = caller["name"]?.string
        context = try Self.context(content, &notRecorded)
        (counts, claimed) = try Self.counts(content, request, by: inviter.id, at: time)
        said = try RecordedVerdict(content)
        self.notRecorded = notRecorded
    }
}

extension RecordedVerdict {
    init(_ content: JSON) throws(NotReplayable) {
        verdict = try content.text("verdict", Verdict.init(rawValue:))
        reason = try content.optionalText("reason", ReasonCode.init(rawValue:))
        step = content["step"]?.string
        rule = content["rule"]?.string
        let policy = try content.member("policy")
        self.policy = PolicyReference(
            name: try policy.text("name") { $0 }, digest: try policy.text("digest") { $0 },
            mode: try policy.text("mode") { $0 })
    }
}

/// Members that must be there and mean something.
extension JSON {
    func member(_ name: String) throws(NotReplayable) -> JSON {
        guard let value = self[name] else { throw .damaged(name) }
        return value
    }

    func text<Value>(_ name: String, _ parse: (String) -> Value?) throws(NotReplayable) -> Value {
        guard let value = self[name]?.string.flatMap(parse) else { throw .damaged(name) }
        return value
    }

    func optionalText<Value>(_ name: String, _ parse: (String) -> Value?) throws(NotReplayable) -> Value? {
        self[name] == nil ? nil : try text(name, parse)
    }

    func flag(_ name: String) throws(NotReplayable) -> Bool {
        guard let value = self[name]?.bool else { throw .damaged(name) }
        return value
    }
}
