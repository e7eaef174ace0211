/// Why the gate refused: one closed list, the same in answers, metrics and the audit trail.
///
/// Each code belongs to one ``RefusalKind``, which fixes the HTTP status: a policy's no, an unverified caller, a
/// malformed request, an overload and a failure of ours or Graph's never share a status.
public enum ReasonCode: String, Hashable, Sendable, CaseIterable {
    // The caller is not verified.
    case tokenMissing
    case tokenMalformed
    case tokenTooLarge
    case tokenAlgorithmNotAccepted
    case tokenKeyUnknown
    case tokenSignatureInvalid
    case tokenExpired
    case tokenNotYetValid
    case tokenIssuerNotAccepted
    case tokenAudienceNotAccepted
    case tokenForGraph
    case tokenClaimInvalid
    case tokenKindUnclear

    // The caller is verified, but may not do this.
    case scopeMissing
    case appRoleMissing
    case callerNotListed
    case callerMayNotNameInviter
    case inviterUnknown
    case inviterDisabled

    // Step 0: refused before any rule.
    case resetRedemptionNotPermitted
    case internalConversionNotPermitted
    case userTypeNotPermitted
    case internalDomain

    // The policy's steps.
    case whoMayInvite
    case domainDenied
    case ruleDenies
    case noRuleAllows
    case redirectHostNotAllowed
    case ccRecipientNotAllowed
    case messageNotAllowed
    case messageNotDeliverable
    case displayNameNotAllowed
    case displayNameRequired
    case sponsorRequired
    case justificationRequired
    case ticketRequired
    /// A user with this address exists, and the policy invites newcomers only.
    case guestExists
    case quotaExceeded

    // The request is malformed.
    case inviterHeaderMissing
    case inviterHeaderInvalid
    case inviterHeaderNotAllowed
    case headerInvalid
    case queryNotSupported
    case bodyMissing
    case bodyNotJSON
    case bodyNotUTF8
    case bodyTooDeep
    case propertyDuplicate
    case propertyUnknown
    case propertyTypeInvalid
    case propertyMissing
    case propertyTooLong
    case addressInvalid
    case redirectUrlInvalid
    case ccRecipientsTooMany
    case messageBodyAndLanguage
    case messageLanguageInvalid
    case bodyTooLarge
    case mediaTypeNotSupported
    case resourceNotFound
    case methodNotAllowed

    // Overload; nothing was forwarded.
    case tooManyRequests
    /// Graph answered 429, which it does before processing.
    case graphThrottled

    // A failure of ours or Graph's; nothing was forwarded.
    case keysUnavailable
    case factsUnavailable
    case auditUnavailable
    case graphUnavailable
    /// The policy's source has not been found whole for longer than the operator allows.
    case policyTooOld
    case draining
    case deadlineExceeded
    /// A fault of ours. Its 503 makes SDKs ask again, so it is for faults before forwarding only; one that comes up
    /// afterwards is ``outcomeUnknown``.
    case internalError

    // After forwarding.
    /// Graph answered 4xx: the answer is passed on as Graph's.
    case graphRefused
    /// Graph refused the gate's own credential.
    case graphUnauthorized
    /// Graph failed or did not answer: the invitation may or may not exist.
    case outcomeUnknown
}

/// What sort of refusal a reason is.
public enum RefusalKind: String, Hashable, Sendable {
    case unverified
    case forbidden
    case malformed
    case tooLarge
    case mediaType
    case notFound
    case methodNotAllowed
    case throttled
    case unavailable
    case deadline
    case badGateway
    case graph

    /// The HTTP status (RFC 9110) of this kind; nil where the answer carries Graph's own.
    public var status: Int? {
        switch self {
        case .unverified: 401
        case .forbidden: 403
        case .malformed: 400
        case .tooLarge: 413
        case .mediaType: 415
        case .notFound: 404
        case .methodNotAllowed: 405
        case .throttled: 429
        case .unavailable: 503
        case .deadline: 504
        case .badGateway: 502
        case .graph: nil
        }
    }
}

extension ReasonCode {
    public var kind: RefusalKind {
        switch self {
        case .tokenMissing, .tokenMalformed, .tokenTooLarge, .tokenAlgorithmNotAccepted, .tokenKeyUnknown,
            .tokenSignatureInvalid, .tokenExpired, .tokenNotYetValid, .tokenIssuerNotAccepted,
            .tokenAudienceNotAccepted, .tokenForGraph, .tokenClaimInvalid, .tokenKindUnclear:
            .unverified
        case .scopeMissing, .appRoleMissing, .callerNotListed, .callerMayNotNameInviter, .inviterUnknown,
            .inviterDisabled, .resetRedemptionNotPermitted, .internalConversionNotPermitted, .userTypeNotPermitted,
            .internalDomain, .whoMayInvite, .domainDenied, .ruleDenies, .noRuleAllows, .redirectHostNotAllowed,
            .ccRecipientNotAllowed, .messageNotAllowed, .messageNotDeliverable, .displayNameNotAllowed,
            .displayNameRequired, .sponsorRequired, .justificationRequired, .ticketRequired, .guestExists,
            .quotaExceeded:
            .forbidden
        case .inviterHeaderMissing, .inviterHeaderInvalid, .inviterHeaderNotAllowed, .headerInvalid,
            .queryNotSupported, .bodyMissing, .bodyNotJSON, .bodyNotUTF8, .bodyTooDeep, .propertyDuplicate,
            .propertyUnknown, .propertyTypeInvalid, .propertyMissing, .propertyTooLong, .addressInvalid,
            .redirectUrlInvalid, .ccRecipientsTooMany, .messageBodyAndLanguage, .messageLanguageInvalid:
            .malformed
        case .bodyTooLarge: .tooLarge
        case .mediaTypeNotSupported: .mediaType
        case .resourceNotFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .tooManyRequests, .graphThrottled: .throttled
        case .keysUnavailable, .factsUnavailable, .auditUnavailable, .graphUnavailable, .policyTooOld, .draining, .internalError:
            .unavailable
        case .deadlineExceeded: .deadline
        case .graphUnauthorized, .outcomeUnknown: .badGateway
        case .graphRefused: .graph
        }
    }
}
