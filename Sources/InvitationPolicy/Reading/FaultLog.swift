import Invitations

/// Collects faults and warnings while a policy is read, so that all are told at once.
///
/// Bounded: a file of nothing but faults must not cost more than the reader can use.
final class FaultLog {
    static let limit = 500

    let file: String
    /// What the file is, in a fault's words.
    let subject: String
    private(set) var faults: [PolicyFault] = []
    private(set) var warnings: [PolicyFault] = []
    private(set) var dated: [DatedWarning] = []
    private var unlisted = 0

    init(file: String, subject: String = "the policy") {
        (self.file, self.subject) = (file, subject)
    }

    var isClean: Bool { faults.isEmpty }

    /// - Parameter advice: asked for only where it is told: to find what was meant takes time.
    func fault(
        _ location: SourceLocation, _ text: String, _ what: String, _ advice: @autoclosure () -> String? = nil,
        kind: PolicyFaultKind = .invalidValue
    ) {
        guard faults.count < Self.limit else {
            unlisted += 1
            return
        }
        faults.append(PolicyFault(location, text: text, what: what, advice: advice(), kind: kind))
    }

    func fault(
        _ node: PolicyNode, _ what: String, _ advice: @autoclosure () -> String? = nil,
        kind: PolicyFaultKind = .invalidValue
    ) {
        fault(node.location, node.shown, what, advice(), kind: kind)
    }

    func warn(
        _ location: SourceLocation, _ text: String, _ what: String, _ advice: String? = nil, kind: PolicyFaultKind
    ) {
        guard warnings.count < Self.limit else { return }
        warnings.append(PolicyFault(location, text: text, what: what, advice: advice, kind: kind))
    }

    func warn(
        after date: CalendarDate, _ location: SourceLocation, _ text: String, _ what: String, _ advice: String,
        kind: PolicyFaultKind
    ) {
        guard dated.count < Self.limit else { return }
        let fault = PolicyFault(location, text: text, what: what, advice: advice, kind: kind)
        dated.append(DatedWarning(date: date, fault: fault))
    }

    /// The faults in the order of the text, with a last one that counts those left out.
    var all: PolicyFaults {
        var sorted = faults.sorted { $0.location < $1.location }
        if unlisted > 0 {
            sorted.append(
                PolicyFault(
                    SourceLocation(file: file, line: 1, column: 1), text: "",
                    what: "\(unlisted) further faults not listed", kind: .furtherFaults))
        }
        return PolicyFaults(faults: sorted)
    }
}
