import ArgumentParser
import AuditStores
import AuditTrail
import Foundation
import Gatekeeper
import Invitations
import StrictJSON

/// Forgets a person: the erasable part of every entry that names the address.
struct AuditEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erase a person's address and name from the trail, which stays whole.",
        discussion: """
            Works beside a running service. What remains is who invited somebody, when, and why it was allowed. Texts that callers \
            wrote (justification, ticket, sponsor) are part of the chain and stay. Backups and exports are copies: erase there, too.
            """)

    @OptionGroup var trail: TrailOptions
    @Option(help: "The person's address: as invitee or as copy recipient, in either case.")
    var address: String
    @Option(help: "Why, for the record. Do not name the person: this text stays.")
    var why: String?
    @Flag(help: "Do it; without this, only how many entries would lose the person is told.")
    var yes = false
    @Option(help: "table or json.")
    var format = OutputFormat.table

    func validate() throws {
        // What is hashed cannot be taken back: the erasure would be what keeps the person.
        if let why, !address.isEmpty, why.lowercased().contains(address.lowercased()) {
            throw ValidationError("--why names the person, and it stays in the trail: give a reason without the address, such as a request's number.")
        }
    }

    func run() async throws {
        let path = try await trail.path()
        // Stored in its normalised form; a text that is no address may still have been recorded as it was typed.
        let address = (try? EmailAddress(address))?.description ?? address
        guard yes else {
            let reader = try await trail.open()
            let count: Int
            do { count = try await reader.sideRowCount(of: address) } catch { throw StartFault.dependency("\(error)") }
            show(erased: 0, found: count, isGone: true)
            if count > 0 { throw ExitCode(1) }
            return
        }
        let (count, isGone) = try await TrailWriting.with(path, command: "audit erase") { store in
            let receipt = try await store.erase(
                Erasure(address: address, by: Operator.description, why: why, at: World.system.now()))
            let content = try await store.reader.entry(receipt.id).flatMap { try? JSON(parsing: $0.entry.content) }
            return (content?["rows"]?.integer ?? 0, await store.emptyLog())
        }
        show(erased: count, found: Int(count), isGone: isGone)
        guard isGone else {
            throw StartFault.dependency(
                "The person's bytes are still in \(path)-wal, because somebody reads an older state of the trail. They go with the next checkpoint of the log; run this command again to be sure."
            )
        }
    }

    private func show(erased: Int64, found: Int, isGone: Bool) {
        switch format {
        case .json:
            let answer: JSON = ["found": .integer(Int64(found)), "erased": .integer(erased), "gone": .bool(yes && isGone)]
            print(answer.visibleText())
        case .table:
            if yes {
                print("\(erased) entries lost the person. That it was done is an entry of its own.")
            } else {
                print(found > 0 ? "\(found) entries hold this address; nothing was erased. Add --yes to erase it." : "No entry holds this address.")
            }
        }
    }
}
