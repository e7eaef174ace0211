public import CallerVerification
public import InvitationPolicy
public import Invitations
import StrictJSON

/// The tenant of these tests: who is in it, its moment in time, its keys and its policy.
public enum Contoso {
    public static let tenant: TenantID = id(0x7f58_f645_c190_4ce5, 0x9de4_e2b7_acd2_a6ab)
    public static let gate: ApplicationID = id(0x1111_2222_bbbb_3333, 0x8ccc_4444_dddd_5555)
    /// Sends user tokens.
    public static let portal: ApplicationID = id(0x6c1e_0f1c_6a3c_4d3f, 0x8a36_5d2e_54d1_c001)
    /// Sends application tokens, and names members of ``staff`` only when a policy says so.
    public static let bot: ApplicationID = id(0x91aa_4be0_7d53_4f1c, 0x8a86_5b1f_2c9e_3d47)
    public static let ana: ObjectID = id(0x0b4f_9a52_5a0e_4c43, 0x9a52_2f6f_2a3f_1a01)
    public static let bo: ObjectID = id(0x0b4f_9a52_5a0e_4c43, 0x9a52_2f6f_2a3f_1a02)
    public static let staff: ObjectID = id(0x5d0e_2c71_94ab_4c1a, 0xbb0f_3a7d_6e8f_9021)

    public static let v1Issuer = "https://sts.windows.net/\(tenant)/"
    public static let v2Issuer = "https://login.microsoftonline.com/\(tenant)/v2.0"
    public static let rsaKeyID = "rsa-key-1"
    public static let p256KeyID = "ec-key-1"

    public static let issuedAt: Int64 = 1_795_500_000
    public static let expiresAt: Int64 = issuedAt + 3_600
    public static let now = Timestamp(seconds: issuedAt + 600)

    private static func id<Kind>(_ high: UInt64, _ low: UInt64) -> Identifier<Kind> { Identifier(high: high, low: low) }

    public static func verifier(groupsClaimIsComplete: Bool = false) throws -> CallerVerifier {
        CallerVerifier(
            try CallerRequirements(
                tenant: tenant, clientID: gate, appIDURIs: ["api://invitations.contoso.com"],
                groupsClaimIsComplete: groupsClaimIsComplete))
    }

    /// The keys of the mint, less those left out.
    public static func keys(without leftOut: Set<String> = []) throws -> SigningKeys {
        let kept = try TokenMint.publishedKeys().filter { !leftOut.contains($0["kid"]?.string ?? "") }
        let jwks = JSON.object(["keys": .array(kept)]).bytes()
        return SigningKeys(
            v1: TrustedIssuer(issuer: v1Issuer, keys: try KeySet(jwks: jwks)),
            v2: TrustedIssuer(issuer: v2Issuer, keys: try KeySet(jwks: jwks)))
    }

    public static func policy(_ text: String) throws -> Policy {
        try Policy.load(text: text, file: "policy.yaml") { _ in [] }.policy
    }

    /// A policy that lets members invite people of Fabrikam, with the parts that a test is about changed.
    ///
    /// - Parameter rules: items of a YAML flow list.
    public static func policyText(
        mode: String = "enforce", whoMayInvite: String = "adminsGuestInvitersAndAllMembers", botLimits: String = "",
        domains: String = "deny: [competitor.example], allow: [fabrikam.com]", rules: String = "", require: String = "",
        defaults: String = "inviteRedirectUrl: https://myapps.microsoft.com", existingGuest: String = "forward"
    ) -> String {
        """
        version: 1
        name: contoso
        owner: partner-desk@contoso.com
        mode: \(mode)
        invitations:
          whoMayInvite: \(whoMayInvite)
          callers:
            - {app: \(portal), name: invite-portal, channel: portal}
            - {app: \(bot), name: help-bot, channel: bot\(botLimits)}
          internalDomains: [{domain: contoso.com, subdomains: false}]
          domains: {\(domains)}
          rules: [\(rules)]
          existingGuest: \(existingGuest)
          defaults:
            \(defaults)
            require: {redirectHosts: [myapps.microsoft.com]\(require)}
        """
    }
}
