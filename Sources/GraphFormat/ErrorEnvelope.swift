public import StrictJSON

/// Graph's error envelope (Graph errors page): what every refusal of the gate is written in, and what Graph's own
/// refusals are read from.
public struct ErrorEnvelope: Hashable, Sendable {
    /// What SDKs branch on (`error.code`).
    public var code: String
    /// For a person.
    public var message: String
    /// The property concerned.
    public var target: String?
    /// The reason code, with its own target and message.
    public var details: [Detail]
    public var innerError: [(name: String, value: JSON)]

    public struct Detail: Hashable, Sendable {
        public var code: String
        public var target: String?
        public var message: String

        public init(code: String, target: String?, message: String) {
            self.code = code
            self.target = target
            self.message = message
        }
    }

    public init(
        code: String, message: String, target: String? = nil, details: [Detail] = [],
        innerError: [(name: String, value: JSON)] = []
    ) {
        self.code = code
        self.message = message
        self.target = target
        self.details = details
        self.innerError = innerError
    }

    public static func == (left: Self, right: Self) -> Bool { left.json == right.json }
    public func hash(into hasher: inout Hasher) { hasher.combine(json) }

    public var json: JSON {
        var error: JSON.Members = ["code": .string(code), "message": .string(message)]
        if let target { error["target"] = .string(target) }
        if !details.isEmpty { error["details"] = .array(details.map(\.json)) }
        if !innerError.isEmpty {
            var inner = JSON.Members()
            for (name, value) in innerError { inner[name] = value }
            error["innerError"] = .object(inner)
        }
        return ["error": .object(error)]
    }

    public func bytes() -> [UInt8] { json.bytes() }
}

extension ErrorEnvelope.Detail {
    fileprivate var json: JSON {
        var detail: JSON.Members = ["code": .string(code)]
        if let target { detail["target"] = .string(target) }
        detail["message"] = .string(message)
        return .object(detail)
    }
}

/// What is worth keeping of an error that Graph answered: read leniently, since its shape varies (`innerError` is
/// also spelt `innererror`, and nests).
public struct GraphErrorSummary: Hashable, Sendable {
    /// Graph's `error.code`, bounded.
    public var code: String?
    /// Graph's `error.message`, bounded. Not for branching.
    public var message: String?

    public init(body: [UInt8]) {
        let error = (try? JSON(parsing: body, limits: JSONLimits(depth: 16, members: 128, values: 2_048)))?["error"]
        code = (error?["code"]?.string).map { String($0.prefix(128)) }
        message = (error?["message"]?.string).map { String($0.prefix(1_024)) }
    }
}

extension ErrorEnvelope {
    /// Graph's refusal, marked as Graph's: its own code, message and details, with where it came from in
    /// `innerError`.
    ///
    /// Rebuilt rather than passed through, so that a body which is no envelope (an HTML page of a proxy) still reaches
    /// an SDK as an error it can read.
    public static func fromGraph(_ body: [UInt8], status: Int) -> ErrorEnvelope {
        let parsed = try? JSON(parsing: body, limits: JSONLimits(depth: 16, members: 128, values: 2_048))
        let error = parsed?["error"]
        let details = (error?["details"]?.array ?? []).prefix(16).compactMap { detail -> Detail? in
            guard let code = detail["code"]?.string else { return nil }
            return Detail(code: code, target: detail["target"]?.string, message: detail["message"]?.string ?? "")
        }
        var inner: [(name: String, value: JSON)] = [("source", "graph"), ("graph-status", .integer(Int64(status)))]
        if let graphInner = error?["innerError"] ?? error?["innererror"] { inner.append(("graph-innerError", graphInner)) }
        return ErrorEnvelope(
            code: error?["code"]?.string ?? "GraphRefused",
            message: error?["message"]?.string ?? "Microsoft Graph refused the invitation with status \(status).",
            target: error?["target"]?.string, details: details, innerError: inner)
    }
}
