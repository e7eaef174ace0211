import InvitationPolicy
import Invitations

/// A policy of a given size, and addresses of which it is known how they fare.
struct MadePolicy {
    /// What the rules are about.
    enum Shape: String, CaseIterable {
        /// Domains of their own.
        case domains = "by domain"
        /// Groups of inviters: rules that are about every address.
        case groups = "by group"
    }

    let entries: Int
    let rules: Int
    let shape: Shape
    let denied: [EmailAddress]
    let listed: [EmailAddress]
    let ruled: [EmailAddress]
    /// The list files, made beforehand: that is no part of loading them.
    private let lists: [String: [UInt8]]

    init(entries: Int, rules: Int, shape: Shape) throws {
        (self.entries, self.rules, self.shape) = (entries, rules, shape)
        let half = max(1, entries / 2)
        func addresses(_ name: (Int) -> String) throws -> [EmailAddress] {
            try (0..<64).map { try EmailAddress("ada@\(name($0 * 7_919 % half))") }
        }
        denied = try addresses(Self.deniedName)
        listed = try addresses(Self.allowedName)
        lists = ["denied.txt": Self.list(half, Self.deniedName), "allowed.txt": Self.list(half, Self.allowedName)]
        ruled = try (0..<64).map { try EmailAddress("ada@p\($0 % rules).partner.example") }
    }

    private static func deniedName(_ number: Int) -> String { "d\(number).listed.example" }
    private static func allowedName(_ number: Int) -> String { "a\(number).friends.example" }

    private static func list(_ count: Int, _ name: (Int) -> String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 24)
        for number in 0..<count { bytes += "\(name(number))\n".utf8 }
        return bytes
    }

    func load() throws -> Policy {
        try Policy.load(text: text, file: "policy.yaml") { lists[$0] ?? [] }.policy
    }

    /// Of a list's arrays: the name, its end and its line, and at most three quarters of the slots of 4 bytes taken.
    var computedBytesPerEntry: Double {
        let half = max(1, entries / 2)
        func bytes(_ name: (Int) -> String) -> Int {
            let names = (0..<half).reduce(0) { $0 + name($1).utf8.count }
            var slots = 4
            while slots * 3 < half * 4 { slots *= 2 }
            return names + half * 8 + slots * 4
        }
        return Double(bytes(Self.deniedName) + bytes(Self.allowedName)) / Double(half * 2)
    }

    private var text: String {
        let written = (0..<rules).map { number -> String in
            switch shape {
            case .domains: "{id: r\(number), effect: allow, domains: [p\(number).partner.example]}"
            case .groups:
                // All but the last are about groups that the inviter is not in.
                "{id: r\(number), effect: allow, inviters: {groups: [00000000-0000-0000-0000-\(Self.group(number, of: rules))]}}"
            }
        }
        return """
            version: 1
            name: made
            invitations:
              whoMayInvite: everyone
              callers: [{app: 6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11, name: invite-portal, channel: portal}]
              internalDomains: [contoso.com]
              domains: {deny: [{file: denied.txt}], allow: [{file: allowed.txt}]}
              rules: [\(written.joined(separator: ",\n    "))]
              defaults: {quota: {perTenant: 1000000, per: day}, require: {redirectHosts: [myapps.microsoft.com]}}
            """
    }

    private static func group(_ number: Int, of rules: Int) -> String {
        let text = number == rules - 1 ? "7" : String(number + 1_000)
        return String(repeating: "0", count: 12 - text.count) + text
    }
}
