import ArgumentParser
import GraphFormat
import InvitationPolicy
import Invitations
import StrictJSON

/// An invitation on the command line.
struct InvitationOptions: ParsableArguments {
    @Option(help: "The address to invite.")
    var invite: String?
    @Option(help: "The calling application, by its name or client id in the policy.")
    var through: String?
    @Option(help: "inviteRedirectUrl; the policy's default without it.")
    var redirect: String?
    @Option(help: "invitedUserDisplayName.")
    var displayName: String?
    @Option(help: "customizedMessageBody.")
    var message: String?
    @Option(help: "messageLanguage.")
    var language: String?
    @Option(help: "The address that gets a copy.")
    var cc: String?
    @Flag(inversion: .prefixedNo, help: "sendInvitationMessage; the policy's default without it.")
    var sendMessage: Bool?
    @Flag(help: "resetRedemption.")
    var reset = false
    @Option(help: "invitedUserType: Guest or Member.")
    var type: String?
    @Option(help: "The object id of invitedUser.")
    var invitedUser: String?
    @Option(help: "X-Gatekeeper-Justification.")
    var justification: String?
    @Option(help: "X-Gatekeeper-Ticket.")
    var ticket: String?
    @Option(help: "The object id of the sponsor, taken for an enabled member; or none.")
    var sponsor: String?
    @Flag(help: "A user with the invited address exists.")
    var guestExists = false
    @Option(help: "How far every quota that is asked is used up already.")
    var used = 0
    @Option(help: "The time to judge at: a date or an RFC 3339 time; now without it.")
    var at: String?

    var time: Timestamp? {
        get throws {
            try at.map { text in
                guard let time = Timestamp(text) else {
                    throw ValidationError("--at \(text): a date or an RFC 3339 time is expected.")
                }
                return time
            }
        }
    }

    /// Built as Graph's body and read by the service's own reader, defaults included.
    func request(_ policy: Policy) throws -> InvitationRequest {
        let defaults = InvitationDefaults(
            inviteRedirectUrl: policy.defaultRedirectURL, sendInvitationMessage: policy.defaultSendInvitationMessage,
            messageLanguage: policy.defaultMessageLanguage)
        do {
            return try InvitationRequest(body: body.bytes(), defaults: defaults)
        } catch {
            throw ValidationError("The service answers 400 \(error.reason.rawValue): \(error.message)")
        }
    }

    private var body: JSON {
        func text(_ value: String?) -> JSON? { value.map { .string($0) } }
        var members: JSON.Members = ["invitedUserEmailAddress": .string(invite ?? ""), "resetRedemption": .bool(reset)]
        members["inviteRedirectUrl"] = text(redirect)
        members["invitedUserDisplayName"] = text(displayName)
        members["invitedUserType"] = text(type)
        members["sendInvitationMessage"] = sendMessage.map { .bool($0) }
        members["invitedUser"] = text(invitedUser).map { ["id": $0] }
        var info = JSON.Members()
        info["customizedMessageBody"] = text(message)
        info["messageLanguage"] = text(language)
        info["ccRecipients"] = text(cc).map { [["emailAddress": ["address": $0]]] }
        if info.count > 0 { members["invitedUserMessageInfo"] = .object(info) }
        return .object(members)
    }

    func caller(_ policy: Policy) throws -> PolicyCaller {
        let names = policy.callers.map(\.name).joined(separator: ", ")
        let known = names.isEmpty ? "the policy lists no caller" : "the policy's callers are \(names)"
        guard let through else { throw ValidationError("--through is missing: \(known).") }
        let listed = policy.callers.first { $0.name == through } ?? ApplicationID(through).flatMap { policy.caller($0) }
        guard let listed else { throw ValidationError("--through \(through): no such caller; \(known).") }
        return listed
    }

    func context() throws -> DecisionContext {
        var context = DecisionContext(justification: justification, ticket: ticket, guestExists: guestExists)
        if let sponsor, sponsor != "none" {
            guard let id = ObjectID(sponsor) else {
                throw ValidationError("--sponsor \(sponsor): an object id or none is expected.")
            }
            context.sponsor = .user(id, enabled: true, kind: .member)
        }
        return context
    }

    func usage(_ counters: [QuotaCounter]) -> QuotaUsage {
        counters.reduce(into: QuotaUsage()) { $0[$1] = used }
    }

    func validate() throws {
        guard used >= 0 else { throw ValidationError("--used is a count.") }
    }
}
