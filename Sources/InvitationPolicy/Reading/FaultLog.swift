import Invitations

/// Collects faults and warnings while a policy is read, so that all are told at once.
///
/// Bounded: a file of nothing but faults must not cost more than the reader can use.
final class FaultLog {
    static let limit = 500

    let file: String
    private(set) var faults: [PolicyFault] = []
    private(set) var warnings: [PolicyFault] = []
    private(set) var dated: [DatedWarning] = []
    private var unlisted = 0

    init(file: String) {
        self.file = file
    }

    var isClean: Bool { faults.isEmpty }

    func fault(_ location: SourceLocation, _ text: String, _ what: String, _ advice: String? = nil) {
        guard faults.count < Self.limit else {
            unlisted += 1
            return
        }
        faults.append(PolicyFault(location, text: text, what: what, advice: advice))
    }

    func fault(_ node: PolicyNode, _ what: String, _ advice: String? = nil) {
        fault(node.location, node.shown, what, advice)
    }

    func warn(_ location: SourceLocation, _ text: String, _ what: String, _ advice: String? = nil) {
        guard warnings.count < Self.limit else { return }
        warnings.append(PolicyFault(location, text: text, what: what, advice: advice))
    }

    func warn(after date: CalendarDate, _ location: SourceLocation, _ text: String, _ what: String, _ advice: String) {
        guard dated.count < Self.limit else { return }
        dated.append(DatedWarning(date: date, fault: PolicyFault(location, text: text, what: what, advice: advice)))
    }

    /// The faults in the order of the text, with a last one that counts those left out.
    var all: PolicyFaults {
        var sorted = faults.sorted { $0.location < $1.location }
        if unlisted > 0 {
            sorted.append(
                PolicyFault(
                    SourceLocation(file: file, line: 1, column: 1), text: "",
                    what: "\(unlisted) further faults not listed"))
        }
        return PolicyFaults(faults: sorted)
    }
}
