"""A phrase of the book that says how a visit goes does what its button does: on the way, late, done."""

from collections.abc import Mapping
from contextlib import suppress

from sqlalchemy.orm import Session

from directory.kernel.errors import Invalid
from directory.kernel.language import Language
from directory.quotes import actions as quote_actions
from directory.quotes.models import Reply
from directory.quotes.rules.phrases import find_phrase
from directory.visits.actions.day import be_late, finish, set_out


def say_phrase(
    session: Session,
    lead_id: int,
    code: str,
    given: Mapping[str, str],
    language: Language,
    *,
    source: str = "web",
    actor: str | None = None,
) -> Reply:
    """The firm says a phrase, as `quotes.say_phrase`; the visit that it can be about moves with it.

    The homeowner is told by the phrase alone. Where no visit fits, it is words like any other.
    """
    line = quote_actions.say_phrase(session, lead_id, "business", code, given, language, source=source, actor=actor)
    phrase = find_phrase(code)
    kind = phrase.kind if phrase is not None else ""
    with suppress(Invalid):
        if kind == "on_my_way":
            set_out(session, lead_id, actor=actor, tells=False)
        elif kind == "late" and line.slots and "minutes" in line.slots:
            be_late(session, lead_id, int(line.slots["minutes"]), actor=actor, tells=False)
        elif kind == "done":
            finish(session, lead_id, actor=actor, tells=False)
    return line
