"""A call of a hook, as far as it is read. Other fields, extensions among them, are passed over."""

import msgspec

from hematinic.web.hooks.discovery import ORDERS

NOTHING = msgspec.Raw(b"null")


class BadRequestError(Exception):
    """What is wrong with a call, for the person who wrote the client."""

    def __init__(self, says: str, status: int = 400) -> None:
        self.says, self.status = says, status
        super().__init__(says)


class Sent(msgspec.Struct, frozen=True, rename="camel"):
    pass


class Context(Sent, frozen=True):
    patient_id: str = ""
    user_id: str = ""
    selections: tuple[str, ...] = ()
    draft_orders: msgspec.Raw = NOTHING


class Authorization(Sent, frozen=True, rename={"token": "access_token"}):
    token: str = ""


class HookRequest(Sent, frozen=True):
    hook: str = ""
    hook_instance: str = ""
    fhir_server: str = ""
    fhir_authorization: Authorization = Authorization()
    context: Context = Context()
    prefetch: dict[str, msgspec.Raw] = {}


def hook_request(body: bytes, hook: str) -> HookRequest:
    """Raises BadRequestError with the field and the remedy."""
    try:
        hook_request = msgspec.json.decode(body, type=HookRequest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequestError(f"not a request of CDS Hooks: {error}") from None
    if hook_request.hook != hook:
        raise BadRequestError(
            f"hook: this service is for {hook}, not for '{hook_request.hook[:40]}'"
        )
    if not hook_request.hook_instance:
        raise BadRequestError("hookInstance: a UUID of this call is wanted")
    if not hook_request.context.patient_id:
        raise BadRequestError("context.patientId: the id of the patient is wanted")
    if hook in ORDERS and hook_request.context.draft_orders == NOTHING:
        raise BadRequestError("context.draftOrders: a Bundle of the orders is wanted")
    return hook_request
