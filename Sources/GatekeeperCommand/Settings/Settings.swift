import Gatekeeper
import GraphClient
import Invitations

/// What `gatekeeper serve` is told: the settings file with the environment laid over it, checked whole.
///
/// Every key stands, with its meaning, in `deploy/gatekeeper.yaml`.
struct Settings: Sendable {
    /// The tenant whose tokens are accepted and into which guests are invited.
    var tenant: TenantID
    var audience: Audience
    var policyFile: String
    var allowsReportOnly: Bool
    var keeping = PolicyKeeping()
    var auditFile: String
    var proof = Proof()
    var reading = Reading()
    var sinks = Sinks()
    var graph: Graph
    var service: Listener
    var admin: Listener
    /// A listener for `/livez` and `/readyz` alone, where they are to be reached from elsewhere.
    var probes: Listener?
    var cloud: NationalCloud
    /// Stand-ins for Entra and Graph, for tests and the demo.
    var endpoints: Endpoints?
    var logLevel: String
    /// How many inquiries (`POST /v1/decisions`) one inviter may make in a minute.
    var inquiriesPerMinute = 60
    /// How many requests of any kind one caller, and one inviter through it, may make.
    var limits = InboundLimits()
    /// How the way out to Graph is paced and protected.
    var outbound = OutboundLimits()
    var inDoubt = InDoubt()
    var idempotency = Idempotency()
    /// Nil: the service takes no commands.
    var control: Control?
    var leaving = Leaving()
    /// What the service listener bears with.
    var listenerLimits = Limits()

    /// The longest from a request's arrival to its decision, in seconds: what is looked up until the gate's deadline, the last
    /// of it begun just before, or the decision's entry written.
    var longestDecisionSeconds: Int { Gate.defaultDeadlineSeconds + max(2 * min(graph.timeoutSeconds, 8), Gate.recordSeconds) }

    /// The longest that an invitation takes when it is its turn: a token and the invitation, both a second time when Graph
    /// refuses the first token.
    var longestSendSeconds: Int {
        let token = 10
        return 2 * (token + graph.timeoutSeconds)
    }

    /// The longest that one request can be under way, in seconds: its decision, the wait for a turn with Graph's pauses
    /// between repetitions, and Graph.
    var longestRequestSeconds: Int { longestDecisionSeconds + outbound.waitSeconds + longestSendSeconds }

    /// How the policy is kept up with its files.
    struct PolicyKeeping: Sendable {
        /// Seconds between two looks at the files; 0 means that nobody looks.
        var watchSeconds = 5
        var candidateFile: String?
        var ageLimit: PolicyAgeLimit?
    }

    /// What tokens for the gate are issued for.
    struct Audience: Sendable {
        var clientID: ApplicationID
        var appIDURIs: [String]
        /// Whether a token's `groups` claim lists all of a user's groups.
        var groupsClaimIsComplete = false
    }

    struct Graph: Sendable {
        var clientID: ApplicationID
        var credential: Credential
        var connectTimeoutSeconds: Int
        var timeoutSeconds: Int
        /// Connections open at once; over HTTP/2, each carries many requests.
        var maximumConnections = 64
    }

    /// How the gate proves itself to Entra.
    enum Credential: Sendable {
        case secret(String)
        case secretFile(String)
        case pem(certificateFile: String, privateKeyFile: String)
        case pfx(file: String, passwordFile: String?)
    }

    struct Listener: Sendable {
        var host: String
        var port: Int
        var certificateFile: String?
        var privateKeyFile: String?
        var maximumConnections: Int
        /// Certificates of the authorities whose clients are taken; nil asks clients for no certificate.
        var clientAuthoritiesFile: String?
        /// Seconds between two looks at the certificate's files; 0 means that nobody looks.
        var certificateWatchSeconds = 5
    }

    struct Endpoints: Sendable {
        var login: String
        var graph: String
    }
}

enum LogLevelName: String, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}

enum ReportOnlyMode: String, CaseIterable {
    case allow, forbid
}
