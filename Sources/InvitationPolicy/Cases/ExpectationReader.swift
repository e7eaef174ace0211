import Invitations

/// Reads `expect`: a word, or a map with one verdict and what else is asked.
struct ExpectationReader {
    private enum Word: String, CaseIterable {
        case approved, denied, undecided
    }

    let policy: Policy
    let log: FaultLog

    func read(_ node: PolicyNode, path: String) -> Expectation? {
        guard case .map = node.content else {
            return word(node, path).map { Expectation(ruling: Expectation.Ruling(verdict: $0)) }
        }
        guard var section = Section(node, path: path, log) else { return nil }
        let ruling = ruling(&section)
        let report = report(&section)
        section.finish()
        return ruling.map { Expectation(ruling: $0, reportOnly: report) }
    }

    private func word(_ node: PolicyNode, _ what: String) -> Expectation.Verdict? {
        guard case .scalar = node.content else {
            log.fault(node, "`\(what)` is \(node.kind)", "approved, denied, undecided or a map such as {denied: domainDenied}")
            return nil
        }
        // A reason alone is what many will write.
        if let reason = ReasonCode(rawValue: node.shown) {
            log.fault(node, "`\(what)` is a reason", "write {denied: \(reason.rawValue)}")
            return nil
        }
        let word: Word? = Section.word(node, what, log)
        return switch word {
        case .approved: .approved
        case .denied: .denied(nil)
        case .undecided: .undecided(missing: nil)
        case nil: nil
        }
    }

    private func ruling(_ section: inout Section) -> Expectation.Ruling? {
        let given = Word.allCases.filter { section.has($0.rawValue) }
        let verdict = verdict(&section, given)
        let place = section.value("rule")
        let id = place.flatMap { rule($0, section) }
        let requirement = section.choice("requirement", Requirement.self)
        guard given.count == 1 else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            log.fault(section.node.location, "", "`\(section.path)` needs exactly one of \(words)")
            return nil
        }
        return verdict.map { Expectation.Ruling(verdict: $0, rule: id, requirement: requirement?.rawValue) }
    }

    private func verdict(_ section: inout Section, _ given: [Word]) -> Expectation.Verdict? {
        var verdict: Expectation.Verdict?
        for word in Word.allCases {
            guard let node = section.value(word.rawValue), given.contains(word) else { continue }
            let what = section.named(word.rawValue)
            switch word {
            case .approved: verdict = isTrue(node, what) ? .approved : nil
            case .denied: verdict = reason(node, what)
            case .undecided: verdict = missing(node, what)
            }
        }
        return verdict
    }

    private func isTrue(_ node: PolicyNode, _ what: String) -> Bool {
        if node.bool == true { return true }
        log.fault(node, "`\(what)` is not true", "write true, and the rule that grants as `rule`")
        return false
    }

    private func reason(_ node: PolicyNode, _ what: String) -> Expectation.Verdict? {
        if node.bool == true { return .denied(nil) }
        guard let reason: ReasonCode = Section.word(node, what, log) else { return nil }
        guard Self.reasons.contains(reason) else {
            log.fault(node, "a policy never denies for this reason", "a caller meets it before any policy is asked")
            return nil
        }
        return .denied(reason)
    }

    private func missing(_ node: PolicyNode, _ what: String) -> Expectation.Verdict? {
        if node.bool == true { return .undecided(missing: nil) }
        guard case .list(let items) = node.content else {
            log.fault(node, "`\(what)` is \(node.kind)", "true, or the facts that are missing, such as [groups]")
            return nil
        }
        return .undecided(missing: Set(items.compactMap { Section.word($0, what, log) }))
    }

    /// The reasons of a decision; others of the same kind come up before one.
    private static let reasons = Set(ReasonCode.allCases.filter { $0.kind == .forbidden })
        .subtracting([.scopeMissing, .appRoleMissing, .callerNotListed, .inviterUnknown])

    /// A rule's id, or the place of a list entry.
    private func rule(_ node: PolicyNode, _ section: Section) -> String? {
        guard let id = section.text(node, section.named("rule")) else { return nil }
        let lists = policy.denied.origins + policy.allowed.origins
        let isKnown =
            policy.rules.contains { $0.id == id } || ["domains.allow", "domains.deny", "domains.unlisted"].contains(id)
            || lists.contains { origin in
                origin.id == id || origin.listFile.map { id == $0 || id.hasPrefix("\($0):") } ?? false
            }
        guard !isKnown else { return id }
        let ids = policy.rules.map(\.id) + lists.map { $0.listFile ?? $0.id }
        log.fault(
            node, "no such rule or entry in the policy",
            Spelling.didYouMean(id, among: ids) ?? "a rule's id, an entry such as domains.deny[0], or a list file's name")
        return nil
    }

    private func report(_ section: inout Section) -> Expectation.Report? {
        guard let node = section.value("reportOnly") else { return nil }
        let path = section.named("reportOnly")
        guard case .map = node.content else {
            if node.shown == "none" { return Expectation.Report.none }
            return word(node, path).map { .ruling(Expectation.Ruling(verdict: $0)) }
        }
        guard var part = Section(node, path: path, log) else { return nil }
        let ruling = ruling(&part)
        part.finish()
        return ruling.map { .ruling($0) }
    }
}

extension Section {
    /// One word of a closed set, where no section stands around it.
    static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: PolicyNode, _ what: String, _ log: FaultLog
    ) -> Word? {
        let words = Word.allCases.map(\.rawValue)
        if case .scalar(let text, _) = node.content, let word = Word(rawValue: text) { return word }
        // Of a long list, only the nearest is worth showing.
        let all = words.count <= 16 ? "one of \(words.joined(separator: ", "))" : nil
        log.fault(node, "unknown value of `\(what)`", Spelling.didYouMean(node.shown, among: words) ?? all)
        return nil
    }
}
