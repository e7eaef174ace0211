import Foundation

/// Whether text may be coloured: on a terminal only, and not where the environment asks for none (`NO_COLOR`).
struct TerminalColours {
    enum Colour: String {
        case green = "32"
        case red = "31"
        case yellow = "33"
        case dim = "2"
    }

    static let none = TerminalColours(isOn: false)

    static var standardOutput: TerminalColours {
        let environment = ProcessInfo.processInfo.environment
        let isWanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        return TerminalColours(isOn: isWanted && isatty(FileHandle.standardOutput.fileDescriptor) == 1)
    }

    let isOn: Bool

    /// `text` with the colour around it (ECMA-48, select graphic rendition).
    func paint(_ text: String, _ colour: Colour) -> String {
        isOn ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
