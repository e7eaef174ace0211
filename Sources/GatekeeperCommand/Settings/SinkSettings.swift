import AuditSinks
import AuditTrail
import Foundation

extension Settings {
    /// Where entries go besides the trail.
    struct Sinks: Sendable {
        var start = SinkStart.oldest
        var file: File?
        var stdout: Lines?
        var syslog: Syslog?

        /// Those that are switched on.
        var names: Set<SinkName> {
            let on: [SinkName?] = [file.map { _ in .file }, stdout.map { _ in .stdout }, syslog.map { _ in .syslog }]
            return Set(on.compactMap(\.self))
        }
    }
}

extension Settings.Sinks {
    struct Lines: Sendable {
        var includesInvitee: Bool
        /// The most bytes of a line or a message.
        var limit: Int
    }

    struct File: Sendable {
        var path: String
        var lines: Lines
    }

    struct Syslog: Sendable {
        enum Transport: String, CaseIterable { case tls, tcp }

        var target: SyslogTarget
        var facility: SyslogFacility
        var structuredDataID: String?
        var resendEntries: Int
        var lines: Lines
    }
}

extension SettingsReader {
    mutating func sinks(resolved: (String) -> String) -> Settings.Sinks {
        var sinks = Settings.Sinks()
        sinks.start = choice("audit.sinks.startAt", default: SinkStart.oldest)
        sinks.file = fileSink(resolved)
        let standardOutput = lines("audit.sinks.stdout", limit: 16_384, largest: 1 << 20)
        if bool("audit.sinks.stdout.enabled", default: false) {
            sinks.stdout = standardOutput
        } else {
            refuseWithout("audit.sinks.stdout.enabled", "audit.sinks.stdout", ["includeInvitee", "maximumBytes"])
        }
        sinks.syslog = syslogSink(resolved)
        return sinks
    }

    private mutating func fileSink(_ resolved: (String) -> String) -> Settings.Sinks.File? {
        let lines = lines("audit.sinks.file", limit: 262_144, largest: 1 << 20)
        guard let path = string("audit.sinks.file.path") else {
            refuseWithout("audit.sinks.file.path", "audit.sinks.file", ["includeInvitee", "maximumBytes"])
            return nil
        }
        guard !path.isEmpty else {
            fault("audit.sinks.file.path", "is empty; leave the key out where there is no such sink")
            return nil
        }
        return Settings.Sinks.File(path: resolved(path), lines: lines)
    }

    private mutating func syslogSink(_ resolved: (String) -> String) -> Settings.Sinks.Syslog? {
        let prefix = "audit.sinks.syslog"
        let transport = choice("\(prefix).transport", default: Settings.Sinks.Syslog.Transport.tls)
        // RFC 5425, section 4.1; RFC 3195's port for syslog over TCP, since RFC 6587 has none of its own.
        let port = int("\(prefix).port", in: 1...65_535, default: transport == .tls ? 6_514 : 601)
        let facility = choice("\(prefix).facility", default: SyslogFacility.logaudit)
        let resend = int("\(prefix).resendEntries", in: 0...10_000, default: 256)
        let lines = lines(prefix, limit: 8_192, largest: 65_536)
        let data = string("\(prefix).structuredDataId")
        if let data, !SyslogFormat.isStructuredDataID(data) {
            fault("\(prefix).structuredDataId", "is \"\(data)\"; a name, @ and your private enterprise number are expected, 32 characters at most")
        }
        let tls = syslogTLS(prefix, transport, resolved)
        guard let host = string("\(prefix).host") else {
            refuseWithout(
                "\(prefix).host", prefix,
                [
                    "transport", "port", "facility", "resendEntries", "includeInvitee", "maximumBytes", "structuredDataId", "tls.caFile",
                    "tls.serverName", "tls.certificateFile", "tls.privateKeyFile",
                ])
            return nil
        }
        if host.isEmpty { fault("\(prefix).host", "is empty; leave the key out where there is no such sink") }
        if host.contains(where: \.isWhitespace) { fault("\(prefix).host", "has a space in it; one name or address is expected") }
        return Settings.Sinks.Syslog(
            target: SyslogTarget(host: host, port: port, tls: tls), facility: facility, structuredDataID: data,
            resendEntries: resend, lines: lines)
    }

    private mutating func syslogTLS(
        _ prefix: String, _ transport: Settings.Sinks.Syslog.Transport, _ resolved: (String) -> String
    ) -> SyslogTLS? {
        let tls = SyslogTLS(
            authorityFile: string("\(prefix).tls.caFile").map(resolved), serverName: string("\(prefix).tls.serverName"),
            certificateFile: string("\(prefix).tls.certificateFile").map(resolved),
            privateKeyFile: string("\(prefix).tls.privateKeyFile").map(resolved))
        if (tls.certificateFile == nil) != (tls.privateKeyFile == nil) {
            fault("\(prefix).tls", "needs both certificateFile and privateKeyFile, or neither")
        }
        guard transport == .tcp else { return tls }
        for name in ["caFile", "serverName", "certificateFile", "privateKeyFile"] where isPresent("\(prefix).tls.\(name)") {
            fault("\(prefix).tls.\(name)", "does not count with \(prefix).transport: tcp, which sends in clear")
        }
        return nil
    }

    private mutating func lines(_ prefix: String, limit: Int, largest: Int) -> Settings.Sinks.Lines {
        Settings.Sinks.Lines(
            includesInvitee: bool("\(prefix).includeInvitee", default: false),
            limit: int("\(prefix).maximumBytes", in: 2_048...largest, default: limit))
    }

    /// A sink that is described and not switched on would silently take nothing.
    private mutating func refuseWithout(_ key: String, _ prefix: String, _ names: [String]) {
        for name in names where isPresent("\(prefix).\(name)") {
            fault("\(prefix).\(name)", "counts only with \(key)")
        }
    }
}
