"""What waits for the operator: the same for the page and for the mail of the morning."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.accounts.queries import owned_among
from directory.accounts.routes.operator import actor
from directory.ads.models import Submission
from directory.ads.queries import stale_ads
from directory.audit import times
from directory.businesses.models import Business
from directory.businesses.queries import by_ids, names_by_phone, stale_owners, to_introduce
from directory.claims.models import Claim
from directory.claims.queries import undecided
from directory.credentials import queries as credentials
from directory.credentials.queries import Candidate, ToCheck, licenses_of
from directory.entrypoints.operator.blueprint import PILE, OperatorAct, back, bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.html import absolute
from directory.foundation.paging import MOST_COUNTED, Pile
from directory.foundation.settings import settings
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.language import Language
from directory.leads.models import Lead
from directory.leads.queries.requests import untold
from directory.nameplates import actions as plates
from directory.nameplates.models import unread_photos
from directory.onboarding.queries import to_call
from directory.outbox import queries as outbox
from directory.outbox.actions import tell_operators
from directory.outbox.models import InboundText, Message
from directory.outbox.queries import messages_of
from directory.outbox.registry import Content, MessageKind, write_message
from directory.outbox.rules import is_common_spent
from directory.outbox.topics import Topic
from directory.photos.models import Photo
from directory.reports.models import Report, waiting
from directory.review.queries import to_review

#: Rows of a pile that Today shows.
ROWS = 10
#: Firms on the sheet of calls: nobody calls more in a day.
CALLS = 100
#: An owner's word is asked for again after this long, an ad's after this.
OWNER_DUE, AD_DUE = timedelta(days=183), timedelta(days=365)
#: Looked up again so long before it runs out.
LICENSE_DUE = timedelta(days=30)
#: A firm that did not answer is called again after so many days: after the first try, the second, every later one.
RETRY_DAYS = (2, 7, 30)


@dataclass(frozen=True)
class ToCall:
    """A firm nobody has spoken with: since when it is here, how often nobody answered, when to call again."""

    business: Business
    tries: int
    last: datetime | None
    #: None where nobody has called yet.
    again: date | None


@dataclass(frozen=True)
class Day:
    """The piles of a day, most pressing first, and the texts used of the day's limit."""

    untold: Pile[tuple[Lead, Business]]
    failed: Pile[Message]
    unsure: Pile[Message]
    texts: Pile[InboundText]
    removals: Pile[tuple[Report, Business]]
    claims: Pile[Claim]
    reports: Pile[tuple[Report, Business]]
    photos: Pile[Photo]
    list_calls: Pile[Submission]
    submissions: Pile[Submission]
    licenses: Pile[ToCheck]
    expiring: Pile[ToCheck]
    candidates: Pile[Candidate]
    introductions: Pile[ToCall]
    owners: Pile[tuple[Business, int, date]]
    ads: Pile[tuple[Business, int, date]]
    used: int
    limit: int
    #: Whether the common part of the day's texts is used up: receipts, progress and newcomers' codes wait.
    is_short: bool

    @property
    def piles(self) -> dict[str, Pile[Any]]:
        """Those in which something waits, by name."""
        every = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: pile for name, pile in every.items() if isinstance(pile, Pile) and pile.count}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.piles


def gather(session: Session) -> Day:
    """Everything that waits now. The number of statements does not grow with the rows."""
    now = clock.now()
    today = clock.local(now).date()
    licenses = credentials.waiting(session, LICENSE_DUE)
    used, limit = outbox.texts_today(session), settings().sms_daily_limit
    return Day(
        untold=untold(session, ROWS),
        failed=outbox.failed(session, ROWS),
        unsure=outbox.in_doubt(session, ROWS),
        texts=outbox.unread_texts(session, ROWS),
        removals=waiting(session, "remove", ROWS),
        claims=undecided(session, ROWS),
        reports=waiting(session, "wrong", ROWS),
        photos=unread_photos(session, ROWS),
        list_calls=to_call(session, ROWS),
        submissions=to_review(session, ROWS),
        licenses=_pile(licenses.to_check),
        expiring=_pile(licenses.expiring),
        candidates=_pile(licenses.candidates),
        introductions=introductions(session, today),
        owners=stale_owners(session, today - OWNER_DUE, now - OWNER_DUE, ROWS),
        ads=stale_ads(session, today - AD_DUE, now - AD_DUE, ROWS),
        used=sum(used.values()),
        limit=limit,
        is_short=is_common_spent(used, limit),
    )


