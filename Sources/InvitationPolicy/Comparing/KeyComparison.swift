import Invitations

/// Gathers the keys whose values differ.
struct KeyComparison {
    private(set) var keys: [ChangedKey] = []

    init(_ compare: (inout KeyComparison) -> Void) { compare(&self) }

    /// - Parameter consequence: what becomes of requests that no rule is asked about.
    mutating func compare(_ name: String, _ before: String?, _ after: String?, then consequence: String? = nil) {
        guard before != after else { return }
        add(name, "\(before ?? "not given") -> \(after ?? "not given")", consequence)
    }

    mutating func compare(_ name: String, _ before: Bool, _ after: Bool, then consequence: String? = nil) {
        compare(name, String(before), String(after), then: consequence)
    }

    /// What was added and what was removed, of each at most ten.
    mutating func compare<Value: Hashable>(
        _ name: String, _ before: Set<Value>?, _ after: Set<Value>?, _ text: (Value) -> String
    ) {
        func words(_ values: Set<Value>) -> String { MatchedConditions.words(inOrder: values.map(text).sorted()) }
        guard before != after else { return }
        guard let before, let after else {
            return add(name, "\(before.map(words) ?? "not given") -> \(after.map(words) ?? "not given")")
        }
        let parts = [("added", after.subtracting(before)), ("removed", before.subtracting(after))]
        add(name, parts.filter { !$1.isEmpty }.map { "\($0) \(words($1))" }.joined(separator: "; "))
    }

    mutating func compare(_ name: String, _ before: [QuotaLimits], _ after: [QuotaLimits]) {
        func text(_ quotas: [QuotaLimits]) -> String? {
            quotas.isEmpty ? nil : quotas.map(\.words).sorted().joined(separator: "; ")
        }
        guard Set(before) != Set(after) else { return }
        compare(name, text(before), text(after))
    }

    mutating func compare(_ before: EntryNote, _ after: EntryNote) {
        compare("owner", before.owner, after.owner)
        compare("ticket", before.ticket, after.ticket)
        compare("reviewBy", before.reviewBy?.description, after.reviewBy?.description)
    }

    /// - Parameter areNotesTold: whether what changed of notes stands elsewhere.
    mutating func list(_ name: String, _ old: DomainList, _ new: DomainList, areNotesTold: Bool) {
        guard old.contentDigest != new.contentDigest else { return }
        let (added, removed) = (new.missing(in: old), old.missing(in: new))
        guard added.count + removed.count > 0 else {
            if !areNotesTold { add(name, "dates or notes of entries") }
            return
        }
        var change = "\(old.count) -> \(new.count) entries"
        if added.count > 0 { change += "; new or changed \(added.count) (\(added.examples.joined(separator: ", ")))" }
        if removed.count > 0 { change += "; gone or changed \(removed.count) (\(removed.examples.joined(separator: ", ")))" }
        add(name, change)
    }

    private mutating func add(_ name: String, _ change: String, _ consequence: String? = nil) {
        keys.append(ChangedKey(name: name, change: change, consequence: consequence))
    }
}

extension RedirectHosts {
    /// As a policy writes them.
    var names: Set<String> { Set(exact.map(\.ascii) + parents.map { "*.\($0.ascii)" }) }
}

extension QuotaLimits {
    fileprivate var words: String {
        let limits = [("perInviter", perInviter), ("perDomain", perDomain), ("perTenant", perTenant)]
        return limits.compactMap { name, limit in limit.map { "\(name) \($0)" } }.joined(separator: ", ") + " per \(period.rawValue)"
    }
}

extension DomainList {
    /// The entries that another list does not have for as long.
    fileprivate func missing(in other: DomainList) -> (count: Int, examples: [String]) {
        var (count, examples) = (0, [String]())
        let bytes = names.bytes
        for entry in 0..<self.count {
            guard !other.holdsSame(bytes.span.extracting(names.range(entry)), as: self, entry) else { continue }
            count += 1
            if examples.count < PolicyDifference.mostExamples { examples.append(names.text(entry)) }
        }
        return (count, examples)
    }
}
