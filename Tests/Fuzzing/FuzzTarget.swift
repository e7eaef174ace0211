import ArgumentParser
import InvitationPolicy
import Invitations
import PolicyDrafts

/// What can be fuzzed. Each input must be taken or refused, and what is taken must keep what its type promises.
enum FuzzTarget: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// A policy's bytes.
    case loader
    /// A mail address, as a caller sends it.
    case address
    case domain
    /// The bytes of a list file.
    case list
    /// The bytes of a cases file.
    case cases
    /// The input's bytes are the seed of a drawn policy, on which every property of decisions is tried.
    case decisions
    /// The same, for one policy written down in many ways.
    case writings

    func run(_ bytes: [UInt8]) throws {
        switch self {
        case .loader: try TextTargets.loader(bytes)
        case .address: try TextTargets.address(String(decoding: bytes, as: UTF8.self))
        case .domain: try TextTargets.domain(String(decoding: bytes, as: UTF8.self))
        case .list: try TextTargets.list(bytes)
        case .cases: try CasesTarget.run(bytes)
        case .decisions:
            let seed = Self.seed(bytes)
            let all = DecisionProperty.allCases
            try all[Int(seed % UInt64(all.count))].check(seed: seed, hearings: 10)
        case .writings:
            let seed = Self.seed(bytes)
            let same = try SamePolicy(seed: seed, size: .small, hearings: 10)
            try same.checkWriting(seed: seed, judging: 0..<10)
        }
    }

    /// FNV-1a: the smallest change of the input is another seed.
    private static func seed(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// What the target reads as more than letters.
    var words: [String] {
        switch self {
        case .loader:
            [
                "version: 1", "name", "owner", "author", "mode: reportOnly", "invitations:", "whoMayInvite: everyone", "callers",
                "internalDomains", "domains", "deny", "allow", "unlisted: allow", "rules:", "id", "effect", "inviters", "groups",
                "require", "redirectHosts", "quota: {perInviter: 2, per: day}", "perTenant", "per: month", "sponsor: true",
                "displayName", "invitedUserType: Member", "existingGuest: refuse", "messageLanguage: de-DE", "expires: 2027-01-01",
                "reviewBy", "subdomains: true", "file: lists/x.txt", "exclusive: true", "permit: [memberType]", "tenant:",
                "6c1e7a52-3f0d-4c57-9b6e-2d8f0a4b7c11", "\"*.a.example\"", "1000000", "99999999999999999999", "true", "yes", "1e9",
            ]
        case .address, .domain: ["example", "a.example", "xn--bcher-kva", "bücher", "faß", "日本語", "0x7f", "127.0.0.1", "[::1]"]
        case .list: ["*.", "a.example", "# x", "\n", "xn--bcher-kva.example", "bücher.example"]
        case .cases:
            [
                "invite:", "expect:", "approved", "denied", "undecided", "by:", "through:", "proof: asserted", "usage:", "perInviter",
                "rule: auditors", "sponsor:", "guestExists: true", "at: 2027-01-01", "unknown: [groups]", "callers:", "cc:",
                "invitedUserMessageInfo", "ccRecipients", "customizedMessageBody", "reportOnly:", "requirement:", "message:",
            ]
        case .decisions, .writings: []
        }
    }
}

/// A promise that an input broke.
struct Finding: Error, CustomStringConvertible {
    let description: String
}
