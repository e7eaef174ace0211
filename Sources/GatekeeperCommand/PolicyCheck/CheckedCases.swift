import InvitationPolicy

/// One cases file, read for its policy and not judged.
struct CheckedCases {
    /// As it was named, or found in a folder.
    let file: String
    /// Nil where it cannot be told which policy the cases are about.
    let policy: String?
    /// How many cases; nil where they do not load.
    let count: Int?
    let findings: [CheckedPolicy.Finding]

    init(_ file: String, for policy: Policy, in policyFile: String) {
        self.file = file
        self.policy = policyFile
        do {
            count = try PolicyCases.load(bytes: Self.bytes(file), file: file, for: policy).cases.count
            findings = []
        } catch {
            count = nil
            findings = Self.findings(error)
        }
    }

    /// One that cannot be read so far that it names its policy, or that names it by an absolute path.
    init(withoutPolicy file: String) {
        self.file = file
        policy = nil
        count = nil
        do throws(PolicyFaults) {
            _ = try Self.bytes(file)
            findings = Self.findings(
                Self.fault(file, "`policy` is an absolute path", "write it relative to the cases file", kind: .invalidValue))
        } catch {
            findings = Self.findings(error)
        }
    }

    private static func bytes(_ file: String) throws(PolicyFaults) -> [UInt8] {
        do {
            return try RegularFile.read(file, atMost: PolicyFile.maximumPolicyBytes)
        } catch {
            throw fault(file, "the cases cannot be read: \(error)", nil, kind: .unreadableFile)
        }
    }

    private static func fault(_ file: String, _ what: String, _ advice: String?, kind: PolicyFaultKind) -> PolicyFaults {
        let start = SourceLocation(file: file, line: 1, column: 1)
        return PolicyFaults(faults: [PolicyFault(start, text: "", what: what, advice: advice, kind: kind)])
    }

    private static func findings(_ faults: PolicyFaults) -> [CheckedPolicy.Finding] {
        faults.faults.map { CheckedPolicy.Finding(level: .error, fault: $0, file: $0.file) }
    }
}
