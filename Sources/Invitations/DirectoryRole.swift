/// Entra's built-in directory roles by the names a policy uses and by template id, which is the same in every tenant.
///
/// Source: Microsoft Entra built-in roles, `permissions-reference` of 2026-01-20. A role is known by its id; the names
/// are the documented ones in camel case.
public struct DirectoryRole: Hashable, Sendable {
    public let name: String
    public let template: RoleTemplateID

    private init(_ name: String, _ high: UInt64, _ low: UInt64) {
        self.name = name
        template = RoleTemplateID(high: high, low: low)
    }

    /// The role a policy names, or nil if Entra has none of that name.
    public static func named(_ name: String) -> DirectoryRole? { byName[name] }

    /// The roles listed here, by name.
    public static let all = (markedPrivileged + unmarked).sorted { $0.name < $1.name }

    public static let globalAdministrator = DirectoryRole("globalAdministrator", 0x62e90394_69f5_4237, 0x9190_012177145e10)
    public static let userAdministrator = DirectoryRole("userAdministrator", 0xfe930be7_5e62_47db, 0x91af_98c3a49a38b1)
    public static let guestInviter = DirectoryRole("guestInviter", 0x95e79109_95c0_4d8e, 0xaee3_d01accf2d47b)
    public static let helpdeskAdministrator = DirectoryRole("helpdeskAdministrator", 0x729827e3_9c14_49f7, 0xbb1b_9608f156bbb8)

    /// Whether an application may not speak for holders of the role unless the policy says so: every template that is
    /// not known to be an ordinary one. A tenant's own roles and those that Microsoft adds later are held back with
    /// the privileged ones, since nothing here tells what they can do.
    public static func isPrivileged(_ template: RoleTemplateID) -> Bool { !ordinary.contains(template) }

    /// The listed roles that Microsoft does not mark as privileged, and what every user has that is no role.
    private static let ordinary = Set(unmarked.map(\.template) + userMarkers)

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// What tokens (`wids`) and the tenant's guest settings call a plain user: no roles that anybody was given.
    private static let userMarkers = [
        // The default user; then User, Guest User and Restricted Guest User (`authorizationPolicy.guestUserRoleId`).
        RoleTemplateID(high: 0xb79fbf4d_3ef9_4689, low: 0x8143_76b194e85509),
        RoleTemplateID(high: 0xa0b1b346_4d3e_4e8b, low: 0x98f8_753987be4970),
        RoleTemplateID(high: 0x10dae51f_b6af_4016, low: 0x8d66_8c2a99b929b3),
        RoleTemplateID(high: 0x2af84b1e_32c8_42b7, low: 0x82bc_daa82404023b),
    ]

    /// Listed so that a policy can name them.
    private static let markedPrivileged: [DirectoryRole] = [
        DirectoryRole("agentIdAdministrator", 0xdb506228_d27e_4b7d, 0x95e5_295956d6615f),
        DirectoryRole("applicationAdministrator", 0x9b895d92_2cd3_44c7, 0x9d02_a6ac2d5ea5c3),
        DirectoryRole("applicationDeveloper", 0xcf1c38e5_3621_4004, 0xa7cb_879624dced7c),
        DirectoryRole("attributeProvisioningAdministrator", 0xecb2c6bf_0ab6_418e, 0xbd87_7986f8d63bbe),
        DirectoryRole("attributeProvisioningReader", 0x422218e4_db15_4ef9, 0xbbe0_8afb41546d79),
        DirectoryRole("authenticationAdministrator", 0xc4e39bd9_1100_46d3, 0x8c65_fb160da0071f),
        DirectoryRole("authenticationExtensibilityAdministrator", 0x25a516ed_2fa0_40ea, 0xa2d0_12923a21473a),
        DirectoryRole("b2cIefKeysetAdministrator", 0xaaf43236_0c0d_4d5f, 0x883a_6955382ac081),
        DirectoryRole("cloudApplicationAdministrator", 0x158c047a_c907_4556, 0xb7ef_446551a6b5f7),
        DirectoryRole("cloudDeviceAdministrator", 0x7698a772_787b_4ac8, 0x901f_60d6b08affd2),
        DirectoryRole("conditionalAccessAdministrator", 0xb1be1c3e_b65d_4f19, 0x8427_f6fa0d97feb9),
        DirectoryRole("directoryWriters", 0x9360feb5_f418_4baa, 0x8175_e2a00bac4301),
        DirectoryRole("domainNameAdministrator", 0x8329153b_31d0_4727, 0xb945_745eb3bc5f31),
        DirectoryRole("externalIdentityProviderAdministrator", 0xbe2f45a1_457d_42af, 0xa067_6ec1fa63bc45),
        globalAdministrator,
        DirectoryRole("globalReader", 0xf2ef992c_3afb_46b9, 0xb7cf_a126ee74c451),
        helpdeskAdministrator,
        DirectoryRole("hybridIdentityAdministrator", 0x8ac3fc64_6eca_42ea, 0x9e69_59f4c7b60eb2),
        DirectoryRole("intuneAdministrator", 0x3a2c62db_5318_420d, 0x8d74_23affee5d9d5),
        DirectoryRole("lifecycleWorkflowsAdministrator", 0x59d46f88_662b_457b, 0xbceb_5c3809e5908f),
        DirectoryRole("partnerTier1Support", 0x4ba39ca4_527c_499a, 0xb93d_d9b492c50246),
        DirectoryRole("partnerTier2Support", 0xe00e864a_17c5_4a4b, 0x9c06_f5b95a8d5bd8),
        DirectoryRole("passwordAdministrator", 0x966707d0_3269_4727, 0x9be2_8c3a10f19b9d),
        DirectoryRole("privilegedAuthenticationAdministrator", 0x7be44c8a_adaf_4e2a, 0x84d6_ab2649e08a13),
        DirectoryRole("privilegedRoleAdministrator", 0xe8611ab8_c189_46e8, 0x94e1_60213ab1f814),
        DirectoryRole("securityAdministrator", 0x194ae4cb_b126_40b2, 0xbd5b_6091b380977d),
        DirectoryRole("securityOperator", 0x5f2222b1_57c3_48ba, 0x8ad5_d4759f1fde6f),
        DirectoryRole("securityReader", 0x5d6b6bb7_de71_4623, 0xb4af_96380a352509),
        userAdministrator,
    ]

    private static let unmarked: [DirectoryRole] = [
        DirectoryRole("directoryReaders", 0x88d8e3e3_8f55_4a1e, 0x953a_9b9898b8876b),
        DirectoryRole("exchangeAdministrator", 0x29232cdf_9323_42fd, 0xade2_1d097af3e4de),
        DirectoryRole("externalIdUserFlowAdministrator", 0x6e591065_9bad_43ed, 0x90f3_e9424366d2f0),
        DirectoryRole("externalIdUserFlowAttributeAdministrator", 0x0f971eea_41eb_4569, 0xa71e_57bb8a3eff1e),
        DirectoryRole("groupsAdministrator", 0xfdd7a751_b60b_444a, 0x984c_02652fe8fa1c),
        guestInviter,
        DirectoryRole("identityGovernanceAdministrator", 0x45d8d3c5_c802_45c6, 0xb32a_1d70b5e1e86e),
        DirectoryRole("reportsReader", 0x4a5d8f65_41da_4de4, 0x8968_e035b65339cf),
        DirectoryRole("sharePointAdministrator", 0xf28a1f50_f6e7_4571, 0x818b_6a12f2af6b6c),
        DirectoryRole("teamsAdministrator", 0x69091246_20e8_4a56, 0xaa4d_066075b2a7a8),
    ]
}
