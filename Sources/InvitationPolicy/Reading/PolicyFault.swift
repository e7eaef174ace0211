public import Invitations

/// A place in a policy's files, as an editor shows it.
public struct SourceLocation: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String { "\(file):\(line):\(column)" }

    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// One thing that is wrong with a policy, or one that is worth a second look.
public struct PolicyFault: Hashable, Sendable, CustomStringConvertible {
    public let kind: PolicyFaultKind
    public let location: SourceLocation
    /// The offending text, bounded; empty where something is missing.
    public let text: String
    /// What is wrong, such as `unknown key`.
    public let what: String
    /// Why it matters or what to write instead.
    public let advice: String?

    public init(
        _ location: SourceLocation, text: String, what: String, advice: String? = nil,
        kind: PolicyFaultKind = .invalidValue
    ) {
        self.kind = kind
        self.location = location
        self.text = text.count > 120 ? String(text.prefix(120)) + "…" : text
        // They may quote the file; what shows them is not to look after that.
        self.what = Self.printable(what)
        self.advice = advice.map(Self.printable)
    }

    public var file: String { location.file }
    public var line: Int { location.line }
    public var column: Int { location.column }

    public var description: String {
        "\(Self.printable(location.description)): \(message)"
    }

    /// The same without the place; safe to show as it is.
    public var message: String {
        let subject = text.isEmpty ? what : "\(what): `\(text)`"
        return Self.printable(subject + (advice.map { " (\($0))" } ?? ""))
    }

    /// What an editor of the file may have planted, in an offending text or in a word that the advice repeats, is not
    /// let loose on a terminal.
    static func printable(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            let category = scalar.properties.generalCategory
            if [.control, .format, .lineSeparator, .paragraphSeparator].contains(category) {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

/// Why a policy was not loaded: every fault that was found, in the order of the files' text.
public struct PolicyFaults: Error, Hashable, Sendable, CustomStringConvertible {
    public let faults: [PolicyFault]

    public init(faults: [PolicyFault]) {
        self.faults = faults
    }

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// A policy that loaded whole, and what its author should look at all the same.
public struct LoadedPolicy: Sendable {
    public let policy: Policy
    /// What is odd whatever the date: shadowed entries, a deny that leaves subdomains free, and so on.
    public let warnings: [PolicyFault]
    let dated: [DatedWarning]

    /// The warnings and, besides, what has expired or is due for review at `now`. Neither is ever an error: a restart
    /// must not fail because a date passed.
    public func warnings(at now: Timestamp) -> [PolicyFault] {
        let due = dated.filter { now >= $0.date.end }.map(\.fault)
        return (warnings + due).sorted { $0.location < $1.location }
    }
}

struct DatedWarning: Sendable {
    let date: CalendarDate
    let fault: PolicyFault
}
