import AuditSinks
import AuditTrail
import Foundation
import Gatekeeper
import GatekeeperTesting
import Invitations
import Testing

@testable import GatekeeperCommand

/// Settings with one thing wrong, and the same with that put right.
struct SettingsCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The fault's key.
    let key: String
    /// What its text says.
    let says: String
    let wrong: [String: String?]
    var right: [String: String?] = [:]
    var wrongEnvironment: [String: String] = [:]
    var rightEnvironment: [String: String] = [:]

    init(
        _ what: String, _ key: String, _ says: String, _ wrong: [String: String?], right: [String: String?] = [:],
        environment: [String: String] = [:], rightEnvironment: [String: String] = [:]
    ) {
        (testDescription, self.key, self.says, self.wrong, self.right) = (what, key, says, wrong, right)
        (wrongEnvironment, self.rightEnvironment) = (environment, rightEnvironment)
    }

    private static func missing(_ key: String) -> SettingsCase {
        SettingsCase("no \(key)", key, "is missing", [key: nil])
    }

    private static let pem = ["graph.clientSecretFile": nil, "graph.certificateFile": "c.pem"] as [String: String?]
    private static let open = ["listen.host": "0.0.0.0"] as [String: String?]
    private static let custom =
        ["endpoints.login": "http://127.0.0.1:1", "endpoints.graph": "http://127.0.0.1:1"] as [String: String?]

    static let all =
        ["tenant", "audience.clientId", "policy.file", "audit.file", "graph.clientId"].map(missing) + [
            SettingsCase("a tenant's name", "tenant", "a GUID is expected", ["tenant": "contoso.onmicrosoft.com"]),
            SettingsCase(
                "an audience that is no id", "audience.clientId", "a GUID is expected",
                ["audience.clientId": "api://x"]),
            SettingsCase(
                "replies kept for longer than a day", "idempotency.keep", "is 25h", ["idempotency.keep": "25h"],
                right: ["idempotency.keep": "24h"]),
            SettingsCase(
                "twins that wait beyond the deadline", "idempotency.waitSeconds", "is 21", ["idempotency.waitSeconds": "21"],
                right: ["idempotency.waitSeconds": "20"]),
            SettingsCase(
                "a window of 31 seconds", "idempotency.duplicateWindowSeconds", "is 31",
                ["idempotency.duplicateWindowSeconds": "31"], right: ["idempotency.duplicateWindowSeconds": "30"]),
            SettingsCase(
                "a negative number of replies", "idempotency.maximumReplies", "is -1", ["idempotency.maximumReplies": "-1"],
                right: ["idempotency.maximumReplies": "0"]),
            SettingsCase(
                "old keys without a new one", "idempotency.oldKeyFiles", "counts only with", ["idempotency.oldKeyFiles": "[old.key]"],
                right: ["idempotency.oldKeyFiles": "[old.key]", "idempotency.keyFile": "new.key"]),
            SettingsCase("an empty policy file", "policy.file", "is missing", ["policy.file": "\"\""]),
            SettingsCase("no credential", "graph", "has no credential", ["graph.clientSecretFile": nil]),
            SettingsCase(
                "two credentials", "graph", "more than one credential", ["graph.pfxFile": "c.pfx"],
                right: ["graph.clientSecretFile": nil, "graph.pfxFile": "c.pfx"]),
            SettingsCase(
                "two credentials, one in the environment", "graph", "more than one credential", [:],
                right: ["graph.clientSecretFile": nil],
                environment: ["GATEKEEPER_GRAPH_CLIENT_SECRET": "x"],
                rightEnvironment: ["GATEKEEPER_GRAPH_CLIENT_SECRET": "x"]),
            SettingsCase(
                "an empty secret", "graph.clientSecret", "is empty", ["graph.clientSecretFile": nil],
                environment: ["GATEKEEPER_GRAPH_CLIENT_SECRET": ""]),
            SettingsCase(
                "a certificate without its key", "graph.privateKeyFile", "is missing beside", pem,
                right: pem.merging(["graph.privateKeyFile": "k.pem"]) { $1 }),
            SettingsCase(
                "a key without its certificate", "graph.certificateFile", "is missing beside",
                ["graph.clientSecretFile": nil, "graph.privateKeyFile": "k.pem"]),
            SettingsCase(
                "a port of no use", "listen.port", "0 to 65535",
                ["listen.port": "65536"], right: ["listen.port": "65535"]),
            SettingsCase(
                "a negative port", "admin.port", "0 to 65535",
                ["admin.port": "-1"], right: ["admin.port": "0"]),
            SettingsCase("a port in words", "listen.port", "a whole number", ["listen.port": "http"]),
            SettingsCase(
                "a time-out of nothing", "graph.timeoutSeconds", "1 to 300", ["graph.timeoutSeconds": "0"],
                right: ["graph.timeoutSeconds": "1"]),
            SettingsCase(
                "a word that is no truth", "listen.tlsTerminatedUpstream", "true or false",
                ["listen.tlsTerminatedUpstream": "maybe"]),
            SettingsCase(
                "looks that are too rare", "policy.watchSeconds", "0 to 3600", ["policy.watchSeconds": "3601"],
                right: ["policy.watchSeconds": "3600"]),
            SettingsCase(
                "an age without a unit", "policy.maxAge", "a whole number with its unit", ["policy.maxAge": "\"24\""],
                right: ["policy.maxAge": "24h"]),
            SettingsCase(
                "an age in words", "policy.maxAge", "a whole number with its unit", ["policy.maxAge": "one day"],
                right: ["policy.maxAge": "1d"]),
            SettingsCase(
                "an age below nothing", "policy.maxAge", "a whole number with its unit", ["policy.maxAge": "-5m"],
                right: ["policy.maxAge": "5m"]),
            SettingsCase(
                "an age beyond all numbers", "policy.maxAge", "is allowed", ["policy.maxAge": "999999999999999999d"],
                right: ["policy.maxAge": "3650d"]),
            SettingsCase(
                "an age within two looks", "policy.maxAge", "no longer than two looks", ["policy.maxAge": "10s"],
                right: ["policy.maxAge": "11s"]),
            SettingsCase(
                "a consequence of no age", "policy.whenTooOld", "counts only with policy.maxAge", ["policy.whenTooOld": "deny"],
                right: ["policy.whenTooOld": "deny", "policy.maxAge": "24h"]),
            SettingsCase(
                "an unknown consequence", "policy.whenTooOld", "one of warn, notReady, deny",
                ["policy.whenTooOld": "panic", "policy.maxAge": "24h"],
                right: ["policy.whenTooOld": "notReady", "policy.maxAge": "24h"]),
            SettingsCase(
                "a candidate without a name", "policy.candidateFile", "is empty", ["policy.candidateFile": "\"\""],
                right: ["policy.candidateFile": "candidate.yaml"]),
            SettingsCase(
                "the policy as its own candidate", "policy.candidateFile", "is the policy itself",
                ["policy.candidateFile": "policy.yaml"], right: ["policy.candidateFile": "candidate.yaml"]),
            SettingsCase(
                "no requests at all", "limits.perCallerAndSecond", "1 to 100000", ["limits.perCallerAndSecond": "0"],
                right: ["limits.perCallerAndSecond": "1"]),
            SettingsCase(
                "an inviter without end", "limits.perInviterAndMinute", "1 to 6000000", ["limits.perInviterAndMinute": "6000001"],
                right: ["limits.perInviterAndMinute": "6000000"]),
            SettingsCase("an unknown cloud", "cloud", "one of global", ["cloud": "mars"], right: ["cloud": "china"]),
            SettingsCase(
                "an unknown level", "log.level", "one of trace",
                ["log.level": "loud"], right: ["log.level": "debug"]),
            SettingsCase(
                "a misplaced key", "clientSecretFile", "Did you mean graph.clientSecretFile?",
                ["graph.clientSecretFile": nil, "clientSecretFile": "secret"]),
            SettingsCase(
                "an unknown key", "listen.ports", "is not a setting of this version",
                ["listen.ports": "1"], right: ["listen.port": "1"]),
            SettingsCase(
                "an unknown variable", "GATEKEEPER_LISTEN_PROT", "is not a setting of this version", [:],
                environment: ["GATEKEEPER_LISTEN_PROT": "1"], rightEnvironment: ["GATEKEEPER_LISTEN_PORT": "1"]),
            SettingsCase("an empty value", "listen.host", "has no value", ["listen.host": ""]),
            SettingsCase(
                "a null", "audience.appIdUris", "has no value",
                ["audience.appIdUris": "~"], right: ["audience.appIdUris": "[]"]),
            SettingsCase("an anchor", "listen.host", "anchors are not taken", ["listen.host": "&here 127.0.0.1"]),
            SettingsCase(
                "a list of lists", "audience.appIdUris", "is not a list of texts", ["audience.appIdUris": "[[a]]"],
                right: ["audience.appIdUris": "[api://a]"]),
            SettingsCase(
                "every interface, in clear", "listen.host", "only loopback is bound", open,
                right: open.merging(["listen.tlsTerminatedUpstream": "true"]) { $1 }),
            SettingsCase(
                "a name like loopback's", "listen.host", "only loopback is bound", ["listen.host": "127.gate.contoso.com"],
                right: ["listen.host": "127.8.8.8"]),
            SettingsCase(
                "all of IPv6, in clear", "listen.host", "only loopback is bound", ["listen.host": "\"::\""], right: ["listen.host": "\"::1\""]),
            SettingsCase(
                "operators' pages for everybody", "admin.host", "anybody could read metrics and status", ["admin.host": "0.0.0.0"],
                right: ["admin.host": "0.0.0.0", "admin.allowRemote": "true"]),
            SettingsCase(
                "half of TLS", "listen.tls", "both certificateFile and privateKeyFile", ["listen.tls.certificateFile": "c.pem"],
                right: open.merging(["listen.tls.certificateFile": "c.pem", "listen.tls.privateKeyFile": "k.pem"]) { $1 }),
            SettingsCase(
                "a sink in the trail's own file", "audit.sinks.file.path", "is the file of audit.file, too",
                ["audit.sinks.file.path": "audit.sqlite"], right: ["audit.sinks.file.path": "entries.ndjson"]),
            SettingsCase(
                "a sink in the trail's log, by another path", "audit.sinks.file.path", "is the file of audit.file, too",
                ["audit.sinks.file.path": "x/../audit.sqlite-wal"], right: ["audit.sinks.file.path": "x/audit.sqlite-wal"]),
            SettingsCase(
                "a sink in the policy", "audit.sinks.file.path", "is the file of policy.file, too",
                ["audit.sinks.file.path": "policy.yaml"], right: ["audit.sinks.file.path": "policy.ndjson"]),
            SettingsCase(
                "checkpoints in the trail's own file", "audit.checkpoints.file", "is the file of audit.file, too",
                ["audit.checkpoints.keyFile": "key", "audit.checkpoints.file": "audit.sqlite"],
                right: ["audit.checkpoints.keyFile": "key", "audit.checkpoints.file": "checkpoints"]),
            SettingsCase(
                "checkpoints in the key that signs them", "audit.checkpoints.file", "is the file of audit.checkpoints.keyFile, too",
                ["audit.checkpoints.keyFile": "key", "audit.checkpoints.file": "key"],
                right: ["audit.checkpoints.keyFile": "key", "audit.checkpoints.file": "checkpoints"]),
            SettingsCase(
                "checkpoints among a sink's entries", "audit.checkpoints.file", "is the file of audit.sinks.file.path, too",
                ["audit.checkpoints.keyFile": "key", "audit.checkpoints.file": "out", "audit.sinks.file.path": "out"],
                right: ["audit.checkpoints.keyFile": "key", "audit.checkpoints.file": "out", "audit.sinks.file.path": "out.ndjson"]),
            SettingsCase(
                "a socket in the secret's place", "control.socket", "is the file of graph.clientSecretFile, too", ["control.socket": "secret"],
                right: ["control.socket": "control.sock"]),
            SettingsCase(
                "a syslog receiver with a space", "audit.sinks.syslog.host", "has a space", ["audit.sinks.syslog.host": "siem example"],
                right: ["audit.sinks.syslog.host": "siem.example"]),
            SettingsCase("a section with nothing in it", "limits", "has no value", ["limits": "{}"], right: ["limits.idleSeconds": "60"]),
            SettingsCase("a number that is none is shown", "limits.idleSeconds", "is \"abc\"", ["limits.idleSeconds": "abc"]),
            SettingsCase(
                "a number that is none, in the environment", "limits.idleSeconds", "is \"abc\"", [:],
                environment: ["GATEKEEPER_LIMITS_IDLE_SECONDS": "abc"], rightEnvironment: ["GATEKEEPER_LIMITS_IDLE_SECONDS": "60"]),
            SettingsCase(
                "a sink without a name", "audit.sinks.file.path", "is empty", ["audit.sinks.file.path": "\"\""],
                right: ["audit.sinks.file.path": "entries.ndjson"]),
            SettingsCase(
                "a sink that is described and not on", "audit.sinks.stdout.includeInvitee", "counts only with audit.sinks.stdout.enabled",
                ["audit.sinks.stdout.includeInvitee": "true"],
                right: ["audit.sinks.stdout.includeInvitee": "true", "audit.sinks.stdout.enabled": "true"]),
            SettingsCase(
                "syslog to nowhere", "audit.sinks.syslog.port", "counts only with audit.sinks.syslog.host", ["audit.sinks.syslog.port": "6514"],
                right: ["audit.sinks.syslog.port": "6514", "audit.sinks.syslog.host": "siem.test"]),
            SettingsCase(
                "certificates for syslog in clear", "audit.sinks.syslog.tls.caFile", "which sends in clear",
                ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.transport": "tcp", "audit.sinks.syslog.tls.caFile": "ca.pem"],
                right: ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.tls.caFile": "ca.pem"]),
            SettingsCase(
                "half of a certificate for syslog", "audit.sinks.syslog.tls", "both certificateFile and privateKeyFile",
                ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.tls.privateKeyFile": "k.pem"],
                right: [
                    "audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.tls.privateKeyFile": "k.pem",
                    "audit.sinks.syslog.tls.certificateFile": "c.pem",
                ]),
            SettingsCase(
                "structured data without a number", "audit.sinks.syslog.structuredDataId", "private enterprise number",
                ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.structuredDataId": "gate"],
                right: ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.structuredDataId": "gate@4711"]),
            SettingsCase(
                "a message that no receiver need take", "audit.sinks.syslog.maximumBytes", "2048 to 65536",
                ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.maximumBytes": "65537"],
                right: ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.maximumBytes": "65536"]),
            SettingsCase(
                "an unknown facility", "audit.sinks.syslog.facility", "one of user",
                ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.facility": "kern"],
                right: ["audit.sinks.syslog.host": "siem.test", "audit.sinks.syslog.facility": "local7"]),
            SettingsCase(
                "endpoints of one's own", "endpoints", "allowCustom: true", custom, right: custom.merging(["endpoints.allowCustom": "true"]) { $1 }),
            SettingsCase(
                "no account's number", "control.accounts", "numbers of accounts", ["control.accounts": "[ana]"], right: ["control.accounts": "[1000]"]
            ),
            SettingsCase("an empty control socket", "control.socket", "is empty", ["control.socket": "\"\""], right: ["control.socket": "off"]),
            SettingsCase(
                "no room for a request", "limits.concurrentRequests", "from 1", ["limits.concurrentRequests": "0"],
                right: ["limits.concurrentRequests": "1"]),
            SettingsCase(
                "an endless drain", "drain.announceSeconds", "from 0 to 300", ["drain.announceSeconds": "301"],
                right: ["drain.announceSeconds": "300"]),
            SettingsCase(
                "an endless wait for a turn", "drain.waitSeconds", "from 0 to 600", ["drain.waitSeconds": "601"], right: ["drain.waitSeconds": "0"]),
            SettingsCase(
                "clients' authorities without a certificate", "listen.tls.clientCaFile", "counts only with", ["listen.tls.clientCaFile": "ca.pem"],
                right: ["listen.tls.clientCaFile": "ca.pem", "listen.tls.certificateFile": "c.pem", "listen.tls.privateKeyFile": "k.pem"]),
            SettingsCase(
                "half of the endpoints", "endpoints", "need both", ["endpoints.allowCustom": "true", "endpoints.login": "http://127.0.0.1:1"]),
        ]
}

@Suite("Settings")
struct SettingsTests {
    @Test("One thing wrong is one fault, under its key", arguments: SettingsCase.all)
    func wrong(_ sample: SettingsCase) async throws {
        let faults = try await SettingsFolder().faults(sample.wrong, environment: sample.wrongEnvironment)
        let fault = try #require(faults.first { $0.key == sample.key }, "\(faults)")
        #expect(fault.message.contains(sample.says), "\(fault)")
        // A misplaced key is missing where it belongs, too.
        #expect(faults.count == (sample.testDescription == "a misplaced key" ? 2 : 1), "\(faults)")
    }

    @Test("Put right, they load", arguments: SettingsCase.all)
    func right(_ sample: SettingsCase) async throws {
        #expect(try await SettingsFolder().faults(sample.right, environment: sample.rightEnvironment) == [])
    }

    @Test("A link is another name for the same file")
    func link() async throws {
        let folder = try SettingsFolder()
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "secret")
        let faults = try await folder.faults(["audit.sinks.file.path": "link"])
        #expect(faults.map(\.description) == ["audit.sinks.file.path: is the file of graph.clientSecretFile, too; it needs one of its own"])
        try FileManager.default.removeItem(atPath: folder.path + "/link")
        #expect(try await folder.faults(["audit.sinks.file.path": "link"]) == [])
    }

    @Test("Everything that is wrong is said at once")
    func atOnce() async throws {
        let faults = try await SettingsFolder().faults(
            [
                "tenant": nil, "policy.file": nil, "audit.file": nil, "audience.clientId": "x",
                "graph.clientSecretFile": nil, "listen.port": "70000", "listen.hots": "x", "cloud": "mars",
            ], environment: ["GATEKEEPER_NOTHING": "1"])
        #expect(
            Set(faults.map(\.key)) == [
                "tenant", "policy.file", "audit.file", "audience.clientId", "graph", "listen.port", "listen.hots", "cloud",
                "GATEKEEPER_NOTHING",
            ])
        #expect(faults.count == 9)
    }

    @Test("The environment stands above the file, and adds what the file has not")
    func environment() async throws {
        let folder = try SettingsFolder()
        try folder.settings(["listen.port": "8443", "tenant": nil, "graph.clientSecretFile": nil])
        let settings = try await folder.load([
            "GATEKEEPER_LISTEN_PORT": "9443", "GATEKEEPER_TENANT": Contoso.tenant.description,
            "GATEKEEPER_GRAPH_CLIENT_SECRET": SettingsFolder.secret,
            "GATEKEEPER_AUDIENCE_APP_ID_URIS": "api://a,api://b", "UNRELATED": "x",
        ])
        #expect(settings.service.port == 9443 && settings.tenant == Contoso.tenant)
        #expect(settings.audience.appIDURIs == ["api://a", "api://b"])
        guard case .secret(let secret) = settings.graph.credential else {
            Issue.record("not a secret: \(settings.graph)")
            return
        }
        #expect(secret == SettingsFolder.secret)
    }

    @Test("What is left out has its documented default")
    func defaults() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        let settings = try await folder.load()
        #expect(settings.service.host == "127.0.0.1" && settings.service.port == 8080)
        #expect(settings.admin.host == "127.0.0.1" && settings.admin.port == 8081)
        #expect(settings.graph.connectTimeoutSeconds == 5 && settings.graph.timeoutSeconds == 30)
        #expect("\(settings.cloud)" == "global" && settings.endpoints == nil && settings.allowsReportOnly)
        #expect(settings.leaving.announceSeconds == 5 && settings.leaving.idleSeconds == 1)
        #expect(settings.listenerLimits.concurrentRequests == 10_000 && settings.listenerLimits.requestSeconds == 20)
        #expect(settings.listenerLimits.answerSeconds == 30 && settings.listenerLimits.idleSeconds == 60)
        #expect(settings.control?.socket == folder.path + "/control.sock" && settings.control?.accounts == [])
        #expect(settings.service.clientAuthoritiesFile == nil && settings.service.certificateWatchSeconds == 5)
        #expect(settings.keeping.watchSeconds == 5 && settings.keeping.candidateFile == nil && settings.keeping.ageLimit == nil)
    }

    @Test("How the policy is kept up can be told by the environment, too")
    func keeping() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        let keeping = try await folder.load([
            "GATEKEEPER_POLICY_WATCH_SECONDS": "0", "GATEKEEPER_POLICY_CANDIDATE_FILE": "next.yaml",
            "GATEKEEPER_POLICY_MAX_AGE": "36h", "GATEKEEPER_POLICY_WHEN_TOO_OLD": "deny",
        ]).keeping
        #expect(keeping.watchSeconds == 0 && keeping.candidateFile == folder.path + "/next.yaml")
        #expect(keeping.ageLimit == PolicyAgeLimit(seconds: 36 * 3_600, consequence: .deny))
    }

    @Test("No sink is on by default, and each can be switched on by the environment")
    func sinks() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        #expect(try await folder.load().sinks.names == [])
        let sinks = try await folder.load([
            "GATEKEEPER_AUDIT_SINKS_FILE_PATH": "entries.ndjson", "GATEKEEPER_AUDIT_SINKS_STDOUT_ENABLED": "true",
            "GATEKEEPER_AUDIT_SINKS_SYSLOG_HOST": "siem.test", "GATEKEEPER_AUDIT_SINKS_SYSLOG_TLS_CA_FILE": "ca.pem",
            "GATEKEEPER_AUDIT_SINKS_START_AT": "newest",
        ]).sinks
        #expect(sinks.names == [.file, .stdout, .syslog] && sinks.start == .newest)
        #expect(sinks.file?.path == folder.path + "/entries.ndjson" && sinks.file?.lines.includesInvitee == false)
        #expect(sinks.syslog?.target.port == 6_514 && sinks.syslog?.target.tls?.authorityFile == folder.path + "/ca.pem")
        let plain = try await folder.load([
            "GATEKEEPER_AUDIT_SINKS_SYSLOG_HOST": "siem.test", "GATEKEEPER_AUDIT_SINKS_SYSLOG_TRANSPORT": "tcp",
        ]).sinks.syslog
        #expect(plain?.target.port == 601 && plain?.target.tls == nil && plain?.lines.limit == 8_192)
    }

    @Test("The control socket, its accounts and the limits can be told by the environment, too")
    func lifecycle() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        let settings = try await folder.load([
            "GATEKEEPER_CONTROL_SOCKET": "run/control.sock", "GATEKEEPER_CONTROL_ACCOUNTS": "1000,1001",
            "GATEKEEPER_LIMITS_REQUEST_SECONDS": "7", "GATEKEEPER_DRAIN_ANNOUNCE_SECONDS": "0",
        ])
        #expect(settings.control?.socket == folder.path + "/run/control.sock" && settings.control?.accounts == [1_000, 1_001])
        #expect(settings.listenerLimits.requestSeconds == 7 && settings.leaving.announceSeconds == 0)
        #expect(try await folder.load(["GATEKEEPER_CONTROL_SOCKET": "off"]).control == nil)
    }

    @Test("A stop lasts as long as what may be under way, and a shorter wait for turns makes it shorter")
    func stop() async throws {
        let folder = try SettingsFolder()
        try folder.settings([:])
        // Of one request: 36 until its decision, 10 for its turn, 80 at Graph; 1 until the last is accepted, and 1 for kept connections.
        let usual = try await folder.load()
        #expect(usual.longestRequestSeconds == 126 && usual.lastWaitSeconds == 48 && usual.lastDepartureSeconds == 48)
        #expect(usual.longestStopSeconds == 138, "as deploy/gatekeeper.service has it")
        let short = try await folder.load(["GATEKEEPER_DRAIN_WAIT_SECONDS": "3"])
        #expect(short.lastWaitSeconds == 3 && short.lastDepartureSeconds == 38 && short.longestStopSeconds == 128)
        let long = try await folder.load(["GATEKEEPER_DRAIN_WAIT_SECONDS": "300"])
        #expect(long.lastWaitSeconds == 300 && long.lastDepartureSeconds == 300 && long.longestStopSeconds == 390)
    }

    @Test("Relative paths lie beside the settings file; absolute ones are taken as they are")
    func paths() async throws {
        let folder = try SettingsFolder()
        try folder.settings(["audit.file": "/var/lib/gatekeeper/audit.sqlite", "policy.file": "policies/a.yaml"])
        let settings = try await folder.load()
        #expect(settings.policyFile == folder.path + "/policies/a.yaml")
        #expect(settings.auditFile == "/var/lib/gatekeeper/audit.sqlite")
        guard case .secretFile(let file) = settings.graph.credential else {
            Issue.record("not a secret file: \(settings.graph)")
            return
        }
        #expect(file == folder.path + "/secret")
    }

    static let broken = [
        "graph: {clientSecret: \"\(SettingsFolder.secret)\ntenant: x\n",
        "graph:\n  clientSecret: \(SettingsFolder.secret)\n clientId: x\n",
        "graph:\n  clientSecret: \(SettingsFolder.secret)\n  clientSecret: \(SettingsFolder.secret)\n",
        "graph:\n\tclientSecret: \(SettingsFolder.secret)\n", "graph: {clientSecret: [\(SettingsFolder.secret)]}\n",
        "graph: {clientSecret: !!int \(SettingsFolder.secret)}\n", "graph: {clientSecret: {a: \(SettingsFolder.secret)}}\n",
        "\(SettingsFolder.secret)\n", "- \(SettingsFolder.secret)\n", "a: \(SettingsFolder.secret): b\n",
    ]

    @Test("No fault shows a secret, not even one about the file's form", arguments: broken)
    func secrets(_ text: String) async throws {
        let folder = try SettingsFolder()
        try folder.write("gatekeeper.yaml", text)
        let error = try #require(
            await #expect(throws: SettingsFaults.self) {
                try await folder.load(["GATEKEEPER_GRAPH_CLIENT_SECRET_FILE": "x", "GATEKEEPER_LISTEN_PORT": "x"])
            })
        #expect(!error.faults.isEmpty)
        #expect(!"\(error)".contains(SettingsFolder.secret), "\(error.faults)")
    }

    @Test("A file that is not there is a fault")
    func missingFile() async throws {
        let folder = try SettingsFolder()
        let error = try #require(await #expect(throws: SettingsFaults.self) { try await folder.load() })
        #expect(error.faults.map(\.key) == [folder.settings])
    }
}
