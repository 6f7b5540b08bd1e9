"""Texts that propose times for a visit, move it or cancel it: `约 周五9-12`, `move visit to Fri 9-12`, `cancel visit`.

Of several customers of a firm none is guessed: it is asked which, and a digit answers. A homeowner who has several
businesses chooses on her page: bare numbers are times there.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from directory.businesses import queries as business_queries
from directory.inbox import queries, rules
from directory.inbox.actions.replies import answer, left_open
from directory.inbox.actions.visits import ASKED, DOING
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.leads.models import Lead
from directory.leads.rules import TAKEN_LEADS
from directory.outbox.models import InboundText
from directory.texts.rules.case import Intent
from directory.visits import actions as visit_actions
from directory.visits.models import Visit, taken_of_phone, visits_of
from directory.visits.rules import BUSINESS, HOMEOWNER, Window
from directory.visits.rules.texted import Command, Texted


def change(session: Session, text: InboundText, before: InboundText | None, leads: Sequence[Lead]) -> bool:
    """Do what a text says of the time of a visit, and answer it. False where it says something else.

    `leads` are the open ones texted to its phone, `before` the text that may wait for a customer's digit.
    """
    if before is not None and before.meaning == rules.Meaning.VISIT and _is_again(text, before):
        _is_about_visit(text)
        return True
    customers = {lead.id: lead for lead in (*leads, *queries.agreed_leads(session, text.sender))}
    is_firm = bool(customers) or bool(business_queries.points_by_phone(session, text.sender))
    taken = (
        {lead.id: lead for lead in customers.values() if lead.state in TAKEN_LEADS}
        if is_firm
        else {lead.id: lead for lead in taken_of_phone(session, text.sender)}
    )
    if before is not None and (lead := _picked(text, before, taken)) is not None:
        waiting = rules.for_visit(before.body, [queries.as_read(lead)], _day_of(before))
        if waiting is not None:
            text.detail = {"settles": before.id}
            _do(session, text, lead, waiting[0], BUSINESS)
            return True
    own = rules.for_visit(text.body, [queries.as_read(lead) for lead in customers.values()], _day_of(text))
    if own is None:
        return False
    command, whom = own
    is_new_waiting = any(lead.state == "new" for lead in customers.values())
    may_be = _may_be(command, taken, visits_of(session, list(taken)))
    if not is_firm and not may_be:
        return False
    _is_about_visit(text)
    if whom.is_addressed:
        may_be = [lead for lead in may_be if lead.accept_digit == whom.accept]
    # A time that is proposed may be for one who was not taken yet; only an agreed one can be moved.
    is_certain = len(may_be) == 1 and (
        command.command is not Command.PROPOSE or whom.is_addressed or not is_new_waiting
    )
    if not may_be:
        # Nobody who was taken, or no visit that could be moved: nothing is proposed to whom it may not be for.
        left_open(session, text)
    elif is_certain:
        _do(session, text, may_be[0], command, BUSINESS if is_firm else HOMEOWNER)
    elif is_firm:
        text.detail = {ASKED: [lead.id for lead in may_be], DOING: command.command}
        answer(session, "whose-visit", text)
    else:
        answer(session, "visit-on-page", text)
    return True


def _day_of(text: InboundText) -> date:
    """The day from which the days of a text count."""
    return clock.local(text.received_at).date()


def _is_again(text: InboundText, before: InboundText) -> bool:
    """Whether the same text, or the digit that picked its customer, came twice at once."""
    is_within = text.received_at - before.received_at < rules.TWICE_WITHIN
    return is_within and DOING in before.detail and ASKED not in before.detail and rules.is_same(text.body, before.body)


def _picked(text: InboundText, before: InboundText, taken: Mapping[int, Lead]) -> Lead | None:
    """The customer that a text picks for the one before it; None where that waits for none, or it says more."""
    offered = before.detail.get(ASKED)
    if DOING not in before.detail or not isinstance(offered, list):
        return None
    may_be = [taken[lead_id] for lead_id in offered if lead_id in taken]
    number = rules.picked(text.body, [queries.as_read(lead) for lead in may_be], Intent.WORDS, clock.today())
    return next((lead for lead in may_be if lead.accept_digit == number), None)


def _may_be(command: Texted, taken: Mapping[int, Lead], visits: Mapping[int, Visit]) -> list[Lead]:
    """Those it may be for: whoever was taken and whose work is not done; to be moved or cancelled, only visits of which
    a time was proposed."""
    if command.command is Command.PROPOSE:
        return [lead for lead in taken.values() if not lead.is_done]
    return [
        lead
        for lead in taken.values()
        if lead.id in visits
        and visits[lead.id].is_live
        and visits[lead.id].state != "open"
        and (command.day is None or command.day in _days_of(visits[lead.id]))
    ]


def _days_of(visit: Visit) -> set[date]:
    """The days on which it is, or may be."""
    times = [visit.time] if visit.state == "agreed" else [window.time for window in visit.offered]
    return {time.day for time in times if time is not None}


def _do(session: Session, text: InboundText, lead: Lead, command: Texted, side: str) -> None:
    """Propose, move or cancel for one side, and say what was done; a time that cannot be is answered with how to."""
    _is_about_visit(text)
    text.subject_kind, text.subject_id = "lead", lead.id
    kind, windows, is_moved = "visit-unread", list[Window](), False
    try:
        with session.begin_nested():
            if command.command is Command.CANCEL:
                visit = visit_actions.cancel(session, lead.id, side)
                kind, windows = "visit-called-off", [visit.time] if visit is not None and visit.time is not None else []
            elif command.windows:
                visit = visit_actions.propose(session, lead.id, side, command.windows)
                kind, windows = "visit-times-sent", [window.time for window in visit.offered]
                is_moved = visit.state == "moved"
    except Invalid:
        # It has passed, or lies too far ahead, or the page moved on meanwhile: nothing was changed.
        kind = "visit-unread"
    text.detail = {
        **text.detail,
        DOING: command.command,
        "windows": [window.code for window in windows],
        "moved": is_moved,
    }
    answer(session, kind, text)


def _is_about_visit(text: InboundText) -> None:
    text.meaning, text.is_read, text.pass_on = rules.Meaning.VISIT, True, False
