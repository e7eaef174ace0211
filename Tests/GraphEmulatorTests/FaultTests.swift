import GraphEmulator
import Testing

@Suite struct `A fault` {
    static let path = "/v1.0/invitations"

    @Test func `Answers in place of the endpoint, for the next so many`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let answer = EmulatorAnswer(status: 503, headers: [.init("Retry-After", "7")], body: Array("busy".utf8))
            rig.emulator.faults.add(Fault(path: Self.path, effect: .answer(answer), reach: .next(2)))
            for _ in 0..<2 {
                let reply = try await rig.invite("a@fabrikam.com", token: token)
                #expect(reply.status == 503 && reply.headers["retry-after"] == "7" && reply.body == Array("busy".utf8))
            }
            #expect(rig.emulator.record.invitationCount == 0)
            #expect(try await rig.invite("a@fabrikam.com", token: token).status == 201)
            #expect(rig.emulator.record.answerCounts["POST /v1.0/invitations"] == [503: 2, 201: 1])
        }
    }

    @Test func `Can let the endpoint act and answer otherwise`() async throws {
        try await EmulatorRig.run { rig in
            rig.emulator.faults.add(Fault(path: Self.path, effect: .processThenAnswer(EmulatorAnswer(status: 500))))
            let token = try await rig.graphToken()
            #expect(try await rig.invite("a@fabrikam.com", token: token).status == 500)
            #expect(rig.emulator.record.invitationCount == 1)
        }
    }

    // curl tells the ways apart: 56 is a reset, 18 a body that ends early.
    @Test(arguments: [(Fault.Effect.reset, 56, 0), (.processThenReset, 56, 1), (.truncatedBody(bytes: 10), 18, 1)])
    func `Breaks the connection before or after the act`(effect: Fault.Effect, exitCode: Int32, invitations: Int) async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            let id = rig.emulator.faults.add(Fault(path: Self.path, method: "POST", effect: effect))
            let arguments = [
                "--header", "Authorization: Bearer \(token)", "--data",
                #"{"invitedUserEmailAddress":"a@fabrikam.com","inviteRedirectUrl":"https://a.example"}"#,
                rig.emulator.baseURL + Self.path,
            ]
            #expect(try await Curl.run(arguments).exitCode == exitCode)
            #expect(rig.emulator.record.invitationCount == invitations)
            #expect(rig.emulator.faults.remove(id))
            #expect(try await Curl.run(arguments).exitCode == 0)
        }
    }

    @Test(arguments: [Fault.Effect.delayBefore(seconds: 0.05), .delayAfter(seconds: 0.05), .slowBody(chunkBytes: 200, pauseSeconds: 0.01)])
    func `Can only be slow, and then loses nothing`(effect: Fault.Effect) async throws {
        try await EmulatorRig.run { rig in
            rig.emulator.faults.add(Fault(path: Self.path, effect: effect))
            let start = ContinuousClock.now
            let reply = try await rig.invite("a@fabrikam.com", token: try await rig.graphToken())
            #expect(ContinuousClock.now - start >= .milliseconds(40))
            #expect(reply.status == 201 && reply.json["invitedUserEmailAddress"] == "a@fabrikam.com")
        }
    }

    @Test func `Reaches every n-th request, and only paths of its pattern`() async throws {
        try await EmulatorRig.run { rig in
            let token = try await rig.graphToken()
            rig.emulator.faults.add(Fault(path: "/v1.0/*", effect: .answer(EmulatorAnswer(status: 504)), reach: .everyNth(3)))
            var statuses: [Int] = []
            for number in 0..<6 { statuses.append(try await rig.invite("a\(number)@fabrikam.com", token: token).status) }
            #expect(statuses == [201, 201, 504, 201, 201, 504])
            #expect(try await rig.requestToken(EmulatorRig.secretForm()).status == 200)
            #expect(rig.emulator.faults.all.map(\.acted) == [2])
            rig.emulator.faults.removeAll()
            #expect(try await rig.invite("b@fabrikam.com", token: token).status == 201)
        }
    }
}
