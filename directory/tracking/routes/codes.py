"""Codes to a contact of a request: one typed in opens the request, and confirms that the contact is the homeowner's."""

from directory.accounts import access
from directory.accounts import actions as account_actions
from directory.accounts.routes.sign_in import remember
from directory.foundation.i18n import language
from directory.foundation.unit import unit


def send_code(kind: str, address: str, request_id: int | None, *, back: str = "") -> None:
    """Count a code to a phone (E.164) or email (lower case), and send it where it is that of a request.

    To a stranger's contact (`request_id` None) goes nothing, and all looks alike. `back` is the page that asked, where
    the request is known there. Raises TooMany.
    """
    access.count_code(address)
    with unit() as session:
        code = account_actions.ask_code(
            session,
            "find",
            kind,
            address,
            access.browser(),
            language=language().bcp47,
            subject=("request", request_id) if request_id is not None else None,
            is_sent=request_id is not None,
        )
    remember(code, back=back)
