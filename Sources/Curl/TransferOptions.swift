internal import CCurl

/// The options of every transfer, and how a request's own are laid over them.
struct TransferOptions {
    private let configuration: CurlConfiguration
    /// libcurl was built with a bundle of trust anchors in one file. Used alone, without the directory beside it, libcurl
    /// parses it once and keeps it; with the directory it parses it anew for each connection.
    private let hasTrustBundle: Bool

    init(_ configuration: CurlConfiguration) {
        self.configuration = configuration
        let version = unsafe curl_version_info(CURLVERSION_SEVENTH)  // the first with the trust anchors
        hasTrustBundle = unsafe version?.pointee.cainfo != nil
    }

    func handle(for request: CurlRequest) throws(CurlError) -> EasyHandle {
        var easy = try EasyHandle()
        try setProtocols(easy, request)
        try setTrust(easy)
        try setRoute(easy, request)
        try setLimits(easy, request)
        try setMethod(easy, request)
        try easy.set(headerLines: Self.headerLines(request))
        return easy
    }

    private func setProtocols(_ easy: borrowing EasyHandle, _ request: CurlRequest) throws(CurlError) {
        try easy.set(CURLOPT_URL, request.url)
        try easy.set(CURLOPT_PROTOCOLS_STR, request.allowsPlainHTTP ? "http,https" : "https")
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try easy.set(CURLOPT_FOLLOWLOCATION, false)
        try easy.set(CURLOPT_PATH_AS_IS, true)  // an escaped dot segment is the server's to judge
        try easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, true)
        try easy.set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        try easy.set(CURLOPT_NOSIGNAL, true)
        try easy.set(CURLOPT_QUICK_EXIT, true)  // a cancelled transfer must not wait for the resolver's thread
        try easy.set(CURLOPT_TCP_KEEPALIVE, true)
        try easy.set(CURLOPT_PIPEWAIT, request.usesTLS)  // rather a stream on a connection being made than another one
    }

    private func setTrust(_ easy: borrowing EasyHandle) throws(CurlError) {
        try easy.set(CURLOPT_SSL_VERIFYPEER, true)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.additionalTrustFile {
            try easy.set(CURLOPT_CAINFO, file)
        } else if hasTrustBundle {
            try easy.set(CURLOPT_CAPATH, nil as String?)
        }
    }

    /// An empty proxy is libcurl's word for none, whatever the environment says.
    private func setRoute(_ easy: borrowing EasyHandle, _ request: CurlRequest) throws(CurlError) {
        guard request.usesTLS, let proxy = configuration.proxy else { return try easy.set(CURLOPT_PROXY, "") }
        try easy.set(CURLOPT_PROXY, proxy.url)
        try easy.set(CURLOPT_NOPROXY, proxy.exceptionsWithLoopback)
    }

    private func setLimits(_ easy: borrowing EasyHandle, _ request: CurlRequest) throws(CurlError) {
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        try easy.set(CURLOPT_TIMEOUT_MS, request.timeout.wholeMilliseconds)
        try easy.set(CURLOPT_MAXAGE_CONN, max(1, Int(configuration.maximumIdleTime.components.seconds)))
        try easy.set(CURLOPT_MAXLIFETIME_CONN, 600)  // a host that moved must be found at its new address some day
        // Refuses by Content-Length before the body comes; zero would mean no limit, and is left to the counting.
        try easy.set(offset: CURLOPT_MAXFILESIZE_LARGE, request.maximumResponseBytes)
    }

    private func setMethod(_ easy: borrowing EasyHandle, _ request: CurlRequest) throws(CurlError) {
        switch request.method {
        case .get:
            return try easy.set(CURLOPT_HTTPGET, true)
        case .head:
            return try easy.set(CURLOPT_NOBODY, true)
        case .delete where request.body == nil:
            return try easy.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        default:
            try easy.set(CURLOPT_POST, true)
            try easy.set(body: request.body ?? [])
            try easy.set(CURLOPT_CUSTOMREQUEST, request.method == .post ? nil : request.method.rawValue)
        }
    }

    /// libcurl adds headers of its own to a request with a body; a name without a value takes them away.
    private static func headerLines(_ request: CurlRequest) -> [String] {
        var lines = request.headers.map { name, value in value.isEmpty ? "\(name);" : "\(name): \(value)" }
        lines.append("Expect:")
        if !request.headers.contains(where: { $0.0.lowercased() == "content-type" }) { lines.append("Content-Type:") }
        return lines
    }
}

extension Duration {
    /// Rounded up, so that a limit is never zero (which libcurl takes for none), and bounded for a C long.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1_000_000_000 else { return 1_000_000_000_000 }
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
