import GraphEmulator
import Invitations
import StrictJSON
import Testing

extension ServiceTests {
    /// 403, by each reason that this release's policy has.
    @Suite struct PolicyDenials {
        private static let address = "ada@fabrikam.example"

        private static func info(_ value: JSON.Members) -> JSON.Members { ["invitedUserMessageInfo": .object(value)] }
        private static func cc(_ address: String) -> JSON.Members {
            info(["ccRecipients": [["emailAddress": ["address": .string(address)]]]])
        }

        private static let denials: [(ReasonCode, Ask, twin: Ask)] = [
            (.inviterDisabled, Ask(address, by: .person(Tenant.dan)), Ask(address)),
            (.inviterDisabled, .bot(address, naming: Tenant.dan), .bot(address, naming: Tenant.ana)),
            (
                .resetRedemptionNotPermitted, Ask("old@fabrikam.example", reset),
                Ask("old@fabrikam.example", by: .person(Tenant.una), reset)
            ),
            (.internalConversionNotPermitted, Ask(address, ["invitedUser": ["id": .string(Tenant.ida)]]), Ask(address)),
            (
                .userTypeNotPermitted, Ask("wim@woodgrove.example", ["invitedUserType": "Member"]),
                Ask("wim@woodgrove.example", by: .person(Tenant.ida), ["invitedUserType": "Member"])
            ),
            (.internalDomain, Ask("new@lab.contoso.example"), Ask("new@lab.woodgrove.example")),
            (.whoMayInvite, Ask(address, by: .person(Tenant.gus)), Ask(address)),
            (.domainDenied, Ask("max@sales.competitor.example"), Ask("max@sales.woodgrove.example")),
            (.ruleDenies, Ask("kim@bigfour.example", by: .person(Tenant.ike)), Ask("kim@bigfour.example")),
            (.noRuleAllows, Ask("joe@unlisted.example"), Ask(address)),
            (.redirectHostNotAllowed, Ask(address, ["inviteRedirectUrl": "https://myapps.microsoft.com.evil.example"]), Ask(address)),
            (.ccRecipientNotAllowed, Ask(address, cc("spy@competitor.example")), Ask(address, cc("ana@contoso.example"))),
            (
                .messageNotAllowed, Ask(address, info(["customizedMessageBody": "<b>Sign in</b> at evil.example/now"])),
                Ask(address, info(["customizedMessageBody": "Welcome to Contoso"]))
            ),
            (
                .displayNameNotAllowed, Ask(address, ["invitedUserDisplayName": "Ada evil.example"]),
                Ask(address, ["invitedUserDisplayName": "Ada Lovelace"])
            ),
            (
                .justificationRequired, Ask("a@justified.example"),
                Ask("a@justified.example").with("X-Gatekeeper-Justification", "the audit of this year")
            ),
            (.ticketRequired, Ask("a@ticketed.example"), Ask("a@ticketed.example").with("X-Gatekeeper-Ticket", "SEC-4412")),
        ]

        private static let reset: JSON.Members = [
            "resetRedemption": true, "invitedUser": ["id": .string(Tenant.old)],
        ]

        @Test func eachReasonDeniesAndItsTwinPasses() async throws {
            try await House.with { house in
                for (reason, ask, twin) in Self.denials {
                    let reply = try await house.expect(ask, is: .denied(reason))
                    // Whom to ask, but no rule and no list.
                    let message = reply.error?["message"]?.string ?? ""
                    #expect(message.hasSuffix("Ask partner-desk@contoso.example."), "\(reason.rawValue)")
                    try await house.expectInvited(twin, "the twin of \(reason.rawValue)")
                }
            }
        }

        @Test func aCallerThatMayNotNameTheInviterIsRefused() async throws {
            let refused = Refused.denied(.callerMayNotNameInviter, code: "Authorization_RequestDenied")
            try await House.with { house in
                // Nobody speaks for a holder of a privileged role unless the policy says so.
                try await house.expect(.bot(Self.address, naming: Tenant.ida), is: refused)
                try await house.expectInvited(.bot(Self.address, naming: Tenant.ana))
                try await house.expect(.bot(Self.address, naming: Tenant.ana, app: Tenant.clerk), is: refused)
                try await house.expectInvited(.bot(Self.address, naming: Tenant.fay, app: Tenant.clerk))
            }
        }

