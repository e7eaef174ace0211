import AuditTrail
import Curl
import GraphEmulator
import Invitations
import StrictJSON
import Testing

extension ServiceTests {
    /// 400, 404, 405, 413 and 415: recorded, never forwarded.
    @Suite struct MalformedRequests {
        private static let address = "ada@fabrikam.example"
        private static let redirect = "https://myapps.microsoft.com"

        private static let bodies: [(ReasonCode, Ask, twin: Ask)] = [
            (.bodyMissing, Ask(body: []), Ask(address)),
            (.bodyMissing, Ask(text: "  \n"), Ask(address)),
            (.bodyNotJSON, Ask(text: "hello"), Ask(address)),
            (.bodyNotUTF8, Ask(body: Array("{\"invitedUserDisplayName\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)), Ask(address)),
            (.bodyTooDeep, Ask(text: String(repeating: "[", count: 64)), Ask(address)),
            (.propertyTypeInvalid, Ask(text: "[]"), Ask(address)),
            (.propertyUnknown, Ask(address, ["sendInvitationMesage": true]), Ask(address, ["sendInvitationMessage": true])),
            (.propertyUnknown, Ask(address, ["invitedUserSponsors": []]), Ask(address, ["invitedUserSponsors": .null])),
            (.propertyTypeInvalid, Ask(address, ["sendInvitationMessage": "yes"]), Ask(address, ["sendInvitationMessage": false])),
            (
                .propertyTypeInvalid, Ask(address, ["@odata.type": "#microsoft.graph.user"]),
                Ask(address, ["@odata.type": "#microsoft.graph.invitation"])
            ),
            (.propertyMissing, Ask(text: #"{"inviteRedirectUrl":"\#(redirect)"}"#), Ask(text: #"{"invitedUserEmailAddress":"\#(address)"}"#)),
            (
                .propertyTooLong, Ask(address, ["invitedUserDisplayName": .string(String(repeating: "a", count: 257))]),
                Ask(address, ["invitedUserDisplayName": .string(String(repeating: "a", count: 256))])
            ),
            (.addressInvalid, Ask("a'da@fabrikam.example"), Ask("a-da@fabrikam.example")),
            (.addressInvalid, Ask("ada@competitor.example@fabrikam.example"), Ask(address)),
            (.redirectUrlInvalid, Ask(address, ["inviteRedirectUrl": "http://myapps.microsoft.com"]), Ask(address)),
            (.ccRecipientsTooMany, Ask(address, cc(["ana@contoso.example", "ida@contoso.example"])), Ask(address, cc(["ana@contoso.example"]))),
            (
                .messageBodyAndLanguage,
                Ask(address, ["invitedUserMessageInfo": ["customizedMessageBody": "Hello", "messageLanguage": "en-US"]]),
                Ask(address, ["invitedUserMessageInfo": ["messageLanguage": "en-US"]])
            ),
            (
                .messageLanguageInvalid, Ask(address, ["invitedUserMessageInfo": ["messageLanguage": "english!"]]),
                Ask(address, ["invitedUserMessageInfo": ["messageLanguage": "en"]])
            ),
        ]

        private static func cc(_ addresses: [String]) -> JSON.Members {
            let recipients = addresses.map { JSON.object(["emailAddress": ["address": .string($0)]]) }
            return ["invitedUserMessageInfo": ["ccRecipients": .array(recipients)]]
        }

        private static let headers: [(ReasonCode, Ask, twin: Ask)] = [
            (.inviterHeaderMissing, .bot(address, naming: nil), .bot(address, naming: Tenant.ana)),
            (.inviterHeaderInvalid, .bot(address, naming: "ana@contoso.example"), .bot(address, naming: "ana@contoso.example", app: Tenant.butler)),
            (
                .inviterHeaderInvalid, Ask.bot(address, naming: Tenant.ana).with("X-Gatekeeper-Inviter", Tenant.ana),
                .bot(address, naming: Tenant.ana)
            ),
            (.inviterHeaderNotAllowed, Ask(address).with("X-Gatekeeper-Inviter", Tenant.ida), Ask(address)),
            (
                .headerInvalid, Ask(address).with("X-Gatekeeper-Ticket", String(repeating: "T", count: 129)),
                Ask(address).with("X-Gatekeeper-Ticket", String(repeating: "T", count: 128))
            ),
            (
                .headerInvalid, Ask(address).with("X-Gatekeeper-Sponsor", "ida").with("X-Gatekeeper-Sponsor", "una"),
                Ask(address).with("X-Gatekeeper-Sponsor", "ida")
            ),
            (.queryNotSupported, Ask(address).changed { $0.path += "?$select=id" }, Ask(address)),
        ]

        @Test func aBodyThatIsNoInvitationIsRefused() async throws {
            try await House.with { house in
                for (reason, ask, twin) in Self.bodies {
                    try await house.expect(ask, is: .malformed(reason))
                    try await house.expectInvited(twin, "the twin of \(reason.rawValue)")
                }
            }
        }

        @Test func aHeaderOrQueryThatIsNotUnderstoodIsRefused() async throws {
            try await House.with { house in
                for (reason, ask, twin) in Self.headers {
                    try await house.expect(ask, is: .malformed(reason))
                    try await house.expectInvited(twin, "the twin of \(reason.rawValue)")
                }
            }
        }

        /// What a proxy that looks at one of two equal names lets through.
        @Test func anAddressGivenTwiceIsNeitherOfTheTwo() async throws {
            func twice(_ first: String, _ last: String) -> Ask {
                Ask(
                    text: """
                        {"invitedUserEmailAddress":"\(first)","inviteRedirectUrl":"\(Self.redirect)","invitedUserEmailAddress":"\(last)"}
                        """)
            }
            try await House.with { house in
                try await house.expect(twice(Self.address, "max@competitor.example"), is: .malformed(.propertyDuplicate))
                try await house.expect(twice("max@competitor.example", Self.address), is: .malformed(.propertyDuplicate))
                // The same name, spelt with an escape.
                let escaped = Ask(
                    text: #"{"invitedUserEmailAddress":"\#(Self.address)","invitedUser\u0045mailAddress":"max@competitor.example"}"#)
                try await house.expect(escaped, is: .malformed(.propertyDuplicate))
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 0)
                try await house.expectInvited(Ask(Self.address))
            }
        }

        /// What a proxy that does not wait for the end, or does not mind it, lets through.
        @Test func aBodyCutAnywhereIsNoInvitation() async throws {
            let whole = Ask(Self.address)
            let bytes = try #require(whole.body)
            try await House.with { house in
                for length in stride(from: 1, to: bytes.count, by: 7) {
                    let cut = Ask(body: Array(bytes.prefix(length)))
                    try await house.expect(cut, is: .malformed(.bodyNotJSON), "cut after \(length) bytes")
                }
                try await house.expect(Ask(body: Array(bytes.dropLast())), is: .malformed(.bodyNotJSON))
                try await house.expect(Ask(body: bytes + bytes), is: .malformed(.bodyNotJSON))
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 0)
                try await house.expectInvited(whole)
            }
        }

        @Test func aBodyLargerThanAnyInvitationIsRefused() async throws {
            func padded(to size: Int) -> Ask {
                var body = Ask(Self.address).body ?? []
                body += [UInt8](repeating: UInt8(ascii: " "), count: size - body.count)
                return Ask(body: body)
            }
            try await House.with { house in
                try await house.expect(
                    padded(to: 65_537),
                    is: Refused(status: 413, code: "RequestEntityTooLarge", reason: .bodyTooLarge, entries: [.refusal]))
                try await house.expectInvited(padded(to: 65_536))
            }
        }

        @Test func aBodyThatIsNotDeclaredAsJSONIsRefused() async throws {
            let refused = Refused(status: 415, code: "UnsupportedMediaType", reason: .mediaTypeNotSupported, entries: [.refusal])
            try await House.with { house in
                for type in [nil, "text/plain", "application/json; charset=utf-16", "application/jsonp"] {
                    try await house.expect(Ask(Self.address).changed { $0.contentType = type }, is: refused, "\(type ?? "none")")
                }
                try await house.expect(Ask(Self.address).with("Content-Encoding", "gzip"), is: refused)
                try await house.expectInvited(Ask(Self.address).changed { $0.contentType = "application/json; charset=utf-8" })
            }
        }

        @Test func nothingButInvitationsIsServed() async throws {
            let notFound = Refused(status: 404, code: "ResourceNotFound", reason: .resourceNotFound, entries: [.refusal])
            let notAllowed = Refused(status: 405, code: "MethodNotAllowed", reason: .methodNotAllowed, entries: [.refusal])
            try await House.with { house in
                for path in ["/v1.0/users", "/v1.0/invitations/", "/v1.0//invitations", "/v1.0/%69nvitations", "/V1.0/invitations", "/"] {
                    try await house.expect(Ask(Self.address).changed { $0.path = path }, is: notFound, "\(path)")
                }
                for method in [.get, .put, .patch, .delete] as [CurlRequest.Method] {
                    let ask = Ask(body: method == .get ? nil : Ask(Self.address).body).changed { $0.method = method }
                    let reply = try await house.expect(ask, is: notAllowed, "\(method)")
                    #expect(reply.headers["Allow"] == "POST")
                }
                // A stranger is not told what is served.
                let stranger = Ask(Self.address, by: .fields([])).changed { $0.path = "/v1.0/users" }
                try await house.expect(stranger, is: .unverified(.tokenMissing))
                try await house.expectInvited(Ask(Self.address))
                let beta = try await house.expectInvited(Ask(Self.address).changed { $0.path = "/beta/invitations" })
                #expect(house.emulator.record.invitations.last?.target == "/beta/invitations", "\(beta.status)")
            }
        }
    }
}
