/// The final response to one exchange.
public struct CurlResponse: Sendable {
    public enum HTTPVersion: Sendable { case http10, http11, http2, http3, unknown }

    public var status: Int
    public var headers: CurlHeaders
    public var body: [UInt8]
    public var httpVersion: HTTPVersion
}

/// Response headers in the order they came. Names compare without regard to ASCII case.
public struct CurlHeaders: Sendable {
    public private(set) var fields: [(name: String, value: String)] = []

    public init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

    mutating func append(name: String, value: String) { fields.append((name, value)) }

    /// The first field of that name.
    public subscript(name: String) -> String? {
        fields.first { $0.name.utf8.elementsEqual(name.utf8, by: { $0.asciiLowercased == $1.asciiLowercased }) }?.value
    }

    /// Every field of that name.
    public func all(_ name: String) -> [String] {
        fields.lazy
            .filter { $0.name.utf8.elementsEqual(name.utf8, by: { $0.asciiLowercased == $1.asciiLowercased }) }
            .map(\.value)
    }
}

extension UInt8 {
    fileprivate var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