        @Test func aCallerWithoutPermissionOrPlaceInThePolicyIsRefused() async throws {
            var withoutScope = Tenant.portalToken
            withoutScope.scopes = ["User.Read"]
            var withoutRole = Tenant.appToken(Tenant.bot)
            withoutRole.roles = ["Audit.Read"]
            let unlisted = TokenDraft(audience: Tenant.gate, client: Tenant.unlistedApp)
            // A person's role does not let a person speak for others.
            var speaker = withoutScope
            speaker.roles = ["Invitations.Send.OnBehalf"]
            try await House.with { [withoutScope, withoutRole, speaker] house in
                try await house.expect(Ask(Self.address, by: .person(Tenant.ana, withoutScope)), is: .forbidden(.scopeMissing))
                try await house.expect(Ask(Self.address, by: .person(Tenant.ana, speaker)), is: .forbidden(.scopeMissing))
                try await house.expectInvited(Ask(Self.address))
                let app = Ask(Self.address, by: .application(withoutRole)).with("X-Gatekeeper-Inviter", Tenant.ana)
                try await house.expect(app, is: .forbidden(.appRoleMissing))
                try await house.expectInvited(.bot(Self.address, naming: Tenant.ana))
                try await house.expect(Ask(Self.address, by: .person(Tenant.ana, unlisted)), is: .forbidden(.callerNotListed))
            }
        }

        @Test func anInviterWhomTheTenantDoesNotKnowIsRefused() async throws {
            let refused = Refused.forbidden(.inviterUnknown, code: "InvitationDenied")
            try await House.with { house in
                try await house.expect(.bot(Self.address, naming: Tenant.nobody), is: refused)
                try await house.expect(.bot(Self.address, naming: "none@contoso.example", app: Tenant.butler), is: refused)
                try await house.expectInvited(.bot(Self.address, naming: "ana@contoso.example", app: Tenant.butler))
            }
        }

        /// Entra does not mail the message of an invitation that an application sends.
        @Test func aMessageThatWouldNotBeDeliveredIsRefusedUnlessThePolicySaysOtherwise() async throws {
            let ask = Ask(
                Self.address,
                ["sendInvitationMessage": true, "invitedUserMessageInfo": ["customizedMessageBody": "Welcome to Contoso"]])
            try await House.with { house in
                try await house.expect(ask, is: .denied(.messageNotDeliverable))
                try await house.expectInvited(Ask(Self.address, ["sendInvitationMessage": true]))
            }
            var plan = HousePlan()
            plan.policy = Tenant.policy(defaults: "    allowUndeliveredMessage: true")
            try await House.with(plan) { house in
                try await house.expectInvited(ask)
                #expect(house.emulator.record.invitations.last?.customizedMessageBody == "Welcome to Contoso")
            }
        }

        @Test(arguments: [
            ("none", [Tenant.ida, Tenant.ana], []),
            ("adminsAndGuestInviters", [Tenant.ana, Tenant.gus], [Tenant.una, Tenant.ida]),
            ("everyone", [], [Tenant.gus, Tenant.ana]),
        ])
        func whoMayInviteIsGraphsOwnLevel(_ level: String, _ refused: [String], _ invited: [String]) async throws {
            var plan = HousePlan()
            plan.policy = Tenant.policy(whoMayInvite: level)
            try await House.with(plan) { house in
                for user in refused {
                    try await house.expect(Ask(Self.address, by: .person(user)), is: .denied(.whoMayInvite))
                }
                for user in invited { try await house.expectInvited(Ask(Self.address, by: .person(user))) }
            }
        }

        @Test func whatGoesToGraphIsBuiltFromWhatWasJudged() async throws {
            let ask = Ask(
                text: """
                    {"@odata.type":"#microsoft.graph.invitation","id":null,"invitedUserEmailAddress":"Ada@FABRIKAM.example",
                     "inviteRedirectUrl":"https://MyApps.microsoft.com","sendInvitationMessage":false}
                    """
            ).with("X-Gatekeeper-Ticket", "SEC-1")
            try await House.with { house in
                try await house.expectInvited(ask)
                let made = try #require(house.emulator.record.invitations.last)
                let body = try JSON(parsing: made.rawBody)
                #expect(body["invitedUserEmailAddress"] == "Ada@fabrikam.example")
                #expect(body["id"] == nil && body["@odata.type"] == nil)
                #expect(made.headers.allSatisfy { !$0.name.lowercased().hasPrefix("x-gatekeeper") })
            }
        }
    }
}
