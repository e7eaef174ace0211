import Synchronization

/// What the emulator saw and did: the witness that tests count by.
public final class EmulatorRecord: Sendable {
    private struct State {
        var invitations: [CreatedInvitation] = []
        var indexesByAddress: [String: [Int]] = [:]
        var requests: [String: Int] = [:]
        var answers: [String: [Int: Int]] = [:]
    }

    private let state = Mutex(State())

    init() {}

    /// Every invitation that was created, in order.
    public var invitations: [CreatedInvitation] { state.withLock { $0.invitations } }

    public var invitationCount: Int { state.withLock { $0.invitations.count } }

    /// The invitations to one address, compared without case.
    public func invitations(to address: String) -> [CreatedInvitation] {
        state.withLock { state in (state.indexesByAddress[address.lowercased()] ?? []).map { state.invitations[$0] } }
    }

    /// Requests by endpoint, such as `POST /v1.0/invitations` or `GET /v1.0/users/{id}`; those that match none are under `other`.
    public var requestCounts: [String: Int] { state.withLock { $0.requests } }

    /// Answers by endpoint and status; a reset connection counts under status 0.
    public var answerCounts: [String: [Int: Int]] { state.withLock { $0.answers } }

    public func requestCount(_ endpoint: String) -> Int {
        state.withLock { $0.requests[endpoint] ?? 0 }
    }

    /// Forgets everything; the directory keeps its guests.
    public func reset() {
        state.withLock { $0 = State() }
    }

    func add(_ invitation: CreatedInvitation) {
        state.withLock { state in
            state.indexesByAddress[invitation.address.lowercased(), default: []].append(state.invitations.count)
            state.invitations.append(invitation)
        }
    }

    func countRequest(_ endpoint: String) {
        state.withLock { $0.requests[endpoint, default: 0] += 1 }
    }

    func countAnswer(_ endpoint: String, status: Int) {
        state.withLock { $0.answers[endpoint, default: [:]][status, default: 0] += 1 }
    }
}

/// One invitation that the emulator created, with the request that asked for it.
public struct CreatedInvitation: Sendable {
    public let id: String
    public let invitedUserID: String
    /// Whether the guest is new, or was there already.
    public let createdUser: Bool
    public let address: String
    public let redirectURL: String
    public let displayName: String?
    public let userType: String
    public let sendInvitationMessage: Bool
    public let customizedMessageBody: String?
    public let messageLanguage: String?
    public let carbonCopyAddresses: [String]
    public let resetRedemption: Bool
    /// The application whose token was used.
    public let appID: String
    /// Seconds since 1970.
    public let time: Double
    /// `/v1.0/invitations` or `/beta/invitations`, as received.
    public let target: String
    /// The request's header fields without its credential.
    public let headers: [EmulatorAnswer.Header]
    /// The request's body, byte for byte.
    public let rawBody: [UInt8]

    init(
        id: String, invitedUserID: String, createdUser: Bool, request: InvitationRequestBody, appID: String, exchange: Exchange
    ) {
        self.id = id
        self.invitedUserID = invitedUserID
        self.createdUser = createdUser
        address = request.address
        redirectURL = request.redirectURL
        displayName = request.displayName
        userType = request.userType
        sendInvitationMessage = request.sendsMessage
        customizedMessageBody = request.customizedMessageBody
        messageLanguage = request.messageLanguage
        carbonCopyAddresses = request.carbonCopies.compactMap(\.address)
        resetRedemption = request.resetsRedemption
        self.appID = appID
        time = exchange.time
        target = exchange.target
        headers = exchange.recordedHeaders
        rawBody = exchange.body
    }
}
