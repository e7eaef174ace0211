import Foundation
import GatekeeperTesting
import Invitations

@testable import GatekeeperCommand

/// A folder with settings, policy and secret in it, good as they stand; removed with the test.
final class SettingsFolder: Sendable {
    static let secret = "s3cr3t-v4lue"

    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write("policy.yaml", Contoso.policyText())
        try write("secret", Self.secret + "\n")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var settings: String { path + "/gatekeeper.yaml" }
    var store: String { path + "/audit.sqlite" }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// Settings that are good, as paths and YAML values.
    static let good = [
        "tenant": Contoso.tenant.description, "audience.clientId": Contoso.gate.description,
        "policy.file": "policy.yaml", "audit.file": "audit.sqlite", "graph.clientId": Contoso.gate.description,
        "graph.clientSecretFile": "secret",
    ]

    /// Writes the good settings with some values changed, added or (nil) left out.
    func settings(_ changes: [String: String?]) throws {
        var values = Self.good
        for (key, value) in changes { values[key] = value }
        try write("gatekeeper.yaml", Self.yaml(values.map { ($0.key.split(separator: ".").map(String.init), $0.value) }))
    }

    private static func yaml(_ values: [(path: [String], value: String)]) -> String {
        Dictionary(grouping: values) { $0.path[0] }.sorted { $0.key < $1.key }.map { name, group in
            "\(name): \(flow(group.map { (Array($0.path.dropFirst()), $0.value) }))\n"
        }.joined()
    }

    private static func flow(_ values: [(path: [String], value: String)]) -> String {
        if let only = values.first, only.path.isEmpty { return only.value }
        let members = Dictionary(grouping: values) { $0.path[0] }.sorted { $0.key < $1.key }.map { name, group in
            "\(name): \(flow(group.map { (Array($0.path.dropFirst()), $0.value) }))"
        }
        return "{\(members.joined(separator: ", "))}"
    }

    func load(_ environment: [String: String] = [:]) async throws -> Settings {
        try await Settings.load(file: settings, environment: environment)
    }

    /// The faults of the settings with these changes; empty when they load.
    func faults(
        _ changes: [String: String?] = [:], environment: [String: String] = [:]
    ) async throws -> [SettingsFault] {
        try settings(changes)
        do throws(SettingsFaults) {
            _ = try await Settings.load(file: settings, environment: environment)
            return []
        } catch {
            return error.faults
        }
    }
}