def _pile(rows: list[Any]) -> Pile[Any]:
    """A pile whose rows do not say since when they wait."""
    return Pile(len(rows), None, rows[:ROWS])


def introductions(session: Session, today: date) -> Pile[ToCall]:
    """Firms to call today, the longest here first: one that did not answer comes back on its day, not every morning."""
    due = [unspoken for unspoken in not_introduced(session, today, MOST_COUNTED + 1) if unspoken.is_due(today)]
    return Pile(len(due), due[0].entered_at if due else None, _to_call(session, due[:ROWS]))


@dataclass(frozen=True)
class Unspoken:
    """A firm nobody has spoken with: when it was entered, how often nobody answered, when last."""

    business_id: int
    entered_at: datetime
    tries: int
    last: datetime | None

    @property
    def again(self) -> date | None:
        """When to call again; None where nobody has called yet."""
        wait = RETRY_DAYS[min(self.tries, len(RETRY_DAYS)) - 1]
        return clock.local(self.last).date() + timedelta(days=wait) if self.last else None

    def is_due(self, today: date) -> bool:
        """Whether to call it today."""
        return self.again is None or self.again <= today


#: Firms looked through at once.
_STEP = 500


def not_introduced(session: Session, today: date, most: int) -> list[Unspoken]:
    """Firms nobody has spoken with, the longest here first, until so many are due: who claimed a listing has introduced
    himself."""
    unspoken: list[Unspoken] = []
    due = 0
    after: int | None = 0
    while after is not None and due < most:
        firms, after = to_introduce(session, after, _STEP)
        ids = [business_id for business_id, _ in firms]
        owned, missed = owned_among(session, ids), times(session, OperatorAct.INTRODUCTION_MISSED, "business", ids)
        fresh = [Unspoken(*firm, *missed.get(firm[0], (0, None))) for firm in firms if firm[0] not in owned]
        unspoken += fresh
        due += sum(firm.is_due(today) for firm in fresh)
    return unspoken


def _to_call(session: Session, firms: list[Unspoken]) -> list[ToCall]:
    """These businesses with their rows, phones loaded."""
    by_id = {business.id: business for business in by_ids(session, [firm.business_id for firm in firms])}
    return [ToCall(by_id[firm.business_id], firm.tries, firm.last, firm.again) for firm in firms]


@bp.get("")
@gate("operator")
def today() -> str:
    """What waits for the operator, most pressing first."""
    session = db.session()
    day = gather(session)
    texts = messages_of(session, "lead", [lead.id for lead, _business in day.untold.rows])
    names = names_by_phone(session, [text.sender for text in day.texts.rows])
    return render_template("operator/today.html", day=day, texts=texts, names=names, now=clock.now())


@bp.post("/photos/read")
@gate("operator")
def read_photos() -> ResponseReturnValue:
    """POST: have the photos looked at again whose storage was away for a day."""
    with unit() as session:
        plates.read_again(session, by=actor())
    return back("photos-again", "today")


@bp.get("/calls")
@gate("operator")
def calls() -> str:
    """The firms nobody has spoken with, to print: what to say in their language, what to ask, boxes to tick."""
    session = db.session()
    today = clock.local(clock.now()).date()
    firms = not_introduced(session, today, CALLS)
    due = _to_call(session, [firm for firm in firms if firm.is_due(today)][:CALLS])
    licenses = licenses_of(session, [entry.business.id for entry in due])
    later = _to_call(session, [firm for firm in firms if not firm.is_due(today)][:CALLS])
    return render_template("operator/calls.html", rows=due, later=later, licenses=licenses)


#: When it goes out, on a clock in Washington.
MORNING = time(7, 30)


def _write(session: Session, subject: tuple[str, int]) -> None:
    """Decide the day's mail, once; none for an empty day.

    Firms to introduce ourselves to wait as long as nobody calls them: they alone make a mail on Mondays only.
    """
    day = gather(session)
    is_monday = clock.local(clock.now()).weekday() == 0
    if day.is_empty or (day.piles.keys() == {"introductions"} and not is_monday):
        return
    tell_operators(session, "morning", subject)


def _compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """What waits at this moment; None where it has been dealt with since. No homeowner's or stranger's words."""
    day = gather(session)
    if day.is_empty:
        return None
    values = {"day": day, "PILE": PILE, "link": absolute("/admin")}
    return write_message("operator/messages/morning", language, "email", values)


KINDS = {
    "morning": MessageKind(_compose, _l("the mail of the morning"), Topic.MORNING),
}
JOBS = {"morning-mail": _write}
DAILY = {"morning-mail": MORNING}
