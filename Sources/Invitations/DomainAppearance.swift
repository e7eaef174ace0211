import _FoundationICU

extension MailDomain {
    /// The name as people read it: U-labels instead of A-labels. For showing only; what is compared is ``ascii``.
    public var unicode: String {
        guard ascii.contains("xn--") else { return ascii }
        let options = UInt32(UIDNA_NONTRANSITIONAL_TO_UNICODE)
        var status = U_ZERO_ERROR
        let processor = unsafe swift_uidna_openUTS46(options, &status)
        guard status.rawValue <= U_ZERO_ERROR.rawValue, let processor = unsafe processor else { return ascii }
        defer { unsafe swift_uidna_close(processor) }
        var info = UIDNAInfo()
        info.size = Int16(MemoryLayout<UIDNAInfo>.size)
        let text = unsafe Self.text(from: ascii, capacity: 1_024) { name, length, buffer, capacity in
            unsafe swift_uidna_nameToUnicodeUTF8(processor, name, length, buffer, capacity, &info, &status)
        }
        return status.rawValue <= U_ZERO_ERROR.rawValue && info.errors == 0 ? text : ascii
    }

    /// What the name looks like: equal for two names that a reader may take for one another, by the confusable
    /// characters of UTS #39 (its skeleton, with letters of either case held to be alike, since `0` resembles `o` as
    /// much as `O`). Not a name, and not for showing.
    public var appearance: String {
        var status = U_ZERO_ERROR
        let checker = unsafe swift_uspoof_open(&status)
        guard status.rawValue <= U_ZERO_ERROR.rawValue, let checker = unsafe checker else { return ascii }
        defer { unsafe swift_uspoof_close(checker) }
        // A character's skeleton is some characters long at most.
        let skeleton = unsafe Self.text(from: unicode, capacity: 8_192) { name, length, buffer, capacity in
            unsafe swift_uspoof_getSkeletonUTF8(checker, 0, name, length, buffer, capacity, &status)
        }
        return status.rawValue <= U_ZERO_ERROR.rawValue ? skeleton.lowercased() : ascii
    }

    /// The UTF-8 that `write` makes of `text`, cut at `capacity` bytes.
    private static func text(
        from text: String, capacity: Int,
        _ write: (UnsafePointer<CChar>?, Int32, UnsafeMutablePointer<CChar>?, Int32) -> Int32
    ) -> String {
        var bytes = [CChar](repeating: 0, count: capacity)
        let written = unsafe text.utf8CString.withUnsafeBufferPointer { name in
            unsafe bytes.withUnsafeMutableBufferPointer { buffer in
                unsafe write(name.baseAddress, Int32(name.count - 1), buffer.baseAddress, Int32(buffer.count))
            }
        }
        return String(decoding: bytes.prefix(max(0, Int(written))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
