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

/// Something a person did to the service.
public struct CommandRecord: Hashable, Sendable {
    /// The account, as far as the system tells it.
    public var by: String
    public var why: String?

    public init(by: String, why: String? = nil) {
        self.by = by
        self.why = why
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("by", by)
        object.member("why", why, limit: TextLimit.long)
        return object.finish()
    }
}

/// Entries were given out in bulk.
public struct ExportedRecord: Hashable, Sendable {
    public var by: String
    /// The filter, as asked for.
    public var filter: String?
    /// `ndjson`, `csv`.
    public var format: String
    public var entries: Int64

    public init(by: String, filter: String? = nil, format: String, entries: Int64) {
        self.by = by
        self.filter = filter
        self.format = format
        self.entries = entries
    }

    func content() -> [UInt8] {
        var object = CanonicalObject()
        object.member("by", by)
        object.member("entries", entries)
        object.member("filter", filter, limit: TextLimit.long)
        object.member("format", format)
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
