/// All series of one exposed name.
struct Family: Sendable {
    let kind: MetricKind
    var series: [LabelSet: any Series] = [:]
}

/// Which series exist, within a fixed number of them.
struct FamilyTable {
    private(set) var families: [String: Family] = [:]
    /// Every sample name that is taken, with the family that writes it: a histogram `x` also writes `x_count`, which no
    /// other metric may then be called.
    private var owners: [String: String] = [:]
    private let maximumSeries: Int
    private var seriesCount = 0

    init(maximumSeries: Int) {
        self.maximumSeries = maximumSeries
    }

    /// The series of that name and those labels, made if there is none. At the limit it is the family's overflow
    /// series; a metric that would need a new family shares one overflow family with others of its kind.
    mutating func series<S: Series>(named wanted: String, labels: LabelSet) -> S {
        let isFull = seriesCount >= maximumSeries
        let name = claim(wanted, for: S.kind, mayAddFamily: !isFull)
        if let existing = families[name]?.series[labels] as? S { return existing }
        guard isFull else {
            seriesCount += 1
            return add(to: name, labels: labels)
        }
        if let existing = families[name]?.series[.overflow] as? S { return existing }
        return add(to: name, labels: .overflow)
    }

    /// Makes this the only series of that name.
    mutating func replace<S: Series>(named wanted: String, with series: S, labels: LabelSet) {
        let name = claim(wanted, for: S.kind, mayAddFamily: true)
        seriesCount += 1 - (families[name]?.series.count ?? 0)
        families[name] = Family(kind: S.kind, series: [labels: series])
    }

    private mutating func add<S: Series>(to name: String, labels: LabelSet) -> S {
        let series = S()
        families[name, default: Family(kind: S.kind)].series[labels] = series
        return series
    }

    /// The name under which a metric of this kind is written: `wanted`, or with the kind behind it where a metric of
    /// another kind has that name already. One name with two types would make the whole text unreadable to a scraper.
    private mutating func claim(_ wanted: String, for kind: MetricKind, mayAddFamily: Bool) -> String {
        let overflow = "metrics_overflow_\(kind)"
        for name in [wanted, "\(wanted)_\(kind)", overflow] {
            if let family = families[name] {
                if family.kind == kind { return name }
                continue
            }
            let samples = kind.sampleNames(of: name)
            guard mayAddFamily || name == overflow, samples.allSatisfy({ owners[$0] == nil }) else { continue }
            for sample in samples { owners[sample] = name }
            return name
        }
        return overflow
    }
}
