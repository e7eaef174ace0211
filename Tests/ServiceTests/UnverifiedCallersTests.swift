import AuditTrail
import GraphEmulator
import Invitations
import StrictJSON
import Testing

extension ServiceTests {
    /// 401: no entry, so that a stranger cannot fill the trail; a metric instead.
    @Suite struct UnverifiedCallers {
        private static func person(_ change: (inout TokenDraft) -> Void) -> Ask.Credential {
            var draft = Tenant.portalToken
            change(&draft)
            return .person(Tenant.ana, draft)
        }

        private static func claim(_ name: String, _ value: JSONValue) -> Ask.Credential {
            person { $0.claims = [.init(name: name, value: value)] }
        }

        private static let strangers: [(ReasonCode, Ask.Credential)] = [
            (.tokenMissing, .fields([])),
            (.tokenMissing, .fields(["Basic YW5hOnNlY3JldA=="])),
            (.tokenMalformed, .fields(["Bearer not.a.token"])),
            (.tokenMalformed, .fields(["Bearer "])),
            (.tokenTooLarge, .fields(["Bearer " + String(repeating: "a", count: 16_385)])),
            (.tokenAlgorithmNotAccepted, person { $0.header = [.init(name: "alg", value: "none")] }),
            (.tokenAlgorithmNotAccepted, person { $0.header = [.init(name: "alg", value: "HS256")] }),
            (.tokenMalformed, person { $0.header = [.init(name: "jku", value: "https://evil.example/keys")] }),
            (.tokenKeyUnknown, person { $0.header = [.init(name: "kid", value: "of-nobody")] }),
            (.tokenSignatureInvalid, person { $0.signer = .foreign }),
            (.tokenExpired, person { ($0.startsIn, $0.expiresIn) = (-3_600, -61) }),
            (.tokenNotYetValid, person { ($0.startsIn, $0.expiresIn) = (120, 3_600) }),
            (.tokenIssuerNotAccepted, claim("iss", .string("https://login.microsoftonline.com/\(Tenant.nobody)/v2.0"))),
            (.tokenIssuerNotAccepted, claim("tid", .string(Tenant.nobody))),
            (.tokenAudienceNotAccepted, claim("aud", .string(Tenant.portal))),
            (.tokenForGraph, claim("aud", "https://graph.microsoft.com")),
            (.tokenClaimInvalid, person { $0.removedClaims = ["oid"] }),
            (.tokenKindUnclear, person { $0.scopes = nil }),
            (.tokenKindUnclear, .application(TokenDraft(audience: Tenant.gate, client: Tenant.bot).withoutScopes)),
        ]

        @Test func eachStrangerIsTurnedAwayWithoutAnEntry() async throws {
            try await House.with { house in
                for (reason, credential) in Self.strangers {
                    let before = try await house.metric("gatekeeper_unverified_total", "\"\(reason.rawValue)\"")
                    try await house.expect(Ask("eve@fabrikam.example", by: credential), is: .unverified(reason))
                    let after = try await house.metric("gatekeeper_unverified_total", "\"\(reason.rawValue)\"")
                    #expect(after == before + 1, "\(reason.rawValue)")
                }
                #expect(house.emulator.record.requestCount("POST /v1.0/invitations") == 0)
                try await house.expectInvited(Ask("ada@fabrikam.example"))
            }
        }

        @Test func twoAuthorizationHeadersAreNone() async throws {
            try await House.with { house in
                let token = try house.emulator.authorization(.person(Tenant.ana))
                try await house.expect(
                    Ask("eve@fabrikam.example", by: .fields(token + token)), is: .unverified(.tokenMalformed))
                try await house.expectInvited(Ask("ada@fabrikam.example", by: .fields(token)))
            }
        }

        @Test func everyShapeThatEntraIssuesIsAccepted() async throws {
            try await House.with { house in
                for version in [TokenVersion.v1, .v2] {
                    for algorithm in SigningAlgorithm.allCases {
                        let credential = Self.person { ($0.version, $0.algorithm) = (version, algorithm) }
                        try await house.expectInvited(
                            Ask("ada@fabrikam.example", by: credential), "\(version) \(algorithm)")
                    }
                }
                try await house.expectInvited(.bot("ada@fabrikam.example", naming: Tenant.ana))
            }
        }

        @Test func whileThereAreNoKeysNobodyIsVerifiedAndNothingIsSent() async throws {
            try await House.with { house in
                house.emulator.faults.add(Fault(path: "*/openid-configuration", effect: .answer(EmulatorAnswer(status: 500))))
                // The last good keys serve for a day.
                house.clock.skip(seconds: 25 * 3_600)
                try await house.expect(
                    Ask("ada@fabrikam.example"),
                    is: Refused(status: 503, code: "ServiceUnavailable", reason: .keysUnavailable, entries: []))
                #expect(try await house.admin("/readyz").status == 503)
                house.emulator.faults.removeAll()
                house.clock.skip(seconds: 60)
                try await house.expectInvited(Ask("ada@fabrikam.example"))
                #expect(try await house.admin("/readyz").status == 200)
            }
        }
    }
}

extension TokenDraft {
    /// An application's token from before `idtyp` was configured: it does not say what it is.
    fileprivate var withoutScopes: TokenDraft {
        var draft = self
        draft.scopes = nil
        draft.roles = ["Invitations.Send.OnBehalf"]
        return draft
    }
}
