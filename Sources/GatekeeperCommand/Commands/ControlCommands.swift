import ArgumentParser
import AuditTrail
import Foundation
import Invitations
import StrictJSON

/// Which service a command goes to.
struct ControlOptions: ParsableArguments {
    @Option(help: "The control socket of the service.")
    var socket: String?

    @Option(help: "The settings file of the service, which names the control socket.")
    var settings: String?

    @Option(help: "How the answer is shown: table | json.")
    var format = OutputFormat.table

    func validate() throws {
        guard (socket == nil) != (settings == nil) else {
            throw ValidationError("Name the service by --socket PATH or by --settings FILE.")
        }
    }

    private func path() async throws -> String {
        if let socket { return socket }
        let settings = try await Settings.load(file: settings ?? "", environment: ProcessInfo.processInfo.environment)
        guard let control = settings.control else {
            throw StartFault.configuration(["control.socket is off: this service takes no commands"])
        }
        return control.socket
    }

    /// Gives the command and shows the answer; exits with the answer's code where it is not 0.
    func send(_ request: ControlRequest, show: (JSON) -> String? = { _ in nil }) async throws {
        let answer = try ControlClient.send(request, to: try await path())
        switch format {
        case .json:
            let json: JSON = ["exitCode": .integer(Int64(answer.exitCode)), "message": .string(answer.message), "result": answer.result ?? .null]
            print((request.command == .status && answer.exitCode == 0 ? answer.result ?? .null : json).indentedVisibleText())
        case .table:
            let text =
                answer.result.flatMap(show)
                ?? answer.message.split(separator: "\n", omittingEmptySubsequences: false)
                .map { VisibleText.cell(String($0), width: 2_000) }.joined(separator: "\n")
            if answer.exitCode == 0 { print(text) } else { printError(text) }
        }
        guard answer.exitCode == 0 else { throw ExitCode(answer.exitCode) }
    }
}

/// Why somebody does something, for the trail.
struct WhyOption: ParsableArguments {
    @Option(help: "Why, for the audit trail: up to \(ControlRequest.longestWhy) characters.")
    var why: String?

    func validate() throws {
        guard (why?.unicodeScalars.count ?? 0) <= ControlRequest.longestWhy else {
            throw ValidationError("--why has more than \(ControlRequest.longestWhy) characters.")
        }
    }
}

/// About which inviter.
struct InviterOption: ParsableArguments {
    @Option(help: "Only the inviter with this object id in Entra.")
    var inviter: String?

    func validate() throws {
        guard let inviter, id == nil else { return }
        throw ValidationError(
            "--inviter \(VisibleText.cell(inviter, width: 60)): an object id is expected (a GUID); gatekeeper status lists who is suspended.")
    }

    var id: ObjectID? { inviter.flatMap { ObjectID($0) } }
}

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Show how the running service is.")

    @OptionGroup var control: ControlOptions

    func run() async throws {
        try await control.send(ControlRequest(.status)) { status in StatusText.lines(of: status).joined(separator: "\n") }
    }
}

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Have the running service read its policies and certificates again.",
        discussion: "Recorded in the audit trail with your account. Exit code 3: something is not whole, and what was in force stays.")

    @OptionGroup var control: ControlOptions
    @OptionGroup var reason: WhyOption

    func run() async throws {
        try await control.send(ControlRequest(.reload, why: reason.why)) { ReloadText.lines(of: $0)?.joined(separator: "\n") }
    }
}

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Have the running service forward nothing until it is resumed; decisions are recorded all the same.",
        discussion: """
            Recorded in the audit trail with your account. Exit code 4 with "paused in this process": it holds, and is recorded as soon as \
            that is possible.

            With --inviter nothing is sent in that one's name, for as long as --for says: 60s to 7d, and guard.suspension of the settings
            unless told otherwise. Nobody is asked whether there is such an inviter.
            """)

    @OptionGroup var control: ControlOptions
    @OptionGroup var inviter: InviterOption
    @OptionGroup var reason: WhyOption

    @Option(name: .customLong("for"), help: "How long, with --inviter: a whole number with its unit, such as 90s, 15m, 24h or 7d.")
    var duration: String?

    func validate() throws {
        guard let duration else { return }
        guard inviter.inviter != nil else {
            throw ValidationError("--for counts only with --inviter: a pause of everybody lasts until gatekeeper resume.")
        }
        guard let seconds, ControlRequest.suspensionSeconds.contains(seconds) else {
            throw ValidationError("--for \(VisibleText.cell(duration, width: 40)): a whole number with its unit is expected, from 60s to 7d.")
        }
    }

    private var seconds: Int64? { duration.flatMap { SettingsReader.seconds(of: $0) } }

    func run() async throws {
        try await control.send(ControlRequest(.pause, why: reason.why, inviter: inviter.id, seconds: seconds))
    }
}

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Have the running service forward again, after it was paused or stopped by itself.",
        discussion: """
            Recorded in the audit trail with your account before it takes effect.

            It also ends every inviter's suspension. With --inviter only that one's is lifted, and nothing else changes; exit code 1:
            this inviter is not suspended.
            """)

    @OptionGroup var control: ControlOptions
    @OptionGroup var inviter: InviterOption
    @OptionGroup var reason: WhyOption

    func run() async throws { try await control.send(ControlRequest(.resume, why: reason.why, inviter: inviter.id)) }
}

/// What came of a reload: a line for each part, and under it one for each of its faults.
enum ReloadText {
    /// - Returns: nil where the answer has another form.
    static func lines(of json: JSON) -> [String]? {
        guard let parts = json.array else { return nil }
        var lines: [String] = []
        for part in parts {
            guard let name = part["name"]?.string, let result = part["result"]?.string.flatMap({ PolicyMetrics.LoadResult(rawValue: $0) })
            else { return nil }
            lines.append("\(VisibleText.cell(name, width: 40)): \(result.inWords)")
            // Texts of files stand in them: none may pass for a line of its own.
            lines += (part["faults"]?.array ?? []).map { "  " + VisibleText.cell($0.string ?? "", width: 2_000) }
        }
        return lines
    }
}

/// The status as lines of names and values.
enum StatusText {
    static func lines(of json: JSON) -> [String] {
        var rows: [(name: String, value: String)] = []
        collect(json, "", &rows)
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { "\($0.name.padding(toLength: width, withPad: " ", startingAt: 0))  \($0.value)" }
    }

    private static func collect(_ json: JSON, _ path: String, _ rows: inout [(name: String, value: String)]) {
        switch json {
        case .object(let members):
            for (name, value) in members {
                let shown = VisibleText.cell(name, width: 100)
                collect(value, path.isEmpty ? shown : "\(path).\(shown)", &rows)
            }
        case .array(let values) where values.isEmpty: rows.append((path, "none"))
        case .array(let values):
            for value in values {
                // What has a name stands under it: which sink a line is about must be seen in the line.
                guard let name = value["name"]?.string, let members = value.object else {
                    collect(value, path, &rows)
                    continue
                }
                let place = "\(path).\(VisibleText.cell(name, width: 64))"
                for (member, value) in members where member != "name" { collect(value, "\(place).\(member)", &rows) }
            }
        case .string(let text): rows.append((path, VisibleText.cell(text, width: 400)))
        case .null: rows.append((path, "-"))
        default: rows.append((path, String(decoding: json.bytes(), as: UTF8.self)))
        }
    }
}
