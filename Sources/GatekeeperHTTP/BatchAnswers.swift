import Gatekeeper
import HTTPTypes
import StrictJSON

extension ResponseRenderer {
    /// The answer to a batch that could be read: 200, which says nothing of its requests, and one response for each of
    /// them, the same as it would have got by itself.
    func answer(_ answers: [BatchAnswer]) -> Answer {
        let responses = answers.map { item in
            let renderer = ResponseRenderer(submission: item.submission, now: now)
            return switch item.result {
            case .success(let invited): renderer.answer(invited).json(id: item.id)
            case .failure(let refusal): renderer.answer(refusal).json(id: item.id)
            }
        }
        let body: JSON = ["responses": .array(responses)]
        return Answer(status: .ok, headers: commonHeaders(), body: body.bytes())
    }
}

extension Answer {
    /// As one of a batch's responses (Graph's JSON batching page). Its body is JSON inside JSON: Graph's 201 is written anew
    /// from what was read of it, with the same meaning.
    fileprivate func json(id: String) -> JSON {
        var fields = JSON.Members()
        for field in headers { fields[field.name.rawName] = .string(field.value) }
        // Whatever is of Graph's was read within narrower limits before, and the gate's own envelopes add little.
        let body = try? JSON(parsing: body, limits: JSONLimits(depth: 32, members: 512, values: 16_384))
        return [
            "id": .string(id), "status": .integer(Int64(status.code)), "headers": .object(fields), "body": body ?? .null,
        ]
    }
}
