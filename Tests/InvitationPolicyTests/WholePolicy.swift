import StrictJSON

/// A policy in which every key of the format stands somewhere, as data that tests can change before it is loaded.
enum WholePolicy {
    static let lists = ["lists/x.txt": "listed.example"]

    static let text = """
        version: 1
        name: whole
        owner: partner-desk@contoso.com
        author: ana@contoso.com
        mode: reportOnly
        reportOnly: {includeWhoMayInvite: true}
        tenant:
          guestUserAccess: restricted
          guestInvitations: adminsAndGuestInviters
          selfServiceSignUp: disabled
          externalUserLeave: allowed
          collaborationRestrictions: mirrorDomains
        invitations:
          whoMayInvite: adminsAndGuestInviters
          adminRoles: [globalAdministrator, 95e79109-95c0-4d8e-aee3-d01accf2d47b]
          callers:
            - app: \(Known.portal)
              name: portal
              channel: portal
              mayName: {groups: [\(Known.staff)], privilegedRoles: true}
              acceptUpn: true
          internalDomains:
            - contoso.com
            - {domain: corp.example, subdomains: true}
            - {file: lists/x.txt, subdomains: false}
          domains:
            unlisted: deny
            deny:
              - {domain: competitor.example, subdomains: true, owner: bo, ticket: 4412, reviewBy: 2027-01-31}
              - file: lists/x.txt
            allow:
              - {domain: woodgrove.example, subdomains: true, expires: 2027-03-31, owner: ana, ticket: SEC-1, reviewBy: 2027-01-31}
              - {file: lists/x.txt, subdomains: true}
          rules:
            - id: grant
              effect: allow
              mode: enforce
              inviters:
                directoryRoles: [guestInviter]
                appRoles: [Partners]
                groups: [\(Known.finance)]
                users: [\(Known.ana)]
                callers: [portal]
                userKind: member
              domains: [bigfour.example, {domain: small.example, subdomains: true}]
              addresses: [carol@bigfour.example]
              expires: 2027-01-31
              permit: [resetRedemption, memberType]
              require:
                redirectHosts: [apps.contoso.com, "*.contoso.com"]
                message: forbidden
                justification: true
                ticket: true
                sponsor: true
                displayName: true
                invitedUserType: Member
              quota: {perInviter: 20, perDomain: 50, perTenant: 500, per: day}
              exclusive: true
              owner: ana
              ticket: SEC-2
              reviewBy: 2026-12-31
            - {id: denial, effect: deny, mode: reportOnly, inviters: {userKind: guest}, owner: bo, ticket: 7, reviewBy: 2027-01-01}
          defaults:
            inviteRedirectUrl: https://myapps.microsoft.com
            sendInvitationMessage: true
            messageLanguage: de-DE
            allowUndeliveredMessage: true
            require:
              redirectHosts: [myapps.microsoft.com]
              message: any
              justification: true
              ticket: true
              sponsor: true
              displayName: true
            quota: [{perTenant: 500, per: month}, {perInviter: 10, per: hour}]
          existingGuest: report
        """

    static var json: JSON {
        get throws { try YAMLAsJSON.read(text) }
    }

    /// JSON is YAML; what the loader does not let stand unescaped is escaped.
    static func yaml(_ policy: JSON) -> String {
        String(decoding: policy.bytes(), as: UTF8.self).unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.value < 0x7F {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16)
                text += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            }
        }
    }
}

/// A place in a JSON value.
struct JSONPath: Hashable, CustomStringConvertible {
    enum Step: Hashable { case key(String), index(Int) }
    var steps: [Step] = []

    func key(_ name: String) -> JSONPath { JSONPath(steps: steps + [.key(name)]) }
    func index(_ number: Int) -> JSONPath { JSONPath(steps: steps + [.index(number)]) }

    var description: String {
        steps.map { step in
            switch step {
            case .key(let name): ".\(name)"
            case .index(let number): "[\(number)]"
            }
        }.joined()
    }
}

extension JSON {
    /// The same with another value at the place; nil takes what stands there out.
    func replacing(_ path: JSONPath, by value: JSON?) -> JSON { replacing(path.steps[...], by: value) ?? .null }

    private func replacing(_ steps: ArraySlice<JSONPath.Step>, by value: JSON?) -> JSON? {
        switch (steps.first, self) {
        case (.key(let name)?, .object(var members)):
            members[name] = (members[name] ?? .null).replacing(steps.dropFirst(), by: value)
            return .object(members)
        case (.index(let number)?, .array(var items)):
            let item = items[number].replacing(steps.dropFirst(), by: value)
            items.replaceSubrange(number...number, with: item.map { [$0] } ?? [])
            return .array(items)
        default: return value
        }
    }
}
