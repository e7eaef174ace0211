import _FoundationICU

/// UTS #46 ToASCII with non-transitional processing, STD3 rules, bidi and joiner checks, by the ICU that Swift's own
/// Foundation carries: its tables are kept with the toolchain, and a second copy here would age.
func domainToASCII(_ text: String) throws(DomainFault) -> String {
    let options = UInt32(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ)
    var status = U_ZERO_ERROR
    let processor = unsafe swift_uidna_openUTS46(options, &status)
    guard status.rawValue <= U_ZERO_ERROR.rawValue, let processor = unsafe processor else {
        throw .notIDNA("its tables could not be opened")
    }
    defer { unsafe swift_uidna_close(processor) }
    var info = UIDNAInfo()
    info.size = Int16(MemoryLayout<UIDNAInfo>.size)
    var ascii = [CChar](repeating: 0, count: 1_024)
    let written = unsafe text.utf8CString.withUnsafeBufferPointer { name in
        unsafe swift_uidna_nameToASCII_UTF8(
            processor, name.baseAddress, Int32(name.count - 1), &ascii, Int32(ascii.count), &info, &status)
    }
    guard status.rawValue <= U_ZERO_ERROR.rawValue else { throw .tooLong }
    guard info.errors == 0 else { throw fault(info.errors, text) }
    return String(decoding: ascii.prefix(Int(written)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func fault(_ errors: UInt32, _ text: String) -> DomainFault {
    func has(_ flag: Int) -> Bool { Int(errors) & flag != 0 }
    if has(UIDNA_ERROR_EMPTY_LABEL) { return .emptyLabel }
    if has(UIDNA_ERROR_LABEL_TOO_LONG) { return .labelTooLong }
    if has(UIDNA_ERROR_DOMAIN_NAME_TOO_LONG) { return .tooLong }
    if has(UIDNA_ERROR_LEADING_HYPHEN) || has(UIDNA_ERROR_TRAILING_HYPHEN) { return .hyphenAtEdge }
    if has(UIDNA_ERROR_HYPHEN_3_4) { return .notIDNA("hyphens in third and fourth place of a label") }
    if has(UIDNA_ERROR_DISALLOWED) { return .notIDNA("a character that domain names may not hold\(refusedASCII(text))") }
    if has(UIDNA_ERROR_PUNYCODE) { return .notIDNA("xn-- is followed by no valid Punycode") }
    if has(UIDNA_ERROR_INVALID_ACE_LABEL) { return .notIDNA("an xn-- label that does not normalise to itself") }
    if has(UIDNA_ERROR_BIDI) { return .notIDNA("mixed writing directions") }
    if has(UIDNA_ERROR_LEADING_COMBINING_MARK) { return .notIDNA("a label that starts with a combining mark") }
    if has(UIDNA_ERROR_CONTEXTJ) { return .notIDNA("a joiner where no script needs one") }
    return .notIDNA("error bits \(String(errors, radix: 16))")
}

/// The first ASCII character that no host name holds, for people; of others only the tables can tell.
private func refusedASCII(_ text: String) -> String {
    let kept = "-.".unicodeScalars
    let first = text.unicodeScalars.first { scalar in
        scalar.isASCII && !scalar.properties.isAlphabetic && !("0"..."9").contains(scalar) && !kept.contains(scalar)
    }
    switch first {
    case nil: return ""
    case " ": return ": a space"
    case let first? where ("!"..."~").contains(first) && first != "`": return ": `\(first)`"
    case let first?: return ": U+00" + (first.value < 16 ? "0" : "") + String(first.value, radix: 16, uppercase: true)
    }
}
