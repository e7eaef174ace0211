public import Invitations

/// What a trail came to at some moment: how many entries, and where its chains end. Signed and kept elsewhere, it shows
/// later that none of those entries was changed, dropped or written anew.
///
/// As text, a line a member:
///
///     gatekeeper audit checkpoint v1
///     origin gate.contoso.com/audit
///     entries 48210
///     time 2026-11-24T09:30:00.000Z
///     previous 5c1f…
///     head 0192c1d0-… 48210 9b0e…
///
/// `previous` is the SHA-256 of the text of the checkpoint before it, or `none`. The heads are those of the chains that no
/// `started` entry lists as far as they go; the others are held by the `started` entries that do.
public struct TrailCheckpoint: Hashable, Sendable {
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// The trail held this much.
        case checkpoint
        /// This much of the trail was removed by retention, and what is left goes on from here. Its heads are those of all
        /// chains that may go on or be referred to.
        case anchor
    }

    public var purpose: Purpose
    /// The name of the key that signs it.
    public var origin: String
    /// How many entries were ever written up to here, which is the row of the last one.
    public var entries: Int64
    public var time: Timestamp
    /// The digest of the note of this purpose before it.
    public var previous: Digest256?
    /// By writer.
    public var heads: [ChainHead]

    public init(
        _ purpose: Purpose, origin: String, entries: Int64, time: Timestamp, previous: Digest256?, heads: [ChainHead]
    ) {
        self.purpose = purpose
        self.origin = origin
        self.entries = entries
        self.time = time
        self.previous = previous
        self.heads = heads.sorted { $0.writer < $1.writer }
    }

    public func signed(by signer: NoteSigner) throws(NoteFault) -> SignedNote {
        try SignedNote(text, signedBy: signer)
    }

    var text: [UInt8] {
        var lines = [
            "gatekeeper audit \(purpose.rawValue) v1", "origin \(origin)", "entries \(entries)", "time \(time)",
            "previous \(previous?.description ?? "none")",
        ]
        lines += heads.map { "head \($0.writer) \($0.sequence) \($0.hash)" }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Takes only what ``text`` writes: one meaning has one spelling.
    init(text: [UInt8]) throws(NoteFault) {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let purposes = Purpose.allCases.filter { lines.first ?? "" == "gatekeeper audit \($0.rawValue) v1" }
        guard let purpose = purposes.first else { throw .notACheckpoint("its first line says something else") }
        var values: [String: Substring] = [:]
        for (name, line) in zip(["origin", "entries", "time", "previous"], lines.dropFirst()) {
            guard line.hasPrefix(name + " ") else { throw .notACheckpoint("the line \(name) is missing") }
            values[name] = line.dropFirst(name.count + 1)
        }
        guard let origin = values["origin"], let entries = values["entries"].flatMap({ Int64($0) }), entries > 0,
            let time = values["time"].flatMap({ Timestamp($0) }), let previous = values["previous"]
        else { throw .notACheckpoint("its number of entries or its time cannot be read") }
        let heads = lines.dropFirst(5).compactMap { line in ChainHead(line: line) }
        self.init(
            purpose, origin: String(origin), entries: entries, time: time, previous: Digest256(hex: previous), heads: heads)
        guard self.text == text, !heads.isEmpty, Set(heads.map(\.writer)).count == heads.count else {
            throw .notACheckpoint("it is not spelt as one")
        }
    }
}

/// A checkpoint or anchor that a known key has signed. There is no other way to one than ``SignedNote/attested(by:)``.
public struct AttestedCheckpoint: Hashable, Sendable {
    public let checkpoint: TrailCheckpoint
    public let digest: Digest256
    /// The keys that signed it, of those that were known.
    public let keys: [NoteVerifier]

    fileprivate init(_ checkpoint: TrailCheckpoint, _ digest: Digest256, _ keys: [NoteVerifier]) {
        self.checkpoint = checkpoint
        self.digest = digest
        self.keys = keys
    }
}

extension SignedNote {
    /// What the note says, once one of these keys has been seen to have signed it, under its own name.
    public func attested(by keys: [NoteVerifier]) throws(NoteFault) -> AttestedCheckpoint {
        let signers = try signers(among: keys)
        let checkpoint = try TrailCheckpoint(text: text)
        guard signers.contains(where: { $0.name == checkpoint.origin }) else { throw .otherOrigin(checkpoint.origin) }
        return AttestedCheckpoint(checkpoint, digest, signers)
    }
}

extension ChainHead {
    /// Reads `WRITER SEQUENCE HASH`, also with `head` before it: as checkpoints, `audit verify` and receipts write it.
    public init?(line: some StringProtocol) {
        var words = line.split(separator: " ", omittingEmptySubsequences: false)
        if words.first == "head" { words.removeFirst() }
        guard words.count == 3, let writer = WriterID(words[0]), let sequence = Int64(words[1]), sequence > 0,
            let hash = Digest256(hex: words[2])
        else { return nil }
        self.init(writer: writer, sequence: sequence, hash: hash)
    }
}
