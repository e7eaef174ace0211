import AuditStores
import AuditTrail
import Foundation
import StrictJSON
import Testing

extension ServiceTests {
    /// The demo as a process of its own.
    @Suite struct Demo {
        @Test func hangUpReloadsThePolicyAndTheFolderGoesWithTheDemo() async throws {
            let run = try Run(GateProcess.program.path, ["demo"])
            var said: [String] = []
            // The last line that it prints names the store.
            while said.last?.hasPrefix("gatekeeper audit query") != true, let line = await run.nextLine() { said.append(line) }
            let store = try #require(said.last?.split(separator: " ").last.map(String.init))
            let folder = URL(fileURLWithPath: store).deletingLastPathComponent()
            #expect(said.contains { $0.hasSuffix("which goes with it: \(folder.path)") })
            #expect(said.contains { $0.hasPrefix("curl -s http://127.0.0.1:") && $0.contains("/v1/decisions -H ") })
            let policy = folder.appendingPathComponent("policy.yaml")
            #expect(said.contains { $0.hasPrefix("Edit \(policy.path)") })

            let text = try String(contentsOf: policy, encoding: .utf8)
            try Data(text.replacing("name: contoso-demo", with: "name: edited").utf8).write(to: policy, options: .atomic)
            kill(run.pid, SIGHUP)
            let loaded = try await Self.entry(store) { $0["policy"]?["name"] == "edited" }
            #expect(loaded["by"] == "SIGHUP")
            kill(run.pid, SIGTERM)
            #expect(await run.ending.value == 0)
            #expect(!FileManager.default.fileExists(atPath: folder.path))
        }

        /// The first such entry about a policy, once there is one.
        private static func entry(_ store: String, _ isMeant: (JSON) -> Bool) async throws -> JSON {
            var query = AuditQuery()
            query.kinds = [.policyLoaded]
            let reader = try SQLiteAuditReader.open(path: store)
            while true {
                let contents = try await reader.query(query).entries.map { try JSON(parsing: $0.entry.content) }
                if let content = contents.first(where: isMeant) { return content }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
