/// Why the service does not start: what is wrong, where, and which exit code it is.
struct StartFault: Error, CustomStringConvertible {
    enum Kind {
        /// The settings or the policy are wrong: exit code 3.
        case configuration
        /// Something the service depends on is not there: exit code 4.
        case dependency
    }

    let kind: Kind
    /// One line for each fault, all of them.
    let lines: [String]

    var description: String { lines.joined(separator: "\n") }

    var exitCode: Int32 {
        switch kind {
        case .configuration: 3
        case .dependency: 4
        }
    }

    static func configuration(_ lines: [String]) -> StartFault { StartFault(kind: .configuration, lines: lines) }
    static func dependency(_ line: String) -> StartFault { StartFault(kind: .dependency, lines: [line]) }
}
