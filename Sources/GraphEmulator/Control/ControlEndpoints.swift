/// `/_emulator/…`: reading the record and moving the emulator's switches, for scripts. Answers callers on this machine only.
struct ControlEndpoints: Sendable {
    let record: EmulatorRecord
    let faults: FaultSwitches
    let mint: TokenMint
    let keys: KeyRing
    let directory: Directory
    let tokens: GraphTokens
    let throttle: InvitationThrottle

    func answer(_ exchange: Exchange) -> EmulatorAnswer {
        guard exchange.peerIsLoopback else { return ControlFailure("only callers on this machine are answered", status: 403).answer }
        do throws(ControlFailure) {
            return try perform(exchange)
        } catch {
            return error.answer
        }
    }

    private func perform(_ exchange: Exchange) throws(ControlFailure) -> EmulatorAnswer {
        let path = Array(exchange.segments.dropFirst())
        switch (exchange.method, path) {
        case ("GET", ["record"]): return .json(200, RecordNotation.write(record))
        case ("DELETE", ["record"]):
            record.reset()
            return EmulatorAnswer(status: 204)
        case (_, let path) where path.first == "faults": return try faults(exchange, Array(path.dropFirst()))
        case (_, let path) where path.first == "keys": return try keys(exchange, Array(path.dropFirst()))
        case ("POST", ["tokens"]): return try mint(exchange)
        case ("POST", ["graph-tokens", "revoke"]):
            tokens.revokeAll()
            return EmulatorAnswer(status: 204)
        case ("PATCH", ["tenant"]): return try tenant(exchange)
        case ("PATCH", let path) where path.count == 2 && path[0] == "users": return try user(exchange, path[1])
        case ("PUT", ["throttle"]): return try throttle(exchange)
        default: throw ControlFailure("no such control: \(exchange.method) \(exchange.path)", status: 404)
        }
    }

    private func faults(_ exchange: Exchange, _ path: [String]) throws(ControlFailure) -> EmulatorAnswer {
        switch (exchange.method, path.count) {
        case ("GET", 0): return .json(200, ["faults": .array(faults.all.map(FaultNotation.write))])
        case ("POST", 0): return .json(201, ["id": .integer(faults.add(try FaultNotation.read(exchange)))])
        case ("DELETE", 0): faults.removeAll()
        case ("DELETE", 1):
            guard let id = Int(path[0]), faults.remove(id) else { throw ControlFailure("no such fault", status: 404) }
        default: throw ControlFailure("no such control", status: 404)
        }
        return EmulatorAnswer(status: 204)
    }

    private func keys(_ exchange: Exchange, _ path: [String]) throws(ControlFailure) -> EmulatorAnswer {
        do {
            switch (exchange.method, path.count) {
            case ("GET", 0): return .json(200, ["keys": .array(keys.published.map { .string($0.id) })])
            case ("POST", 1) where path[0] == "rotate": return .json(201, ["id": .string(try keys.rotate())])
            case ("DELETE", 1): try keys.withdraw(path[0])
            default: throw ControlFailure("no such control", status: 404)
            }
            return EmulatorAnswer(status: 204)
        } catch let failure as ControlFailure {
            throw failure
        } catch {
            throw ControlFailure("\(error)", status: 404)
        }
    }

    private func mint(_ exchange: Exchange) throws(ControlFailure) -> EmulatorAnswer {
        let (draft, user) = try TokenNotation.read(exchange)
        do {
            let token = if let user { try mint.user(user, draft) } else { try mint.app(draft) }
            return .json(201, ["token": .string(token)])
        } catch {
            throw ControlFailure("\(error)")
        }
    }

    private func tenant(_ exchange: Exchange) throws(ControlFailure) -> EmulatorAnswer {
        let body = try ControlBody(exchange, known: ["allowInvitesFrom"])
        let name = try body.required("allowInvitesFrom", body.text("allowInvitesFrom"))
        guard let level = AllowInvitesFrom(rawValue: name) else { throw ControlFailure("`allowInvitesFrom` has an unknown value") }
        directory.changeTenant { $0.allowInvitesFrom = level }
        return EmulatorAnswer(status: 204)
    }

    private func user(_ exchange: Exchange, _ id: String) throws(ControlFailure) -> EmulatorAnswer {
        let body = try ControlBody(exchange, known: ["accountEnabled", "externalUserState", "directoryRoles"])
        let enabled = try body.flag("accountEnabled")
        let externalState = try body.text("externalUserState")
        let roles = try body.texts("directoryRoles")
        do {
            try directory.changeUser(id) { user in
                if let enabled { user.accountEnabled = enabled }
                if let externalState { user.externalUserState = externalState }
                if let roles { user.directoryRoles = roles.map { $0.lowercased() } }
            }
        } catch {
            throw ControlFailure("no such user", status: 404)
        }
        return EmulatorAnswer(status: 204)
    }

    private func throttle(_ exchange: Exchange) throws(ControlFailure) -> EmulatorAnswer {
        let body = try ControlBody(exchange, known: ["limit"])
        throttle.setLimit(try body.whole("limit"))
        return EmulatorAnswer(status: 204)
    }
}
