import Curl
import GraphEmulator
import StrictJSON

/// What happens at Contoso's gate, request by request.
struct DemoStory {
    /// One request and how it must come out.
    struct Scene {
        let title: String
        let token: String
        var inviter: String?
        let address: String
        let status: Int
        /// The reason code in `error.details`, where it is a refusal.
        var reason: String?
    }

    let scenes: [Scene]
    let portalToken: String
    let botToken: String

    init(_ emulator: GraphEmulator) throws {
        let asAna = TokenDraft(audience: DemoFiles.gate, client: DemoFiles.portal)
        portalToken = try emulator.mintUserToken(DemoFiles.ana, asAna)
        let asGus = try emulator.mintUserToken(DemoFiles.gus, asAna)
        var forged = asAna
        forged.signer = .foreign
        let forgery = try emulator.mintUserToken(DemoFiles.ana, forged)
        var asBot = TokenDraft(audience: DemoFiles.gate, client: DemoFiles.bot)
        asBot.roles = ["Invitations.Send.OnBehalf"]
        asBot.includesTokenType = true
        botToken = try emulator.mintAppToken(asBot)
        scenes = [
            Scene(
                title: "The invite portal, with Ana signed in, invites ada@fabrikam.example.", token: portalToken,
                address: "ada@fabrikam.example", status: 201),
            Scene(
                title: "The help bot, on its own token, names Ana as the inviter of wim@lab.woodgrove.example.",
                token: botToken, inviter: DemoFiles.ana, address: "wim@lab.woodgrove.example", status: 201),
            Scene(
                title: "Ana invites max@sales.competitor.example: the domain is on the deny list.", token: portalToken,
                address: "max@sales.competitor.example", status: 403, reason: "domainDenied"),
            Scene(
                title: "Gus, a guest himself, invites zoe@fabrikam.example: guests may not invite.", token: asGus,
                address: "zoe@fabrikam.example", status: 403, reason: "whoMayInvite"),
            Scene(
                title: "Somebody sends a token in Ana's name that Entra never signed.", token: forgery,
                address: "eve@fabrikam.example", status: 401, reason: "tokenSignatureInvalid"),
        ]
    }

    /// What the gate answered.
    struct Answer {
        let status: Int
        let reason: String?
        let sentence: String

        init(_ response: CurlResponse) {
            status = response.status
            let body = try? JSON(parsing: response.body)
            let error = body?["error"]
            reason = error?["details"]?.array?.first?["code"]?.string
            sentence =
                error?["message"]?.string
                ?? "invited, \(body?["status"]?.string ?? "?"); guest \(body?["invitedUser"]?["id"]?.string ?? "?")"
        }
    }

    /// Plays one scene.
    static func play(_ scene: Scene, at gate: String, with http: CurlClient) async throws(CurlError) -> Answer {
        var headers = [("Authorization", "Bearer \(scene.token)"), ("Content-Type", "application/json")]
        if let inviter = scene.inviter { headers.append(("X-Gatekeeper-Inviter", inviter)) }
        let body: JSON = [
            "invitedUserEmailAddress": .string(scene.address), "inviteRedirectUrl": "https://myapps.microsoft.com",
        ]
        return Answer(
            try await http.exchange(
                CurlRequest(
                    method: .post, url: "\(gate)/v1.0/invitations", headers: headers, body: body.bytes(),
                    allowsPlainHTTP: true)))
    }
}
