"""The gateway's receipts: what became of a text."""

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from directory.foundation.gates import gate
from directory.foundation.html import absolute
from directory.foundation.security import csrf
from directory.foundation.unit import unit
from directory.foundation.webhook import is_signed
from directory.kernel.text import has_surrogate_or_nul
from directory.outbox.outcome import keep_receipt, record_receipt

bp = Blueprint("outbox", __name__)


@bp.post("/hooks/sms/status")
@csrf.exempt
@gate("signature")
def status() -> ResponseReturnValue:
    """One receipt: 403 without the gateway's signature, else 204. One for a text not yet known is kept."""
    token = str(current_app.config["SMS_TOKEN"])
    signature = request.headers.get("X-Twilio-Signature", "")
    if not token or not is_signed(absolute(request.path), request.form, signature, token):
        abort(403)
    reference, word = request.form.get("MessageSid", ""), request.form.get("MessageStatus", "")
    if not reference or has_surrogate_or_nul(reference):
        abort(400)
    code = request.form.get("ErrorCode", "")
    error_code = int(code) if code.isascii() and code.isdecimal() and len(code) < 10 else None
    with unit() as session:
        if not record_receipt(session, reference, word, error_code):
            keep_receipt(session, reference, word, error_code)
    return "", 204
