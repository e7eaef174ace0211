import ArgumentParser
import AuditStores
import AuditTrail
import Curl
import Foundation
import GraphEmulator
import ServiceLifecycle
import UnixSignals

/// Shows the gate at work, with nothing to set up.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run the gate in front of an emulated Graph on loopback, tell a short story, then stay up.")

    @Flag(help: "Play the story once and exit: 0 only if every step came out as told.")
    var exit = false

    func run() async throws {
        let house = try await DemoHouse.open(reloads: await Reloads.trapped())
        let wrong: Int
        do {
            wrong = try await tell(in: house)
            if !exit {
                // Trapped before there are tokens in the folder, so that it never stays.
                let ends = await UnixSignalsSequence(trapping: .sigint, .sigterm)
                try invite(into: house)
                await Self.wait(for: ends)
            }
        } catch {
            try? await house.close()
            throw error
        }
        try await house.close()
        guard wrong == 0 else { throw ExitCode(1) }
    }

    /// Plays the story; the number of steps that came out otherwise than told.
    private func tell(in house: DemoHouse) async throws -> Int {
        let story = try DemoStory(house.emulator)
        let http = try CurlClient()
        var wrong = 0
        print("Contoso's gate stands at \(house.gateURL), before an emulated Microsoft Graph.\n")
        for (number, scene) in story.scenes.enumerated() {
            let answer = try await DemoStory.play(scene, at: house.gateURL, with: http)
            let asTold = answer.status == scene.status && answer.reason == scene.reason
            if !asTold { wrong += 1 }
            print("\(number + 1). \(scene.title)")
            print("   \(answer.status) \(answer.reason.map { "\($0): " } ?? "")\(answer.sentence)\(asTold ? "" : "   <-- not as told")\n")
        }
        wrong += try await showTrail(of: house, invited: story.scenes.count { $0.status == 201 })
        await http.shutDown()
        return wrong
    }

    /// Shows the trail, and checks it against what Graph saw.
    private func showTrail(of house: DemoHouse, invited: Int) async throws -> Int {
        var query = AuditQuery()
        query.order = .oldestFirst
        let reader = house.assembly.store.reader
        print("What the audit trail says. The forged token left no entry: a stranger cannot fill the trail.\n")
        print(AuditQueryCommand.table(try await reader.query(query)))
        let report = try await reader.verify()
        print("\nThe chain of \(report.entries) entries is \(report.isWhole ? "whole" : "NOT WHOLE").")
        let seen = house.emulator.record.invitationCount
        print("Graph saw \(seen) invitations; \(invited) were approved.")
        return (report.isWhole ? 0 : 1) + (seen == invited ? 0 : 1)
    }

    private func invite(into house: DemoHouse) throws {
        let story = try DemoStory(house.emulator)
        let portal = house.folder.appendingPathComponent("portal.token")
        let bot = house.folder.appendingPathComponent("bot.token")
        try Data(story.portalToken.utf8).write(to: portal)
        try Data(story.botToken.utf8).write(to: bot)
        print(
            """

            The gate stays up until you press Ctrl-C. Its folder, which goes with it: \(house.folder.path)
            Try it (the tokens last an hour):

            curl -si \(house.gateURL)/v1.0/invitations -H "Authorization: Bearer $(cat \(portal.path))" \\
              -H 'Content-Type: application/json' \\
              -d '{"invitedUserEmailAddress":"bea@fabrikam.example","inviteRedirectUrl":"https://myapps.microsoft.com"}'

            curl -si \(house.gateURL)/v1.0/invitations -H "Authorization: Bearer $(cat \(bot.path))" \\
              -H 'X-Gatekeeper-Inviter: \(DemoFiles.ana)' -H 'Content-Type: application/json' \\
              -d '{"invitedUserEmailAddress":"joe@competitor.example","inviteRedirectUrl":"https://myapps.microsoft.com"}'

            Ask what would become of an invitation, and send none:

            curl -s \(house.gateURL)/v1/decisions -H "Authorization: Bearer $(cat \(portal.path))" \\
              -H 'Content-Type: application/json' \\
              -d '{"invitedUserEmailAddress":"joe@competitor.example","inviteRedirectUrl":"https://myapps.microsoft.com"}'

            Edit \(house.policyFile)
            and watch: what it says is in force within ten seconds, or at once after kill -HUP \(ProcessInfo.processInfo.processIdentifier).
            Then the digest is another one. With a fault in it the policy of before stays, and lastRejection says why:

            curl -s \(house.adminURL)/status | grep -o '"policy":{[^}]*}'

            More to look at:

            curl -s \(house.adminURL)/status
            curl -s \(house.adminURL)/metrics
            gatekeeper audit query --store \(house.folder.appendingPathComponent("audit.sqlite").path)
            """)
    }

    private static func wait(for signals: UnixSignalsSequence) async {
        // Into a pipe, print collects: what was told must be there before the wait.
        fflush(nil)
        for await _ in signals { return }
    }
}
