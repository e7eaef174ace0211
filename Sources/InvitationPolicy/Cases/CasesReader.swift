import Invitations

extension PolicyCases {
    /// Reads a cases file whole, or not at all, against the policy that it is about.
    ///
    /// - Throws: ``PolicyFaults`` with every fault at once.
    public static func load(bytes: [UInt8], file: String, for policy: Policy) throws(PolicyFaults) -> PolicyCases {
        let log = FaultLog(file: file, subject: "the cases file")
        guard var top = top(bytes, log) else { throw log.all }
        let cases = CasesReader(policy: policy, log: log).read(&top)
        guard log.isClean else { throw log.all }
        return PolicyCases(file: file, cases: cases)
    }

    /// The policy file that the cases name (`policy`), relative to their own folder; nil where they name none. A file
    /// that cannot be read so far names none: ``load(bytes:file:for:)`` says what is wrong.
    public static func policyName(bytes: [UInt8], file: String) -> String? {
        let log = FaultLog(file: file, subject: "the cases file")
        var top = top(bytes, log)
        return top?.value("policy")?.text
    }

    private static func top(_ bytes: [UInt8], _ log: FaultLog) -> Section? {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            log.fault(SourceLocation(file: log.file, line: 1, column: 1), "", "not UTF-8", "save the file as UTF-8")
            return nil
        }
        return PolicyDocument.read(text, file: log.file, log).flatMap { Section($0, path: "", log) }
    }
}

/// Reads the outermost keys of a cases file, and its cases one by one.
struct CasesReader {
    let policy: Policy
    let log: FaultLog

    func read(_ top: inout Section) -> [PolicyCase] {
        if let version = top.required("version", "write `version: 1`"), version.integer != 1 {
            log.fault(version, "unknown `version`", "this release reads version 1")
        }
        _ = top.text("policy", atMost: 512)
        let common = CaseReader.Common(&top, callers(&top))
        let items = top.required("cases", "a list of invitations and what to expect").map { _ in top.list("cases") ?? [] } ?? []
        top.finish()
        if items.count > PolicyCases.most {
            log.fault(items[PolicyCases.most], "more than \(PolicyCases.most) cases", "split the file")
        }
        var lines: [String: Int] = [:]
        var cases: [PolicyCase] = []
        for (index, item) in items.prefix(PolicyCases.most).enumerated() {
            guard let section = Section(item, path: "cases[\(index)]", log) else { continue }
            var reader = CaseReader(section: section, policy: policy, common: common)
            guard let one = reader.read() else { continue }
            if let line = lines[one.name] {
                log.fault(item.location, one.name, "duplicate case name", "first at line \(line)")
            }
            lines[one.name] = item.location.line
            cases.append(one)
        }
        return cases
    }

    static func time(_ section: inout Section) -> Timestamp? {
        guard let node = section.value("at") else { return nil }
        if let text = node.text, let time = Timestamp(text) { return time }
        section.log.fault(node, "`\(section.named("at"))` is not a time", "such as 2026-11-24T09:00:00Z")
        return nil
    }

    /// The policy's callers, and those that the file adds for a policy that leaves them to be filled in.
    private func callers(_ top: inout Section) -> [PolicyCaller] {
        guard top.has("callers") else { return policy.callers }
        let added = CallersReader.read(&top)
        for caller in added where policy.callers.contains(where: { $0.app == caller.app || $0.name == caller.name }) {
            log.fault(caller.source, caller.name, "the policy lists this caller", "leave it out here")
        }
        return policy.callers + added
    }
}
