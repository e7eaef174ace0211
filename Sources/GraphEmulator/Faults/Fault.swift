/// A disturbance of the emulator, for the requests that it reaches.
public struct Fault: Sendable, Equatable {
    /// What happens.
    public enum Effect: Sendable, Equatable {
        /// Wait, then process.
        case delayBefore(seconds: Double)
        /// Process, then wait before the answer.
        case delayAfter(seconds: Double)
        /// Answer without processing.
        case answer(EmulatorAnswer)
        /// Process, and answer something else.
        case processThenAnswer(EmulatorAnswer)
        /// Reset the connection (RST) without processing.
        case reset
        /// Process, then reset the connection.
        case processThenReset
        /// Send the body in chunks of so many bytes with a pause before each.
        case slowBody(chunkBytes: Int, pauseSeconds: Double)
        /// Declare the whole length, send so many bytes of the body, and close.
        case truncatedBody(bytes: Int)
    }

    /// Which of the requests that match.
    public enum Reach: Sendable, Equatable {
        case all
        /// The next so many.
        case next(Int)
        /// Every n-th, the n-th first.
        case everyNth(Int)
    }

    /// Nil stands for any method.
    public var method: String?
    /// A path in which `*` stands for any characters: `/v1.0/invitations`, `*/oauth2/v2.0/token`.
    public var path: String
    public var effect: Effect
    public var reach: Reach

    public init(path: String, method: String? = nil, effect: Effect, reach: Reach = .all) {
        self.path = path
        self.method = method
        self.effect = effect
        self.reach = reach
    }

    func matches(_ exchange: Exchange) -> Bool {
        (method == nil || method == exchange.method) && Self.glob(Array(path.utf8)[...], Array(exchange.path.utf8)[...])
    }

    /// The common two-pointer match: on a mismatch the last `*` takes one character more.
    private static func glob(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var p = pattern.startIndex
        var t = text.startIndex
        var star: (pattern: Int, text: Int)?
        while t < text.endIndex {
            if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
                star = (p + 1, t)
                p += 1
            } else if p < pattern.endIndex, pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                p = last.pattern
                t = last.text + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
