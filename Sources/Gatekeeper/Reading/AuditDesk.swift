public import AuditTrail
import CallerVerification
public import CoreMetrics
import InvitationPolicy
import Invitations
public import Logging

/// Where the trail is read over HTTP: verify, authorise, read. Who may not read, or asks wrongly, leaves an entry as anybody
/// else who is refused; an export is an entry by itself; a page is a metric and a log line, since reading a trail must not be
/// a way to make it grow.
public final class AuditDesk: Sendable {
    let gate: Gate
    let reader: any AuditReader
    let limits: Limits
    private let pages: PaceTable<Asker>
    private let exports: PaceTable<Asker>
    let slots: ExportSlots
    let observer: ReadingObserver

    /// Whose pace it is.
    private struct Asker: Hashable, Sendable {
        let application: ApplicationID
        let user: ObjectID?
    }

    /// What one reader may take.
    public struct Limits: Sendable {
        /// Pages and single entries in a minute, for one reader.
        public var pagesPerMinute = 120
        /// Exports begun in a minute, for one reader.
        public var exportsPerMinute = 6
        /// Exports at once, of all readers.
        public var exportsAtOnce = 4
        /// How long one page may be looked for; what was found by then is the page.
        public var searchTime = Duration.seconds(2)
        /// The most entries of one piece of an export.
        public var exportPiece = 250

        public init() {}
    }

    /// - Parameters:
    ///   - gate: verifies readers, and records.
    ///   - reader: of its own connection.
    public init(
        gate: Gate, reader: any AuditReader, limits: Limits = Limits(), logger: Logger, metrics: any MetricsFactory
    ) {
        self.gate = gate
        self.reader = reader
        self.limits = limits
        pages = PaceTable(limits.pagesPerMinute, perSeconds: 60)
        exports = PaceTable(limits.exportsPerMinute, perSeconds: 60)
        slots = ExportSlots(limits.exportsAtOnce)
        observer = ReadingObserver(logger: logger, metrics: metrics)
    }

    /// What a reading request is answered with.
    public enum Answer: Sendable {
        case page(AuditPage, AuditScope)
        case entry(StoredEntry, AuditScope)
        /// Begun, its entry written; the entries are still to be given out.
        case export(AuditExport)
    }

    /// - Throws: ``Refusal``, recorded unless the reader is not verified.
    public func read(_ read: AuditRead, _ submission: Submission) async throws(Refusal) -> Answer {
        gate.inFlight.enter()
        defer { gate.inFlight.leave() }
        let reader = try await verify(submission)
        var dossier = Dossier(
            submission, Dossier.Caller(application: reader.application, user: reader.user?.id, tokenID: reader.tokenID),
            gate.policies, gate.world)
        do throws(Objection) {
            let scope = try await authorise(reader, in: &dossier)
            try pace(read, reader, dossier)
            var parameters = try AuditParameters(read)
            try parameters.confine(to: scope)
            return try await answer(read, parameters, scope, reader, dossier)
        } catch {
            throw await gate.recorded(error, of: dossier)
        }
    }

    private func verify(_ submission: Submission) async throws(Refusal) -> VerifiedReader {
        let gate = gate
        return try await gate.verified(submission) { (bearer, keys, now) throws(VerificationFault) in
            try gate.verifier.reader(bearer, keys: keys, at: now)
        }
    }

    /// What the reader may see. A person's account must be enabled, as for inviting; an application must have leave to read, or
    /// be one that the policy lists.
    private func authorise(_ reader: VerifiedReader, in dossier: inout Dossier) async throws(Objection) -> AuditScope {
        if let listed = dossier.policy.policy.caller(reader.application) {
            dossier.listed = listed
        } else if !reader.isAppointed {
            throw Objection(
                .caller, .callerNotListed,
                "The application \(reader.application) is not among the callers that the policy lists.\(gate.contact(dossier))")
        }
        guard let user = reader.user else { return .everything }
        let facts: InviterFacts?
        do { facts = try await gate.inviters.complete(user, with: [.enabled]) } catch {
            throw gate.unavailable(error, "whether the reader's account is enabled")
        }
        guard let facts else {
            throw Objection(.facts, .inviterUnknown, "The tenant has no user with the token's object id.")
        }
        guard case .known(true, _, _) = facts.enabled else {
            throw Objection(.facts, .inviterDisabled, "The account of the token's user is disabled.")
        }
        return reader.readsAll ? .everything : .own(user.id)
    }

    private func pace(_ read: AuditRead, _ reader: VerifiedReader, _ dossier: Dossier) throws(Objection) {
        let isExport = if case .export = read.resource { true } else { false }
        let asker = Asker(application: reader.application, user: reader.user?.id)
        guard let seconds = (isExport ? exports : pages).take(asker, at: dossier.startedNanoseconds) else { return }
        throw .tooFast(after: seconds, isExport ? "More exports than one reader may begin." : "More pages than one reader may take.")
    }

    private func answer(
        _ read: AuditRead, _ parameters: AuditParameters, _ scope: AuditScope, _ reader: VerifiedReader, _ dossier: Dossier
    ) async throws(Objection) -> Answer {
        switch read.resource {
        case .entries:
            let page = try await reading { () throws(AuditUnreadable) in
                try await self.reader.query(parameters.query, until: .now + limits.searchTime)
            }
            observer.read(.page, page.entries.count, parameters.filter, scope, dossier.caller)
            return .page(page, scope)
        case .entry(let text):
            let found = try await entry(text)
            // One who may not see it learns no more than one who asks for what is not there.
            guard let found, scope.permits(found) else {
                throw Objection(.parse, .resourceNotFound, "There is no such entry, or it is not yours to read.", target: "id")
            }
            observer.read(.entry, 1, "id=\(found.id)", scope, dossier.caller)
            return .entry(found, scope)
        case .export:
            return .export(try await begin(parameters, scope, dossier))
        }
    }

    private func entry(_ text: String) async throws(Objection) -> StoredEntry? {
        guard let id = AuditParameters.row(text) else { return nil }
        return try await reading { () throws(AuditUnreadable) in try await self.reader.entry(id) }
    }

    func reading<Value>(_ body: () async throws(AuditUnreadable) -> Value) async throws(Objection) -> Value {
        do { return try await body() } catch {
            throw Objection(
                .record, .auditUnavailable, "The audit trail cannot be read at the moment. Try again shortly.", detail: error.description)
        }
    }
}

extension AuditParameters {
    /// Narrows the query to what the reader may see, or says that it asks for more: an answer that left something out in silence
    /// would be read as "there is no such entry".
    mutating func confine(to scope: AuditScope) throws(Objection) {
        guard case .own(let inviter) = scope else { return }
        let asksForOthers = query.inviter.map { $0 != inviter } ?? false
        // Which rules matched is not shown to an inviter, so it cannot be asked for either.
        guard !asksForOthers, query.rule == nil, query.policy == nil, !query.candidateDiffers else {
            throw Objection(
                .caller, .appRoleMissing,
                "Without the app role \"\(Permission.readAudit)\" you may read the entries in which you are the inviter, and not search by rule or policy.",
                target: asksForOthers ? "inviter" : nil)
        }
        confine(to: inviter)
    }
}

extension Objection {
    static func tooFast(after seconds: Double, _ what: String) -> Objection {
        let wait = Int(seconds.rounded(.up))
        var objection = Objection(
            .facts, .tooManyRequests, "\(what) Try again in \(wait) second\(wait == 1 ? "" : "s").", detail: "reading")
        objection.retryAfter = seconds
        return objection
    }
}
