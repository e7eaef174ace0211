/// Notes that were kept one after the other, as a file of checkpoints has them.
public enum NoteFile {
    /// A larger file is refused.
    public static let mostBytes = 256 << 20

    /// The notes in the file's order. Empty lines between them, and a log's spelling of line feeds (`\n`), are taken.
    ///
    /// A text of ours has no empty line in it, so a note ends with the signatures after its first one.
    public static func notes(in bytes: [UInt8]) throws(NoteFault) -> [SignedNote] {
        guard bytes.count <= mostBytes else { throw .malformed("the file is longer than \(mostBytes) bytes") }
        var notes: [SignedNote] = []
        var note: [UInt8] = []
        var hasSignature = false
        for line in unfolded(bytes).split(separator: 0x0A, omittingEmptySubsequences: false) {
            let isSignature = line.starts(with: "\u{2014} ".utf8)
            if hasSignature, !isSignature {
                notes.append(try SignedNote(parsing: note))
                (note, hasSignature) = ([], false)
            }
            // Between notes, or the piece after the last line feed.
            if line.isEmpty, note.isEmpty { continue }
            note += line
            note.append(0x0A)
            hasSignature = isSignature
        }
        guard !note.isEmpty else { return notes }
        notes.append(try SignedNote(parsing: note))
        return notes
    }

    private static func unfolded(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "\\")) else { return bytes }
        let text = String(decoding: bytes, as: UTF8.self)
        return Array(text.replacing("\\n", with: "\n").utf8)
    }
}
