import Curl
import GraphEmulator
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

/// A request as a portal or a bot sends it.
struct Ask: Sendable {
    /// Who asks.
    enum Credential: Sendable {
        case person(String, TokenDraft = Tenant.portalToken)
        case application(TokenDraft)
        /// `Authorization` fields as they stand here.
        case fields([String])
    }

    var credential: Credential
    var method = CurlRequest.Method.post
    var path = "/v1.0/invitations"
    var contentType: String? = "application/json"
    var headers: [(String, String)] = []
    var body: [UInt8]?

    /// An invitation with these properties.
    init(_ address: String, by credential: Credential = .person(Tenant.ana), _ properties: JSON.Members = [:]) {
        var invitation: JSON.Members = [
            "invitedUserEmailAddress": .string(address), "inviteRedirectUrl": "https://myapps.microsoft.com",
        ]
        for (name, value) in properties { invitation[name] = value }
        self.init(body: JSON.object(invitation).bytes(), by: credential)
    }

    init(body: [UInt8]?, by credential: Credential = .person(Tenant.ana)) {
        self.credential = credential
        self.body = body
    }

    init(text: String, by credential: Credential = .person(Tenant.ana)) {
        self.init(body: Array(text.utf8), by: credential)
    }

    /// What the bot asks, in the name of somebody.
    static func bot(_ address: String, naming inviter: String?, app: String = Tenant.bot) -> Ask {
        var ask = Ask(address, by: .application(Tenant.appToken(app)))
        if let inviter { ask.headers.append(("X-Gatekeeper-Inviter", inviter)) }
        return ask
    }

    func with(_ name: String, _ value: String) -> Ask {
        var ask = self
        ask.headers.append((name, value))
        return ask
    }

    func changed(_ change: (inout Ask) -> Void) -> Ask {
        var ask = self
        change(&ask)
        return ask
    }
}

/// What came back.
struct Reply: Sendable {
    let status: Int
    let headers: CurlHeaders
    let body: [UInt8]

    init(_ response: CurlResponse) {
        (status, headers, body) = (response.status, response.headers, response.body)
    }

    var json: JSON? { try? JSON(parsing: body) }
    var error: JSON? { json?["error"] }
    /// The reason code among the error's details.
    var reason: String? { error?["details"]?.array?.first?["code"]?.string }
    var decision: DecisionID? { headers["X-Gatekeeper-Decision"].flatMap { DecisionID($0) } }
}

extension GraphEmulator {
    /// The `Authorization` fields of a credential.
    func authorization(_ credential: Ask.Credential) throws -> [String] {
        switch credential {
        case .person(let user, let draft): ["Bearer \(try mintUserToken(user, draft))"]
        case .application(let draft): ["Bearer \(try mintAppToken(draft))"]
        case .fields(let fields): fields
        }
    }
}

extension Ask {
    func request(to gate: String, _ emulator: GraphEmulator) throws -> CurlRequest {
        var fields = try emulator.authorization(credential).map { ("Authorization", $0) } + headers
        if let contentType { fields.append(("Content-Type", contentType)) }
        return CurlRequest(
            method: method, url: gate + path, headers: fields, body: body, timeout: .seconds(60), allowsPlainHTTP: true)
    }

    func send(to gate: String, _ emulator: GraphEmulator) async throws -> Reply {
        Reply(try await #require(House.http).exchange(try request(to: gate, emulator)))
    }
}

extension House {
    func ask(_ ask: Ask) async throws -> Reply { try await ask.send(to: url, emulator) }

    /// A page of the admin listener.
    func admin(_ path: String) async throws -> Reply {
        let request = CurlRequest(url: "http://127.0.0.1:\(ports.admin)\(path)", allowsPlainHTTP: true)
        return Reply(try await #require(Self.http).exchange(request))
    }

    /// The sum of a metric's series whose labels hold `label`.
    func metric(_ name: String, _ label: String = "") async throws -> Int {
        let text = String(decoding: try await admin("/metrics").body, as: UTF8.self)
        let values = text.split(separator: "\n").filter { $0.hasPrefix("\(name){") && $0.contains(label) }
        return values.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0) { $0 + Int($1) }
    }
}
