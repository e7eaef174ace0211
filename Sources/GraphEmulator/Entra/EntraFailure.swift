import FoundationEssentials

/// A refusal of the token endpoint (Entra, "Microsoft identity platform and the OAuth 2.0 client credentials flow").
struct EntraFailure: Error {
    let status: Int
    let error: String
    let code: Int
    let message: String

    static func missingParameter(_ name: String) -> EntraFailure {
        .init(status: 400, error: "invalid_request", code: 900_144, message: "The request body must contain the following parameter: '\(name)'.")
    }

    static func unsupportedGrant(_ grant: String) -> EntraFailure {
        .init(status: 400, error: "unsupported_grant_type", code: 70_003, message: "The app requested an unsupported grant type '\(grant)'.")
    }

    static func unknownTenant(_ tenant: String) -> EntraFailure {
        .init(status: 400, error: "invalid_request", code: 90_002, message: "Tenant '\(tenant)' not found.")
    }

    static func unknownApp(_ id: String, tenant: String) -> EntraFailure {
        .init(
            status: 400, error: "unauthorized_client", code: 700_016,
            message: "Application with identifier '\(id)' was not found in the directory '\(tenant)'.")
    }

    static func badScope(_ scope: String) -> EntraFailure {
        .init(
            status: 400, error: "invalid_scope", code: 70_011,
            message: "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. "
                + "The scope \(scope) is not valid.")
    }

    static func noCredential() -> EntraFailure {
        .init(
            status: 401, error: "invalid_client", code: 7_000_216,
            message: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.")
    }

    static func badSecret(app: String) -> EntraFailure {
        .init(status: 401, error: "invalid_client", code: 7_000_215, message: "Invalid client secret provided for app '\(app)'.")
    }

    static func expiredSecret(app: String) -> EntraFailure {
        .init(status: 401, error: "invalid_client", code: 7_000_222, message: "The provided client secret keys for app '\(app)' are expired.")
    }

    /// Also for audiences, subjects and repeated `jti`, whose codes no source gives.
    static func badAssertion(_ reason: String) -> EntraFailure {
        .init(status: 401, error: "invalid_client", code: 700_027, message: "Client assertion failed validation. \(reason)")
    }

    static func assertionOutsideValidity() -> EntraFailure {
        .init(
            status: 401, error: "invalid_client", code: 700_024, message: "Client assertion is not within its valid time range.")
    }

    func answer(to exchange: Exchange) -> EmulatorAnswer {
        let time = UTCMoment(secondsSince1970: exchange.time).entra
        let correlation = exchange.header("client-request-id") ?? UUID().uuidString.lowercased()
        return .json(
            status,
            [
                "error": .string(error),
                "error_description": .string(
                    "AADSTS\(code): \(message) Trace ID: \(exchange.requestID) Correlation ID: \(correlation) Timestamp: \(time)"),
                "error_codes": [.integer(code)],
                "timestamp": .string(time),
                "trace_id": .string(exchange.requestID),
                "correlation_id": .string(correlation),
            ])
    }
}
