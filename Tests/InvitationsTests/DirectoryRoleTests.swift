import Invitations
import Testing

@Suite struct DirectoryRoleTests {
    /// From Microsoft Entra built-in roles (`permissions-reference`), copied by hand from the page and not from the code.
    static let documented: [(name: String, template: String, isPrivileged: Bool)] = [
        ("globalAdministrator", "62e90394-69f5-4237-9190-012177145e10", true),
        ("userAdministrator", "fe930be7-5e62-47db-91af-98c3a49a38b1", true),
        ("guestInviter", "95e79109-95c0-4d8e-aee3-d01accf2d47b", false),
        ("privilegedRoleAdministrator", "e8611ab8-c189-46e8-94e1-60213ab1f814", true),
        ("privilegedAuthenticationAdministrator", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13", true),
        ("directoryWriters", "9360feb5-f418-4baa-8175-e2a00bac4301", true),
        ("directoryReaders", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", false),
        ("globalReader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451", true),
        ("externalIdUserFlowAdministrator", "6e591065-9bad-43ed-90f3-e9424366d2f0", false),
        ("externalIdUserFlowAttributeAdministrator", "0f971eea-41eb-4569-a71e-57bb8a3eff1e", false),
        ("externalIdentityProviderAdministrator", "be2f45a1-457d-42af-a067-6ec1fa63bc45", true),
        ("securityAdministrator", "194ae4cb-b126-40b2-bd5b-6091b380977d", true),
        ("securityOperator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", true),
        ("securityReader", "5d6b6bb7-de71-4623-b4af-96380a352509", true),
        ("conditionalAccessAdministrator", "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", true),
        ("applicationAdministrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", true),
        ("cloudApplicationAdministrator", "158c047a-c907-4556-b7ef-446551a6b5f7", true),
        ("groupsAdministrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c", false),
        ("helpdeskAdministrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8", true),
        ("teamsAdministrator", "69091246-20e8-4a56-aa4d-066075b2a7a8", false),
        ("sharePointAdministrator", "f28a1f50-f6e7-4571-818b-6a12f2af6b6c", false),
        ("exchangeAdministrator", "29232cdf-9323-42fd-ade2-1d097af3e4de", false),
        ("identityGovernanceAdministrator", "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e", false),
        ("reportsReader", "4a5d8f65-41da-4de4-8968-e035b65339cf", false),
        ("hybridIdentityAdministrator", "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2", true),
        ("agentIdAdministrator", "db506228-d27e-4b7d-95e5-295956d6615f", true),
        ("applicationDeveloper", "cf1c38e5-3621-4004-a7cb-879624dced7c", true),
        ("attributeProvisioningAdministrator", "ecb2c6bf-0ab6-418e-bd87-7986f8d63bbe", true),
        ("attributeProvisioningReader", "422218e4-db15-4ef9-bbe0-8afb41546d79", true),
        ("authenticationAdministrator", "c4e39bd9-1100-46d3-8c65-fb160da0071f", true),
        ("authenticationExtensibilityAdministrator", "25a516ed-2fa0-40ea-a2d0-12923a21473a", true),
        ("b2cIefKeysetAdministrator", "aaf43236-0c0d-4d5f-883a-6955382ac081", true),
        ("cloudDeviceAdministrator", "7698a772-787b-4ac8-901f-60d6b08affd2", true),
        ("domainNameAdministrator", "8329153b-31d0-4727-b945-745eb3bc5f31", true),
        ("intuneAdministrator", "3a2c62db-5318-420d-8d74-23affee5d9d5", true),
        ("lifecycleWorkflowsAdministrator", "59d46f88-662b-457b-bceb-5c3809e5908f", true),
        ("partnerTier1Support", "4ba39ca4-527c-499a-b93d-d9b492c50246", true),
        ("partnerTier2Support", "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8", true),
        ("passwordAdministrator", "966707d0-3269-4727-9be2-8c3a10f19b9d", true),
    ]

    @Test("Every documented role is found by name and by template id, with the mark that Microsoft gives it")
    func documented() throws {
        for (name, template, isPrivileged) in Self.documented {
            let id = try #require(RoleTemplateID(template))
            let role = try #require(DirectoryRole.named(name), "\(name)")
            #expect(role.name == name)
            #expect(role.template == id, "\(name)")
            #expect(DirectoryRole.all.first { $0.template == id } == role)
            #expect(DirectoryRole.isPrivileged(id) == isPrivileged, "\(name)")
        }
    }

    @Test("No other role is listed, and none twice")
    func complete() {
        #expect(DirectoryRole.all.map(\.name) == Self.documented.map(\.name).sorted())
        #expect(Set(DirectoryRole.all.map(\.template)).count == DirectoryRole.all.count)
    }

    @Test("The roles that the code names exist")
    func named() {
        for role in [
            DirectoryRole.globalAdministrator, .userAdministrator, .guestInviter, .helpdeskAdministrator,
        ] {
            #expect(DirectoryRole.named(role.name) == role)
        }
    }

    @Test(
        "A role that is not listed counts as privileged",
        arguments: ["00000000-0000-0000-0000-000000000000", "11112222-3333-4444-8555-666677778888"])
    func unlisted(_ template: String) throws {
        let id = try #require(RoleTemplateID(template))
        #expect(DirectoryRole.all.first { $0.template == id } == nil)
        #expect(DirectoryRole.isPrivileged(id))
    }

    @Test("What is no listed role is none", arguments: ["", "GlobalAdministrator", "Global Administrator", "user"])
    func unknown(_ name: String) {
        #expect(DirectoryRole.named(name) == nil)
    }

    @Test("The default user's and the guests' own templates are no roles here, and ordinary")
    func notRoles() throws {
        for template in [
            "b79fbf4d-3ef9-4689-8143-76b194e85509", "a0b1b346-4d3e-4e8b-98f8-753987be4970",
            "10dae51f-b6af-4016-8d66-8c2a99b929b3", "2af84b1e-32c8-42b7-82bc-daa82404023b",
        ] {
            let id = try #require(RoleTemplateID(template))
            #expect(DirectoryRole.all.first { $0.template == id } == nil)
            #expect(!DirectoryRole.isPrivileged(id))
        }
    }
}
