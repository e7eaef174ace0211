import AuditTrail
import Crypto
import Foundation
import Invitations
import Testing

func signer(_ number: UInt8 = 1, name: String = "gate.example/audit") throws -> NoteSigner {
    try NoteSigner(name: name, seed: (0..<32).map { number &+ $0 })
}

func checkpoint(
    _ purpose: TrailCheckpoint.Purpose = .checkpoint, entries: Int64 = 7, heads: [ChainHead]? = nil,
    origin: String = "gate.example/audit", previous: Digest256? = nil
) -> TrailCheckpoint {
    TrailCheckpoint(
        purpose, origin: origin, entries: entries, time: noon, previous: previous,
        heads: heads ?? [ChainHead(writer: id(100), sequence: entries, hash: digest(1))])
}

private func parsed(_ text: String) throws(NoteFault) -> SignedNote { try SignedNote(parsing: Array(text.utf8)) }

@Suite("A signed note")
struct NoteTests {
    private let keys: [NoteVerifier]
    private let note: SignedNote
    private let text: String

    init() throws {
        keys = [try signer().verifier]
        note = try checkpoint(previous: digest(9)).signed(by: try signer())
        text = note.description
    }

    private func refusal(_ text: String, _ keys: [NoteVerifier]? = nil) -> NoteFault? {
        do throws(NoteFault) {
            _ = try parsed(text).attested(by: keys ?? self.keys)
            return nil
        } catch { return error }
    }

    @Test("says what was signed, whoever reads it back")
    func whole() throws {
        let found = try parsed(text).attested(by: keys)
        #expect(found.checkpoint == checkpoint(previous: digest(9)))
        #expect(found.keys == keys)
        #expect(found.digest == note.digest)
        #expect(try parsed(text).description == text)
        #expect(text.hasPrefix("gatekeeper audit checkpoint v1\norigin gate.example/audit\nentries 7\ntime \(noon)\nprevious \(digest(9))\nhead "))
    }

    /// The example of c2sp.org/signed-note has another signature type's length but this form; Go's sumdb test key signs here.
    @Test("has the key ids and the vkey that the specification asks for")
    func keyID() throws {
        // RFC 8032, section 7.1, test 1.
        let seed = try #require(Digest256(hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).bytes
        let key = try NoteSigner(name: "example.com/log", seed: seed)
        let publicKey = try #require(Digest256(hex: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")).bytes
        var hasher = SHA256()
        hasher.update(data: Array("example.com/log\n\u{1}".utf8) + publicKey)
        let id = hasher.finalize().prefix(4)
        let digits = id.map { String(format: "%02x", $0) }.joined()
        #expect(key.verifier.description == "example.com/log+\(digits)+\(Data([1] + publicKey).base64EncodedString())")
        #expect(key.text == "PRIVATE+KEY+example.com/log+\(digits)+\(Data([1] + seed).base64EncodedString())")
        let line = try #require(try checkpoint(origin: "example.com/log").signed(by: key).description.split(separator: "\n").last)
        let words = line.split(separator: " ")
        #expect(words[0] == "\u{2014}" && words[1] == "example.com/log")
        #expect(try #require(Data(base64Encoded: String(words[2]))).prefix(4) == Data(id))
        #expect(try NoteVerifier(vkey: key.verifier.description) == key.verifier)
        #expect(try NoteSigner(text: key.text).verifier == key.verifier)
    }

    @Test("is refused where any byte of it was changed")
    func flipped() throws {
        let bytes = Array(text.utf8)
        for at in bytes.indices {
            for mask in [0x01, 0x20] as [UInt8] {
                var changed = bytes
                changed[at] ^= mask
                #expect(throws: NoteFault.self, "byte \(at)") { try SignedNote(parsing: changed).attested(by: keys) }
            }
        }
    }

