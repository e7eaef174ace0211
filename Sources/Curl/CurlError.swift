internal import CCurl

/// Why an exchange gave no response, and what that says about the server having seen the request.
public struct CurlError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// The request itself cannot be sent as it is.
        case invalidRequest
        /// More exchanges at once than the configuration allows.
        case tooManyExchanges
        case resolve
        /// No connection, or the proxy would not make one.
        case connect
        /// The handshake failed or the server is not who it must be.
        case tls
        case timeout
        /// The connection broke, or the peer does not speak HTTP.
        case sendOrReceive
        /// More header or body bytes than allowed.
        case responseTooLarge
        /// The Swift task was cancelled.
        case cancelled
        /// The client is shut down.
        case shutDown
        /// libcurl or the operating system would not even begin.
        case setUp
    }

    public var kind: Kind
    /// `false` only if provably no byte of the request was handed to a connection: the server cannot have acted on it.
    /// `true` means unknown.
    public var requestMayHaveReachedServer: Bool
    /// The status of the response, if its status line was read before the exchange failed.
    public var status: Int?
    /// For a person: libcurl's words. Host names may stand in it; URLs, headers and bodies do not.
    public var detail: String

    public init(kind: Kind, requestMayHaveReachedServer: Bool, status: Int? = nil, detail: String) {
        self.kind = kind
        self.requestMayHaveReachedServer = requestMayHaveReachedServer
        self.status = status
        self.detail = detail
    }

    public var description: String {
        "\(kind): \(detail)" + (requestMayHaveReachedServer ? " (the request may have reached the server)" : "")
    }

    static func invalid(_ detail: String) -> CurlError {
        CurlError(kind: .invalidRequest, requestMayHaveReachedServer: false, detail: detail)
    }

    static func notBegun(_ kind: Kind, _ detail: String) -> CurlError {
        CurlError(kind: kind, requestMayHaveReachedServer: false, detail: detail)
    }
}

extension CurlError.Kind {
    /// libcurl's result code in our words. Before the request began, whatever broke was the way to the server; after, an
    /// "unsupported protocol" is the server's, which does not speak HTTP.
    init(_ code: CURLcode, requestBegan: Bool) {
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL where !requestBegan, CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED:
            self = .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY:
            self = .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            self = .tls
        case CURLE_OPERATION_TIMEDOUT:
            self = .timeout
        case CURLE_FILESIZE_EXCEEDED:
            self = .responseTooLarge
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION:
            self = .setUp
        default:
            self = requestBegan ? .sendOrReceive : .connect
        }
    }
}
