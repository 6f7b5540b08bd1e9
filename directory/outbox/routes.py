"""The gateway's receipts: what became of a text."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from directory.foundation.gates import gate
from directory.foundation.security import csrf
from directory.foundation.unit import unit
from directory.foundation.webhook import signed_reference
from directory.outbox.outcome import take_receipt

bp = Blueprint("outbox", __name__)


@bp.post("/hooks/sms/status")
@csrf.exempt
@gate("signature")
def status() -> ResponseReturnValue:
    """One receipt: 403 without the gateway's signature, else 204. One for a text not yet known is kept."""
    reference, word = signed_reference(), request.form.get("MessageStatus", "")
    code = request.form.get("ErrorCode", "")
    error_code = int(code) if code.isascii() and code.isdecimal() and len(code) < 10 else None
    with unit() as session:
        take_receipt(session, reference, word, error_code)
    return "", 204
