import Foundation

/// One line on standard error that tells how far a long task is, how fast it goes and when it will be done; nothing where
/// that is no terminal.
struct ProgressLine {
    private static let width = 24

    private let noun: String
    let isShown: Bool
    /// Of the whole; unknown while 0.
    var total = 0
    private let started = ContinuousClock.now
    private var shown: ContinuousClock.Instant?
    private var count = 0

    init(of noun: String) {
        self.noun = noun
        isShown = isatty(FileHandle.standardError.fileDescriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    mutating func advance() {
        count += 1
        // The clock is not asked for every entry.
        if isShown, count.isMultiple(of: 256) { show() }
    }

    private mutating func show() {
        let now = ContinuousClock.now
        // Ten times a second is as fast as anybody looks.
        guard shown.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
        shown = now
        let share = total > 0 ? min(Double(count) / Double(total), 1) : 0
        write("\r\u{1B}[K" + Self.text(count, noun, share: share, elapsed: (now - started) / .seconds(1)))
    }

    mutating func finish() {
        if isShown, shown != nil { write("\r\u{1B}[K") }
    }

    /// Such as `[######------------------] 25 %  250000 entries, 21000/s, 36 s left`.
    static func text(_ count: Int, _ noun: String, share: Double, elapsed: Double) -> String {
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        let rate = elapsed > 0 ? Int(Double(count) / elapsed) : 0
        let left = share > 0 ? Int((elapsed / share - elapsed).rounded(.up)) : 0
        return "[\(bar)] \(Int(share * 100)) %  \(count) \(noun), \(rate)/s, \(left) s left"
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
