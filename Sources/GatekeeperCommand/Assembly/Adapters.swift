public import AuditSinks
public import AuditStores
public import CallerVerification
public import EntraKeys
public import Gatekeeper

// Which adapter stands behind which of the flow's ports. (GraphClient declares its own conformances.)

extension SQLiteAuditStore: AuditWriter {}
extension SQLiteAuditStore: ReplayStore {}
extension SQLiteAuditStore: DoubtLedger {}
extension SQLiteAuditReader: QuotaReader, AuditReader {}
extension SQLiteAuditReader: ForwardingHistory {}
extension SinkCursors: SinkFeed {}

extension EntraKeySource: SigningKeySource {
    public func signingKeys() async throws(SigningKeysUnavailable) -> SigningKeys {
        do { return try await current().keys } catch { throw SigningKeysUnavailable(detail: error.detail) }
    }

    public func signingKeys(afterUnknownKey id: String) async throws(SigningKeysUnavailable) -> SigningKeys {
        do { return try await refreshed(afterUnknownKey: id).keys } catch {
            throw SigningKeysUnavailable(detail: error.detail)
        }
    }
}
