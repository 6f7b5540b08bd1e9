"""The webhook for texts: the gateway hands on what phones write to the site's number."""

from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from directory.foundation import spool
from directory.foundation.gates import gate
from directory.foundation.security import csrf
from directory.foundation.webhook import signed_reference
from directory.inbox.actions import receive_text
from directory.inbox.forms import file_count, media_of, others_of

bp = Blueprint("inbox_texts", __name__)


@bp.post("/hooks/sms/inbound")
@csrf.exempt
@gate("signature")
def inbound() -> Response:
    """A text that came in, from the gateway: 403 without its signature, then always an empty answer."""
    reference = signed_reference()
    spool.take("text", {**request.form.to_dict(), "MessageSid": reference})
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', mimetype="text/xml")


def take_text(session: Session, form: spool.Form, at: datetime) -> None:
    """Receive the text of a form that the gateway signed and brought at that moment."""
    receive_text(
        session,
        form.get("From", ""),
        form.get("Body", ""),
        form["MessageSid"],
        opt_out=form.get("OptOutType", ""),
        pictures=file_count(form.get("NumMedia", "")),
        media=media_of(form),
        others=others_of(form),
        received_at=at,
    )
