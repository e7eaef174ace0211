import Foundation
import GraphClient
import Invitations

extension Settings {
    /// Reads and checks the settings.
    ///
    /// - Throws: ``SettingsFaults`` with every fault found.
    static func load(file: String, environment: [String: String]) async throws(SettingsFaults) -> Settings {
        var reader = try await SettingsReader(file: file, environment: environment)
        // Relative paths mean "beside the settings file", wherever the process was started.
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        func resolved(_ path: String) -> String {
            path.isEmpty ? path : URL(fileURLWithPath: path, relativeTo: folder).path
        }
        let zero = ApplicationID(high: 0, low: 0)
        let auditFile = resolved(reader.requiredString("audit.file", why: "Without an audit store the gate does not start."))
        let settings = Settings(
            tenant: reader.parsed(
                "tenant", why: "It is the id of the Entra tenant (Overview > Tenant ID).",
                expected: "a GUID"
            ) { TenantID($0) } ?? TenantID(high: 0, low: 0),
            audience: Audience(
                clientID: reader.parsed(
                    "audience.clientId", why: "It is the client id of the app registration that callers ask tokens for.",
                    expected: "a GUID"
                ) { ApplicationID($0) } ?? zero,
                appIDURIs: reader.strings("audience.appIdUris"),
                groupsClaimIsComplete: reader.bool("audience.groupsClaimIsComplete", default: false)),
            policyFile: resolved(reader.requiredString("policy.file", why: "Without a policy the gate does not start.")),
            allowsReportOnly: reader.choice("policy.reportOnly", default: ReportOnlyMode.allow) == .allow,
            keeping: reader.keeping(resolved: resolved),
            auditFile: auditFile,
            proof: reader.proof(resolved: resolved),
            reading: reader.reading(),
            sinks: reader.sinks(resolved: resolved),
            graph: reader.graph(resolved: resolved),
            service: reader.service(resolved: resolved),
            admin: reader.admin(),
            probes: reader.probes(),
            cloud: reader.choice("cloud", default: NationalCloud.global),
            endpoints: reader.endpoints(),
            logLevel: reader.choice("log.level", default: LogLevelName.info).rawValue,
            inquiriesPerMinute: reader.int("inquiries.perInviterAndMinute", in: 1...100_000, default: 60),
            limits: reader.inboundLimits(),
            outbound: reader.outbound(),
            inDoubt: reader.inDoubt(),
            idempotency: reader.idempotency(resolved: resolved),
            control: reader.control(besides: auditFile, resolved: resolved), leaving: reader.leaving(), listenerLimits: reader.limits())
        for shared in settings.sharedFiles(settingsFile: file) { reader.fault(shared.key, shared.message) }
        reader.refuseUnasked()
        guard reader.faults.isEmpty else { throw SettingsFaults(faults: reader.faults) }
        return settings
    }
}

extension SettingsReader {
    fileprivate mutating func graph(resolved: (String) -> String) -> Settings.Graph {
        let clientID = parsed(
            "graph.clientId", why: "It is the client id of the registration that holds User.Invite.All.",
            expected: "a GUID"
        ) { ApplicationID($0) }
        return Settings.Graph(
            clientID: clientID ?? ApplicationID(high: 0, low: 0),
            credential: credential(resolved: resolved),
            connectTimeoutSeconds: int("graph.connectTimeoutSeconds", in: 1...60, default: 5),
            timeoutSeconds: int("graph.timeoutSeconds", in: 1...300, default: 30),
            maximumConnections: int("graph.maximumConnections", in: 1...100_000, default: 64))
    }

