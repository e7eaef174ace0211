import AuditTrail
import StrictJSON

/// What can be asked over the control socket: one line of JSON, answered by one.
struct ControlRequest: Hashable, Sendable {
    enum Command: String, CaseIterable, Sendable {
        case status
        case reload
        case pause
        case resume
        /// Asks for the listening sockets: for a second process that takes over.
        case handover
    }

    /// Bytes of a request's line and characters of a reason that are taken.
    static let longestLine = 4_096
    static let longestWhy = 500

    var command: Command
    var why: String?

    init(_ command: Command, why: String? = nil) {
        self.command = command
        self.why = why
    }

    /// Why a line is no request.
    struct Fault: Error {
        let message: String
    }

    init(line: [UInt8]) throws(Fault) {
        let json: JSON
        do { json = try JSON(parsing: line, limits: JSONLimits(depth: 2, members: 8, values: 8)) } catch {
            throw Fault(message: "the line is not the JSON of a command: \(error)")
        }
        let names = Command.allCases.map(\.rawValue).joined(separator: ", ")
        guard let members = json.object else { throw Fault(message: "the line is no JSON object") }
        guard let command = members["command"]?.string.flatMap({ Command(rawValue: $0) }) else {
            throw Fault(message: "command is not one of \(names)")
        }
        for (name, _) in members where name != "command" && name != "why" {
            throw Fault(message: "\(VisibleText.cell(name, width: 40)) is no member of a command")
        }
        self.command = command
        guard let value = members["why"] else { return }
        guard let text = value.string, text.unicodeScalars.count <= Self.longestWhy else {
            throw Fault(message: "why is no text of at most \(Self.longestWhy) characters")
        }
        why = text.isEmpty ? nil : text
    }

    var line: [UInt8] {
        var members: JSON.Members = ["command": .string(command.rawValue)]
        if let why { members["why"] = .string(why) }
        return JSON.object(members).bytes() + [UInt8(ascii: "\n")]
    }
}

/// The answer to a command.
struct ControlAnswer: Hashable, Sendable {
    /// What the command line says at its end: 0 done, 3 the policy is not whole, 4 something needed is not there, 2 no
    /// such command or not allowed.
    var exitCode: Int32
    /// For a person.
    var message: String
    /// What was asked for, where there is something.
    var result: JSON?

    init(exitCode: Int32 = 0, _ message: String, result: JSON? = nil) {
        self.exitCode = exitCode
        self.message = message
        self.result = result
    }

    init?(line: [UInt8]) {
        guard let json = try? JSON(parsing: line, limits: JSONLimits(depth: 32, members: 1_024, values: 65_536)),
            let code = json["exitCode"]?.integer, let message = json["message"]?.string
        else { return nil }
        self.init(exitCode: Int32(clamping: code), message, result: json["result"])
    }

    var line: [UInt8] {
        var members: JSON.Members = ["exitCode": .integer(Int64(exitCode)), "message": .string(message)]
        if let result { members["result"] = result }
        return JSON.object(members).bytes() + [UInt8(ascii: "\n")]
    }
}
