import GraphEmulator
import Testing

@Suite struct `The throttle` {
    @Test func `Lets 150 pass in five seconds, all applications together`() async throws {
        try await EmulatorRig.run { rig in
            let tokens = [try await rig.graphToken(), try await rig.graphToken(EmulatorRig.writer, "writes")]
            for number in 0..<150 {
                #expect(try await rig.invite("a\(number)@fabrikam.com", token: tokens[number % 2]).status == 201)
            }
            rig.advance(2.872)
            let refused = try await rig.invite("late@fabrikam.com", token: tokens[0])
            #expect(refused.status == 429)
            let wait = try #require(refused.headers["retry-after"].flatMap(Double.init))
            #expect(abs(wait - 2.128) < 0.0015)
            #expect(refused.headers["retry-after"]?.contains(".") == true)
            #expect(refused.errorCode == "TooManyRequests")
            #expect(refused.json["error"]?["message"] == "Please retry again later.")
            let inner = refused.json["error"]?["innerError"]
            #expect(inner?["code"] == "429" && inner?["status"] == "429" && inner?["message"] == "Please retry after")
            rig.advance(wait)
            #expect(try await rig.invite("late@fabrikam.com", token: tokens[0]).status == 201)
            #expect(rig.emulator.record.invitationCount == 151)
        }
    }

    @Test func `Can be switched off`() async throws {
        try await EmulatorRig.run(SeedChange { $0.quirks.throttleLimit = 1 }) { rig in
            let token = try await rig.graphToken()
            #expect(try await rig.invite("a@fabrikam.com", token: token).status == 201)
            #expect(try await rig.invite("b@fabrikam.com", token: token).status == 429)
            rig.emulator.setThrottle(limit: nil)
            #expect(try await rig.invite("b@fabrikam.com", token: token).status == 201)
        }
    }
}