    /// Exactly one way of proving oneself: with two, nobody could tell which is in use.
    private mutating func credential(resolved: (String) -> String) -> Settings.Credential {
        var found: [Settings.Credential] = []
        if let secret = string("graph.clientSecret", secret: true) { found.append(.secret(secret)) }
        if let file = string("graph.clientSecretFile") { found.append(.secretFile(resolved(file))) }
        let certificate = string("graph.certificateFile")
        let key = string("graph.privateKeyFile")
        switch (certificate, key) {
        case (let certificate?, let key?):
            found.append(.pem(certificateFile: resolved(certificate), privateKeyFile: resolved(key)))
        case (nil, nil): break
        case (nil, _): fault("graph.certificateFile", "is missing beside graph.privateKeyFile")
        case (_, nil): fault("graph.privateKeyFile", "is missing beside graph.certificateFile")
        }
        let password = string("graph.pfxPasswordFile").map(resolved)
        if let pfx = string("graph.pfxFile") { found.append(.pfx(file: resolved(pfx), passwordFile: password)) }
        let ways =
            "graph.clientSecretFile, graph.clientSecret (in the environment), graph.certificateFile with graph.privateKeyFile, or graph.pfxFile"
        guard let credential = found.first, found.count == 1 else {
            if found.count > 1 || (certificate == nil && key == nil) {
                fault("graph", found.isEmpty ? "has no credential; give \(ways)" : "has more than one credential; give one of \(ways)")
            }
            return .secret("")
        }
        if case .secret(let secret) = credential, secret.isEmpty { fault("graph.clientSecret", "is empty") }
        return credential
    }

    fileprivate mutating func service(resolved: (String) -> String) -> Settings.Listener {
        var listener = listener("listen", host: "127.0.0.1", port: 8080)
        listener.certificateFile = string("listen.tls.certificateFile").map(resolved)
        listener.privateKeyFile = string("listen.tls.privateKeyFile").map(resolved)
        if (listener.certificateFile == nil) != (listener.privateKeyFile == nil) {
            fault("listen.tls", "needs both certificateFile and privateKeyFile")
        }
        listener.clientAuthoritiesFile = string("listen.tls.clientCaFile").map(resolved)
        if listener.clientAuthoritiesFile != nil, listener.certificateFile == nil {
            fault("listen.tls.clientCaFile", "counts only with certificateFile and privateKeyFile")
        }
        listener.certificateWatchSeconds = int("listen.tls.watchSeconds", in: 0...3_600, default: 5)
        let terminatedUpstream = bool("listen.tlsTerminatedUpstream", default: false)
        if listener.certificateFile == nil, !terminatedUpstream, !isLoopback(listener.host) {
            fault(
                "listen.host",
                "is \(listener.host), but without listen.tls only loopback is bound: tokens would cross the network in clear. Configure listen.tls, or set listen.tlsTerminatedUpstream where a proxy on a trusted network ends TLS"
            )
        }
        return listener
    }

    fileprivate mutating func admin() -> Settings.Listener {
        let listener = listener("admin", host: "127.0.0.1", port: 8081)
        let isRemote = bool("admin.allowRemote", default: false)
        if !isRemote, !isLoopback(listener.host) {
            fault(
                "admin.host",
                "is \(listener.host), from where anybody could read metrics and status. Bind probes.host instead, or set admin.allowRemote")
        }
        return listener
    }

    fileprivate mutating func probes() -> Settings.Listener? {
        guard isPresent("probes.host") || isPresent("probes.port") else { return nil }
        return listener("probes", host: "127.0.0.1", port: 8082)
    }

    private mutating func listener(_ prefix: String, host: String, port: Int) -> Settings.Listener {
        Settings.Listener(
            host: string("\(prefix).host") ?? host,
            port: int("\(prefix).port", in: 0...65_535, default: port),
            maximumConnections: int("\(prefix).maximumConnections", in: 1...1_000_000, default: 10_000))
    }

    private func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        // 127.0.0.0/8 (RFC 1122, section 3.2.1.3), in four numbers: a name may begin with 127, too.
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    fileprivate mutating func endpoints() -> Settings.Endpoints? {
        let allowed = bool("endpoints.allowCustom", default: false)
        let login = string("endpoints.login")
        let graph = string("endpoints.graph")
        guard login != nil || graph != nil else { return nil }
        guard allowed else {
            fault("endpoints", "are for tests; they count only with endpoints.allowCustom: true")
            return nil
        }
        guard let login, let graph else {
            fault("endpoints", "need both login and graph")
            return nil
        }
        return Settings.Endpoints(login: login, graph: graph)
    }
}
