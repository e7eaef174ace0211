/// Entra's built-in directory roles by the names a policy uses and by template id, which is the same in every tenant.
///
/// Source: Microsoft Entra built-in roles, `permissions-reference` of 2026-01-20. A role is known by its id; the names
/// are the documented ones in camel case.
public struct DirectoryRole: Hashable, Sendable {
    public let name: String
    public let template: RoleTemplateID

    /// The role a policy names, or nil if Entra has none of that name.
    public static func named(_ name: String) -> DirectoryRole? { byName[name] }

    /// The role with that template id, if it is one of those listed here.
    public static func withTemplate(_ template: RoleTemplateID) -> DirectoryRole? { byTemplate[template] }

    /// The roles listed here, by name.
    public static var all: [DirectoryRole] { listed }

    public static let globalAdministrator = role("globalAdministrator")
    public static let userAdministrator = role("userAdministrator")
    public static let guestInviter = role("guestInviter")
    public static let helpdeskAdministrator = role("helpdeskAdministrator")

    /// The roles that Microsoft marks as privileged: an application may not speak for their holders unless the policy
    /// says so. All of them are listed here, whether or not a policy would ever name them.
    public static let privileged: Set<RoleTemplateID> = Set(rows.filter(\.isPrivileged).map(\.role.template))

    private static func role(_ name: String) -> DirectoryRole {
        // Every name used above stands in the list below; a test asks for each.
        byName[name] ?? DirectoryRole(name: name, template: RoleTemplateID(high: 0, low: 0))
    }

    private static let listed = rows.map(\.role)
    private static let byName = Dictionary(uniqueKeysWithValues: listed.map { ($0.name, $0) })
    private static let byTemplate = Dictionary(uniqueKeysWithValues: listed.map { ($0.template, $0) })

    private enum Mark { case privileged, ordinary }

    private static let rows: [(role: DirectoryRole, isPrivileged: Bool)] = [
        ("agentIdAdministrator", "db506228-d27e-4b7d-95e5-295956d6615f", .privileged),
        ("applicationAdministrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", .privileged),
        ("applicationDeveloper", "cf1c38e5-3621-4004-a7cb-879624dced7c", .privileged),
        ("attributeProvisioningAdministrator", "ecb2c6bf-0ab6-418e-bd87-7986f8d63bbe", .privileged),
        ("attributeProvisioningReader", "422218e4-db15-4ef9-bbe0-8afb41546d79", .privileged),
        ("authenticationAdministrator", "c4e39bd9-1100-46d3-8c65-fb160da0071f", .privileged),
        ("authenticationExtensibilityAdministrator", "25a516ed-2fa0-40ea-a2d0-12923a21473a", .privileged),
        ("b2cIefKeysetAdministrator", "aaf43236-0c0d-4d5f-883a-6955382ac081", .privileged),
        ("cloudApplicationAdministrator", "158c047a-c907-4556-b7ef-446551a6b5f7", .privileged),
        ("cloudDeviceAdministrator", "7698a772-787b-4ac8-901f-60d6b08affd2", .privileged),
        ("conditionalAccessAdministrator", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", .privileged),
        ("directoryReaders", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", .ordinary),
        ("directoryWriters", "9360feb5-f418-4baa-8175-e2a00bac4301", .privileged),
        ("domainNameAdministrator", "8329153b-31d0-4727-b945-745eb3bc5f31", .privileged),
        ("exchangeAdministrator", "29232cdf-9323-42fd-ade2-1d097af3e4de", .ordinary),
        ("externalIdUserFlowAdministrator", "6e591065-9bad-43ed-90f3-e9424366d2f0", .ordinary),
        ("externalIdUserFlowAttributeAdministrator", "0f971eea-41eb-4569-a71e-57bb8a3eff1e", .ordinary),
        ("externalIdentityProviderAdministrator", "be2f45a1-457d-42af-a067-6ec1fa63bc45", .privileged),
        ("globalAdministrator", "62e90394-69f5-4237-9190-012177145e10", .privileged),
        ("globalReader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451", .privileged),
        ("groupsAdministrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c", .ordinary),
        ("guestInviter", "95e79109-95c0-4d8e-aee3-d01accf2d47b", .ordinary),
        ("helpdeskAdministrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8", .privileged),
        ("hybridIdentityAdministrator", "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", .privileged),
        ("identityGovernanceAdministrator", "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e", .ordinary),
        ("intuneAdministrator", "3a2c62db-5318-420d-8d74-23affee5d9d5", .privileged),
        ("lifecycleWorkflowsAdministrator", "59d46f88-662b-457b-bceb-5c3809e5908f", .privileged),
        ("partnerTier1Support", "4ba39ca4-527c-499a-b93d-d9b492c50246", .privileged),
        ("partnerTier2Support", "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8", .privileged),
        ("passwordAdministrator", "966707d0-3269-4727-9be2-8c3a10f19b9d", .privileged),
        ("privilegedAuthenticationAdministrator", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13", .privileged),
        ("privilegedRoleAdministrator", "e8611ab8-c189-46e8-94e1-60213ab1f814", .privileged),
        ("reportsReader", "4a5d8f65-41da-4de4-8968-e035b65339cf", .ordinary),
        ("securityAdministrator", "194ae4cb-b126-40b2-bd5b-6091b380977d", .privileged),
        ("securityOperator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", .privileged),
        ("securityReader", "5d6b6bb7-de71-4623-b4af-96380a352509", .privileged),
        ("sharePointAdministrator", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c", .ordinary),
        ("teamsAdministrator", "69091246-20e8-4a56-aa4d-066075b2a7a8", .ordinary),
        ("userAdministrator", "fe930be7-5e62-47db-91af-98c3a49a38b1", .privileged),
    ].compactMap { (name: String, template: String, mark: Mark) in
        RoleTemplateID(template).map { (DirectoryRole(name: name, template: $0), mark == .privileged) }
    }
}
