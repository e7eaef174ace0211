import AuditStores
import AuditTrail
import CallerVerification
import Gatekeeper
import GatekeeperHTTP
import GraphClient
import InvitationPolicy
import Invitations

/// A policy that was whole, and the try that read it.
struct FoundPolicy {
    let loaded: LoadedPolicy
    let reading: PolicyReading

    init(_ file: String, _ settings: Settings) throws(StartFault) {
        reading = PolicyReading.read(file, allowsReportOnly: settings.allowsReportOnly)
        loaded = try reading.whole()
    }

    /// The policy as it takes its place.
    func stand(at now: Timestamp) -> CurrentPolicy.Loaded {
        CurrentPolicy.Loaded(loaded.policy, from: reading.source(of: loaded.policy), at: now)
    }
}

/// Everything that can be wrong about a configuration, checked without touching the network or the audit store: what
/// `serve --check` checks, and what `serve` starts from.
struct CheckedParts {
    let policy: FoundPolicy
    let candidate: FoundPolicy?
    let credential: ClientCredential
    let endpoints: Endpoints
    let requirements: CallerRequirements
    let replyKeys: ReplyKeyring
    let service: ListenerConfiguration
    let admin: ListenerConfiguration
    let probes: ListenerConfiguration?
    /// Signs checkpoints of the trail.
    let signer: NoteSigner?

    /// - Throws: ``StartFault`` with the faults of all parts at once.
    init(_ settings: Settings, at now: Timestamp) throws(StartFault) {
        var faults: [String] = []
        func part<Part>(_ make: () throws(StartFault) -> Part) -> Part? {
            do { return try make() } catch {
                faults += error.lines
                return nil
            }
        }
        let policy = part { () throws(StartFault) in try FoundPolicy(settings.policyFile, settings) }
        var candidate: FoundPolicy?
        if let file = settings.keeping.candidateFile {
            candidate = part { () throws(StartFault) in try FoundPolicy(file, settings) }
        }
        let credential = part { () throws(StartFault) in try settings.graph.credential.load(at: now) }
        let endpoints = part { () throws(StartFault) in try Endpoints(settings) }
        let requirements = part { () throws(StartFault) in try Self.requirements(settings) }
        let replyKeys = part { () throws(StartFault) in try settings.idempotency.keyring() }
        let service = part { () throws(StartFault) in try Self.listener(settings.service, settings.listenerLimits) }
        let sinks: Void? = part { () throws(StartFault) in try SinkFeeding.check(settings.sinks) }
        var signer: NoteSigner?
        if let file = settings.proof.keyFile {
            signer = part { () throws(StartFault) in try SigningKeyFile.load(file, "audit.checkpoints.keyFile") }
        }
        guard faults.isEmpty, let policy, let credential, let endpoints, let requirements, let replyKeys,
            let service, sinks != nil
        else { throw .configuration(faults) }
        self.policy = policy
        self.candidate = candidate
        self.credential = credential
        self.endpoints = endpoints
        self.requirements = requirements
        self.replyKeys = replyKeys
        self.service = service
        self.signer = signer
        admin = Self.plainListener(settings.admin)
        probes = settings.probes.map(Self.plainListener)
    }

    private static func requirements(_ settings: Settings) throws(StartFault) -> CallerRequirements {
        do {
            return try CallerRequirements(
                tenant: settings.tenant, clientID: settings.audience.clientID, appIDURIs: settings.audience.appIDURIs,
                groupsClaimIsComplete: settings.audience.groupsClaimIsComplete)
        } catch {
            throw .configuration(["audience.appIdUris: \(error)"])
        }
    }

    private static func plainListener(_ settings: Settings.Listener) -> ListenerConfiguration {
        ListenerConfiguration(
            host: settings.host, port: settings.port, maximumConnections: settings.maximumConnections)
    }

    private static func listener(
        _ settings: Settings.Listener, _ limits: Settings.Limits
    ) throws(StartFault) -> ListenerConfiguration {
        var configuration = plainListener(settings)
        configuration.pace = ClientPace(
            requestSeconds: limits.requestSeconds, answerSeconds: limits.answerSeconds, idleSeconds: limits.idleSeconds)
        guard let certificate = settings.certificateFile, let key = settings.privateKeyFile else { return configuration }
        do throws(ServerIdentity.Fault) {
            configuration.identity = try ServerIdentity(
                .init(certificate: certificate, privateKey: key, clientAuthorities: settings.clientAuthoritiesFile))
        } catch {
            throw .configuration(["listen.tls: \(error)"])
        }
        return configuration
    }
}
