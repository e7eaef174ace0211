import FoundationEssentials
import Synchronization

/// The tenant's audit log, as far as invitations write to it (Microsoft Graph, "directoryAudit resource type"; Entra audit
/// activity reference). The shapes are those that were observed; what was not is a quirk of the seed.
final class AuditLog: Sendable {
    struct Record: Sendable {
        let id: String
        let activity: String
        let service: String
        let time: Double
        /// From when on it is found.
        let visibleFrom: Double
        let succeeded: Bool
        let app: (id: String, name: String, principal: String)
        let target: DirectoryUser
        let details: [(key: String, value: String)]
        let correlation: String
    }

    private let records = Mutex<[Record]>([])
    private let quirks: SeededQuirks

    init(quirks: SeededQuirks) {
        self.quirks = quirks
    }

    /// What one invitation leaves: `Add user` where the guest is new, by a worker of Microsoft's; the invitation itself; and
    /// the sponsor's event.
    func add(_ invitation: CreatedInvitation, of guest: DirectoryUser, by app: SeededApp) {
        let correlation = UUID().uuidString.lowercased()
        let own = (app.appID, app.name, app.id)
        // Observed: new guests are attributed to this application.
        let worker = (
            "1e2ca66a-c176-45ea-a877-e87f7231e0ee", "Microsoft B2B Admin Worker",
            DerivedIdentifier.guid("servicePrincipal", "1e2ca66a-c176-45ea-a877-e87f7231e0ee")
        )
        func record(
            _ activity: String, _ service: String, _ by: (String, String, String), _ details: [(key: String, value: String)]
        ) -> Record {
            Record(
                id: "\(service)_\(UUID().uuidString.lowercased())", activity: activity, service: service, time: invitation.time,
                visibleFrom: invitation.time + quirks.auditDelaySeconds, succeeded: true, app: by, target: guest, details: details,
                correlation: correlation)
        }
        var added: [Record] = []
        if invitation.createdUser { added.append(record("Add user", "Core Directory", worker, [])) }
        added.append(
            record(
                invitation.resetRedemption ? "Invite external user with reset invitation status" : "Invite external user",
                "Invited Users", own,
                [
                    ("oid", app.id), ("InvitationId", invitation.id), ("invitedUserEmailAddress", invitation.address),
                ]))
        if invitation.createdUser { added.append(record("Add user sponsor", "Core Directory", own, [])) }
        records.withLock { $0 += added }
    }

    /// What is found at that time, the newest first.
    func visible(at now: Double) -> [Record] {
        records.withLock { records in records.reversed().filter { $0.visibleFrom <= now } }
    }

    func json(_ record: Record) -> JSONValue {
        let app: JSONValue = [
            "appId": quirks.auditNamesApplication ? .string(record.app.id) : .null, "displayName": .string(record.app.name),
            "servicePrincipalId": .string(record.app.principal), "servicePrincipalName": .null,
        ]
        return [
            "id": .string(record.id), "category": "UserManagement", "correlationId": .string(record.correlation),
            "result": record.succeeded ? "success" : "failure", "resultReason": "", "activityDisplayName": .string(record.activity),
            "activityDateTime": .string(UTCMoment(secondsSince1970: record.time).iso8601), "loggedByService": .string(record.service),
            "operationType": "Add", "initiatedBy": ["user": .null, "app": app],
            "targetResources": [
                [
                    "id": .string(record.target.id), "displayName": JSONValue(record.target.displayName), "type": "User",
                    "userPrincipalName": .string(record.target.userPrincipalName), "groupType": .null,
                    "modifiedProperties": [],
                ]
            ],
            "additionalDetails": .array(record.details.map { ["key": .string($0.key), "value": .string($0.value)] }),
        ]
    }
}
