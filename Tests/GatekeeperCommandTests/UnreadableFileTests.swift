import Foundation
import GatekeeperTesting
import Glibc
import InvitationPolicy
import Testing

@testable import GatekeeperCommand

@Suite("Files that cannot be read")
struct UnreadableFileTests {
    private func why(_ path: String, atMost limit: Int = 100) -> String? {
        do throws(UnreadableFile) {
            _ = try RegularFile.read(path, atMost: limit)
            return nil
        } catch {
            return error.why
        }
    }

    @Test("each is told in plain words, and none is waited for")
    func words() throws {
        let folder = try SettingsFolder()
        #expect(why(folder.path + "/none") == "there is no file at \(folder.path)/none")
        #expect(why(folder.path + "/secret/none") == "there is no file at \(folder.path)/secret/none")
        #expect(why(folder.path) == "\(folder.path) is a folder")
        #expect(unsafe mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(why(folder.path + "/pipe") == "\(folder.path)/pipe is no regular file")
        #expect(why("/dev/zero") == "/dev/zero is no regular file")
        let long = folder.path + "/" + String(repeating: "x", count: 300)
        #expect(why(long) == "\(long): File name too long")
    }

    @Test("as many bytes as the limit are read, one more is too many")
    func size() throws {
        let folder = try SettingsFolder()
        try folder.write("bytes", String(repeating: "x", count: 100_000))
        #expect(try RegularFile.read(folder.path + "/bytes", atMost: 100_000) == Array(repeating: UInt8(ascii: "x"), count: 100_000))
        #expect(why(folder.path + "/bytes", atMost: 99_999) == "\(folder.path)/bytes is larger than 99999 bytes")
    }

    @Test("what only others may read", .enabled(if: geteuid() != 0))
    func permission() throws {
        let folder = try SettingsFolder()
        #expect(unsafe chmod(folder.path + "/secret", 0) == 0)
        #expect(why(folder.path + "/secret") == "\(folder.path)/secret may not be read (permission denied)")
    }

    @Test("every command that takes a policy says the same")
    func commands() async throws {
        let folder = try SettingsFolder()
        let none = folder.path + "/none.yaml"
        let commands = [
            ["policy", "check", none], ["policy", "test", folder.path + "/none.yaml"], ["policy", "diff", none, folder.path + "/policy.yaml"],
            ["policy", "explain", none, "--invite", "a@fabrikam.com", "--through", "invite-portal"],
        ]
        for command in commands {
            let result = try await Program.run(command)
            let text = result.output + result.errors
            #expect(result.exitCode == 3 && text.contains("there is no file at \(folder.path)/none"), "\(command) \(result)")
            #expect(!text.contains("NSCocoa"))
        }
    }

    @Test("settings, and a policy that they name")
    func settings() async throws {
        let folder = try SettingsFolder()
        let missing = try await Program.run(["serve", "--check", "--settings", folder.settings])
        #expect(missing.exitCode == 3 && missing.errors.contains("cannot be read: there is no file at \(folder.settings)"), "\(missing)")
        try folder.settings(["policy.file": "none.yaml"])
        let policy = try await Program.run(["serve", "--check", "--settings", folder.settings])
        #expect(
            policy.exitCode == 3 && policy.errors.contains("the policy cannot be read: there is no file at \(folder.path)/none.yaml"), "\(policy)")
    }

    @Test("a list file that is missing is told with its path")
    func listFile() throws {
        let folder = try SettingsFolder()
        try folder.write("policy.yaml", Contoso.policyText(domains: "allow: [{file: none.txt}]"))
        let faults = #expect(throws: PolicyFaults.self) { try PolicyFile.check(folder.path + "/policy.yaml") }
        #expect(faults?.faults.map(\.what) == ["the list file cannot be read"])
        #expect(faults?.faults.map(\.advice) == ["there is no file at \(folder.path)/none.txt"])
    }
}

@Suite("List files behind links")
struct LinkedListTests {
    private static let text = Contoso.policyText(domains: "allow: [{file: lists/x.txt}]")

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    private func folder(_ path: String) throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    @Test("a folder as Kubernetes mounts a ConfigMap is read through its links")
    func configMap() throws {
        let mount = try SettingsFolder()
        try FileManager.default.removeItem(atPath: mount.path + "/policy.yaml")
        try folder(mount.path + "/..2026_11_24/lists")
        try mount.write("..2026_11_24/policy.yaml", Self.text)
        try mount.write("..2026_11_24/lists/x.txt", "fabrikam.com\n")
        try link(mount.path + "/..data", to: "..2026_11_24")
        try link(mount.path + "/policy.yaml", to: "..data/policy.yaml")
        try link(mount.path + "/lists", to: "..data/lists")
        #expect(try PolicyFile.check(mount.path + "/policy.yaml").policy.domainEntryCount == 1)
    }

    @Test("a policy that is a link has its lists beside its own name, or beside its target")
    func linkedPolicy() throws {
        let (here, there) = (try SettingsFolder(), try SettingsFolder())
        try folder(there.path + "/lists")
        try there.write("lists/x.txt", "fabrikam.com\n")
        try there.write("policy.yaml", Self.text)
        try FileManager.default.removeItem(atPath: here.path + "/policy.yaml")
        try link(here.path + "/policy.yaml", to: there.path + "/policy.yaml")
        try link(here.path + "/lists", to: there.path + "/lists")
        #expect(try PolicyFile.check(here.path + "/policy.yaml").policy.domainEntryCount == 1)
    }

    @Test("a link that leads out of the folder is refused, a file's or a folder's", arguments: ["lists", "lists/x.txt"])
    func outside(name: String) throws {
        let (here, there) = (try SettingsFolder(), try SettingsFolder())
        try folder(there.path + "/lists")
        try there.write("lists/x.txt", "fabrikam.com\n")
        try here.write("policy.yaml", Self.text)
        if name != "lists" { try folder(here.path + "/lists") }
        try link("\(here.path)/\(name)", to: "\(there.path)/\(name)")
        let faults = #expect(throws: PolicyFaults.self) { try PolicyFile.check(here.path + "/policy.yaml") }
        #expect(faults?.faults.map(\.advice) == ["\(here.path)/lists/x.txt is a link that leads out of the policy's folder"])
        // A folder whose name begins alike is another one.
        try folder(here.path + "-2/lists")
        defer { try? FileManager.default.removeItem(atPath: here.path + "-2") }
        try Data("fabrikam.com".utf8).write(to: URL(fileURLWithPath: here.path + "-2/lists/x.txt"))
        try FileManager.default.removeItem(atPath: "\(here.path)/\(name)")
        try link("\(here.path)/\(name)", to: "\(here.path)-2/\(name)")
        #expect(throws: PolicyFaults.self) { try PolicyFile.check(here.path + "/policy.yaml") }
    }
}
