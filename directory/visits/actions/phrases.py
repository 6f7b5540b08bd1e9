"""What a firm says of a visit in a phrase of the book moves the visit too: on the way, late, done."""

from contextlib import suppress

from sqlalchemy.orm import Session

from directory.kernel.errors import Invalid
from directory.quotes import actions as quote_actions
from directory.quotes.models import Reply
from directory.quotes.rules.phrases import Phrase, Sentence, Slots
from directory.visits.actions.day import be_late, finish, set_out


def say_as_business(
    session: Session, lead_id: int, sentence: Sentence, *, source: str = "web", actor: str | None = None
) -> Reply:
    """Store a phrase of the business, as `quotes.say_phrase` does, and move the visit that it is about.

    "We are on our way" sets out, "about 30 minutes late" is late by that much, "the work is done" finishes. The
    homeowner is told by the phrase alone. Where no visit of the lead can be moved so, it is a line like any other.
    Raises as `quotes.say_phrase`.
    """
    line = quote_actions.say_phrase(session, lead_id, "business", sentence, source=source, actor=actor)
    move_by_phrase(session, lead_id, line.sentence, line.slots or {}, actor=actor)
    return line


def move_by_phrase(
    session: Session,
    lead_id: int,
    phrase: Phrase | None,
    slots: Slots,
    *,
    actor: str | None = None,
    tells: bool = False,
) -> None:
    """Move the visit of a lead as a phrase of its business says; nothing where it says nothing of a visit that can be
    moved so. `tells`: whether the homeowner is told of it by this alone.
    """
    kind = phrase.kind if phrase is not None else ""
    with suppress(Invalid):
        if kind == "on_my_way":
            set_out(session, lead_id, actor=actor, tells=tells)
        elif kind == "late" and "minutes" in slots:
            be_late(session, lead_id, int(slots["minutes"]), actor=actor, tells=tells)
        elif kind == "done":
            finish(session, lead_id, actor=actor, tells=tells)
