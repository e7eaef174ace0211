import Foundation
import Testing

@testable import GatekeeperCommand

@Suite("The key file for replies")
struct ReplyKeyFileTests {
    let folder: SettingsFolder
    private static let raw = [UInt8](0..<32)

    init() throws { folder = try SettingsFolder() }

    private func settings(_ bytes: [UInt8]?, old: [UInt8]? = nil) throws -> Settings.Idempotency {
        var settings = Settings.Idempotency()
        settings.keyFile = folder.path + "/new.key"
        if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/new.key")) }
        if let old {
            settings.oldKeyFiles = [folder.path + "/old.key"]
            try Data(old).write(to: URL(fileURLWithPath: folder.path + "/old.key"))
        }
        return settings
    }

    private static let good: [[UInt8]] = [
        raw, Array(Data(raw).base64EncodedString().utf8), Array((Data(raw).base64EncodedString() + "\n").utf8),
        Array((Data(raw).base64EncodedString() + "\r\n").utf8),
    ]

    @Test("holds 32 bytes, or their Base64 on one line", arguments: good)
    func accepted(_ bytes: [UInt8]) throws {
        _ = try settings(bytes, old: bytes).keyring()
    }

    private static let bad: [[UInt8]] = [
        [], Array(raw.dropLast()), raw + [0x0A], Array("\n".utf8), Array(Data(raw.dropLast()).base64EncodedString().utf8),
        Array((Data(raw).base64EncodedString() + "\n\n\n").utf8), Array("not a key".utf8), [UInt8](repeating: 0x41, count: 5_000),
    ]

    @Test("is refused in any other form, and the key itself is not shown", arguments: bad.indices)
    func refused(_ index: Int) throws {
        let bytes = Self.bad[index]
        for isOld in [false, true] {
            let settings = isOld ? try settings(Self.raw, old: bytes) : try settings(bytes)
            let fault = try #require(throws: StartFault.self) { try settings.keyring() }
            #expect(fault.lines.count == 1 && fault.lines[0].contains(".key"), "\(fault.lines)")
            #expect(!"\(fault)".contains("not a key"))
        }
    }

    @Test("that is missing is a fault; without the setting there is a key that ends with the process")
    func missing() throws {
        let fault = try #require(throws: StartFault.self) { try settings(nil).keyring() }
        #expect(fault.lines[0].hasPrefix("idempotency.keyFile: there is no file at"))
        _ = try Settings.Idempotency().keyring()
    }
}
