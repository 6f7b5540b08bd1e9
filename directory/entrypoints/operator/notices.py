"""The mail of the morning: what the operator's page says, where there is anything to say."""

from datetime import time

from flask import render_template
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.accounts.queries import person_by_contact
from directory.entrypoints.operator import labels as words
from directory.entrypoints.operator.today import gather
from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.language import ENGLISH, Language
from directory.outbox import actions as outbox
from directory.outbox.registry import Content, MessageKind

#: When it goes out, on a clock in Washington.
MORNING = time(7, 30)


def _write(session: Session, subject: tuple[str, int]) -> None:
    """Decide the day's mail, once; none for an empty day. In the operator's language, where we know who that is.

    Firms to introduce ourselves to wait as long as nobody calls them: they alone make a mail on Mondays only.
    """
    day = gather(session)
    is_monday = clock.local(clock.now()).weekday() == 0
    if day.is_empty or (day.piles.keys() == {"introductions"} and not is_monday):
        return
    to = settings().operator_email
    person = person_by_contact(session, "email", to.lower())
    language = person.language if person is not None and person.is_operator else ENGLISH.bcp47
    outbox.enqueue(session, "morning", subject, "email", to, language, priority="operator")


def _compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """What waits at this moment; None where it has been dealt with since. No homeowner's or stranger's words."""
    day = gather(session)
    if day.is_empty:
        return None
    with speaking(language):
        values = {"day": day, "words": words, "link": absolute("/admin")}
        return Content(
            subject=render_template("operator/messages/morning/subject.txt", **values).strip(),
            body=render_template("operator/messages/morning/body.txt", **values).strip() + "\n",
        )


KINDS = {
    "morning": MessageKind(_compose, _l("the mail of the morning")),
}
JOBS = {"morning-mail": _write}
DAILY = {"morning-mail": MORNING}
