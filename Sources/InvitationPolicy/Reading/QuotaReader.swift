import Invitations

/// Reads `quota`: one map of limits and their period, or a list of such maps with a period each.
enum QuotaReader {
    static func read(_ section: inout Section) -> [QuotaLimits] {
        guard let value = section.value("quota") else { return [] }
        let path = section.named("quota")
        guard case .list(let items) = value.content else {
            return Section(value, path: path, section.log).flatMap(limits).map { [$0] } ?? []
        }
        if items.isEmpty {
            section.log.fault(
                value.location, "quota", "`\(path)` is empty", "name limits or leave the key out",
                kind: .emptyValue)
        }
        var quotas: [QuotaLimits] = []
        for (index, item) in items.enumerated() {
            guard let part = Section(item, path: "\(path)[\(index)]", section.log), let limits = limits(part) else {
                continue
            }
            if quotas.contains(where: { $0.period == limits.period }) {
                section.log.fault(
                    item.location, limits.period.rawValue, "the period stands twice in `\(path)`",
                    "write all limits of a \(limits.period.rawValue) in one map", kind: .duplicateKey)
            } else {
                quotas.append(limits)
            }
        }
        // In an order that is not the file's.
        return quotas.sorted { $0.period < $1.period }
    }

    private static func limits(_ given: Section) -> QuotaLimits? {
        var section = given
        let words = QuotaPeriod.allCases.map(\.rawValue).joined(separator: ", ")
        let period: QuotaPeriod? = section.required("per", "one of \(words)")
            .flatMap { section.choice($0, section.named("per")) }
        let perInviter = limit("perInviter", &section)
        let perDomain = limit("perDomain", &section)
        let perTenant = limit("perTenant", &section)
        let limits = ["perInviter", "perDomain", "perTenant"]
        if !limits.contains(where: section.has) {
            section.log.fault(
                section.node.location, "", "`\(section.path)` limits nothing",
                "give one or more of \(limits.joined(separator: ", "))", kind: .missingKey)
        }
        section.finish()
        guard let period else { return nil }
        return QuotaLimits(period: period, perInviter: perInviter, perDomain: perDomain, perTenant: perTenant)
    }

    private static func limit(_ key: String, _ section: inout Section) -> Int? {
        guard let value = section.value(key) else { return nil }
        if let number = value.integer, (1...QuotaLimits.largest).contains(number) { return number }
        let advice =
            value.integer == 0
            ? "to allow none at all, leave the rule out or deny" : "a whole number from 1 to 1000000, without quotation marks"
        section.log.fault(value, "`\(section.named(key))` is not a limit", advice)
        return nil
    }
}
