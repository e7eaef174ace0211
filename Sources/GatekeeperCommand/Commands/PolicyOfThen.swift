import AuditTrail
import InvitationPolicy

/// The policy that judged then, if the settings still name it.
struct PolicyOfThen {
    /// Nil where it is not at hand.
    let policy: Policy?
    let lines: [String]

    /// - Parameter file: of the policy that the settings name, if settings were given.
    init(_ recorded: (name: String, digest: String), _ file: String?) {
        let advice = "Give its file as POLICY, as in `policy explain POLICY --decision ID`, and the decision is told step by step."
        func absent(_ why: String) -> [String] {
            ["the policy of then (\(recorded.name), digest \(recorded.digest)) is not at hand\(why).", advice].map(VisibleText.line)
        }
        guard let file else {
            (policy, lines) = (nil, absent(""))
            return
        }
        do throws(StartFault) {
            let found = try PolicyFile.load(file).policy
            let isSame = found.digest == recorded.digest
            policy = isSame ? found : nil
            lines = isSame ? [] : absent(": \(file) is \(found.name), digest \(found.digest)")
        } catch {
            (policy, lines) = (nil, absent(": \(file) does not load"))
        }
    }
}
