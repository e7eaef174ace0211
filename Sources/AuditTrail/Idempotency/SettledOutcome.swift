public import Invitations
import StrictJSON

/// What a twin can still be told of an outcome by its entry alone.
public struct SettledOutcome: Hashable, Sendable {
    public var outcome: Outcome
    public var graphStatus: Int?
    public var graphCode: String?
    public var graphRequestID: String?
    /// The guest's object id.
    public var guest: ObjectID?

    public init(
        outcome: Outcome, graphStatus: Int? = nil, graphCode: String? = nil, graphRequestID: String? = nil,
        guest: ObjectID? = nil
    ) {
        self.outcome = outcome
        self.graphStatus = graphStatus
        self.graphCode = graphCode
        self.graphRequestID = graphRequestID
        self.guest = guest
    }

    /// Reads the content of an `outcome` entry; nil when it is none.
    public init?(content: [UInt8]) {
        guard let json = try? JSON(parsing: content), let outcome = json["outcome"]?.string.flatMap({ Outcome(rawValue: $0) })
        else { return nil }
        self.init(
            outcome: outcome, graphStatus: json["graphStatus"]?.integer.map { Int($0) },
            graphCode: json["graphCode"]?.string, graphRequestID: json["graphRequestID"]?.string,
            guest: json["guest"]?.string.flatMap { ObjectID($0) })
    }
}
