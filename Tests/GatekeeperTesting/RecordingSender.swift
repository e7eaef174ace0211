public import Gatekeeper
import Invitations
public import StrictJSON
import Synchronization

/// Stands for Graph: keeps what it was given and answers as the test says.
public final class RecordingSender: InvitationSender {
    public struct Sent: Sendable {
        public let body: [UInt8]
        public let version: GraphVersion
        public let trace: RequestTrace

        public var json: JSON { (try? JSON(parsing: body)) ?? .null }
    }

    private struct State {
        var sent: [Sent] = []
        var outcome: SendOutcome = .created(RecordingSender.created)
        var script: [SendOutcome] = []
        var asksAgain = false
        var turnstile: Turnstile?
    }

    private let journal: Journal
    private let state = Mutex(State())

    public init(journal: Journal) {
        self.journal = journal
    }

    public var sent: [Sent] { state.withLock(\.sent) }

    public func answer(_ outcome: SendOutcome) { state.withLock { $0.outcome = outcome } }

    /// The next invitations are answered so, one after the other, before what ``answer(_:)`` said holds again.
    public func answer(once outcomes: SendOutcome...) { state.withLock { $0.script += outcomes } }

    /// Invitations to come are sent twice each, as with a token that Graph refuses at first.
    public func repeatAll() { state.withLock { $0.asksAgain = true } }

    /// Invitations to come wait at the turnstile before they are answered.
    public func hold(at turnstile: Turnstile) { state.withLock { $0.turnstile = turnstile } }

    public func send(
        _ body: [UInt8], to version: GraphVersion, tracedBy trace: RequestTrace,
        mayRepeat: @escaping @Sendable () async -> Bool
    ) async -> SendOutcome {
        let (turnstile, asksAgain) = note(body, version, trace)
        await turnstile?.pass()
        if asksAgain {
            guard await mayRepeat() else { return .unauthorized(Self.graphError(401, "InvalidAuthenticationToken")) }
            _ = note(body, version, trace)
        }
        return state.withLock { $0.script.isEmpty ? $0.outcome : $0.script.removeFirst() }
    }

    private func note(_ body: [UInt8], _ version: GraphVersion, _ trace: RequestTrace) -> (Turnstile?, Bool) {
        journal.note(.sent)
        return state.withLock { state in
            state.sent.append(Sent(body: body, version: version, trace: trace))
            return (state.turnstile, state.asksAgain)
        }
    }

    /// A 201 in Graph's habit: spaces, an annotation, a redeem URL. Its bytes are to reach the caller as they are.
    public static let created = GraphAnswer(
        status: 201,
        body: Array(
            """
            { "@odata.context" : "https://graph.microsoft.com/v1.0/$metadata#invitations/$entity",
              "id":"7b92124c-9fa9-406f-8b8e-225df8376ba9", "inviteRedeemUrl":"\(redeemURL)",
              "invitedUserDisplayName":"D\\u00e1na", "status":"PendingAcceptance",
              "invitedUser": {"id":"243b1de4-ad9f-421c-a933-d55305fb165d"} }

            """.utf8), requestID: "graph-request-1")

    /// Whoever has it can redeem the invitation: it must be seen nowhere but in the answer.
    public static let redeemURL = "https://login.microsoftonline.com/redeem?rd=SECRET-REDEEM"

    public static func graphError(_ status: Int, _ code: String = "BadRequest", _ message: String = "No.") -> GraphAnswer {
        GraphAnswer(
            status: status,
            body: Array(#"{"error":{"code":"\#(code)","message":"\#(message)","innerError":{"request-id":"g-2"}}}"#.utf8),
            requestID: "graph-request-2")
    }
}
