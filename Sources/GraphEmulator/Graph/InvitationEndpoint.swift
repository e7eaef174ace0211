import FoundationEssentials

/// `POST /v1.0/invitations` and `/beta/invitations` (Microsoft Graph, "Create invitation").
///
/// The order of checks is not documented. Here: token, throttle, permission, body, tenant's setting, address, redirect,
/// domain list, cross-tenant access, who holds the address.
struct InvitationEndpoint: Sendable {
    let directory: Directory
    let throttle: InvitationThrottle
    let record: EmulatorRecord
    let log: AuditLog
    let answers: SeededAnswers
    let quirks: SeededQuirks

    func post(_ exchange: Exchange, as app: SeededApp) throws(GraphFailure) -> EmulatorAnswer {
        if let wait = throttle.take(at: exchange.time) { throw .throttled(retryAfter: wait) }
        let tenant = directory.tenant
        guard mayInvite(app) else { throw GraphFailure(answers.insufficientPrivileges, tenantID: tenant.id) }
        let body = try InvitationRequestBody(bytes: exchange.body, answers: answers)
        try checkTenantSetting(tenant)
        try checkForm(body)
        try checkDomain(AddressRules.domain(of: body.address), tenant)
        let (user, isNew) = try invitee(body, app, tenant, at: exchange.time)
        let invitation = CreatedInvitation(
            id: UUID().uuidString.lowercased(), invitedUserID: user.id, createdUser: isNew, request: body, appID: app.appID,
            exchange: exchange)
        record.add(invitation)
        log.add(invitation, of: user, by: app)
        return .json(201, representation(invitation, body, version: exchange.segments[0], tenant), type: GraphEndpoints.contentType)
    }

    private func mayInvite(_ app: SeededApp) -> Bool {
        let higher: Set<String> = quirks.higherPermissionsInvite ? ["User.ReadWrite.All", "Directory.ReadWrite.All"] : []
        return !app.permissions.isDisjoint(with: higher.union(["User.Invite.All"]))
    }

    private func checkTenantSetting(_ tenant: SeededTenant) throws(GraphFailure) {
        let closed = tenant.allowInvitesFrom == .none
        let restricted = tenant.allowInvitesFrom == .adminsAndGuestInviters && !quirks.appOnlyUnderRestriction
        if closed || restricted { throw GraphFailure(answers.invitesNotAllowed) }
    }

    private func checkForm(_ body: InvitationRequestBody) throws(GraphFailure) {
        if AddressRules.hasPlusOnly(body.address) { throw GraphFailure(answers.plusInAddress) }
        guard AddressRules.isPermitted(body.address) else { throw GraphFailure(answers.addressInvalid) }
        guard !quirks.refuseInsecureRedirects || AddressRules.isPermittedRedirect(body.redirectURL) else {
            throw GraphFailure(answers.redirectInvalid)
        }
        guard body.userType == "Guest" || body.userType == "Member" else { throw GraphFailure(answers.bodyMalformed) }
        if directory.isGroupAddress(body.address) { throw GraphFailure(answers.groupAddress) }
    }

    private func checkDomain(_ domain: String, _ tenant: SeededTenant) throws(GraphFailure) {
        let refused =
            switch tenant.domains {
            case .anyDomain: false
            case .allow(let list): !list.contains(domain)
            case .deny(let list): list.contains(domain)
            }
        if refused { throw answers.domainBlocked.map { GraphFailure($0) } ?? .undocumented("domainBlocked") }
        if tenant.crossTenantBlocked.contains(domain) {
            throw answers.crossTenantBlocked.map { GraphFailure($0) } ?? .undocumented("crossTenantBlocked")
        }
    }

    private func invitee(
        _ body: InvitationRequestBody, _ app: SeededApp, _ tenant: SeededTenant, at now: Double
    ) throws(GraphFailure) -> (user: DirectoryUser, isNew: Bool) {
        if body.resetsRedemption { return (try reset(body, app, at: now), false) }
        if body.namesInvitedUser { throw answers.internalConversion.map { GraphFailure($0) } ?? .undocumented("internalConversion") }
        if directory.users(address: body.address).contains(where: { $0.userType == "Member" && $0.creationType == nil }) {
            throw answers.existingMember.map { GraphFailure($0) } ?? .undocumented("existingMember")
        }
        return directory.guest(for: body.address) {
            DirectoryUser(
                guest: UUID().uuidString.lowercased(), address: body.address, displayName: body.displayName, userType: body.userType,
                tenantDomain: tenant.domain, created: now, searchableFrom: now + quirks.searchDelaySeconds)
        }
    }

    /// Resetting a redemption needs the user's id and more than the right to invite; the address must already be the user's
    /// (Entra, "Reset redemption status for a guest user").
    private func reset(_ body: InvitationRequestBody, _ app: SeededApp, at now: Double) throws(GraphFailure) -> DirectoryUser {
        guard let id = body.invitedUserID else { throw GraphFailure(answers.propertyMissing) }
        guard !app.permissions.isDisjoint(with: ["User.ReadWrite.All", "Directory.ReadWrite.All"]) else {
            throw GraphFailure(answers.resetNotPermitted)
        }
        guard let user = directory.user(id) else { throw GraphFailure(answers.resourceNotFound, id: id) }
        // An application can't reset a user who holds any role.
        guard directory.directoryRoles(of: user).isEmpty else { throw GraphFailure(answers.resetNotPermitted) }
        guard user.addresses.contains(body.address.lowercased()) else { throw GraphFailure(answers.resetAddressUnknown) }
        try? directory.changeUser(id) { user in
            user.externalUserState = "PendingAcceptance"
            user.externalUserStateChanged = now
        }
        return user
    }

    /// The 201 body, member by member as in the documentation's sample.
    private func representation(
        _ invitation: CreatedInvitation, _ body: InvitationRequestBody, version: String, _ tenant: SeededTenant
    ) -> JSONValue {
        let recipients = body.carbonCopies.isEmpty ? [(name: nil, address: nil)] : body.carbonCopies
        let ticket = Base64URL.encode(Array(UUID().uuidString.utf8))
        let redeem = "https://invitations.microsoft.com/redeem/?tenant=\(tenant.id)&user=\(invitation.id)&ticket=\(ticket)&ver=2.0"
        return [
            "@odata.context": .string("https://graph.microsoft.com/\(version)/$metadata#invitations/$entity"),
            "id": .string(invitation.id),
            "inviteRedeemUrl": .string("https://login.microsoftonline.com/redeem?rd=\(PercentCoding.encode(redeem))"),
            "invitedUserDisplayName": JSONValue(body.displayName),
            "invitedUserType": .string(body.userType),
            "invitedUserEmailAddress": .string(body.address),
            "sendInvitationMessage": .bool(body.sendsMessage),
            "resetRedemption": .bool(body.resetsRedemption),
            "inviteRedirectUrl": .string(body.redirectURL),
            "status": "PendingAcceptance",
            "invitedUserMessageInfo": [
                "messageLanguage": JSONValue(body.messageLanguage),
                "customizedMessageBody": JSONValue(body.customizedMessageBody),
                "ccRecipients": .array(
                    recipients.map { ["emailAddress": ["name": JSONValue($0.name), "address": JSONValue($0.address)]] }),
            ],
            "invitedUser": ["id": .string(invitation.invitedUserID)],
        ]
    }
}
