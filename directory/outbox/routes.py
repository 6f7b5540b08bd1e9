"""The gateway's receipts: what became of a text."""

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from directory.foundation.gates import gate
from directory.foundation.html import absolute
from directory.foundation.security import csrf
from directory.foundation.unit import unit
from directory.foundation.webhook import is_signed
from directory.outbox.outcome import record_receipt

bp = Blueprint("outbox", __name__)


@bp.post("/hooks/sms/status")
@csrf.exempt
@gate("signature")
def status() -> ResponseReturnValue:
    """One receipt: 403 without the gateway's signature; 404 asks the gateway to come back for a text not yet known."""
    token = str(current_app.config["SMS_TOKEN"])
    signature = request.headers.get("X-Twilio-Signature", "")
    if not token or not is_signed(absolute(request.path), request.form, signature, token):
        abort(403)
    code = request.form.get("ErrorCode", "")
    with unit() as session:
        known = record_receipt(
            session,
            request.form.get("MessageSid", ""),
            request.form.get("MessageStatus", ""),
            int(code) if code.isdecimal() and len(code) < 10 else None,
        )
    return ("", 204) if known else ("", 404)
