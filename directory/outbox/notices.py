"""The operator's mails about messages: one for each dead letter, one a day when the texts are used up."""

from flask import current_app, render_template
from sqlalchemy.orm import Session

from directory.foundation.i18n import speaking
from directory.kernel.language import Language
from directory.outbox import outcome
from directory.outbox.models import Message
from directory.outbox.registry import Content, Handle, Subject


def _dead_letter(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """None once it was resent after all."""
    message = session.get(Message, subject[1])
    if message is None or message.state != "failed":
        return None
    return _mail("dead-letter", language, message=message)


def _daily_limit(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    return _mail("daily-limit", language, limit=current_app.config["SMS_DAILY_LIMIT"])


def _mail(name: str, language: Language, **values: object) -> Content:
    with speaking(language):
        return Content(
            subject=render_template(f"outbox/messages/{name}/subject.txt", **values).strip(),
            body=render_template(f"outbox/messages/{name}/body.txt", **values).strip() + "\n",
        )


def _early_receipt(status: str) -> Handle:
    """Apply a receipt that came too early; one of a text that is not ours is dropped."""

    def handle(session: Session, subject: Subject) -> None:
        outcome.record_receipt(session, subject[0], status, subject[1] or None)

    return handle


COMPOSERS = {"dead-letter": _dead_letter, "daily-limit": _daily_limit}
JOBS = {kind: _early_receipt(status) for kind, status in outcome.EARLY.items()}
