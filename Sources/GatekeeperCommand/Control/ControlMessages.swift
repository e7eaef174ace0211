import AuditTrail
import Invitations
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
    /// Seconds that one inviter can be suspended for, as by the guards.
    static let suspensionSeconds: ClosedRange<Int64> = 60...(7 * 86_400)

    var command: Command
    var why: String?
    /// Of `pause` and `resume`: the one inviter whom it is about; nil: everybody.
    var inviter: ObjectID?
    /// Of an inviter's `pause`: for how long; nil: as long as by the guards.
    var seconds: Int64?

    init(_ command: Command, why: String? = nil, inviter: ObjectID? = nil, seconds: Int64? = nil) {
        self.command = command
        self.why = why
        self.inviter = inviter
        self.seconds = seconds
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
        for (name, _) in members where !command.members.contains(name) {
            throw Fault(message: "\(VisibleText.cell(name, width: 40)) is no member of the command \(command.rawValue)")
        }
        self.command = command
        if let value = members["why"] {
            guard let text = value.string, text.unicodeScalars.count <= Self.longestWhy else {
                throw Fault(message: "why is no text of at most \(Self.longestWhy) characters")
            }
            why = text.isEmpty ? nil : text
        }
        if let value = members["inviter"] {
            // One inviter's must not be taken for everybody's.
            guard let id = value.string.flatMap({ ObjectID($0) }) else { throw Fault(message: "inviter is no object id") }
            inviter = id
        }
        if let value = members["seconds"] {
            guard inviter != nil else { throw Fault(message: "seconds counts only with inviter: a pause of everybody lasts until it is ended") }
            guard let number = value.integer, Self.suspensionSeconds.contains(number) else {
                throw Fault(message: "seconds is no number from \(Self.suspensionSeconds.lowerBound) to \(Self.suspensionSeconds.upperBound)")
            }
            seconds = number
        }
    }

    var line: [UInt8] {
        var members: JSON.Members = ["command": .string(command.rawValue)]
        if let why { members["why"] = .string(why) }
        if let inviter { members["inviter"] = .string(inviter.description) }
        if let seconds { members["seconds"] = .integer(seconds) }
        return JSON.object(members).bytes() + [UInt8(ascii: "\n")]
    }
}

extension ControlRequest.Command {
    /// The members of its line.
    fileprivate var members: Set<String> {
        switch self {
        case .status, .reload, .handover: ["command", "why"]
        case .pause: ["command", "why", "inviter", "seconds"]
        case .resume: ["command", "why", "inviter"]
        }
    }
}

/// The answer to a command.
struct ControlAnswer: Hashable, Sendable {
    /// What the command line says at its end: 0 done, 1 there was nothing to do, 3 the policy is not whole, 4 something needed is not there, 2 no
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