    @Test("is refused without a signature, by another key, by the same name with another key, and under another origin")
    func wrongKeys() throws {
        let other = try signer(2)
        #expect(refusal(try checkpoint().signed(by: other).description) == .unknownKeys(["gate.example/audit"]))
        #expect(refusal(text, [other.verifier]) == .unknownKeys(["gate.example/audit"]))
        let renamed = try signer(name: "elsewhere.example")
        #expect(refusal(try checkpoint().signed(by: renamed).description) == .unknownKeys(["elsewhere.example"]))
        // Known, and signing under somebody else's name.
        #expect(
            refusal(try checkpoint().signed(by: renamed).description, keys + [renamed.verifier]) == .otherOrigin("gate.example/audit"))
        let body = text.prefix { $0 != "\u{2014}" }
        #expect(refusal(String(body)) == .malformed("line 1 after the empty line is no signature"))
        #expect(refusal(text, []) == .unknownKeys(["gate.example/audit"]))
    }

    @Test("is refused with another text's signature, and with a signature line moved into the text or before it")
    func moved() throws {
        let second = try checkpoint(entries: 8).signed(by: try signer()).description
        func halves(_ text: String) -> (String, String) {
            let at = text.range(of: "\n\n")
            return (String(text[..<(at?.lowerBound ?? text.endIndex)]), String(text[(at?.upperBound ?? text.endIndex)...]))
        }
        let ((firstText, firstLine), (secondText, secondLine)) = (halves(text), halves(second))
        #expect(refusal("\(firstText)\n\n\(firstLine)") == nil)
        #expect(refusal("\(firstText)\n\n\(secondLine)") == .wrongSignature(key: "gate.example/audit"))
        #expect(refusal("\(secondText)\n\n\(firstLine)") == .wrongSignature(key: "gate.example/audit"))
        #expect(refusal("\(firstText)\n\n\(firstLine)\(secondLine)") == .wrongSignature(key: "gate.example/audit"))
        #expect(refusal("\(firstLine)\n\(firstText)\n") != nil)
        #expect(refusal("\(firstText)\n\(firstLine)") != nil)
        #expect(refusal("\(firstText)\n\(firstLine)\n\(firstLine)") == .wrongSignature(key: "gate.example/audit"))
    }

    @Test("keeps its meaning when a witness signs it too, in whichever order; the unknown signature is passed over")
    func witnessed() throws {
        let witness = try signer(5, name: "witness.example")
        let line = try #require(try checkpoint(previous: digest(9)).signed(by: witness).description.components(separatedBy: "\n\n").last)
        let own = try #require(text.components(separatedBy: "\n\n").last)
        let body = try #require(text.components(separatedBy: "\n\n").first)
        for order in ["\(body)\n\n\(line)\(own)", "\(body)\n\n\(own)\(line)"] {
            #expect(refusal(order) == nil)
            #expect(try parsed(order).digest == note.digest)
            #expect(try parsed(order).attested(by: keys + [witness.verifier]).keys.count == 2)
        }
    }

    @Test("of another purpose, or spelt otherwise, is none, though it is signed")
    func otherTexts() throws {
        #expect(try checkpoint(.anchor).signed(by: try signer()).attested(by: keys).checkpoint.purpose == .anchor)
        for bad in [
            checkpoint(entries: 0, heads: [ChainHead(writer: id(1), sequence: 1, hash: digest(1))]), checkpoint(heads: []),
            checkpoint(heads: [ChainHead(writer: id(1), sequence: 1, hash: digest(1)), ChainHead(writer: id(1), sequence: 2, hash: digest(2))]),
            checkpoint(heads: [ChainHead(writer: id(1), sequence: 0, hash: digest(1))]),
        ] {
            let text = try bad.signed(by: try signer()).description
            guard case .notACheckpoint = refusal(text) else {
                Issue.record("taken: \(text)")
                continue
            }
        }
    }

    @Test("is bounded, and of a form that is")
    func bounds() throws {
        let (body, own) = (text.components(separatedBy: "\n\n")[0], text.components(separatedBy: "\n\n")[1])
        #expect(refusal("\(body)\n\n\(String(repeating: own, count: 32))") == nil)
        #expect(refusal("\(body)\n\n\(String(repeating: own, count: 33))") == .malformed("it has more than 32 signatures"))
        for bad in ["", "\n", "\n\n", "a", "a\n\nb\n", text + "\r\n", String(text.dropLast()), text.replacing("\u{2014}", with: "-")] {
            #expect(refusal(bad) != nil, "\(bad)")
        }
        #expect(throws: NoteFault.self) { try SignedNote(parsing: [UInt8](repeating: 0x61, count: SignedNote.mostBytes + 1)) }
    }

    @Test(
        "Keys that are none are refused, and what is said of a signing key holds nothing of it",
        arguments: ["", "a", "a+b", "a+00000000+AAAA", "a b+00000000+AAAA", "PRIVATE+KEY+a", "PRIVATE+KEY+a+00000000+c2VjcmV0"])
    func badKeys(_ text: String) throws {
        #expect(throws: NoteFault.self) { try NoteVerifier(vkey: text) }
        let fault = #expect(throws: NoteFault.self) { try NoteSigner(text: text) }
        #expect(fault?.description.contains("c2VjcmV0") == false)
        var whole = try signer().text
        whole.replaceSubrange(whole.index(before: whole.endIndex)..., with: "B")
        #expect(throws: NoteFault.self) { try NoteSigner(text: whole) }
        #expect(throws: NoteFault.self) { try NoteSigner(name: "with space", seed: Array(0..<32)) }
        #expect(throws: NoteFault.self) { try NoteSigner(name: "a", seed: Array(0..<31)) }
    }

    @Test("lies in a file with others, also as a log writes it")
    func files() throws {
        let second = try checkpoint(.anchor, entries: 8).signed(by: try signer())
        for file in [text + second.description, text + "\n" + second.description + "\n\n", "\n" + text + second.description] {
            #expect(try NoteFile.notes(in: Array(file.utf8)) == [note, second])
        }
        #expect(try NoteFile.notes(in: Array(text.replacing("\n", with: "\\n").utf8)) == [note])
        #expect(try NoteFile.notes(in: []).isEmpty)
        #expect(throws: NoteFault.self) { try NoteFile.notes(in: Array((text + "rest").utf8)) }
    }
}

