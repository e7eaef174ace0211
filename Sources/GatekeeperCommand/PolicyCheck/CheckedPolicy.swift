import Foundation
import InvitationPolicy
import Invitations

/// One policy file and everything that was found in it and in its list files.
struct CheckedPolicy {
    struct Finding {
        enum Level: String {
            case error, warning
        }

        let level: Level
        let fault: PolicyFault
        /// The file as it is found from the working folder; the fault itself names a list file as the policy does.
        let file: String
    }

    /// As it was named.
    let file: String
    /// Nil where it does not load.
    let policy: Policy?
    /// In the order of the text, the policy's own first and then its list files'.
    let findings: [Finding]

    init(_ file: String, at now: Timestamp, ignoring ignored: Set<PolicyFaultKind> = []) {
        self.file = file
        func finding(_ level: Finding.Level, _ fault: PolicyFault) -> Finding {
            Finding(level: level, fault: fault, file: Self.path(of: fault.file, besides: file))
        }
        func ordered(_ faults: [PolicyFault]) -> [PolicyFault] {
            faults.filter { $0.file == file } + faults.filter { $0.file != file }
        }
        do {
            let loaded = try PolicyFile.check(file)
            policy = loaded.policy
            let warnings = loaded.warnings(at: now).filter { !ignored.contains($0.kind) }
            findings = ordered(warnings).map { finding(.warning, $0) }
        } catch {
            policy = nil
            findings = ordered(error.faults).map { finding(.error, $0) }
        }
    }

    func count(_ level: Finding.Level) -> Int { findings.count { $0.level == level } }

    private static func path(of file: String, besides policy: String) -> String {
        guard file != policy, let slash = policy.lastIndex(of: "/") else { return file }
        return policy[...slash] + file
    }
}
