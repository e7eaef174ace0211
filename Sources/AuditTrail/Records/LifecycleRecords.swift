public import Invitations
import StrictJSON

/// A process began to write.
public struct StartedRecord: Hashable, Sendable {
    /// Name and version of the program.
    public var software: String
    public var host: String?
    public var processID: Int64?

    public init(software: String, host: String? = nil, processID: Int64? = nil) {
        self.software = software
        self.host = host
        self.processID = processID
    }

    func content(heads: [ChainHead]) -> [UInt8] {
        var object = CanonicalObject()
        object.heads(heads)
        object.member("host", host)
        object.member("processID", processID)
        object.member("software", software)
        return object.finish()
    }
}

/// A process ended in good order.
public struct StoppedRecord: Hashable, Sendable {
    public var why: String
    /// Whether every request that had begun was answered.
    public var drained: Bool

    public init(why: String, drained: Bool) {
        self.why = why
        self.drained = drained
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("drained", drained)
        object.member("why", why)
        return object.finish()
    }
}

/// Something that was done to the service: by a person, or by the gate's own guards.
public struct CommandRecord: Hashable, Sendable {
    /// The account, as far as the system tells it; `gate` where no person did it.
    public var by: String
    /// With the figures that it rests on, where no person did it.
    public var why: String?
    /// The one inviter whom it is about; nil: everybody.
    public var inviter: ObjectID?
    /// When a pause ends by itself.
    public var until: Timestamp?

    public init(by: String, why: String? = nil, inviter: ObjectID? = nil, until: Timestamp? = nil) {
        self.by = by
        self.why = why
        self.inviter = inviter
        self.until = until
    }

    /// As an entry's content has it; nil where it is of no such form.
    public init?(content: [UInt8]) {
        guard let json = try? JSON(parsing: content), let by = json["by"]?.string else { return nil }
        self.init(
            by: by, why: json["why"]?.string, inviter: json["inviter"]?.string.flatMap { ObjectID($0) },
            until: json["until"]?.string.flatMap { Timestamp($0) })
        // One inviter's must not be taken for everybody's.
        guard (inviter == nil) == (json["inviter"] == nil), (until == nil) == (json["until"] == nil) else { return nil }
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("by", by)
        object.member("inviter", inviter?.description)
        object.member("until", until?.description)
        object.member("why", why, limit: TextLimit.long)
        return object.finish()
    }
}

/// Entries are given out in bulk: one entry before the first of them, one after the last.
public struct ExportedRecord: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Written before anything is given out.
        case begun
        case finished
        /// It ended early: what was given out does not say that it is whole.
        case broken
    }

    public var by: String
    /// The filter, as asked for.
    public var filter: String?
    /// `ndjson`, `csv`.
    public var format: String
    /// How many were given out by then.
    public var entries: Int64
    public var state: State?
    /// What the two entries of one export have in common.
    public var export: String?
    /// The row after which it began, where it goes on with an earlier one.
    public var after: Int64?
    /// The last row given out.
    public var last: Int64?
    /// The newest row that there was when it began.
    public var through: Int64?

    public init(
        by: String, filter: String? = nil, format: String, entries: Int64, state: State? = nil, export: String? = nil,
        after: Int64? = nil, last: Int64? = nil, through: Int64? = nil
    ) {
        self.by = by
        self.filter = filter
        self.format = format
        self.entries = entries
        self.state = state
        self.export = export
        self.after = after
        self.last = last
        self.through = through
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("after", after)
        object.member("by", by)
        object.member("entries", entries)
        object.member("export", export)
        object.member("filter", filter, limit: TextLimit.long)
        object.member("format", format)
        object.member("last", last)
        object.member("state", state?.rawValue)
        object.member("through", through)
        return object.finish()
    }
}

/// A person's side rows were erased. Who it was is just what is no longer known.
public struct ErasedRecord: Hashable, Sendable {
    public var by: String
    public var why: String?
    public var rows: Int64

    public init(by: String, why: String? = nil, rows: Int64) {
        self.by = by
        self.why = why
        self.rows = rows
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("by", by)
        object.member("rows", rows)
        object.member("why", why, limit: TextLimit.long)
        return object.finish()
    }
}
