import HTTPTypes
import HummingbirdCore
import NIOCore

/// One request through the emulator: read, route, disturb, answer, count.
struct EmulatorService: Sendable {
    let reader: ExchangeReader
    let graph: GraphEndpoints
    let token: TokenEndpoint
    let discovery: Discovery
    let control: ControlEndpoints
    let faults: FaultSwitches
    let record: EmulatorRecord

    func respond(to request: Request, on channel: any Channel) async throws -> Response {
        var response = try await answer(to: request, on: channel)
        // What a client can tell the difference of the clocks by.
        response.headers[.date] = UTCMoment(secondsSince1970: reader.clock.now()).httpDate
        return response
    }

    private func answer(to request: Request, on channel: any Channel) async throws -> Response {
        let exchange = try await reader.read(request, peer: channel.remoteAddress)
        if exchange.segments.first == "_emulator" { return AnswerWriter.response(control.answer(exchange)) }
        let route = Route(exchange)
        let name = route.name(exchange)
        record.countRequest(name)
        let (response, status) = try await disturbed(faults.effect(on: exchange), route, exchange, channel)
        record.countAnswer(name, status: status)
        return response
    }

    private func disturbed(
        _ effect: Fault.Effect?, _ route: Route, _ exchange: Exchange, _ channel: any Channel
    ) async throws -> (Response, Int) {
        switch effect {
        case nil:
            return sent(process(route, exchange))
        case .delayBefore(let seconds):
            try await Task.sleep(for: .seconds(seconds))
            return sent(process(route, exchange))
        case .delayAfter(let seconds):
            let answer = process(route, exchange)
            try await Task.sleep(for: .seconds(seconds))
            return sent(answer)
        case .answer(let answer):
            return sent(answer)
        case .processThenAnswer(let answer):
            _ = process(route, exchange)
            return sent(answer)
        case .reset:
            return await reset(channel)
        case .processThenReset:
            _ = process(route, exchange)
            return await reset(channel)
        case .slowBody(let chunkBytes, let pauseSeconds):
            let answer = process(route, exchange)
            return (AnswerWriter.slow(answer, chunkBytes: chunkBytes, pauseSeconds: pauseSeconds), answer.status)
        case .truncatedBody(let bytes):
            let answer = process(route, exchange)
            return (AnswerWriter.truncated(answer, bytes: bytes), answer.status)
        }
    }

    private func sent(_ answer: EmulatorAnswer) -> (Response, Int) {
        (AnswerWriter.response(answer), answer.status)
    }

    private func reset(_ channel: any Channel) async -> (Response, Int) {
        await AnswerWriter.reset(channel)
        // Goes nowhere: the connection is closed.
        return (Response(status: .internalServerError), 0)
    }

    private func process(_ route: Route, _ exchange: Exchange) -> EmulatorAnswer {
        do throws(EntraFailure) {
            switch route {
            case .discovery(let tenant, let version): return try discovery.document(tenant: tenant, version: version)
            case .keys(let tenant, let version): return try discovery.keySet(tenant: tenant, version: version)
            case .token(let tenant): return try token.post(exchange, tenant: tenant)
            case .graph(let route): return graph.answer(route, exchange)
            case .none: return EmulatorAnswer(status: 404)
            }
        } catch {
            return error.answer(to: exchange)
        }
    }
}
