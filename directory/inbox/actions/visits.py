"""Texts about a visit: one that picks a time, a bare number from a homeowner, 约1 or "visit 1" from a firm; and a
firm's 做完了 or "done".

A firm's bare digits are for customers, and stay so: a number never means two things to one phone.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from directory.businesses import queries as business_queries
from directory.inbox import queries
from directory.inbox.actions.replies import answer, for_a_person
from directory.inbox.rules import Meaning, finished, is_not_done, is_same
from directory.inbox.rules import picked as picked_customer
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.leads.models import Lead
from directory.outbox.models import InboundText
from directory.texts.rules.case import Intent
from directory.texts.rules.text import Text
from directory.visits import actions as visit_actions
from directory.visits.models import Visit, VisitWindow, numbered, to_finish
from directory.visits.rules import BUSINESS, HOMEOWNER, NUMBER_RESTS, OTHER, picked

#: A time that was proposed, and its visit.
_Offer = tuple[VisitWindow, Visit]
#: What such a text does, and what its row keeps while it waits for a digit: ids of the leads that were offered, and
#: which command it is, where it is one.
EFFECT, ASKED, DOING = "visit", "visits", "doing"


def pick(session: Session, text: InboundText, leads: Sequence[Lead]) -> bool:
    """Agree to the time that a text picks, and answer it. False where it picks none: it is read as any other then.

    `leads` are the open ones texted to its phone. A time that is not open any more is answered as such; of two times
    with one number none is taken, and a person looks.
    """
    choice = picked(Text(text.body).core)
    if choice is None:
        return False
    since = clock.now() - NUMBER_RESTS
    to_firm = numbered(session, text.sender, HOMEOWNER, since)
    is_firm = bool(leads or to_firm or business_queries.points_by_phone(session, text.sender))
    if is_firm and not choice.has_word:
        return False
    offers = [*to_firm, *numbered(session, text.sender, BUSINESS, since)]
    meant = _in_place(offers, choice.number) if choice.is_place else _numbered(offers, choice.number)
    is_asked = any(visit.offered for _window, visit in offers)
    if not meant and not (is_asked and not is_firm):
        return False
    text.meaning, text.pass_on = Meaning.VISIT, False
    is_open = [(window, visit) for window, visit in meant if window in visit.offered]
    if len(is_open) > 1:
        for_a_person(session, text)
        return True
    text.is_read = True
    window, visit = (is_open or meant or offers)[0]
    text.subject_kind, text.subject_id = "lead", visit.lead_id
    if is_open and _is_agreed(session, window, visit):
        return True
    if not is_open and meant and visit.state == "agreed" and window.time == visit.time:
        # The same number again: it is agreed already, and was answered.
        return True
    answer(session, "visit-gone", text)
    return True


def _numbered(offers: Sequence[_Offer], number: int) -> list[_Offer]:
    return [(window, visit) for window, visit in offers if window.number == number]


def _in_place(offers: Sequence[_Offer], place: int) -> list[_Offer]:
    """The time that stands at a place of its list, counted from one, in each list that is open."""
    lists = {visit.id: [one for one in offers if one[1] is visit and one[0] in visit.offered] for _one, visit in offers}
    ordered = [sorted(times, key=lambda one: one[0].number) for times in lists.values()]
    return [times[place - 1] for times in ordered if len(times) >= place]


def finish(session: Session, text: InboundText, before: InboundText | None, leads: Sequence[Lead]) -> bool:
    """The visit that a text of its firm calls done is done, and the firm reads whose it was. False where it says
    something else, or no visit can be done now: it is read as any other then.

    Of several, none is guessed: it is asked which, and a digit answers (`before` is the text that was asked about).
    Work that is not over is no job that was lost: a person looks.
    """
    if before is not None and before.effect == EFFECT and is_same(text.body, before.body):
        text.meaning, text.is_read = Meaning.DONE, True
        return True
    may_be = to_finish(session, text.sender, clock.now())
    if not may_be:
        return False
    if is_not_done(text.body):
        for_a_person(session, text)
        return True
    by_digit: dict[int | None, Lead] = {lead.accept_digit: lead for _visit, lead in may_be}
    is_waiting = before is not None and before.effect is None and DOING not in before.detail
    offered = before.detail.get(ASKED) if before is not None and is_waiting else None
    as_read = [queries.as_read(lead) for lead in by_digit.values()]
    if isinstance(offered, list) and (number := picked_customer(text.body, as_read, Intent.WORDS, clock.today())):
        lead = by_digit.get(number)
        if lead is None or lead.id not in offered:
            return False
    else:
        known = {lead.id: lead for lead in (*leads, *queries.agreed_leads(session, text.sender), *by_digit.values())}
        done = finished(text.body, [queries.as_read(lead) for lead in known.values()])
        if done is None or (done.is_addressed and done.accept not in by_digit):
            return False
        lead = by_digit.get(done.accept) if done.is_addressed else may_be[0][1] if len(may_be) == 1 else None
    text.meaning, text.is_read, text.pass_on = Meaning.DONE, True, False
    if lead is None:
        text.detail = {ASKED: [one.id for _visit, one in may_be]}
        answer(session, "whose-visit", text)
        return True
    text.subject_kind, text.subject_id = "lead", lead.id
    try:
        visit = visit_actions.finish(session, lead.id)
    except Invalid:
        answer(session, "visit-gone", text)
        return True
    text.effect, text.effect_id = EFFECT, visit.id
    answer(session, "visit-over", text)
    return True


def _is_agreed(session: Session, window: VisitWindow, visit: Visit) -> bool:
    try:
        visit_actions.pick(session, visit.lead_id, OTHER[window.proposed_by], window.id, how="sms")
    except Invalid:
        return False
    return True
