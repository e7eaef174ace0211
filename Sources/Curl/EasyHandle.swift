internal import CCurl
internal import CCurlDriver

/// libcurl's easy handle: one transfer's options. Owned; freed with its owner.
@safe struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    /// libcurl writes its error text here: CURL_ERROR_SIZE bytes, zero-terminated.
    private let errorText: UnsafeMutablePointer<CChar>

    init() throws(CurlError) {
        guard let pointer = unsafe curl_easy_init() else { throw .notBegun(.setUp, "no libcurl handle") }
        unsafe self.pointer = pointer
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe headers = nil
        // Setting a pointer cannot fail; a throw here would leave a half-made value to destroy.
        unsafe driver_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headers)
        unsafe errorText.deallocate()
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try check(unsafe driver_set_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, _ value: Bool) throws(CurlError) { try set(option, value ? 1 : 0) }

    func set(offset option: CURLoption, _ value: Int) throws(CurlError) {
        try check(unsafe driver_set_offset(pointer, option, curl_off_t(value)), option)
    }

    /// libcurl copies the text; `nil` takes a default away.
    func set(_ option: CURLoption, _ value: String?) throws(CurlError) {
        try check(unsafe driver_set_string(pointer, option, value), option)
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) throws(CurlError) {
        try check(unsafe driver_set_pointer(pointer, option, value), option)
    }

    func set(_ option: CURLoption, callback: @escaping curl_write_callback) throws(CurlError) {
        try check(unsafe driver_set_data_callback(pointer, option, callback), option)
    }

    func set(beforeRequest callback: @escaping curl_prereq_callback) throws(CurlError) {
        try check(unsafe driver_set_before_request(pointer, callback), CURLOPT_PREREQFUNCTION)
    }

    /// libcurl copies the bytes. The size goes first: without it libcurl would stop at a zero byte.
    func set(body: [UInt8]) throws(CurlError) {
        try set(offset: CURLOPT_POSTFIELDSIZE_LARGE, body.count)
        let code = unsafe body.withUnsafeBytes { bytes in
            // libcurl does not write to it, whatever the type says. An empty array may have no address, and a null
            // would turn libcurl to its read callback.
            let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress) ?? UnsafeMutableRawPointer(errorText)
            return unsafe driver_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, start)
        }
        try check(code, CURLOPT_COPYPOSTFIELDS)
    }

    mutating func set(headerLines lines: [String]) throws(CurlError) {
        for line in lines {
            guard let longer = unsafe curl_slist_append(headers, line) else { throw .notBegun(.setUp, "out of memory") }
            unsafe headers = longer
        }
        try check(unsafe driver_set_list(pointer, CURLOPT_HTTPHEADER, headers), CURLOPT_HTTPHEADER)
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe driver_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// libcurl's words for what went wrong with this handle.
    func explanation(of code: CURLcode) -> String {
        let specific = unsafe String(cString: errorText)
        let general = unsafe String(cString: curl_easy_strerror(code))
        return specific.isEmpty ? general : String(specific.prefix(300))
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(CurlError) {
        guard code == CURLE_OK else {
            throw .notBegun(.setUp, "libcurl does not take option \(option.rawValue): code \(code.rawValue)")
        }
    }
}
