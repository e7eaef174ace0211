/// One HTTP request, as it goes to the server: nothing is added but what HTTP itself needs (`Host`, `Accept: */*`,
/// `Content-Length`).
public struct CurlRequest: Sendable {
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// Whether a request that was lost on a dead pooled connection may go out again by itself.
        ///
        /// RFC 9110 9.2.1 (safe methods). PUT and DELETE are idempotent, but nobody here needs them repeated.
        var isRepeatable: Bool { self == .get || self == .head }
    }

    public var method: Method
    /// An absolute `https://` URL; `http://` only with `allowsPlainHTTP`. User information in it is refused.
    public var url: String
    public var headers: [(String, String)]
    /// `nil` sends no body; a POST, PUT or PATCH then says `Content-Length: 0`. Refused with GET and HEAD, where it would
    /// mean nothing (RFC 9110 9.3.1).
    public var body: [UInt8]?
    /// Name resolution, TCP and TLS together.
    public var connectTimeout: Duration
    /// Everything together, the wait for a free connection included.
    public var timeout: Duration
    /// A longer response body fails the exchange.
    public var maximumResponseBytes: Int
    /// Lets this one exchange go over plain HTTP, which is then never sent through a proxy.
    public var allowsPlainHTTP: Bool

    public init(
        method: Method = .get,
        url: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil,
        connectTimeout: Duration = .seconds(5),
        timeout: Duration = .seconds(30),
        maximumResponseBytes: Int = 1 << 20,
        allowsPlainHTTP: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
        self.allowsPlainHTTP = allowsPlainHTTP
    }
}

extension CurlRequest {
    var usesTLS: Bool { url.utf8.prefix(8).elementsEqual("https://".utf8) }

    /// What libcurl would pass on without looking: a line break in a header is a second header.
    func validate() throws(CurlError) {
        guard usesTLS || url.utf8.prefix(7).elementsEqual("http://".utf8) else {
            throw .invalid("the URL does not start with https:// or http://")
        }
        guard usesTLS || allowsPlainHTTP else { throw .invalid("plain HTTP was not allowed for this exchange") }
        guard url.utf8.count <= 8192, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .invalid("the URL is too long or has a character that must be percent-encoded")
        }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else { throw .invalid("a header name is no token") }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .invalid("the value of the header \(name) has a control character")
            }
        }
        guard body == nil || !method.isRepeatable else { throw .invalid("a \(method.rawValue) has no body") }
        guard timeout > .zero, connectTimeout > .zero, maximumResponseBytes >= 0 else {
            throw .invalid("a limit is not positive")
        }
    }

    /// RFC 9110 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
