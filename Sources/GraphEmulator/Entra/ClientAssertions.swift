import Synchronization

/// Checks client assertions (Entra, "Microsoft identity platform application authentication certificate credentials").
final class ClientAssertions: Sendable {
    /// Registered certificates by application id.
    private let certificates: [String: [ClientCertificate]]
    /// Assertion ids seen, with the moment they may be forgotten.
    private let seen = Mutex<[String: Double]>([:])
    private static let sweepThreshold = 10_000

    init(_ apps: [SeededApp]) throws(EmulatorError) {
        var certificates: [String: [ClientCertificate]] = [:]
        for app in apps {
            for pem in app.certificates {
                certificates[app.appID.lowercased(), default: []].append(try ClientCertificate(pem: pem, app: app.name))
            }
        }
        self.certificates = certificates
    }

    /// - Parameter audiences: the token endpoint's addresses that the assertion may be for.
    func verify(_ compact: String, app: SeededApp, audiences: Set<String>, now: Double) throws(EntraFailure) {
        guard let token = JSONWebToken(compact: compact) else { throw .badAssertion("The assertion is malformed.") }
        guard let algorithm = token.header["alg"]?.string.flatMap(SigningAlgorithm.init(rawValue:)), algorithm != .es256 else {
            throw .badAssertion("The algorithm is not supported.")
        }
        guard let certificate = certificate(named: token.header, of: app) else {
            throw .badAssertion("The key was not found. [Reason - The key was not found.]")
        }
        guard certificate.verifies(token.signature, over: token.signedBytes, algorithm: algorithm) else {
            throw .badAssertion("[Reason - The key was found, but use of the key to verify the signature failed.]")
        }
        try checkClaims(token.claims, app: app, audiences: audiences, now: now)
    }

    private func certificate(named header: JSONValue, of app: SeededApp) -> ClientCertificate? {
        let registered = certificates[app.appID.lowercased()] ?? []
        if let thumbprint = header["x5t#S256"]?.string { return registered.first { $0.thumbprint256 == thumbprint } }
        if let thumbprint = header["x5t"]?.string { return registered.first { $0.thumbprint1 == thumbprint } }
        return nil
    }

    private func checkClaims(_ claims: JSONValue, app: SeededApp, audiences: Set<String>, now: Double) throws(EntraFailure) {
        guard let audience = claims["aud"]?.string, audiences.contains(audience) else { throw .badAssertion("The audience is wrong.") }
        let id = app.appID.lowercased()
        guard claims["iss"]?.string?.lowercased() == id, claims["sub"]?.string?.lowercased() == id else {
            throw .badAssertion("Issuer and subject must be the client id.")
        }
        // Entra allows five minutes of clock skew on both sides.
        guard let expires = claims["exp"]?.number, expires + 300 > now, (claims["nbf"]?.number ?? now) - 300 <= now else {
            throw .assertionOutsideValidity()
        }
        guard let identifier = claims["jti"]?.string, !identifier.isEmpty else { throw .badAssertion("`jti` is missing.") }
        let isNew = seen.withLock { seen in
            if seen.count >= Self.sweepThreshold { seen = seen.filter { $0.value > now } }
            return seen.updateValue(expires + 300, forKey: "\(id) \(identifier)") == nil
        }
        guard isNew else { throw .badAssertion("`jti` was used before.") }
    }
}
