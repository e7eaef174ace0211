internal import CCurl
internal import CCurlDriver

/// One exchange under way: its handle and what has come back so far. Belongs to the loop's thread.
final class Transfer {
    static let maximumHeaderBytes = 64 << 10
    static let maximumHeaders = 200

    let submission: Submission
    let deadline: ContinuousClock.Instant
    let easy: EasyHandle
    private let isRepeatable: Bool
    private let maximumBytes: Int

    /// From here on bytes of the request may have left.
    private(set) var hasBegun = false
    private var headers = CurlHeaders()
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false

    init(_ submission: Submission, options: TransferOptions, now: ContinuousClock.Instant) throws(CurlError) {
        self.submission = submission
        let request = submission.request
        deadline = now + request.timeout
        isRepeatable = request.method.isRepeatable
        maximumBytes = request.maximumResponseBytes
        easy = try options.handle(for: request)
        try registerCallbacks()
    }

    private func registerCallbacks() throws(CurlError) {
        // Valid as long as libcurl can call back: the loop keeps the transfer until its handle is out of the multi handle.
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        try unsafe easy.set(CURLOPT_PRIVATE, pointer: this)
        try unsafe easy.set(CURLOPT_PREREQDATA, pointer: this)
        try unsafe easy.set(CURLOPT_WRITEDATA, pointer: this)
        try unsafe easy.set(CURLOPT_HEADERDATA, pointer: this)
        try unsafe easy.set(beforeRequest: { this, _, _, _, _ in
            guard let transfer = unsafe Transfer.from(this) else { return CURL_PREREQFUNC_ABORT }
            return transfer.mayBegin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        })
        try unsafe easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, this in
            let chunk = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe Transfer.from(this)?.take(body: chunk) == true ? size * count : 0
        }
        try unsafe easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
            let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe Transfer.from(this)?.take(headerLine: line) == true ? size * count : 0
        }
    }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
        unsafe pointer.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// libcurl is connected and about to write the request: the last moment at which nothing has left.
    ///
    /// It comes here once more when it means to send a request again because a pooled connection died under it, or an
    /// HTTP/2 stream was refused. Only a request that changes nothing may go twice.
    private func mayBegin() -> Bool {
        guard hasBegun else {
            hasBegun = true
            return true
        }
        return isRepeatable
    }

    private func take(body chunk: UnsafeRawBufferPointer) -> Bool {
        guard chunk.count <= maximumBytes - body.count else {
            isTooLarge = true
            return false
        }
        unsafe body.append(contentsOf: chunk)
        return true
    }

    /// A status line, a header or a trailer, with its line break.
    private func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        if unsafe line.starts(with: "HTTP/".utf8) {  // after an interim response (1xx) the final one begins anew
            headers = CurlHeaders()
        }
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaderBytes, headers.fields.count < Self.maximumHeaders else {
            isTooLarge = true
            return false
        }
        guard let colon = unsafe line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return true }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        let value = unsafe line[(colon + 1)...].drop(while: isSpace)
        let end = unsafe value.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? value.startIndex
        headers.append(
            name: unsafe String(decoding: line[..<colon], as: UTF8.self),
            value: unsafe String(decoding: value[..<end], as: UTF8.self)
        )
        return true
    }

    /// What the exchange came to, libcurl having finished with `code`.
    func outcome(_ code: CURLcode) -> Result<CurlResponse, CurlError> {
        guard code == CURLE_OK else {
            let kind = isTooLarge ? .responseTooLarge : CurlError.Kind(code, requestBegan: hasBegun)
            return .failure(failure(kind, easy.explanation(of: code)))
        }
        let version: CurlResponse.HTTPVersion =
            switch easy.long(CURLINFO_HTTP_VERSION) {
            case CURL_HTTP_VERSION_1_0: .http10
            case CURL_HTTP_VERSION_1_1: .http11
            case CURL_HTTP_VERSION_2_0: .http2
            case CURL_HTTP_VERSION_3: .http3
            default: .unknown
            }
        let status = easy.long(CURLINFO_RESPONSE_CODE)
        return .success(CurlResponse(status: status, headers: headers, body: body, httpVersion: version))
    }

    func failure(_ kind: CurlError.Kind, _ detail: String) -> CurlError {
        let status = easy.long(CURLINFO_RESPONSE_CODE)
        return CurlError(
            kind: kind,
            requestMayHaveReachedServer: hasBegun,
            status: status >= 200 ? status : nil,
            detail: detail
        )
    }
}
