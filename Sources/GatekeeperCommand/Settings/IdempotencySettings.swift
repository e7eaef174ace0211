import AuditStores
import FoundationEssentials
import Gatekeeper
import InvitationPolicy

extension Settings {
    /// For how long requests are remembered, and what the replies to them are encrypted with.
    struct Idempotency: Sendable {
        var keepSeconds: Int64 = 86_400
        var waitSeconds = 10
        var duplicateWindowSeconds = 0
        /// How many replies are kept at once.
        var mostReplies = 50_000
        /// A file with the key; nil means one that ends with the process.
        var keyFile: String?
        /// Keys that replies may still be encrypted with.
        var oldKeyFiles: [String] = []
    }

    var idempotencyRules: IdempotencyRules {
        var rules = IdempotencyRules()
        rules.keepSeconds = idempotency.keepSeconds
        rules.waitSeconds = Int64(idempotency.waitSeconds)
        rules.duplicateWindowSeconds = Int64(idempotency.duplicateWindowSeconds)
        rules.longestRequestSeconds = Int64(longestRequestSeconds)
        return rules
    }
}

extension SettingsReader {
    mutating func idempotency(resolved: (String) -> String) -> Settings.Idempotency {
        var settings = Settings.Idempotency()
        settings.keepSeconds = duration("idempotency.keep", in: 60...86_400) ?? settings.keepSeconds
        settings.waitSeconds = int("idempotency.waitSeconds", in: 0...20, default: settings.waitSeconds)
        settings.duplicateWindowSeconds = int("idempotency.duplicateWindowSeconds", in: 0...30, default: 0)
        settings.mostReplies = int("idempotency.maximumReplies", in: 0...1_000_000, default: settings.mostReplies)
        settings.keyFile = string("idempotency.keyFile").map(resolved)
        settings.oldKeyFiles = strings("idempotency.oldKeyFiles").map(resolved)
        if !settings.oldKeyFiles.isEmpty, settings.keyFile == nil {
            fault("idempotency.oldKeyFiles", "counts only with idempotency.keyFile")
        }
        return settings
    }
}

extension Settings.Idempotency {
    /// The keys, read now. A key file that is no use is a fault of the settings, not a reason to go on with another key.
    ///
    /// - Throws: ``StartFault`` with what is wrong with each file.
    func keyring() throws(StartFault) -> ReplyKeyring {
        guard let keyFile else { return .inMemory() }
        var faults: [String] = []
        let current = Self.key("idempotency.keyFile", keyFile, &faults)
        let old = oldKeyFiles.map { Self.key("idempotency.oldKeyFiles", $0, &faults) }
        guard faults.isEmpty, let current, let keyring = ReplyKeyring(current: current, old: old.compactMap(\.self)) else {
            throw .configuration(faults)
        }
        return keyring
    }

    /// 32 bytes as they are, or as one line of Base64 (`openssl rand -base64 32`).
    private static func key(_ setting: String, _ path: String, _ faults: inout [String]) -> [UInt8]? {
        let bytes: [UInt8]
        do { bytes = try RegularFile.read(path, atMost: 4_096) } catch {
            faults.append("\(setting): \(error.why)")
            return nil
        }
        if bytes.count == ReplyKeyring.keyBytes { return bytes }
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        guard bytes.count <= line.count + 2, let decoded = Data(base64Encoded: Data(line)),
            decoded.count == ReplyKeyring.keyBytes
        else {
            faults.append("\(setting): \(path) is no key: 32 bytes are expected, or their Base64 (openssl rand -base64 32)")
            return nil
        }
        return Array(decoded)
    }
}
