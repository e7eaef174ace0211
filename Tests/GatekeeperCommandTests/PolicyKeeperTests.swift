import AuditTrail
import Foundation
import Gatekeeper
import GatekeeperTesting
import InvitationPolicy
import Invitations
import StrictJSON
import Testing

@testable import GatekeeperCommand

@Suite("A policy that changes while the service runs", .timeLimit(.minutes(1)))
struct PolicyKeeperTests {
    @Test("A replaced file comes into force at the second look, and trail, status, metric and log tell its digest")
    func change() async throws {
        let folder = try KeeperFolder()
        let old = folder.digest
        await folder.looks()
        #expect(folder.audit.entries.isEmpty)
        try folder.write(KeeperFolder.second)
        await folder.keeper.look()
        #expect(folder.digest == old)
        folder.world.advance(seconds: 5)
        await folder.keeper.look()

        let new = try KeeperFolder.digest(of: KeeperFolder.second)
        #expect(folder.digest == new && new != old)
        let entry = try #require(folder.audit.entries.first)
        #expect(folder.audit.entries.count == 1 && entry.kind == .policyLoaded)
        #expect(entry.content["policy"]?["digest"]?.string == new && entry.content["by"] == "file change")
        #expect(folder.status["digest"]?.string == new)
        #expect(folder.status["loadedAt"]?.string == folder.world.now.description)
        let series = folder.metrics.split(separator: "\n").filter { $0.hasPrefix("gatekeeper_policy_info{") }
        #expect(series == ["gatekeeper_policy_info{digest=\"\(new)\",mode=\"enforce\",name=\"contoso\"} 1"])
        #expect(folder.metrics.contains("gatekeeper_policy_loads_total{result=\"loaded\",role=\"active\"} 1\n"))
        let said = folder.log.lines.filter { $0.hasPrefix("notice policy in force") }
        #expect(said.count == 1 && said[0].contains("digest=\(new)") && said[0].contains("previous=\(old)"))
        await folder.looks()
        #expect(folder.audit.entries.count == 1)
    }

