import Invitations

/// Reads one case.
struct CaseReader {
    /// What holds for all cases of a file.
    struct Common {
        let time: Timestamp?
        let inviters: CaseInviters
        let callers: [PolicyCaller]
        let by: InviterFacts?
        let through: PolicyCaller?
        /// The keys that stand there, even if nothing could be made of them.
        let given: Set<String>

        init(_ top: inout Section, _ callers: [PolicyCaller]) {
            self.callers = callers
            time = CasesReader.time(&top)
            inviters = CaseInviters(&top, at: time)
            let (by, through) = (top.value("by"), top.value("through"))
            self.by = by.flatMap { [inviters] in inviters.find($0, path: "by") }
            self.through = through.flatMap { [log = top.log] in CaseReader.caller($0, callers, log) }
            given = Set(["at", "by", "through"].filter(top.has))
        }
    }

    private enum Sponsor: String, CaseIterable {
        case missing, noSuchUser
    }
    private enum Kind: String, CaseIterable {
        case member, guest
    }
    private enum Proof: String, CaseIterable {
        case token, asserted, chat
    }

    private var section: Section
    private let policy: Policy
    private let common: Common
    private var log: FaultLog { section.log }

    init(section: Section, policy: Policy, common: Common) {
        (self.section, self.policy, self.common) = (section, policy, common)
    }

    mutating func read() -> PolicyCase? {
        let name = section.required("name", "reports name the case by it").flatMap { section.text($0, section.named("name")) }
        let request = section.required("invite", "an address, or a map with Graph's property names")
            .flatMap { CaseInvitation(policy: policy, log: log).read($0, path: section.named("invite")) }
        let inviter = inviter()
        let caller = caller()
        let context = context()
        let own = CasesReader.time(&section)
        let time = own ?? common.time
        if time == nil, isMissing("at") {
            log.fault(section.node.location, "", "`at` is missing", "write the time that the cases are judged at, once for all or here")
        }
        let usage = usage(request, inviter, caller, time)
        let expectation = section.required("expect", "approved, or {denied: a reason}")
            .flatMap { ExpectationReader(policy: policy, log: log).read($0, path: section.named("expect")) }
        section.finish()
        guard let name, let request, let inviter, let caller, let time, let expectation else { return nil }
        return PolicyCase(
            name: name, source: section.node.location, request: request, inviter: inviter, caller: caller, context: context,
            usage: usage, time: time, expectation: expectation)
    }

    private mutating func inviter() -> InviterFacts? {
        let node = section.value("by")
        var facts = node.map { common.inviters.find($0, path: section.named("by")) } ?? common.by
        switch section.choice("proof", Proof.self) {
        case .token, nil: facts?.proof = .token
        case .asserted: facts?.proof = .asserted
        case .chat: facts?.proof = .chat
        }
        if isMissing("by") {
            log.fault(section.node.location, "", "`\(section.named("by"))` is missing", "who invites: a name under `inviters`, or a map")
        }
        return facts
    }

    private mutating func caller() -> PolicyCaller? {
        if let node = section.value("through") { return Self.caller(node, common.callers, log) }
        if isMissing("through") {
            log.fault(
                section.node.location, "", "`\(section.named("through"))` is missing", "the name of a caller of the policy")
        }
        return common.through
    }

    private static func caller(_ node: PolicyNode, _ callers: [PolicyCaller], _ log: FaultLog) -> PolicyCaller? {
        if let caller = callers.first(where: { $0.name == node.shown }) { return caller }
        let advice = Spelling.didYouMean(node.shown, among: callers.map(\.name))
        log.fault(node, "no such caller", advice ?? "it must stand in the policy's `callers`")
        return nil
    }

    private func isMissing(_ key: String) -> Bool { !section.has(key) && !common.given.contains(key) }

    private mutating func context() -> DecisionContext {
        var context = DecisionContext()
        context.justification = section.text("justification", atMost: 1_024)
        context.ticket = section.text("ticket")
        context.guestExists = section.bool("guestExists") ?? false
        context.sponsor = sponsor()
        return context
    }

    private mutating func sponsor() -> SponsorStanding {
        guard let node = section.value("sponsor") else { return .notNamed }
        let what = section.named("sponsor")
        guard case .map = node.content else {
            let word: Sponsor? = Section.word(node, what, log)
            return word == .noSuchUser ? .noSuchUser : .notNamed
        }
        guard var part = Section(node, path: what, log) else { return .notNamed }
        let user = part.value("user").flatMap { IdentifierReader.guid($0, part.named("user"), log, DirectoryObject.self) }
        let enabled = part.bool("enabled") ?? true
        let kind = part.choice("kind", Kind.self) ?? .member
        part.finish()
        return .user(user ?? ObjectID(high: 2, low: 1), enabled: enabled, kind: kind == .member ? .member : .guest)
    }
}

extension CaseReader {
    /// How far counters stand already: `- {rule: auditors, perInviter: 19, per: day}`; without `rule`, those of the defaults.
    private mutating func usage(
        _ request: InvitationRequest?, _ inviter: InviterFacts?, _ caller: PolicyCaller?, _ time: Timestamp?
    ) -> QuotaUsage {
        var usage = QuotaUsage()
        for (index, item) in (section.list("usage") ?? []).enumerated() {
            guard var part = Section(item, path: "\(section.named("usage"))[\(index)]", log) else { continue }
            let rule = part.text("rule", atMost: 64)
            let period: QuotaPeriod? = part.required("per", QuotaPeriod.allCases.map(\.rawValue).joined(separator: ", "))
                .flatMap { part.choice($0, part.named("per")) }
            let counts = counts(&part)
            part.finish()
            guard let request, let inviter, let caller, let time, let period else { continue }
            let counters = policy.quotaCounters(for: request, by: inviter.id, through: caller, at: time)
            let scope = rule.map(QuotaCounter.scope(ofRule:)) ?? QuotaCounter.defaults
            for (dimension, count, node) in counts {
                let counter = counters.first { $0.scope == scope && $0.dimension == dimension && $0.period == period }
                guard let counter else {
                    log.fault(
                        node, "no quota counts this", "this invitation asks no such quota of \(rule.map { "rule \($0)" } ?? "the defaults")")
                    continue
                }
                usage[counter] = count
            }
        }
        return usage
    }

    private func counts(_ part: inout Section) -> [(QuotaDimension, Int, PolicyNode)] {
        var counts: [(QuotaDimension, Int, PolicyNode)] = []
        let keys: [(String, QuotaDimension)] = [("perInviter", .inviter), ("perDomain", .domain), ("perTenant", .tenant)]
        for (key, dimension) in keys {
            guard let node = part.value(key) else { continue }
            if let count = node.integer {
                counts.append((dimension, count, part.key(key) ?? node))
            } else {
                log.fault(node, "`\(part.named(key))` is not a count", "a whole number, without quotation marks")
            }
        }
        return counts
    }
}
