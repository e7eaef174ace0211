public import Gatekeeper
public import Invitations
public import StrictJSON

/// One request, good as it stands: Ana invites Dana of Fabrikam through the portal. Tests change what they are about.
public struct Attempt: Sendable {
    public var mint = TokenMint.user
    /// Takes the place of the mint's one `Authorization` header.
    public var authorization: [String]?
    public var json: JSON.Members = [
        "invitedUserEmailAddress": "dana@fabrikam.com", "inviteRedirectUrl": "https://myapps.microsoft.com",
    ]
    /// Takes the place of `json`.
    public var body: Submission.Body?
    public var version = GraphVersion.v1
    /// Takes the place of creating an invitation.
    public var operation: Submission.Operation?
    public var inviter: [String] = []
    public var idempotencyKey: [String] = []
    public var resend: [String] = []
    public var justification: String?
    public var ticket: String?
    public var sponsor: String?
    public var repeatedHeader: String?
    public var hasQuery = false
    public var clientRequestID = RequestID(high: 0xC11E, low: 0x47)

    public init() {}

    /// The bot's: it names Ana.
    public static var named: Attempt {
        var attempt = Attempt()
        attempt.mint = .application
        attempt.inviter = [Contoso.ana.description]
        return attempt
    }

    public mutating func text(_ body: String) { self.body = .bytes(Array(body.utf8)) }

    public func submission() throws -> Submission {
        var submission = Submission(
            operation: operation ?? .createInvitation(version, .init { [body, json] in body ?? .bytes(JSON.object(json).bytes()) }),
            requestID: RequestID(high: 0x0EA5, low: 1), clientRequestID: clientRequestID, peer: "192.0.2.7")
        submission.authorization = try authorization ?? [mint.authorization()]
        submission.inviter = inviter
        submission.idempotencyKey = idempotencyKey
        submission.resend = resend
        submission.justification = justification
        submission.ticket = ticket
        submission.sponsor = sponsor
        submission.repeatedHeader = repeatedHeader
        submission.hasQuery = hasQuery
        return submission
    }
}
