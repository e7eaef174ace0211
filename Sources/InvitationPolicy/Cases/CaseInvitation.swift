import Invitations

/// Reads `invite`: an address, or a map with the names of Graph's properties. What it leaves out is filled in from the
/// policy's defaults, as the service does.
struct CaseInvitation {
    let policy: Policy
    let log: FaultLog

    func read(_ node: PolicyNode, path: String) -> InvitationRequest? {
        guard case .map = node.content else {
            guard let address = address(node, path), let url = defaultURL(node) else { return nil }
            return filled(InvitationRequest(invitedUserEmailAddress: address, inviteRedirectUrl: url), sends: nil)
        }
        guard var section = Section(node, path: path, log) else { return nil }
        let request = request(&section)
        section.finish()
        return request
    }

    private func request(_ section: inout Section) -> InvitationRequest? {
        let address = section.required("invitedUserEmailAddress", "whom to invite")
            .flatMap { self.address($0, section.named("invitedUserEmailAddress")) }
        let node = section.value("inviteRedirectUrl")
        let url = node.map { redirect($0, section.named("inviteRedirectUrl")) } ?? defaultURL(section.node)
        let name = section.value("invitedUserDisplayName").flatMap { raw($0, section.named("invitedUserDisplayName"), 256) }
        let type = section.choice("invitedUserType", InvitedUserType.self) ?? .guest
        let sends = section.bool("sendInvitationMessage")
        let info = messageInfo(&section)
        let reset = section.bool("resetRedemption") ?? false
        let user = invitedUser(&section)
        guard let address, let url else { return nil }
        let request = InvitationRequest(
            invitedUserEmailAddress: address, inviteRedirectUrl: url, invitedUserDisplayName: name, invitedUserType: type,
            messageInfo: info, resetRedemption: reset, invitedUser: user)
        return filled(request, sends: sends)
    }

    private func filled(_ given: InvitationRequest, sends: Bool?) -> InvitationRequest {
        var request = given
        request.sendInvitationMessage = sends ?? policy.defaultSendInvitationMessage ?? false
        if let language = policy.defaultMessageLanguage, request.messageInfo?.customizedMessageBody == nil,
            request.messageInfo?.messageLanguage == nil
        {
            var info = request.messageInfo ?? InvitationRequest.MessageInfo()
            info.messageLanguage = language
            request.messageInfo = info
        }
        return request
    }

    private func defaultURL(_ node: PolicyNode) -> RedirectURL? {
        if let url = policy.defaultRedirectURL { return url }
        log.fault(
            node.location, "", "`inviteRedirectUrl` is missing", "the policy has no default: the service would answer 400")
        return nil
    }

    private func address(_ node: PolicyNode, _ what: String) -> EmailAddress? {
        guard let text = node.text else {
            log.fault(node, "`\(what)` is \(node.kind), not an address")
            return nil
        }
        do { return try EmailAddress(text) } catch {
            log.fault(node, "not an address: \(error)", "the service answers 400 before any policy is asked")
            return nil
        }
    }

    private func redirect(_ node: PolicyNode, _ what: String) -> RedirectURL? {
        guard let text = node.text else {
            log.fault(node, "`\(what)` is \(node.kind), not text")
            return nil
        }
        do { return try RedirectURL(text) } catch {
            log.fault(node, "not a redirect URL: \(error)", "the service answers 400 before any policy is asked")
            return nil
        }
    }

    /// A caller's text as it would come: what it may hold is the policy's question here.
    private func raw(_ node: PolicyNode, _ what: String, _ limit: Int) -> String? {
        guard case .scalar(let text, _) = node.content else {
            log.fault(node, "`\(what)` is \(node.kind), not text")
            return nil
        }
        guard text.unicodeScalars.count <= limit else {
            log.fault(node, "`\(what)` is longer than \(limit) characters", "the service answers 400 before any policy is asked")
            return nil
        }
        return text
    }

    private func invitedUser(_ section: inout Section) -> ObjectID? {
        guard let node = section.value("invitedUser") else { return nil }
        let what = section.named("invitedUser")
        guard case .map = node.content else { return IdentifierReader.guid(node, what, log, DirectoryObject.self) }
        guard var part = Section(node, path: what, log) else { return nil }
        let id = part.required("id", "the existing account's object id")
            .flatMap { IdentifierReader.guid($0, part.named("id"), log, DirectoryObject.self) }
        part.finish()
        return id
    }
}

extension CaseInvitation {
    /// `invitedUserMessageInfo` as Graph has it, or its parts in short: `message`, `cc`.
    private func messageInfo(_ section: inout Section) -> InvitationRequest.MessageInfo? {
        var info = InvitationRequest.MessageInfo()
        let body = section.value("message")
        let copy = section.value("cc")
        info.customizedMessageBody = body.flatMap { raw($0, section.named("message"), 40_000) }
        info.ccRecipient = copy.flatMap { address($0, section.named("cc")) }.map { InvitationRequest.Recipient(address: $0) }
        if var part = section.section("invitedUserMessageInfo") {
            if let place = body ?? copy {
                log.fault(place, "a short form beside `invitedUserMessageInfo`", "write `message` and `cc`, or all of it in Graph's form")
            }
            info.customizedMessageBody = part.value("customizedMessageBody")
                .flatMap { raw($0, part.named("customizedMessageBody"), 40_000) }
            info.messageLanguage = language(&part)
            info.ccRecipient = recipients(&part)
            part.finish()
        }
        return info == InvitationRequest.MessageInfo() ? nil : info
    }

    private func language(_ part: inout Section) -> String? {
        guard let text = part.text("messageLanguage", atMost: 35) else { return nil }
        let isBoth = part.has("customizedMessageBody")
        if isBoth || !LanguageTag.isWellFormed(text), let place = part.key("messageLanguage") {
            let what = isBoth ? "`messageLanguage` beside `customizedMessageBody`" : "not a language tag such as en-US"
            log.fault(place, what, "the service answers 400 before any policy is asked")
        }
        return text
    }

    private func recipients(_ part: inout Section) -> InvitationRequest.Recipient? {
        guard let items = part.list("ccRecipients", mayBeEmpty: true), let first = items.first else { return nil }
        let path = part.named("ccRecipients")
        if items.count > 1 { log.fault(items[1], "more than one copy recipient", "Graph mails the first only") }
        guard var outer = Section(first, path: "\(path)[0]", log) else { return nil }
        let mail = outer.required("emailAddress", "{address: …, name: …}")
        outer.finish()
        guard let mail, var inner = Section(mail, path: "\(path)[0].emailAddress", log) else { return nil }
        let address = inner.required("address", "who gets the copy").flatMap { self.address($0, inner.named("address")) }
        let name = inner.value("name").flatMap { raw($0, inner.named("name"), 256) }
        inner.finish()
        return address.map { InvitationRequest.Recipient(address: $0, name: name) }
    }
}
