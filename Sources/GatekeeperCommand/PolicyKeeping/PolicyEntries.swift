import AuditTrail
import Gatekeeper
import InvitationPolicy

// What the trail is told of policies that were read.

extension PolicyLoadedRecord {
    /// - Parameters:
    ///   - by: `start`, a signal's name, `file change`.
    ///   - previous: the policy that stood there until now.
    init(_ loaded: CurrentPolicy.Loaded, as role: PolicyRole, by: String, previous: CurrentPolicy.Loaded?, changes: [String]) {
        self.init(
            policy: PolicyReference(
                name: loaded.reference.name, digest: loaded.reference.digest, mode: loaded.reference.mode),
            file: loaded.source.file, rules: loaded.policy.ruleCount, domains: loaded.policy.domainEntryCount, by: by,
            author: loaded.source.author, fileOwner: loaded.source.fileOwner, previous: previous?.policy.digest,
            changes: changes, role: role)
    }
}

extension PolicyRejectedRecord {
    /// - Parameter inForce: the policy that goes on standing there.
    init(_ faults: [String], of file: String, as role: PolicyRole, by: String, inForce: CurrentPolicy.Loaded?) {
        self.init(file: file, faults: faults, by: by, digestInForce: inForce?.policy.digest, role: role)
    }
}
