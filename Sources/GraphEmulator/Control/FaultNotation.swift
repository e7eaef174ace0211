/// Faults as the control endpoint writes them:
/// `{"path":"/v1.0/invitations","method":"POST","reach":{"next":3},"effect":{"answer":{"status":503,"headers":{},"body":{}}}}`.
enum FaultNotation {
    static func read(_ exchange: Exchange) throws(ControlFailure) -> Fault {
        let body = try ControlBody(exchange, known: ["path", "method", "reach", "effect"])
        return Fault(
            path: try body.required("path", body.text("path")), method: try body.text("method"),
            effect: try effect(body.required("effect", body["effect"])), reach: try reach(body["reach"]))
    }

    private static func reach(_ value: JSONValue?) throws(ControlFailure) -> Fault.Reach {
        guard let value, value != "all" else { return .all }
        let body = try ControlBody(value, known: ["next", "everyNth"])
        if let count = try body.whole("next") { return .next(count) }
        if let n = try body.whole("everyNth"), n > 0 { return .everyNth(n) }
        throw ControlFailure("`reach` must be \"all\", {\"next\": N} or {\"everyNth\": N}")
    }

    private static func effect(_ value: JSONValue) throws(ControlFailure) -> Fault.Effect {
        if value == "reset" { return .reset }
        if value == "processThenReset" { return .processThenReset }
        let body = try ControlBody(
            value, known: ["delayBefore", "delayAfter", "answer", "processThenAnswer", "slowBody", "truncatedBody"])
        if let seconds = try body.number("delayBefore") { return .delayBefore(seconds: seconds) }
        if let seconds = try body.number("delayAfter") { return .delayAfter(seconds: seconds) }
        if let answer = body["answer"] { return .answer(try self.answer(answer)) }
        if let answer = body["processThenAnswer"] { return .processThenAnswer(try self.answer(answer)) }
        if let bytes = try body.whole("truncatedBody") { return .truncatedBody(bytes: bytes) }
        if let slow = body["slowBody"] {
            let body = try ControlBody(slow, known: ["chunkBytes", "pauseSeconds"])
            return .slowBody(
                chunkBytes: try body.required("chunkBytes", body.whole("chunkBytes")),
                pauseSeconds: try body.required("pauseSeconds", body.number("pauseSeconds")))
        }
        throw ControlFailure("`effect` is empty")
    }

    /// A body that is no text is sent as JSON.
    private static func answer(_ value: JSONValue) throws(ControlFailure) -> EmulatorAnswer {
        let body = try ControlBody(value, known: ["status", "headers", "body"])
        var answer = EmulatorAnswer(status: try body.required("status", body.whole("status")))
        guard (200...599).contains(answer.status) else { throw ControlFailure("`status` must be from 200 to 599") }
        for header in try body.members("headers") ?? [] { answer.headers.append(.init(header.name, header.value.string ?? "")) }
        switch body["body"] {
        case nil, .null: break
        case .string(let text): answer.body = Array(text.utf8)
        case let json?:
            answer.body = json.bytes
            answer.headers.append(.init("Content-Type", "application/json"))
        }
        return answer
    }

    static func write(_ status: FaultSwitches.Status) -> JSONValue {
        [
            "id": .integer(status.id), "path": .string(status.fault.path), "method": JSONValue(status.fault.method),
            "reach": .string("\(status.fault.reach)"), "effect": .string("\(status.fault.effect)"), "acted": .integer(status.acted),
        ]
    }
}
