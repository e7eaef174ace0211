import EntraKeys
import Logging

/// Keeps the service listener closed until the service can do its work: keys to verify with, a trail that takes entries,
/// a token for Graph. While something of it is missing it is tried again, without end: an end would not bring it.
struct Wholeness: Sendable {
    let vitals: Vitals
    let keys: EntraKeySource
    let logger: Logger

    /// Seconds between two log lines about the same reasons.
    private static let silence = 30

    /// - Throws: `CancellationError`, when the service stops first.
    func wait() async throws {
        var (told, toldAt) = ([String](), ContinuousClock.now)
        var pause = Duration.milliseconds(100)
        while true {
            // Waits for the fetch that is under way.
            _ = try? await keys.current()
            let reasons = await vitals.notReadyBecause()
            if reasons.isEmpty { break }
            let isSilent = reasons == told && ContinuousClock.now - toldAt < .seconds(Self.silence)
            if !isSilent {
                logger.warning("not serving yet; trying again", metadata: ["because": "\(reasons.joined(separator: "; "))"])
                (told, toldAt) = (reasons, .now)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
        }
        if !told.isEmpty { logger.notice("whole; serving") }
    }
}
