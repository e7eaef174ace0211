import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Colours for a terminal, and nothing for a file, a pipe or whoever asked for none.
struct TerminalColour {
    /// Numbers of ECMA-48's select graphic rendition.
    enum Paint: Int {
        case faint = 2
        case red = 31
        case yellow = 33
    }

    let isOn: Bool

    /// For standard output. `NO_COLOR`, set to anything, turns colours off (no-color.org).
    static var ofOutput: TerminalColour {
        let environment = ProcessInfo.processInfo.environment
        let wants = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        return TerminalColour(isOn: wants && isatty(STDOUT_FILENO) == 1)
    }

    func paint(_ text: String, _ paint: Paint) -> String {
        isOn ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}
