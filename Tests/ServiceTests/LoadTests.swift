import AuditStores
import AuditTrail
import Curl
import GraphEmulator
import Invitations
import StrictJSON
import Testing

/// A request of the load, and what must come of it.
struct LoadStep: Sendable {
    let request: CurlRequest
    let status: Int
    let reason: ReasonCode?
    /// Where an invitation is to come of it.
    let address: String?
}

/// The requests of one client, mixed: most are approved, the others refused in each way there is.
struct LoadScript {
    let gate: String
    private let portal: String
    private let bot: String
    private let guest: String
    private let forged: String

    init(gate: String, _ emulator: GraphEmulator) throws {
        self.gate = gate
        portal = try emulator.mintUserToken(Tenant.ana, Tenant.portalToken)
        bot = try emulator.mintAppToken(Tenant.appToken(Tenant.bot))
        guest = try emulator.mintUserToken(Tenant.gus, Tenant.portalToken)
        var forgery = Tenant.portalToken
        forgery.signer = .foreign
        forged = try emulator.mintUserToken(Tenant.ana, forgery)
    }

    /// - Parameter serial: which of the client's requests.
    func step(client: Int, serial: Int, _ emulator: GraphEmulator) throws -> LoadStep {
        // Some invite one address again and again: each time is an invitation of its own.
        let name = serial % 7 == 0 ? "again-\(client % 5)" : "c\(client)-\(serial)"
        switch (client + serial) % 10 {
        case 0...3: return try approved("\(name)@fabrikam.example", portal, emulator)
        case 4, 5: return try approved("\(name)@woodgrove.example", bot, naming: Tenant.ana, emulator)
        case 6: return try refused(Ask("\(name)@sales.competitor.example", by: bearer(portal)), 403, .domainDenied, emulator)
        case 7: return try refused(Ask("\(name)@fabrikam.example", by: bearer(guest)), 403, .whoMayInvite, emulator)
        case 8: return try refused(Ask(text: #"{"invitedUserEmailAddress":"#, by: bearer(portal)), 400, .bodyNotJSON, emulator)
        default: return try refused(Ask("\(name)@fabrikam.example", by: bearer(forged)), 401, .tokenSignatureInvalid, emulator)
        }
    }

    private func bearer(_ token: String) -> Ask.Credential { .fields(["Bearer \(token)"]) }

    private func approved(
        _ address: String, _ token: String, naming inviter: String? = nil, _ emulator: GraphEmulator
    ) throws -> LoadStep {
        var ask = Ask(address, by: bearer(token))
        if let inviter { ask = ask.with("X-Gatekeeper-Inviter", inviter) }
        return LoadStep(request: try ask.request(to: gate, emulator), status: 201, reason: nil, address: address)
    }

    private func refused(_ ask: Ask, _ status: Int, _ reason: ReasonCode, _ emulator: GraphEmulator) throws -> LoadStep {
        LoadStep(request: try ask.request(to: gate, emulator), status: status, reason: reason, address: nil)
    }
}

/// What the clients saw.
struct LoadResult: Sendable {
    var answered: [(step: LoadStep, reply: Reply)] = []
    /// Requests whose connection broke.
    var failed = 0

    /// - Parameter onAnswer: called after each answer, with the number of answers so far by this client.
    static func run(
        clients: Int, each count: Int, _ script: LoadScript, _ emulator: GraphEmulator,
        onAnswer: @escaping @Sendable () -> Void = {}
    ) async throws -> LoadResult {
        let http = try #require(House.http)
        return try await withThrowingTaskGroup(of: LoadResult.self) { group in
            for client in 0..<clients {
                group.addTask {
                    var mine = LoadResult()
                    for serial in 0..<count {
                        let step = try script.step(client: client, serial: serial, emulator)
                        do throws(CurlError) {
                            mine.answered.append((step, Reply(try await http.exchange(step.request))))
                            onAnswer()
                        } catch {
                            mine.failed += 1
                        }
                    }
                    return mine
                }
            }
            return try await group.reduce(into: LoadResult()) { all, one in
                all.answered += one.answered
                all.failed += one.failed
            }
        }
    }

    func count(_ status: Int) -> Int { answered.count { $0.reply.status == status } }

    /// Addresses that were answered 201, each as often as it was.
    var invited: [String: Int] {
        Dictionary(
            answered.filter { $0.reply.status == 201 }.compactMap { $0.step.address.map { ($0, 1) } }, uniquingKeysWith: +)
    }
}

extension ServiceTests {
    @Suite struct Load {
        @Test func underLoadNothingIsLostAndNothingHappensTwice() async throws {
            try await House.with { house in
                let script = try LoadScript(gate: house.url, house.emulator)
                let result = try await LoadResult.run(clients: 100, each: 50, script, house.emulator)
                #expect(result.failed == 0)
                #expect(result.answered.count == 5_000)
                let otherwise = result.answered.filter {
                    $0.reply.status != $0.step.status || $0.reply.reason != $0.step.reason?.rawValue
                }
                #expect(otherwise.isEmpty, "\(otherwise.first.map { "\($0.reply.status) \($0.reply.reason ?? "")" } ?? "")")

                let tally = try await TrailTally(house.trail)
                let verified = result.answered.filter { $0.reply.status != 401 }
                let decisions = verified.compactMap(\.reply.decision)
                #expect(decisions.count == verified.count && Set(decisions).count == verified.count)
                #expect(Set(tally.entries.keys) == Set(decisions), "an entry for each request, and no other")
                #expect(tally.misshapen.isEmpty)
                #expect(tally.count(.decision) + tally.count(.refusal) == verified.count)

                let made = house.emulator.record.invitationCount
                #expect(made == result.count(201))
                #expect(tally.count(.outcome, result: "created") == made)
                #expect(tally.count(.decision, result: "approved") == made)
                #expect(try await house.trail.inDoubtCount() == 0)
                #expect(tally.created == result.invited)
                for (address, times) in result.invited {
                    #expect(house.emulator.record.invitations(to: address).count == times, "\(address)")
                }
            }
        }
    }
}
