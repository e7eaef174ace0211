import AuditTrail
import InvitationPolicy

/// An explanation for people: the verdict, the steps with their evidence, and what would let it pass.
struct ExplanationText {
    let explanation: Explanation
    let colours: TerminalColours

    var lines: [String] {
        let colour: TerminalColours.Colour = explanation.decision.isApproved ? .green : .red
        return [colours.paint(VisibleText.line(explanation.summary), colour)] + explanation.lines.map(painted)
    }

    private func painted(_ line: String) -> String {
        let text = VisibleText.line(line)
        return switch line.first {
        case "✓": colours.paint("✓", .green) + text.dropFirst()
        case "✗": colours.paint(text, .red)
        case "~", "?": colours.paint(text, .yellow)
        case "·": colours.paint(text, .dim)
        default: text
        }
    }
}