    @Test("A reload reads at once, and tells the trail who asked")
    func reload() async throws {
        let folder = try KeeperFolder()
        try folder.write(KeeperFolder.second)
        await folder.keeper.reload(by: "SIGHUP")
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.second))
        #expect(folder.audit.entries.first?.content["by"] == "SIGHUP")
        // What was read by signal is no change for the looks that follow.
        await folder.looks()
        #expect(folder.audit.entries.count == 1)
    }

    @Test("A file that is still being written is not read")
    func halfWritten() async throws {
        let folder = try KeeperFolder()
        let old = folder.digest
        for end in [100, 200, 300] {
            try folder.overwrite(String(KeeperFolder.second.prefix(end)))
            await folder.keeper.look()
        }
        try folder.overwrite(KeeperFolder.second)
        await folder.keeper.look()
        #expect(folder.digest == old && folder.audit.entries.isEmpty)
        await folder.keeper.look()
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.second))
        #expect(folder.audit.entries.map(\.kind) == [.policyLoaded])
    }

    @Test("A list file that changes alone is read, and one that vanishes leaves the last good policy")
    func listFile() async throws {
        let folder = try KeeperFolder(KeeperFolder.withList, list: "competitor.example\n")
        let first = folder.digest
        try folder.write("competitor.example\nrival.example\n", to: "lists/denied.txt")
        await folder.looks()
        let second = folder.digest
        #expect(second != first && folder.audit.entries.map(\.kind) == [.policyLoaded])

        try folder.remove("lists/denied.txt")
        await folder.looks()
        #expect(folder.digest == second && folder.audit.entries.map(\.kind) == [.policyLoaded, .policyRejected])
        #expect(folder.audit.entries.last?.text.contains("the list file cannot be read") == true)
        // It comes back as it was first.
        try folder.write("competitor.example\n", to: "lists/denied.txt")
        await folder.looks()
        #expect(folder.digest == first && folder.audit.entries.last?.kind == .policyLoaded)
    }

    @Test("A file written over in place with the same size and time of modification is seen")
    func sameSizeAndTime() async throws {
        let folder = try KeeperFolder()
        let file = folder.path + "/policy.yaml"
        // Whole seconds, which come back as they were set.
        let modified = Date(timeIntervalSince1970: 1_790_000_000)
        try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: file)
        await folder.looks()
        let other = KeeperFolder.first.replacing("fabrikam.com", with: "fabrikan.com")
        try folder.overwrite(other)
        try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: file)
        await folder.looks()
        #expect(try folder.digest == KeeperFolder.digest(of: other))
    }

    @Test("A folder swapped by a symbolic link, as Kubernetes swaps a ConfigMap, is seen")
    func symbolicLink() async throws {
        let folder = try KeeperFolder()
        try folder.write(KeeperFolder.first, to: "lists/v1.yaml")
        try folder.write(KeeperFolder.second, to: "lists/v2.yaml")
        func link(to name: String) throws {
            try FileManager.default.createSymbolicLink(atPath: folder.path + "/next", withDestinationPath: "lists/\(name)")
            let renamed = unsafe rename(folder.path + "/next", folder.path + "/policy.yaml")
            #expect(renamed == 0)
        }
        try link(to: "v1.yaml")
        await folder.looks()
        #expect(folder.audit.entries.isEmpty)
        try link(to: "v2.yaml")
        await folder.looks()
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.second))
    }

    @Test("Comments alone make no entry; the policy is confirmed, and its rules are where they stand now")
    func comments() async throws {
        let rule = "{id: partners, effect: allow, domains: [partner.example]}"
        let text = "# why\n# and how\n" + Contoso.policyText(rules: rule)
        let folder = try KeeperFolder(Contoso.policyText(rules: rule))
        let (digest, loadedAt) = (folder.digest, folder.policies.current.loadedAt)
        try folder.write(text)
        folder.world.advance(seconds: 7)
        await folder.looks()
        #expect(folder.audit.entries.isEmpty && folder.digest == digest)
        #expect(folder.policies.current.loadedAt == loadedAt && folder.policies.confirmedAt == folder.world.now)
        #expect(folder.log.lines.contains { $0.hasPrefix("info the policy's files were read and mean what they meant") })
        #expect(folder.metrics.contains("gatekeeper_policy_loads_total{result=\"unchanged\",role=\"active\"} 1\n"))

        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("a@partner.example"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        let policy = folder.policies.current.policy
        let caller = try #require(policy.caller(Contoso.portal))
        var inviter = InviterFacts(id: Contoso.ana, proof: .token)
        inviter.enabled = .known(true, from: .graph, asOf: folder.world.now)
        inviter.userKind = .known(.member, from: .token, asOf: folder.world.now)
        let decision = policy.decide(request, by: inviter, through: caller, at: folder.world.now)
        #expect(decision.deciding?.source.line == text.split(separator: "\n").firstIndex { $0.contains("partners") }.map { $0 + 1 })
    }

    @Test("A broken file leaves the last good policy; each content is recorded once, with its faults, and shown until it is whole")
    func broken() async throws {
        let folder = try KeeperFolder()
        let old = folder.digest
        folder.world.advance(seconds: 60)
        try folder.write(KeeperFolder.broken)
        await folder.looks()
        #expect(folder.digest == old && folder.status["digest"]?.string == old)
        let entry = try #require(folder.audit.entries.first)
        #expect(folder.audit.entries.count == 1 && entry.kind == .policyRejected && entry.content["faultCount"] == 2)
        #expect(entry.text.contains("policy.yaml:3:1: ") && entry.text.contains("policy.yaml:4:7: "), "\(entry.text)")
        let rejection = folder.status["lastRejection"]
        #expect(rejection?["time"]?.string == folder.world.now.description && rejection?["faults"]?.array?.count == 2)
        #expect(folder.log.lines.count { $0.hasPrefix("error policy: ") && $0.contains("policy.yaml:") } == 2)
        #expect(folder.metrics.contains("gatekeeper_policy_loads_total{result=\"rejected\",role=\"active\"} 1\n"))

        await folder.keeper.reload(by: "SIGHUP")
        await folder.looks()
        #expect(folder.audit.entries.count == 1)
        try folder.write(KeeperFolder.broken + "# more\n")
        await folder.looks()
        #expect(folder.audit.entries.map(\.kind) == [.policyRejected, .policyRejected])

        try folder.write(KeeperFolder.second)
        await folder.looks()
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.second))
        #expect(folder.status["lastRejection"] == .null)
    }

    @Test("A broken file in the middle of a series of swaps changes nothing but the report")
    func series() async throws {
        let folder = try KeeperFolder()
        for text in [KeeperFolder.second, KeeperFolder.broken, KeeperFolder.third, KeeperFolder.broken, KeeperFolder.first] {
            try folder.write(text)
            await folder.looks()
        }
        let digests = folder.audit.entries(.policyLoaded).map { $0.content["policy"]?["digest"]?.string }
        #expect(try digests == [KeeperFolder.second, KeeperFolder.third, KeeperFolder.first].map(KeeperFolder.digest))
        #expect(folder.audit.entries(.policyRejected).count == 2)
        #expect(try folder.digest == KeeperFolder.digest(of: KeeperFolder.first))
    }

    @Test("A policy file that vanishes is a fault like any other, and coming back it is confirmed")
    func vanished() async throws {
        let folder = try KeeperFolder()
        let old = folder.digest
        try folder.remove("policy.yaml")
        await folder.looks()
        #expect(folder.digest == old && folder.audit.entries.map(\.kind) == [.policyRejected])
        #expect(folder.audit.entries.first?.text.contains("the policy cannot be read") == true)
        try folder.write(KeeperFolder.first)
        await folder.looks()
        #expect(folder.digest == old && folder.audit.entries.count == 1 && folder.status["lastRejection"] == .null)
    }

    @Test("A pipe in the file's place is a fault, and nobody waits for its writer")
    func pipe() async throws {
        let folder = try KeeperFolder()
        try folder.remove("policy.yaml")
        let made = unsafe mkfifo(folder.path + "/policy.yaml", 0o600)
        #expect(made == 0)
        await folder.keeper.reload(by: "SIGHUP")
        #expect(folder.audit.entries.first?.text.contains("policy.yaml is no regular file") == true)
    }

    @Test("reportOnly is rejected where the settings forbid it, for the whole policy and for a rule, and loaded where they do not")
    func reportOnly() async throws {
        let texts = [
            Contoso.policyText(mode: "reportOnly"),
            Contoso.policyText(rules: "{id: watch, effect: deny, mode: reportOnly, domains: [fabrikam.com]}"),
        ]
        for text in texts {
            for allows in [false, true] {
                let folder = try KeeperFolder(allowsReportOnly: allows)
                try folder.write(text)
                await folder.looks()
                #expect(folder.audit.entries.map(\.kind) == [allows ? .policyLoaded : .policyRejected])
                #expect(try folder.digest == KeeperFolder.digest(of: allows ? text : KeeperFolder.first))
            }
        }
    }
}
