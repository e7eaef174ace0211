/// Which place a policy has.
public enum PolicyRole: String, Hashable, Sendable, CaseIterable {
    /// It decides.
    case active
    /// It runs beside the active one and only has its verdicts recorded.
    case candidate
}

/// A policy came into force, or began to run beside the one in force.
public struct PolicyLoadedRecord: Hashable, Sendable {
    /// The most lines of a change's summary that are written.
    public static let mostChanges = 32

    public var policy: PolicyReference
    public var file: String?
    public var rules: Int?
    public var domains: Int?
    /// Who asked for it: `start`, a signal, a person's account.
    public var by: String?
    /// Who made this version, as the policy file says.
    public var author: String?
    /// The account that owns the file: what the system says, not what the file says.
    public var fileOwner: String?
    /// The digest of the policy that it takes the place of.
    public var previous: String?
    /// What differs from that one, a line each; at most 32 are written.
    public var changes: [String]
    /// How many lines of `changes` were left out already; those beyond 32 are added to it.
    public var changesOmitted: Int
    public var role: PolicyRole?

    public init(
        policy: PolicyReference, file: String? = nil, rules: Int? = nil, domains: Int? = nil, by: String? = nil,
        author: String? = nil, fileOwner: String? = nil, previous: String? = nil, changes: [String] = [],
        changesOmitted: Int = 0, role: PolicyRole? = nil
    ) {
        self.policy = policy
        self.file = file
        self.rules = rules
        self.domains = domains
        self.by = by
        self.author = author
        self.fileOwner = fileOwner
        self.previous = previous
        self.changes = changes
        self.changesOmitted = changesOmitted
        self.role = role
    }

    func content() -> [UInt8] {
        let kept = Array(changes.prefix(Self.mostChanges))
        let omitted = changesOmitted + changes.count - kept.count
        var object = CanonicalObject()
        object.member("author", author)
        object.member("by", by)
        if !kept.isEmpty { object.member("changes", kept) }
        object.member("changesOmitted", omitted > 0 ? Int64(omitted) : nil)
        object.member("domains", domains.map(Int64.init))
        object.member("file", file)
        object.member("fileOwner", fileOwner)
        object.policy(policy)
        object.member("previous", previous)
        object.member("role", role?.rawValue)
        object.member("rules", rules.map(Int64.init))
        return object.finish()
    }
}

/// A policy that did not load whole.
public struct PolicyRejectedRecord: Hashable, Sendable {
    public var file: String?
    /// Each with its place; at most 16 are written, with the number of all.
    public var faults: [String]
    public var by: String?
    /// The digest of the policy that goes on serving.
    public var digestInForce: String?
    /// The place that it was to have.
    public var role: PolicyRole?

    public init(
        file: String? = nil, faults: [String], by: String? = nil, digestInForce: String? = nil, role: PolicyRole? = nil
    ) {
        self.file = file
        self.faults = faults
        self.by = by
        self.digestInForce = digestInForce
        self.role = role
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("by", by)
        object.member("digestInForce", digestInForce)
        object.member("faultCount", Int64(faults.count))
        object.member("faults", Array(faults.prefix(16)))
        object.member("file", file)
        object.member("role", role?.rawValue)
        return object.finish()
    }
}
