import Invitations
import Testing

/// The codes are a promise to callers, to dashboards and to the audit trail: one that is renamed, or moves to another
/// status, must fail here first.
@Suite struct ReasonCodeTests {
    static let promised: [(kind: RefusalKind, status: Int?, codes: [String])] = [
        (
            .unverified, 401,
            [
                "tokenMissing", "tokenMalformed", "tokenTooLarge", "tokenAlgorithmNotAccepted", "tokenKeyUnknown",
                "tokenSignatureInvalid", "tokenExpired", "tokenNotYetValid", "tokenIssuerNotAccepted",
                "tokenAudienceNotAccepted", "tokenForGraph", "tokenClaimInvalid", "tokenKindUnclear",
            ]
        ),
        (
            .forbidden, 403,
            [
                "scopeMissing", "appRoleMissing", "callerNotListed", "callerMayNotNameInviter", "inviterUnknown",
                "inviterDisabled", "resetRedemptionNotPermitted", "internalConversionNotPermitted",
                "userTypeNotPermitted", "internalDomain", "whoMayInvite", "domainDenied", "ruleDenies",
                "noRuleAllows", "redirectHostNotAllowed", "ccRecipientNotAllowed", "messageNotAllowed",
                "messageNotDeliverable", "displayNameNotAllowed", "sponsorRequired", "justificationRequired",
                "ticketRequired", "displayNameRequired", "guestExists", "quotaExceeded", "inviterSuspended",
            ]
        ),
        (
            .malformed, 400,
            [
                "inviterHeaderMissing", "inviterHeaderInvalid", "inviterHeaderNotAllowed", "headerInvalid",
                "queryNotSupported", "bodyMissing", "bodyNotJSON", "bodyNotUTF8", "bodyTooDeep",
                "propertyDuplicate", "propertyUnknown", "propertyTypeInvalid", "propertyMissing", "propertyTooLong",
                "addressInvalid", "redirectUrlInvalid", "ccRecipientsTooMany", "messageBodyAndLanguage",
                "messageLanguageInvalid", "batchInvalid",
            ]
        ),
        (
            .tooLarge, 413,
            [
                "bodyTooLarge"
            ]
        ),
        (
            .mediaType, 415,
            [
                "mediaTypeNotSupported"
            ]
        ),
        (
            .notFound, 404,
            [
                "resourceNotFound"
            ]
        ),
        (
            .methodNotAllowed, 405,
            [
                "methodNotAllowed"
            ]
        ),
        (
            .unprocessable, 422,
            [
                "idempotencyKeyReused"
            ]
        ),
        (
            .conflict, 409,
            [
                "inDoubt", "alreadyCreated",
            ]
        ),
        (
            .failedDependency, 424,
            [
                "dependencyFailed"
            ]
        ),
        (
            .throttled, 429,
            [
                "tooManyRequests", "graphThrottled", "dailyCeilingReached",
            ]
        ),
        (
            .unavailable, 503,
            [
                "keysUnavailable", "factsUnavailable", "auditUnavailable", "graphUnavailable", "forwardingPaused", "policyTooOld", "draining",
                "internalError",
            ]
        ),
        (
            .deadline, 504,
            [
                "deadlineExceeded"
            ]
        ),
        (
            .graph, nil,
            [
                "graphRefused"
            ]
        ),
        (
            .badGateway, 502,
            [
                "graphUnauthorized", "outcomeUnknown",
            ]
        ),
    ]

    @Test("The list of codes is the promised one, no more and no less")
    func list() {
        let promised = Self.promised.flatMap(\.codes)
        #expect(Set(promised).count == promised.count)
        #expect(ReasonCode.allCases.map(\.rawValue).sorted() == promised.sorted())
    }

    @Test("Each code has the promised kind, and each kind the promised status")
    func kinds() throws {
        for (kind, status, codes) in Self.promised {
            #expect(kind.status == status)
            for raw in codes {
                let code = try #require(ReasonCode(rawValue: raw))
                #expect(code.kind == kind, "\(raw)")
            }
        }
    }

    @Test("A policy's no, an unverified caller, a malformed request, an overload and a failure never share a status")
    func statuses() {
        let statuses = Self.promised.map(\.status)
        #expect(Set(statuses).count == statuses.count)
    }

    @Test("Raw values are ASCII words, fit to be a metric's label")
    func spelling() {
        for code in ReasonCode.allCases {
            #expect(code.rawValue.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }, "\(code.rawValue)")
        }
    }
}
