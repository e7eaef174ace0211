public import Curl
public import Gatekeeper
public import Invitations
import StrictJSON
import Synchronization

/// Looks in Graph for what became of an invitation: in the directory and in the tenant's audit log.
///
/// Application permissions: `User.Read.All`, and `AuditLog.Read.All` for the log. What may not be read is said to be so.
public final class GraphInvitationLookup: InvitationLookup {
    private let reading: LookupReading
    private let world: World
    private let auditPause: Duration
    /// The monotonic clock's nanoseconds at which the log may be asked next.
    private let nextAudit = Mutex<UInt64>(0)

    /// - Parameters:
    ///   - timeout: for each page.
    ///   - auditPause: between two requests to the audit log, which takes 5 in 10 seconds of one application and tenant
    ///     (Graph, "service-specific throttling limits").
    public init(
        endpoints: GraphEndpoints, tokens: GraphTokenSource, http: CurlClient, world: World, timeout: Duration = .seconds(20),
        auditPause: Duration = .milliseconds(2_500)
    ) {
        self.world = world
        self.auditPause = auditPause
        reading = LookupReading(
            endpoints: endpoints, authorized: AuthorizedExchange(http: http, tokens: tokens), world: world, timeout: timeout)
    }

    // MARK: Users

    public func users(with address: EmailAddress) async throws(LookupFailure) -> FoundUsers {
        var found = FoundUsers(users: [], asked: [], graphAhead: nil)
        for property in FoundUsers.Property.allCases {
            let answer: LookupReading.Collection
            do throws(LookupFailure) {
                answer = try await reading.collection(Self.path(property, address), pages: 3)
            } catch {
                // Graph does not promise this filter to everybody; the other two it does.
                if property == .proxyAddresses, case .notLearned(let what, _) = error, what.hasPrefix("Graph answered 400") { continue }
                throw error
            }
            found.asked.insert(property)
            if found.graphAhead == nil { found.graphAhead = answer.graphAhead }
            for element in answer.elements {
                let user = try FoundUsers.User(element)
                if !found.users.contains(where: { $0.id == user.id }) { found.users.append(user) }
            }
        }
        return found
    }

    /// `mail` and the collections compare without case (user resource type). A quotation mark is doubled inside a literal
    /// (OData URL conventions); no address that is let in has one.
    private static func path(_ property: FoundUsers.Property, _ address: EmailAddress) -> String {
        let literal = address.description.replacing("'", with: "''")
        let filter =
            switch property {
            case .mail: "mail eq '\(literal)'"
            case .otherMails: "otherMails/any(x:x eq '\(literal)')"
            case .proxyAddresses: "proxyAddresses/any(x:x eq 'smtp:\(literal)')"
            }
        return "/users?$select=id,createdDateTime,creationType,externalUserState,userType&$filter=\(percentEncoded(filter.utf8))"
    }

    // MARK: The audit log

    public func invitations(
        of address: EmailAddress, from: Timestamp, until: Timestamp
    ) async throws(LookupFailure) -> [InvitationActivity] {
        // `Invite external user`, the same with a reset, and `Invite internal user to B2B collaboration`: activityDisplayName
        // takes `startswith`, and whether it takes `or` is not said (Graph, "List directoryAudits").
        let filter =
            "activityDateTime ge \(from) and activityDateTime le \(until) and startswith(activityDisplayName,'Invite ')"
        let path = "/auditLogs/directoryAudits?$filter=\(percentEncoded(filter.utf8))"
        let answer = try await reading.collection(path, pages: 20, beforePage: awaitTurn) { element in
            AuditRecord(element).mayMean(address)
        }
        var activities: [InvitationActivity] = []
        for element in answer.elements { activities.append(try AuditRecord(element).activity(naming: address)) }
        return activities
    }

    private func awaitTurn() async throws(LookupFailure) {
        let now = world.monotonicNanoseconds()
        let pause = UInt64(auditPause / .nanoseconds(1))
        let wait = nextAudit.withLock { next in
            let turn = max(next, now)
            next = turn + pause
            return turn - now
        }
        guard wait > 0 else { return }
        do { try await Task.sleep(for: .nanoseconds(Int64(clamping: wait))) } catch { throw .notLearned("the lookup was cancelled") }
    }
}

extension FoundUsers.User {
    fileprivate init(_ json: JSON) throws(LookupFailure) {
        guard let id = json["id"]?.string.flatMap({ ObjectID($0) }) else { throw .notUnderstood("a user without an id") }
        self.init(
            id: id, createdAt: json["createdDateTime"]?.string.flatMap { Timestamp($0) },
            creationType: json["creationType"]?.string, userType: json["userType"]?.string,
            externalUserState: json["externalUserState"]?.string)
    }
}
