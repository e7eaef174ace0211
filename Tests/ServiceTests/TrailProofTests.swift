import AuditStores
import AuditTrail
import Foundation
import Testing

@testable import GatekeeperCommand

extension ServiceTests {
    /// The trail signs what it has come to, as the service runs and stops.
    @Suite struct TrailProof {
        @Test func theLastCheckpointOfAServiceThatStopsAttestsItsLastEntry() async throws {
            let folder = try Folder.make()
            defer { Folder.remove(folder) }
            let signer = try NoteSigner(name: "gate.example/audit", seed: Array(0..<32))
            let keyFile = folder.appendingPathComponent("key").path
            try SigningKeyFile.create(keyFile, signer)
            var plan = HousePlan()
            plan.auditFile = folder.appendingPathComponent("audit.sqlite").path
            plan.proof.keyFile = keyFile
            plan.proof.file = folder.appendingPathComponent("kept").path
            try await House.with(plan) { house in
                let answer = try await house.ask(Ask("ada@fabrikam.example"))
                #expect(answer.status == 201)
            }
            let reader = try SQLiteAuditReader.open(path: plan.auditFile ?? "")
            let kept = try NoteFile.notes(in: [UInt8](Data(contentsOf: folder.appendingPathComponent("kept"))))
                .map { try $0.attested(by: [signer.verifier]) }
            #expect(kept.last?.checkpoint.entries == (try await reader.entriesWritten()))
            let report = try await reader.verify(against: TrailEvidence(notes: kept), keys: [signer.verifier])
            #expect(report.isWhole && report.checkpoints == 2 * kept.count, "\(report)")
            var query = AuditQuery()
            query.kinds = [.stopped]
            #expect(try await reader.query(query).entries.map(\.id.number) == [kept.last?.checkpoint.entries])
        }
    }
}
