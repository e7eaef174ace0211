import Invitations

/// What a policy's judgement found in the message: enough to judge the invitation again without the message's words,
/// which no entry keeps.
public struct MessageFindings: Hashable, Sendable {
    /// The most hosts that are written.
    public static let mostHosts = 16

    /// Whether it is text without markup.
    public var isPlain: Bool
    /// The hosts that it links to, in A-labels and with a port where one is given; sorted, each once.
    public let linkHosts: [String]
    /// Whether it has a link whose host cannot be made out.
    public var linksUnreadable: Bool
    /// Hosts that are not among `linkHosts` because they would tell whom the entry is about.
    public let withheldHosts: Int

    public init(isPlain: Bool, linkHosts: some Sequence<String>, linksUnreadable: Bool) {
        self.init(isPlain, Set(linkHosts).sorted(), linksUnreadable, withheld: 0)
    }

    private init(_ isPlain: Bool, _ linkHosts: [String], _ linksUnreadable: Bool, withheld: Int) {
        self.isPlain = isPlain
        self.linkHosts = linkHosts
        self.linksUnreadable = linksUnreadable
        self.withheldHosts = withheld
    }

    /// Without the hosts in these domains: the invitee's domain stands in the side row only, where it can be erased.
    func withholding(_ domains: [MailDomain]) -> Self {
        let kept = linkHosts.filter { host in
            var name = host.prefix { $0 != ":" }.lowercased()
            if name.hasSuffix(".") { name.removeLast() }
            return !domains.contains { name == $0.ascii || name.hasSuffix("." + $0.ascii) }
        }
        return Self(isPlain, kept, linksUnreadable, withheld: withheldHosts + linkHosts.count - kept.count)
    }
}

extension CanonicalObject {
    /// The members of a message's object that tell of its links.
    mutating func links(_ findings: MessageFindings?) {
        guard let findings else { return }
        let kept = findings.linkHosts.prefix(MessageFindings.mostHosts)
        let omitted = findings.linkHosts.count - kept.count
        member("linkHosts", Array(kept))
        member("linkHostsOmitted", omitted > 0 ? Int64(omitted) : nil)
        member("linkHostsWithheld", findings.withheldHosts > 0 ? Int64(findings.withheldHosts) : nil)
        member("linksUnreadable", findings.linksUnreadable)
    }
}