@Suite("Another implementation", .enabled(if: OtherImplementation.mustRun))
struct OtherImplementationTests {
    @Test("of Ed25519 and SHA-256 takes our notes and vkeys by the specification alone, and refuses one that was changed")
    func python() throws {
        let note = try checkpoint(previous: digest(9)).signed(by: try signer()).description
        let key = try signer().verifier.description
        #expect(try OtherImplementation.accepts(note, key))
        #expect(try !OtherImplementation.accepts(note.replacing("entries 7", with: "entries 8"), key))
        #expect(try !OtherImplementation.accepts(note, try signer(2).verifier.description))
    }
}

/// The steps of c2sp.org/signed-note with Python's `cryptography`.
private enum OtherImplementation {
    static let python = ProcessInfo.processInfo.environment["GRAPH_SDK_PYTHON"]

    static var mustRun: Bool { python != nil || ProcessInfo.processInfo.environment["CI"] != nil }

    private static let script = """
        import base64, hashlib, sys
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        note, vkey = sys.argv[1], sys.argv[2]
        name, key_id, key = vkey.split("+", 2)
        key = base64.b64decode(key, validate=True)
        assert key[0] == 1 and len(key) == 33
        assert hashlib.sha256(name.encode() + b"\\n" + key).hexdigest()[:8] == key_id
        text, _, signatures = note.rpartition("\\n\\n")
        for line in signatures.splitlines():
            dash, signer, signature = line.split(" ")
            signature = base64.b64decode(signature, validate=True)
            if dash == "\\u2014" and signer == name and signature[:4].hex() == key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], (text + "\\n").encode())
                    sys.exit(0)
                except InvalidSignature:
                    sys.exit(1)
        sys.exit(1)
        """

    static func accepts(_ note: String, _ key: String) throws -> Bool {
        let python = try #require(python, "set GRAPH_SDK_PYTHON to a Python with cryptography, or run deploy/test")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script, note, key]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
