"""The operator's mails about messages: those that failed, those in doubt, and parts of the day's texts used up."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.foundation.i18n import speaking
from directory.foundation.paging import Pile
from directory.foundation.settings import settings
from directory.kernel.language import Language
from directory.outbox import outcome, queries, receipts, rules
from directory.outbox.models import Message
from directory.outbox.registry import Compose, Content, Handle, MessageKind, Subject, kind_label, write_message
from directory.outbox.rules import Channel, ErrorKind, MessageState

#: Messages that one mail about many names; the desk has all.
_NAMED = 20


def _dead_letters(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """One message in full, or a list of several; None once all were resent or dealt with after all."""
    failed = queries.dead(session, _NAMED)
    if not failed.count:
        return None
    values = {
        "pile": failed,
        "kind_label": kind_label,
        "message": failed.rows[0],
        **_in_words(failed.rows[0], language),
    }
    return write_message("outbox/messages/dead-letter", language, "email", values)


def _in_words(message: Message, language: Language) -> dict[str, object]:
    """What a message is, by which way it goes, and why it failed."""
    with speaking(language):
        return {
            "kind": kind_label(message.kind),
            "channel_name": Channel.label_of(message.channel),
            "why": ErrorKind.label_of(message.error_kind or ""),
        }


def _budget(name: str) -> Compose:
    """A mail about the part of the day's texts that its subject names."""

    def compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
        limit = settings().sms_daily_limit
        with speaking(language):
            whose = budget_label(subject[0])
        values = {"limit": limit, "most": rules.most_of(subject[0], limit), "whose": whose}
        return write_message(f"outbox/messages/{name}", language, "email", values)

    return compose


def budget_label(budget: str) -> str:
    """Whose part of the day's texts or codes this is, in the language spoken."""
    return str(_LABELS.get(budget, budget))


_LABELS = {
    "operator": _l("the operator"),
    "own": _l("people who signed in with their browser before"),
    "known": _l("people with an account"),
    "printed": _l("phones printed in ads"),
    "proven": _l("customers we know"),
    "stranger": _l("customers we do not know yet"),
    "crowd": _l("customers of a network that asked much"),
    "newcomer": _l("addresses that never signed in"),
    "progress": _l("receipts and progress texts"),
}


def _early_receipt(status: str) -> Handle:
    """Apply a receipt that came too early; one of a text that is not ours is dropped."""

    def handle(session: Session, subject: Subject) -> None:
        receipts.record_receipt(session, subject[0], status, subject[1] or None)

    return handle


def _doubt(session: Session, subject: Subject) -> None:
    """Nothing is done where something settled it meanwhile."""
    message = session.get(Message, subject[1], with_for_update=True, populate_existing=True)
    if message is not None and message.state == MessageState.UNSURE:
        outcome.still_in_doubt(session, message)


def _many(name: str, find: Callable[[Session, int], Pile[Message]]) -> Compose:
    """A mail about every message that `find` gives; None where that is none any more."""

    def compose(session: Session, subject: Subject, language: Language, channel: str) -> Content | None:
        waiting = find(session, _NAMED)
        values = {"pile": waiting, "kind_label": kind_label}
        return write_message(f"outbox/messages/{name}", language, "email", values) if waiting.count else None

    return compose


KINDS = {
    "dead-letter": MessageKind(_dead_letters, _l("a message failed")),
    "doubts": MessageKind(_many("doubts", queries.in_doubt), _l("not known whether messages arrived")),
    "gateway-trouble": MessageKind(_many("gateway-trouble", queries.held_up), _l("the gateway takes no messages")),
    "daily-limit": MessageKind(_budget("daily-limit"), _l("a part of the day's texts is used up")),
    "texts-half": MessageKind(_budget("texts-half"), _l("half of a part of the day's texts is used")),
}
JOBS = {**{kind: _early_receipt(status) for kind, status in receipts.EARLY.items()}, "doubt": _doubt}
