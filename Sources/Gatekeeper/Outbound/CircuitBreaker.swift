/// Keeps requests away from an endpoint that is down: closed, open, and half-open with one probe at a time.
///
/// Only an endpoint that fails counts against it, never one that says no. Time and randomness are values.
public struct CircuitBreaker: Sendable {
    public struct Limits: Hashable, Sendable {
        /// Failures in a row that open it.
        public var failuresInRow = 5
        /// So many results within the window that at least half of them were failures open it as well.
        public var results = 20
        public var windowSeconds: UInt64 = 30
        /// How long it stays open the first time; twice as long each time that the probe fails.
        public var openSeconds = 5.0
        public var longestOpenSeconds = 60.0

        public init() {}
    }

    public enum State: String, Hashable, Sendable, CaseIterable {
        case closed
        case halfOpen
        case open
    }

    public enum Result: Hashable, Sendable {
        case success
        case failure
        /// The endpoint was not asked after all.
        case neither
    }

    public enum Permission: Hashable, Sendable {
        case go
        /// Go, and the result decides what becomes of everybody else.
        case probe
        /// Not now: seconds until it makes sense to ask again.
        case refused(Double)
    }

    private enum Phase {
        case closed
        case open(until: UInt64)
        case probing
    }

    /// How long one is told to wait while a probe is under way.
    private static let probeSeconds = 2.0
    private static let second = 1_000_000_000.0

    private let limits: Limits
    private var phase = Phase.closed
    private var inRow = 0
    /// How often it opened since it was last closed.
    private var openings = 0
    private var recent: [(at: UInt64, failed: Bool)] = []

    public init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    /// - Parameter now: monotonic nanoseconds.
    public func state(at now: UInt64) -> State {
        switch phase {
        case .closed: .closed
        case .probing: .halfOpen
        case .open(let until): now < until ? .open : .halfOpen
        }
    }

    /// Seconds until it makes sense to ask again; nil if one may ask now.
    public func refusal(at now: UInt64) -> Double? {
        switch phase {
        case .closed: nil
        case .probing: Self.probeSeconds
        case .open(let until): now < until ? max(Double(until - now) / Self.second, 0.001) : nil
        }
    }

    /// Asks to go. Whoever may must tell the result, with whether it was the probe's.
    public mutating func permit(at now: UInt64) -> Permission {
        if let seconds = refusal(at: now) { return .refused(seconds) }
        guard case .open = phase else { return .go }
        phase = .probing
        return .probe
    }

    /// - Parameters:
    ///   - isProbe: results of requests that left before it opened say nothing new while it is not closed.
    ///   - random: 64 random bits, for an opening time that is not the same in every process.
    public mutating func record(_ result: Result, isProbe: Bool, at now: UInt64, random: UInt64) {
        switch phase {
        case .open: return
        case .probing:
            guard isProbe else { return }
            switch result {
            case .success: (phase, inRow, openings, recent) = (.closed, 0, 0, [])
            case .failure: open(at: now, random)
            case .neither: phase = .open(until: now)
            }
        case .closed:
            guard result != .neither else { return }
            inRow = result == .failure ? inRow + 1 : 0
            let window = limits.windowSeconds * 1_000_000_000
            recent.removeAll { now >= $0.at && now - $0.at >= window }
            recent.append((now, result == .failure))
            if recent.count > 8 * limits.results { recent.removeFirst() }
            let failed = recent.count { $0.failed }
            let isMostly = recent.count >= limits.results && 2 * failed >= recent.count
            if result == .failure, inRow >= limits.failuresInRow || isMostly { open(at: now, random) }
        }
    }

    private mutating func open(at now: UInt64, _ random: UInt64) {
        let doubled = limits.openSeconds * Double(1 << min(openings, 16))
        // Between four fifths and six fifths: several gates do not all probe at one moment.
        let spread = 0.8 + 0.4 * Double(random >> 11) / Double(1 << 53)
        let seconds = min(doubled, limits.longestOpenSeconds) * spread
        openings += 1
        (phase, inRow, recent) = (.open(until: now + UInt64(seconds * Self.second)), 0, [])
    }
}
