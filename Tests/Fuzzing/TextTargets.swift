import InvitationPolicy
import Invitations

/// Reads one input and checks what its reader promises of whatever it takes.
enum TextTargets {
    static func loader(_ bytes: [UInt8]) throws {
        let (one, other) = (load(bytes), load(bytes))
        switch (one, other) {
        case (.success(let first), .success(let second)):
            try demand(first.policy.digest == second.policy.digest, "two digests of one text")
            try demand(first.warnings.count <= 500, "more warnings than the bound")
            try judge(first.policy)
        case (.failure(let first), .failure(let second)):
            try demand(first.description == second.description, "other faults at the second load")
            try demand(!first.faults.isEmpty && first.faults.count <= 501, "\(first.faults.count) faults")
            let lines = bytes.reduce(1) { $0 + ($1 == 0x0A || $1 == 0x0D ? 1 : 0) }
            for fault in first.faults {
                try demand(fault.line >= 1 && fault.column >= 1, "a fault at \(fault.location)")
                try demand(fault.file != "policy.yaml" || fault.line <= lines + 1, "a fault below the text: \(fault.location)")
                try demand(fault.text.unicodeScalars.count <= 5_000, "a fault that shows too much")
            }
            let shown = first.description.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
            try demand(shown.isEmpty, "a control character in a fault")
        default: throw Finding(description: "loads once, and once not")
        }
    }

    private static func load(_ bytes: [UInt8]) -> Result<LoadedPolicy, PolicyFaults> {
        do throws(PolicyFaults) {
            return .success(try Policy.load(bytes: bytes, file: "policy.yaml") { _ in Array("a.example\n*.b.example".utf8) })
        } catch {
            return .failure(error)
        }
    }

    /// A policy that loads can be asked.
    private static func judge(_ policy: Policy) throws {
        guard let caller = policy.callers.first else { return }
        let request = InvitationRequest(
            invitedUserEmailAddress: try EmailAddress("g@fabrikam.com"),
            inviteRedirectUrl: try RedirectURL("https://myapps.microsoft.com"))
        let inviter = InviterFacts(id: ObjectID(high: 1, low: 2), proof: .token)
        let now = Timestamp(milliseconds: 1_764_000_000_000)
        _ = policy.quotaCounters(for: request, by: inviter.id, through: caller, at: now)
        let decision = policy.decide(request, by: inviter, through: caller, at: now)
        try demand(!decision.isApproved, "an inviter of whom nothing is known passes")
    }

    static func address(_ text: String) throws {
        guard let address = try? EmailAddress(text) else { return }
        let again = try EmailAddress(address.description)
        try demand(again == address, "\(address) is another address when read again")
        try demand(address.description.utf8.count <= 254, "an address longer than 254 bytes")
        try demand(address.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "an address outside printable ASCII")
        try demand(address.description.utf8.filter { $0 == UInt8(ascii: "@") }.count == 1, "not one @")
        try demand((try? EmailAddress("\(address.description).")) == nil, "a trailing dot passes")
        let shouted = try EmailAddress("\(address.localPart.uppercased())@\(address.domain.ascii.uppercased())")
        try demand(shouted.comparisonKey == address.comparisonKey, "case makes another key")
        try domain(address.domain.ascii)
    }

    static func domain(_ text: String) throws {
        guard let domain = try? MailDomain(text) else { return }
        try demand(try MailDomain(domain.ascii) == domain, "\(domain) is another domain when read again")
        try demand(try MailDomain(domain.ascii.uppercased()) == domain, "case makes another domain")
        let isHostName = domain.ascii.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
        }
        try demand(isHostName && domain.ascii.utf8.count <= 253, "\(domain) is no host name")
        for dot in ["\u{3002}", "\u{FF0E}", "\u{FF61}"] {
            // Where the name is short enough for the bound on what is looked at.
            guard domain.ascii.utf8.count < 250, domain.labelCount < 64 else { continue }
            try demand(try MailDomain(domain.ascii.replacing(".", with: dot)) == domain, "another dot makes another domain")
        }
        try demand((try? MailDomain(domain.ascii + ".")) == nil, "a trailing dot passes")
    }

    static func list(_ bytes: [UInt8]) throws {
        guard case .success(let one) = load(list: bytes) else { return }
        // Upside down and with Windows line ends: the same list.
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let lines = marked.split(separator: 0x0A, omittingEmptySubsequences: false).reversed().map(Array.init)
        guard case .success(let other) = load(list: Array(lines.joined(separator: [0x0D, 0x0A]))) else {
            throw Finding(description: "upside down, the list does not load")
        }
        try demand(one.policy.digest == other.policy.digest, "upside down, the list has another digest")
    }

    private static func load(list: [UInt8]) -> Result<LoadedPolicy, PolicyFaults> {
        let text = """
            version: 1
            name: list
            invitations:
              whoMayInvite: everyone
              callers: []
              domains: {allow: [{file: x.txt}]}
              defaults: {require: {redirectHosts: [myapps.microsoft.com]}}
            """
        do throws(PolicyFaults) {
            return .success(try Policy.load(text: text, file: "policy.yaml") { _ in list })
        } catch {
            return .failure(error)
        }
    }

    private static func demand(_ holds: Bool, _ what: String) throws {
        if !holds { throw Finding(description: what) }
    }
}
