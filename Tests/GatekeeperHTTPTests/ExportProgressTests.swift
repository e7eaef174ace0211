import AuditTrail
import Gatekeeper
import GatekeeperTesting
import StrictJSON
import Testing

@testable import GatekeeperHTTP

@Suite("An export's progress")
struct ExportProgressTests {
    @Test("is made by looking for entries, too: who finds few of them is not taken for who reads none")
    func searching() async throws {
        let room = try ReadingRoom()
        room.trail.findNothing(times: 40)
        let request = try ReadingRoom.request("/v1/audit/export", by: .auditor)
        let answer = try await room.desk.read(AuditRead(.export), try submission(request))
        guard case .export(let export) = answer else { throw NoExport() }
        let progress = ExportProgress()
        var pieces = export.pieces()
        var full = 0
        while let piece = try await ExportStream.next(of: &pieces, telling: progress) { full += piece.isEmpty ? 0 : 1 }
        // Three pieces with two entries each, and the trailer.
        #expect(full == 4 && progress.times > 40)
        #expect(room.house.audit.entries(.exported).map { $0.content["state"] } == ["begun", "finished"])
    }

    private func submission(_ request: WireRequest) throws -> Submission {
        var submission = Submission(
            operation: .readAudit(AuditRead(.export)), requestID: ownRequestID, clientRequestID: ownRequestID, peer: "192.0.2.7")
        submission.authorization = [try TokenMint.auditor.authorization()]
        return submission
    }

    private struct NoExport: Error {}
}
