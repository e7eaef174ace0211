import Gatekeeper
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
        submission.authorization = headers[values: .authorization]
        submission.inviter = headers[values: .inviter]
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
        let version = Self.version(of: path)
        guard version != nil || path == "/v1/decisions" else {
            return .unserved(.resourceNotFound, requestLine: requestLine)
        }
        guard request.method == .post else { return .unserved(.methodNotAllowed, requestLine: requestLine) }
        let isJSON = Self.isJSON(request.headers)
        let source = Submission.BodySource { isJSON ? await body.collect() : .mediaTypeNotSupported }
        return version.map { .createInvitation($0, source) } ?? .inquire(source)
    }

    /// The path without its query. It is compared as it came: the gate decodes no escapes and folds no dots, so no
    /// second spelling of a path reaches it.
    static func path(of request: Request) -> Substring {
        let target = request.head.path ?? ""
        return target.prefix { $0 != "?" }
    }

    private static func version(of path: Substring) -> GraphVersion? {
        switch path {
        case "/v1.0/invitations": .v1
        case "/beta/invitations": .beta
        default: nil
        }
    }

    /// One `Content-Type` of `application/json`, in UTF-8 if it names a charset, and no content coding (RFC 9110,
    /// sections 8.3 and 8.4).
    static func isJSON(_ headers: HTTPFields) -> Bool {
        let types = headers[values: .contentType]
        guard types.count == 1, headers[values: .contentEncoding].allSatisfy({ $0.lowercased() == "identity" }) else {
            return false
        }
        // What nearly every client sends, without a look at its parts.
        if types[0] == "application/json" { return true }
        let parts = types[0].lowercased().split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            !parameter.hasPrefix("charset=") || ["charset=utf-8", "charset=\"utf-8\""].contains(parameter)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
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
