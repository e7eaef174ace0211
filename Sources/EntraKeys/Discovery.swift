import CallerVerification
import Invitations
import StrictJSON

/// Why discovery gave no keys. The texts are the operator's: addresses and issuers are no secrets.
enum DiscoveryFault: Error, CustomStringConvertible {
    case fetchFailed(url: String, why: String)
    case metadataTooLarge(url: String, bytes: Int)
    case metadataNotJSON(url: String, JSONFault)
    case metadataLacks(url: String, name: String)
    case issuerNotExpected(url: String, issuer: String, expected: [String])
    case keyAddressNotAccepted(url: String, keys: String)
    case keySet(url: String, KeySetFault)

    var description: String {
        switch self {
        case .fetchFailed(let url, let why): "\(url) could not be fetched: \(why)"
        case .metadataTooLarge(let url, let bytes): "\(url) has \(bytes) bytes, more than \(Discovery.maximumMetadataSize)"
        case .metadataNotJSON(let url, let fault): "\(url) is not JSON: \(fault)"
        case .metadataLacks(let url, let name): "\(url) has no string \"\(name)\""
        case .issuerNotExpected(let url, let issuer, let expected):
            "\(url) names the issuer \(issuer.prefix(200)), expected \(expected.joined(separator: " or ")): wrong cloud?"
        case .keyAddressNotAccepted(let url, let keys):
            "\(url) sends for the keys to \(keys.prefix(200)), which is not on the authority's own hosts over https"
        case .keySet(let url, let fault): "\(url): \(fault)"
        }
    }
}

/// One round of OpenID Connect discovery: metadata and key set, for both shapes of token. All of it or nothing.
struct Discovery {
    /// Entra's metadata is about 2 KiB.
    static let maximumMetadataSize = 65_536

    let authority: EntraAuthority
    let tenant: TenantID
    let fetching: any KeyFetching

    func signingKeys() async throws(DiscoveryFault) -> SigningKeys {
        // Both at once: a first answer waits for two round trips, not for four.
        async let first = result(.v1)
        async let second = result(.v2)
        let (v1, v2) = await (first, second)
        return SigningKeys(v1: try v1.get(), v2: try v2.get())
    }

    private func result(_ version: TokenVersion) async -> Result<TrustedIssuer, DiscoveryFault> {
        do throws(DiscoveryFault) { return .success(try await issuer(version)) } catch { return .failure(error) }
    }

    private func issuer(_ version: TokenVersion) async throws(DiscoveryFault) -> TrustedIssuer {
        let url = authority.metadataURL(of: tenant, version)
        let metadata = try await metadata(url)
        guard let issuer = metadata["issuer"]?.string else { throw .metadataLacks(url: url, name: "issuer") }
        let expected = authority.issuers(of: tenant, version)
        guard expected.contains(where: { $0.utf8.elementsEqual(issuer.utf8) }) else {
            throw .issuerNotExpected(url: url, issuer: issuer, expected: expected)
        }
        guard let address = metadata["jwks_uri"]?.string else { throw .metadataLacks(url: url, name: "jwks_uri") }
        guard let keyURL = EndpointURL(address), authority.mayServeKeys(keyURL) else {
            throw .keyAddressNotAccepted(url: url, keys: address)
        }
        let bytes = try await get(keyURL.text)
        do {
            return TrustedIssuer(issuer: issuer, keys: try KeySet(jwks: bytes))
        } catch {
            throw .keySet(url: keyURL.text, error)
        }
    }

    private func metadata(_ url: String) async throws(DiscoveryFault) -> JSON {
        let bytes = try await get(url)
        guard bytes.count <= Self.maximumMetadataSize else { throw .metadataTooLarge(url: url, bytes: bytes.count) }
        do { return try JSON(parsing: bytes, limits: JSONLimits(depth: 8)) } catch {
            throw .metadataNotJSON(url: url, error)
        }
    }

    private func get(_ url: String) async throws(DiscoveryFault) -> [UInt8] {
        do { return try await fetching.get(url) } catch {
            throw .fetchFailed(url: url, why: String(String(describing: error).prefix(300)))
        }
    }
}
