"""Invites through Microsoft's own Graph SDK, as a portal's backend does: only the base URL is the gate's.

Usage: invite.py BASE_URL, such as http://127.0.0.1:8080/v1.0.
Reads one JSON object a line: {"address": ..., "token": ..., "message": ..., "headers": {...}}; token and message may be null. With
{"batch": [{"id", "address", "after"}], "token": ...} the invitations go in one batch, each after those that it names.
Writes one a line: the Invitation's properties, or the error that was raised; of a batch, each request's status and headers.
"""

import asyncio
import json
import sys
import time

from azure.core.credentials import AccessToken
from kiota_abstractions.api_error import APIError
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.middleware.options import HeadersInspectionHandlerOption
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.invitation import Invitation
from msgraph.generated.models.invited_user_message_info import InvitedUserMessageInfo
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem


class GivenToken:
    """A credential in azure-identity's sense that hands out the token it was given, and counts how often it is asked."""

    def __init__(self, token):
        self.token = token
        self.asked = 0

    def get_token(self, *scopes, claims=None, enable_cae=False, **options):
        self.asked += 1
        return AccessToken(self.token, int(time.time()) + 3600)


def client(base, credential):
    # A host outside the list gets no token: the SDK then sends the request without one.
    hosts = [] if credential.token else ["nowhere.example"]
    provider = AzureIdentityAuthenticationProvider(credential, scopes=["api://gatekeeper/.default"], allowed_hosts=hosts)
    adapter = GraphRequestAdapter(provider)
    adapter.base_url = base
    return GraphServiceClient(request_adapter=adapter)


async def invite(base, wish):
    credential = GivenToken(wish["token"])
    body = Invitation(
        invited_user_email_address=wish["address"],
        invite_redirect_url="https://myapps.microsoft.com",
        send_invitation_message=True,
    )
    if wish["message"] is not None:
        body.invited_user_message_info = InvitedUserMessageInfo(customized_message_body=wish["message"])
    seen = HeadersInspectionHandlerOption()
    configuration = RequestConfiguration(options=[seen])
    for name, value in wish["headers"].items():
        configuration.headers.add(name, value)

    def header(name):
        return next(iter(seen.response_headers.get(name) or []), None)

    try:
        made = await client(base, credential).invitations.post(body, request_configuration=configuration)
    except APIError as error:
        main = getattr(error, "error", None)
        return {
            "type": type(error).__name__,
            "status": error.response_status_code,
            "code": main.code if main else None,
            "message": main.message if main else None,
            "detail": main.details[0].code if main and main.details else None,
            "asked": credential.asked,
            "replayed": header("x-gatekeeper-replayed"),
            "receipt": header("x-gatekeeper-receipt"),
        }
    return {
        "type": type(made).__name__,
        "id": made.id,
        "invitationStatus": made.status,
        "redeemUrl": made.invite_redeem_url,
        "guest": made.invited_user.id,
        "address": made.invited_user_email_address,
        "asked": credential.asked,
        "replayed": header("x-gatekeeper-replayed"),
        "receipt": header("x-gatekeeper-receipt"),
    }


async def invite_many(base, wish):
    graph = client(base, GivenToken(wish["token"]))
    content = BatchRequestContent()
    for one in wish["batch"]:
        body = Invitation(invited_user_email_address=one["address"], invite_redirect_url="https://myapps.microsoft.com")
        request = graph.invitations.to_post_request_information(body)
        content.add_request(one["id"], BatchRequestItem(request, id=one["id"], depends_on=one["after"]))
    try:
        answer = await graph.batch.post(content)
    except APIError as error:
        return {"type": type(error).__name__, "status": error.response_status_code}
    # The bodies are left out: msgraph-core 1.5.2 reads none that is a JSON object, Graph's own neither. It makes a UUID
    # of a header that looks like one.
    return {
        "type": type(answer).__name__,
        "responses": {
            key: {"status": one.status, "headers": {name: str(value) for name, value in one.headers.items()}}
            for key, one in answer.responses.items()
        },
    }


async def answer(base, wish):
    return await (invite_many if "batch" in wish else invite)(base, wish)


for line in sys.stdin:
    print(json.dumps(asyncio.run(answer(sys.argv[1], json.loads(line)))), flush=True)
