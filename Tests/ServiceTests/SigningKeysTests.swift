import GraphEmulator
import Invitations
import Testing

extension ServiceTests {
    /// Entra's keys come and go while the gate runs.
    @Suite struct SigningKeys {
        private static func ask(signedBy key: String) -> Ask {
            var draft = Tenant.portalToken
            draft.signer = .key(id: key)
            return Ask("ada@fabrikam.example", by: .person(Tenant.ana, draft))
        }

        @Test func aNewKeyIsFetchedWhenATokenNamesItButNotEveryTime() async throws {
            try await House.with { house in
                try await house.expectInvited(Ask("ada@fabrikam.example"))
                let fetched = Self.fetches(house)
                let new = Self.ask(signedBy: try house.emulator.rotateKeys())
                // Five minutes are the least between two fetches: a stranger who makes up key ids causes no more.
                for _ in 0..<3 { try await house.expect(new, is: .unverified(.tokenKeyUnknown)) }
                #expect(Self.fetches(house) == fetched)
                house.clock.skip(seconds: 300)
                try await house.expectInvited(new)
                #expect(Self.fetches(house) > fetched)
            }
        }

        @Test func aWithdrawnKeyEndsWhatWasVerifiedByIt() async throws {
            try await House.with { house in
                let old = try #require(house.emulator.publishedKeys.first)
                // One token, verified and remembered: the same text each time.
                let token = try house.emulator.authorization(Self.ask(signedBy: old).credential)
                let ask = Ask("ada@fabrikam.example", by: .fields(token))
                try await house.expectInvited(ask)
                try await house.expectInvited(ask)
                let new = try house.emulator.rotateKeys()
                try house.emulator.withdrawKey(old)
                // The gate has not heard of it yet.
                try await house.expectInvited(ask)
                house.clock.skip(seconds: 300)
                // A token of the new key makes it ask.
                try await house.expectInvited(Self.ask(signedBy: new))
                try await house.expect(ask, is: .unverified(.tokenKeyUnknown))
            }
        }

        @Test func aTokenIsNotRememberedBeyondItsEnd() async throws {
            try await House.with { house in
                let token = try house.emulator.authorization(.person(Tenant.ana))
                let ask = Ask("ada@fabrikam.example", by: .fields(token))
                try await house.expectInvited(ask)
                // An hour is its life, and a minute is allowed for.
                house.clock.skip(seconds: 3_600 + 60)
                try await house.expect(ask, is: .unverified(.tokenExpired))
                try await house.expectInvited(Ask("ada@fabrikam.example"))
            }
        }

        private static func fetches(_ house: House) -> Int {
            house.emulator.record.requestCounts.filter { $0.key.contains("keys") }.values.reduce(0, +)
        }
    }
}
