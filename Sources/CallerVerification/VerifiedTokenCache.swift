import Crypto
public import Invitations
import Synchronization

/// Remembers which tokens were verified, so that a caller's next request costs a hash and a look-up.
///
/// A verdict is found again only under the same token, requirements and signing keys, and only until the token's
/// `exp`: when a key is withdrawn the keys' identity changes, and no earlier verdict counts. Only good verdicts are
/// kept, so a stranger cannot fill the cache.
///
/// Two generations bound it in entries, bytes and time at constant cost: when the young one is full or old, the one
/// before it is dropped whole; what is still in use moves on to the young one.
public final class VerifiedTokenCache: Sendable {
    /// What the cache did, for metrics.
    public struct Statistics: Hashable, Sendable {
        public var hits = 0
        public var misses = 0
        public var entries = 0
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - maximumEntries: the most tokens remembered.
    ///   - maximumBytes: about the most memory that they take.
    ///   - idleSeconds: how long a token that nobody uses stays at least; at most twice as long.
    public init(maximumEntries: Int = 16_384, maximumBytes: Int = 64 << 20, idleSeconds: Int64 = 600) {
        state = Mutex(
            State(
                entryLimit: max(1, maximumEntries / 2), byteLimit: maximumBytes / 2,
                lifetime: Timestamp(seconds: idleSeconds).milliseconds))
    }

    /// What ``CallerVerifier/verify(_:keys:at:)`` says about the token, remembered or new.
    public func verify(
        _ bearer: BearerToken, with verifier: CallerVerifier, keys: SigningKeys, at now: Timestamp
    ) throws(VerificationFault) -> VerifiedCaller {
        let token = SHA256.hash(data: bearer.bytes)
        let scope = Scope(requirements: verifier.requirements.identity, keys: keys.identity)
        // What a turn of generations drops is freed after the lock is given back.
        let (found, _) = state.withLock { $0.find(token, in: scope, at: now) }
        if let found { return found }
        let caller = try verifier.verify(bearer, keys: keys, at: now)
        if now < caller.expires {
            _ = state.withLock { $0.insert(Entry(scope: scope, caller: caller), for: token, at: now) }
        }
        return caller
    }

    public var statistics: Statistics { state.withLock(\.statistics) }
}

/// Under what a verdict was given.
private struct Scope: Hashable {
    let requirements: Fingerprint
    let keys: Fingerprint
}

private struct Entry {
    let scope: Scope
    let caller: VerifiedCaller

    /// About how much memory this takes.
    var bytes: Int {
        var values = caller.auditingRoles.count
        if case .user(let facts) = caller.kind {
            values += facts.groups.value?.count ?? 0
            values += facts.directoryRoles.value?.count ?? 0
            for role in facts.appRoles.value ?? [] { values += 1 + role.utf8.count / 32 }
        }
        return 768 + 40 * values
    }
}

private struct Generation {
    var entries: [SHA256Digest: Entry] = [:]
    var bytes = 0
    var began: Timestamp?
}

private struct State {
    let entryLimit: Int
    let byteLimit: Int
    let lifetime: Int64
    var young = Generation()
    var old = Generation()
    var hits = 0
    var misses = 0

    init(entryLimit: Int, byteLimit: Int, lifetime: Int64) {
        self.entryLimit = entryLimit
        self.byteLimit = byteLimit
        self.lifetime = lifetime
    }

    var statistics: VerifiedTokenCache.Statistics {
        .init(hits: hits, misses: misses, entries: young.entries.count + old.entries.count)
    }

    mutating func find(
        _ token: SHA256Digest, in scope: Scope, at now: Timestamp
    ) -> (VerifiedCaller?, dropped: Generation?) {
        var dropped = turnIfOld(at: now)
        if let entry = young.entries[token], entry.scope == scope, now < entry.caller.expires {
            hits += 1
            return (entry.caller, dropped)
        }
        guard let entry = old.entries[token], entry.scope == scope, now < entry.caller.expires else {
            misses += 1
            return (nil, dropped)
        }
        hits += 1
        old.entries[token] = nil
        old.bytes -= entry.bytes
        if let more = insert(entry, for: token, at: now) { dropped = more }
        return (entry.caller, dropped)
    }

    mutating func insert(_ entry: Entry, for token: SHA256Digest, at now: Timestamp) -> Generation? {
        guard entry.bytes <= byteLimit else { return nil }
        var dropped: Generation?
        if young.entries.count >= entryLimit || young.bytes + entry.bytes > byteLimit { dropped = turn(at: now) }
        if young.began == nil { young.began = now }
        if let before = young.entries.updateValue(entry, forKey: token) { young.bytes -= before.bytes }
        young.bytes += entry.bytes
        return dropped
    }

    /// A clock set back turns the generation as well: nothing outlives its time because of it. Less than a minute is no
    /// setting back: requests that run at once bring their times out of order.
    private mutating func turnIfOld(at now: Timestamp) -> Generation? {
        guard let began = young.began else { return nil }
        let age = now.milliseconds(since: began)
        return age >= lifetime || age < -60_000 ? turn(at: now) : nil
    }

    private mutating func turn(at now: Timestamp) -> Generation {
        let dropped = old
        old = young
        young = Generation(began: now)
        return dropped
    }
}
