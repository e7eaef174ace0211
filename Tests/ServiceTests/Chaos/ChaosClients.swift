import Curl
import Foundation
import GraphEmulator
import Invitations
import SeededRandom
import Testing

/// What one client saw of one request.
struct ChaosAnswer: Sendable {
    /// The client's own name for the request, sent as `client-request-id` and found again with the gate and with Graph.
    let name: String
    /// Nil: the connection broke, or there was none.
    let reply: Reply?
}

/// People who invite, through everything that is done to the service.
struct ChaosClients {
    let house: ChaosHouse
    private let portal: String
    private let bot: String

    init(_ house: ChaosHouse) throws {
        self.house = house
        // Good for hours on both sides of now: the gate's clock is going to step.
        var person = Tenant.portalToken
        var program = Tenant.appToken(Tenant.bot)
        (person.startsIn, person.expiresIn) = (-10_000, 20_000)
        (program.startsIn, program.expiresIn) = (-10_000, 20_000)
        portal = try house.emulator.mintUserToken(Tenant.ana, person)
        bot = try house.emulator.mintAppToken(program)
    }

    /// Runs until told to stop: each client sends one request after the other.
    func run(_ count: Int, seed: UInt64, until end: ContinuousClock.Instant) async throws -> [ChaosAnswer] {
        try await withThrowingTaskGroup(of: [ChaosAnswer].self) { group in
            for client in 0..<count {
                group.addTask {
                    var chance = SeededGenerator(seed: seed &+ UInt64(client) &* 7_919)
                    var answers: [ChaosAnswer] = []
                    var serial = 0
                    while ContinuousClock.now < end {
                        serial += 1
                        let name = UUID().uuidString.lowercased()
                        let ask = ask("c\(client)-\(serial)", named: name, &chance)
                        answers.append(ChaosAnswer(name: name, reply: await send(ask)))
                        try await Task.sleep(for: .milliseconds(answers.last?.reply == nil ? 40 : 5))
                    }
                    return answers
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func ask(_ person: String, named name: String, _ chance: inout SeededGenerator) -> Ask {
        var ask: Ask
        switch Int.random(in: 0..<10, using: &chance) {
        case 0...5: ask = Ask("\(person)@fabrikam.example", by: .fields(["Bearer \(portal)"]))
        case 6, 7:
            ask = Ask("\(person)@woodgrove.example", by: .fields(["Bearer \(bot)"])).with("X-Gatekeeper-Inviter", Tenant.ana)
        case 8: ask = Ask("\(person)@competitor.example", by: .fields(["Bearer \(portal)"]))
        default: ask = Ask(text: #"{"invitedUserEmailAddress":"#, by: .fields(["Bearer \(portal)"]))
        }
        ask.headers.append(("client-request-id", name))
        return ask
    }

    private func send(_ ask: Ask) async -> Reply? {
        guard let url = house.url, let http = House.http, var request = try? ask.request(to: url, house.emulator) else { return nil }
        request.timeout = .seconds(30)
        return (try? await http.exchange(request)).map(Reply.init)
    }
}
