import Gatekeeper
import GraphFormat
import HTTPTypes
import HummingbirdCore
import Invitations
import NIOCore

/// Reads an HTTP request into the flow's ``Submission``: bounded, nothing judged, nothing believed.
struct RequestReader: Sendable {
    let newRequestID: @Sendable () -> RequestID

    /// - Parameter body: the request's body, which the flow reads when it knows the caller.
    func submission(of request: Request, body: BodyReading, peer: String) -> Submission {
        let headers = request.headers
        let requestID = newRequestID()
        let given = headers[values: .clientRequestID]
        let clientRequestID = given.count == 1 ? RequestID(given[0]) ?? requestID : requestID
        var submission = Submission(
            operation: operation(of: request, body), requestID: requestID, clientRequestID: clientRequestID,
            peer: peer)
        if AuditRoutes.read(request) != nil { submission.allowedMethod = "GET" }
        submission.authorization = headers[values: .authorization]
        submission.inviter = headers[values: .inviter]
        submission.idempotencyKey = headers[values: .idempotencyKey]
        submission.resend = headers[values: .resend]
        submission.hasQuery = request.head.path?.utf8.contains(UInt8(ascii: "?")) ?? false
        submission.justification = single(.justification, in: headers, &submission)
        submission.ticket = single(.ticket, in: headers, &submission)
        submission.sponsor = single(.sponsor, in: headers, &submission)
        submission.traceparent = headers[.traceparent].flatMap { isTraceparent($0) ? $0 : nil }
        return submission
    }

    private func operation(of request: Request, _ body: BodyReading) -> Submission.Operation {
        let path = Self.path(of: request)
        // Without the query: whatever a caller put there by mistake is not for the record.
        let requestLine = "\(request.method.rawValue) \(path.prefix(256))"
        if let read = AuditRoutes.read(request) {
            return request.method == .get ? .readAudit(read) : .unserved(.methodNotAllowed, requestLine: requestLine)
        }
        guard let resource = Resource(path: path) else {
            return .unserved(.resourceNotFound, requestLine: requestLine)
        }
        guard request.method == .post else { return .unserved(.methodNotAllowed, requestLine: requestLine) }
        let isJSON = Self.isJSON(request.headers)
        let source = Submission.BodySource { isJSON ? await body.collect() : .mediaTypeNotSupported }
        return switch resource {
        case .invitations(let version): .createInvitation(version, source)
        case .batch(let version): .batch(version, source)
        case .decisions: .inquire(source)
        }
    }

    /// The path without its query. It is compared as it came: the gate decodes no escapes and folds no dots, so no
    /// second spelling of a path reaches it.
    static func path(of request: Request) -> Substring {
        let target = request.head.path ?? ""
        return target.prefix { $0 != "?" }
    }

    /// One `Content-Type` of `application/json`, in UTF-8 if it names a charset, and no content coding (RFC 9110,
    /// sections 8.3 and 8.4).
    static func isJSON(_ headers: HTTPFields) -> Bool {
        let types = headers[values: .contentType]
        guard types.count == 1, headers[values: .contentEncoding].allSatisfy({ $0.lowercased() == "identity" }) else {
            return false
        }
        return JSONMediaType.matches(types[0])
    }

    private func single(_ name: HTTPField.Name, in headers: HTTPFields, _ submission: inout Submission) -> String? {
        let values = headers[values: name]
        if values.count > 1 { submission.repeatedHeader = name.rawName }
        return values.first
    }

    /// W3C Trace Context, section 3.2, version 00.
    private func isTraceparent(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 32, 16, 2], text.hasPrefix("00-") else { return false }
        let isHexadecimal = parts.allSatisfy { part in
            part.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        }
        return isHexadecimal && !parts[1].allSatisfy { $0 == 0x30 } && !parts[2].allSatisfy { $0 == 0x30 }
    }
}

/// What the service listener serves.
enum Resource {
    case invitations(GraphVersion)
    case batch(GraphVersion)
    case decisions

    /// Graph's libraries write `$batch` as it stands here; with the dollar sign escaped it is another path.
    init?(path: Substring) {
        switch path {
        case "/v1.0/invitations": self = .invitations(.v1)
        case "/beta/invitations": self = .invitations(.beta)
        case "/v1.0/$batch": self = .batch(.v1)
        case "/beta/$batch": self = .batch(.beta)
        case "/v1/decisions": self = .decisions
        default: return nil
        }
    }

    /// Bytes of a request's body that are read.
    static func mostBodyBytes(of request: Request) -> Int {
        if case .batch = Resource(path: RequestReader.path(of: request)) { return BatchRequest.mostBytes }
        return BodyReading.maximumBytes
    }
}
