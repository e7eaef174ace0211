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
    /// Nothing is sent in this inviter's name for a time. 403 and not 429: an SDK that sends again by itself is the last
    /// thing that a suspended inviter needs.
    case inviterSuspended

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
    /// A batch of no requests or too many, with an id twice, or with dependencies that lead nowhere.
    case batchInvalid
    case bodyTooLarge
    case mediaTypeNotSupported
    case resourceNotFound
    case methodNotAllowed
    /// The idempotency key was used before for another request.
    case idempotencyKeyReused

    // An earlier request under the same idempotency key was forwarded, and its answer cannot be given again.
    /// What became of it is not known, or not yet.
    case inDoubt
    /// It created the invitation; Graph's answer is not kept any more.
    case alreadyCreated

    // A request of a batch whose turn never came; nothing was forwarded.
    case dependencyFailed

    // Overload; nothing was forwarded.
    case tooManyRequests
    /// Graph answered 429, which it does before processing.
    case graphThrottled
    /// As many invitations as the gate sends for the tenant in one day were sent.
    case dailyCeilingReached

    // A failure of ours or Graph's; nothing was forwarded.
    case keysUnavailable
    case factsUnavailable
    case auditUnavailable
    case graphUnavailable
    /// Sending is stopped until somebody resumes it.
    case forwardingPaused
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
    /// Well-formed, and at odds with an earlier request under the same idempotency key.
    case unprocessable
    case conflict
    case failedDependency
    case throttled
    case unavailable
    case deadline
    case badGateway
    case graph

    /// The HTTP status (RFC 9110; 424 is of RFC 4918, section 11.4) of this kind; nil where the answer carries Graph's own.
    public var status: Int? {
        switch self {
        case .unverified: 401
        case .forbidden: 403
        case .malformed: 400
        case .tooLarge: 413
        case .mediaType: 415
        case .notFound: 404
        case .methodNotAllowed: 405
        case .unprocessable: 422
        case .conflict: 409
        case .failedDependency: 424
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
            .quotaExceeded, .inviterSuspended:
            .forbidden
        case .inviterHeaderMissing, .inviterHeaderInvalid, .inviterHeaderNotAllowed, .headerInvalid,
            .queryNotSupported, .bodyMissing, .bodyNotJSON, .bodyNotUTF8, .bodyTooDeep, .propertyDuplicate,
            .propertyUnknown, .propertyTypeInvalid, .propertyMissing, .propertyTooLong, .addressInvalid,
            .redirectUrlInvalid, .ccRecipientsTooMany, .messageBodyAndLanguage, .messageLanguageInvalid, .batchInvalid:
            .malformed
        case .bodyTooLarge: .tooLarge
        case .mediaTypeNotSupported: .mediaType
        case .resourceNotFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .idempotencyKeyReused: .unprocessable
        case .inDoubt, .alreadyCreated: .conflict
        case .dependencyFailed: .failedDependency
        case .tooManyRequests, .graphThrottled, .dailyCeilingReached: .throttled
        case .keysUnavailable, .factsUnavailable, .auditUnavailable, .graphUnavailable, .forwardingPaused, .policyTooOld, .draining,
            .internalError:
            .unavailable
        case .deadlineExceeded: .deadline
        case .graphUnauthorized, .outcomeUnknown: .badGateway
        case .graphRefused: .graph
        }
    }
}
