"""Every request with its leads, and what a week of them came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from flask import render_template, request

from directory.accounts.routes.operator import filter_text, number
from directory.businesses import queries as business_queries
from directory.entrypoints.operator.blueprint import bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.settings import settings
from directory.kernel import clock
from directory.kernel.typed import read_day
from directory.leads.queries import overview
from directory.leads.queries.overview import Filters, Week
from directory.leads.rules import LeadState
from directory.leads.rules.clocks import CLOCKS
from directory.outbox import queries as outbox
from directory.outbox.models import Message
from directory.trades import vocabulary

#: Requests of one page.
PER_PAGE = 20
#: Weeks that the filter offers, and firms.
WEEKS, FIRMS = 12, 300


@dataclass(frozen=True)
class Sums:
    """What a week came to: requests and leads, texts and segments, and what the segments cost in dollars."""

    monday: date
    counts: Week
    texts: int
    segments: int
    cost: Decimal | None


@bp.get("/requests")
@gate("operator")
def requests() -> str:
    """Requests, the newest first: of a state, a firm, an urgency, a week, or with a lead nobody was told of."""
    session, now = db.session(), clock.now()
    this_week = _monday(clock.today())
    monday = _week(filter_text("week", 10))
    firm = business_queries.any_by_slug(session, filter_text("firm"))
    state, urgency = filter_text("state", 12), filter_text("urgency", 8)
    filters = Filters(
        state=state if state in tuple(LeadState) else None,
        business_id=firm.id if firm is not None else None,
        urgency=urgency if urgency in CLOCKS else None,
        is_untold="untold" in request.args,
        since=_start(monday) if monday else None,
        until=_start(monday + timedelta(days=7)) if monday else None,
    )
    rows = overview.requests_before(session, filters, now, number(request.args.get("before")), PER_PAGE + 1)
    shown = rows[:PER_PAGE]
    leads = [lead for shown_request in shown for lead in shown_request.leads]
    wanted = {
        "state": filters.state,
        "firm": firm.slug if firm is not None else None,
        "urgency": filters.urgency,
        "untold": 1 if filters.is_untold else None,
        "week": monday.isoformat() if monday else None,
    }
    return render_template(
        "operator/requests.html",
        requests=shown,
        more=shown[-1].id if len(rows) > PER_PAGE else None,
        filters=wanted,
        firms=overview.firms_with_leads(session, FIRMS),
        businesses=business_queries.named(session, {lead.business_id for lead in leads}),
        untold=overview.untold_among(session, [lead.id for lead in leads], now),
        messages=_newest(outbox.messages_of(session, "lead", [lead.id for lead in leads])),
        points=business_queries.points_of_phones(session, [lead.texted_phone for lead in leads if lead.texted_phone]),
        urgencies={code: vocabulary.short("urgency", code, language().url) for code in CLOCKS},
        weeks=[this_week - timedelta(weeks=back) for back in range(WEEKS)],
        sums=_sums(monday or this_week),
        is_this_week=(monday or this_week) == this_week,
    )


def _newest(messages: dict[int, list[Message]]) -> dict[int, Message]:
    """Of each lead, the newest message that tells its business of it."""
    return {lead_id: texts[-1] for lead_id, all_texts in messages.items() if (texts := _of_leads(all_texts))}


def _of_leads(messages: Sequence[Message]) -> list[Message]:
    return [message for message in messages if message.kind == "lead"]


def _sums(monday: date) -> Sums:
    """The counts of the week that begins on this day in Washington."""
    session, since, until = db.session(), _start(monday), _start(monday + timedelta(days=7))
    texts, segments = outbox.texts_sent(session, since, until)
    price = settings().sms_cost
    cost = (Decimal(price) * segments).quantize(Decimal("0.01")) if price else None
    return Sums(monday, overview.week(session, since, until), texts, segments, cost)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(text: str) -> date | None:
    """The Monday of the week of a day as it stands in an address (ISO); None for anything else."""
    try:
        return _monday(read_day(text))
    except ValueError:
        return None


def _start(day: date) -> datetime:
    """Midnight in Washington at the beginning of a day."""
    return datetime.combine(day, time.min, tzinfo=clock.zone()).astimezone(UTC)
