"""Who is told of a visit, and in which words.

The homeowner is told by mail where one was given and by text where progress texts were asked for, the firm by the ways
it chose. A text names times and numbers, never an address. Every mail about an agreed time carries the calendar file.
"""

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses import queries as business_queries
from directory.businesses.models import Business
from directory.foundation.i18n import show_when, speaking
from directory.foundation.mail import Attachment
from directory.foundation.settings import settings
from directory.kernel import clock, phone
from directory.kernel.language import Language, by_tag
from directory.leads import actions as lead_actions
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.leads.notices import (
    LONG,
    Facts,
    county_instead,
    customer,
    fit_text,
    for_second,
    job_words,
    lead_link,
    request_link,
)
from directory.leads.rules import CHANNELS, TAKEN_LEADS, UNSENT, is_over
from directory.outbox import actions as outbox
from directory.outbox.models import Message
from directory.outbox.queries import messages_of
from directory.outbox.registry import Compose, Content, MessageKind, write_message
from directory.outbox.rules import MessageState
from directory.outbox.topics import Topic
from directory.quotes import notices as quote_notices
from directory.visits.models import Visit, visit_by_id, why_off
from directory.visits.rules import BUSINESS, HOMEOWNER, NO_NUMBER, brief, show_window
from directory.visits.rules.calendar import FILENAME, Entry, calendar_file

#: What either side is told, each as its kind of message.
_KINDS = {
    (HOMEOWNER, "proposed"): ("visit-proposed", _l("times for a visit, to the customer")),
    (BUSINESS, "proposed"): ("visit-wanted", _l("the customer's times for a visit")),
    (HOMEOWNER, "agreed"): ("visit-agreed", _l("a visit is agreed, to the customer")),
    (BUSINESS, "agreed"): ("visit-booked", _l("a visit is agreed")),
    (BUSINESS, "address"): ("visit-address", _l("where the work is")),
    (HOMEOWNER, "cancelled"): ("visit-canceled", _l("the business canceled a visit")),
    (BUSINESS, "cancelled"): ("visit-off", _l("the customer canceled a visit")),
    # Its request's time is over, or a yes was misread.
    (HOMEOWNER, "ended"): ("visit-ended", _l("a visit is off, and neither side canceled it: to the customer")),
    (BUSINESS, "ended"): ("visit-fell-through", _l("a visit is off, and neither side canceled it")),
    (HOMEOWNER, "reminder"): ("visit-reminder", _l("a visit tomorrow, to the customer")),
    (BUSINESS, "reminder"): ("visit-tomorrow", _l("a visit tomorrow")),
    (HOMEOWNER, "on-way"): ("visit-on-way", _l("the business is on its way")),
    (HOMEOWNER, "late"): ("visit-late", _l("the business is late")),
    (HOMEOWNER, "done"): ("visit-done", _l("the visit is over")),
    (HOMEOWNER, "not-done"): ("visit-not-done", _l("the visit is not over: a mistake")),
}
#: Kinds of message that go to the homeowner.
TO_HOMEOWNER = tuple(kind for (side, _what), (kind, _label) in _KINDS.items() if side == HOMEOWNER)
#: What is not told any more once the time does not hold; once the visit is called off.
OF_TIME = ("agreed", "address", "reminder", "on-way", "late")
BEFORE_CANCEL = ("proposed", *OF_TIME)
#: In which states of a visit each still holds.
_HOLDS = {
    "proposed": ("proposed", "moved"),
    # Also before a time is agreed: she accepted its price.
    "address": ("open", "proposed", "agreed", "moved"),
    "agreed": ("agreed",),
    "reminder": ("agreed",),
    "on-way": ("agreed",),
    "late": ("agreed",),
    "cancelled": ("cancelled",),
    "ended": ("cancelled",),
    "done": ("done",),
    "not-done": ("agreed", "moved"),
}
#: What says that a time is off: by the other side's word, by nobody's.
OFF = ("cancelled", "ended")
#: News of the road is nothing any more after this long.
_ROAD_NEWS = timedelta(hours=2)


def tell(session: Session, side: str, what: str, visit: Visit, lead: Lead, *, by_text: bool = True) -> None:
    """Queue what one side is told of a visit, by all its ways; what waits of the same is replaced. Not `by_text`: by
    mail alone."""
    kind, subject = _KINDS[side, what][0], ("visit", visit.id)
    unsay(session, visit, (what,), (side,))
    if side == BUSINESS:
        lead_actions.tell_business(session, kind, subject, lead, by_text=by_text)
        return
    expires_at = clock.now() + _ROAD_NEWS if what in ("on-way", "late") else None
    ways = CHANNELS if by_text else ("email",)
    lead_actions.tell_homeowner(session, kind, subject, lead.request, channels=ways, expires_at=expires_at)


def confirm(session: Session, side: str, visit: Visit, lead: Lead, *, by_text: bool) -> None:
    """What the side that picked a time gets for its calendar: a mail; a text where it picked by text."""
    kind, subject = _KINDS[side, "agreed"][0], ("visit", visit.id)
    unsay(session, visit, ("agreed",), (side,))
    business = lead_queries.business_of(session, lead)
    if side == BUSINESS:
        to, mail, language = lead.texted_phone, lead_queries.delivery_of(session, business.id).email, business.language
    else:
        to, mail, language = lead.request.phone, lead.request.email, lead.request.language
    if mail:
        outbox.enqueue(session, kind, subject, "email", mail, language, priority="notice")
    if by_text and to:
        outbox.enqueue(session, kind, subject, "sms", to, language, priority="reply")


def unsay(session: Session, visit: Visit, whats: Iterable[str], sides: Iterable[str] = (BUSINESS, HOMEOWNER)) -> bool:
    """What waits to be told of a visit is not sent, and the same may be told again; whether some of it went out."""
    kinds = [_KINDS[side, what][0] for side in sides for what in whats if (side, what) in _KINDS]
    return bool(outbox.undo(session, ("visit", visit.id), kinds))


def was_stopped(session: Session, visit: Visit, side: str) -> bool:
    """Whether what one side was to be told of an agreed time was stopped before it went out."""
    notices = _notices(session, visit, side, "agreed")
    return bool(notices) and notices[-1].state == MessageState.CANCELLED


def was_reminded(session: Session, visit: Visit, side: str) -> bool:
    """Whether one side was reminded of the time that is agreed."""
    since = visit.agreed_at or visit.created_at
    return any(
        notice.created_at >= since and notice.state not in UNSENT
        for notice in _notices(session, visit, side, "reminder")
    )


def _notices(session: Session, visit: Visit, side: str, what: str) -> list[Message]:
    """What one side was, or was to be, told of a visit in this regard, the oldest first."""
    kind = _KINDS[side, what][0]
    return [message for message in messages_of(session, "visit", [visit.id])[visit.id] if message.kind == kind]


def entry(visit: Visit, lead: Lead, business: Business, side: str, language: Language) -> Entry | None:
    """The visit for one side's calendar, in its language; None where no time was ever agreed."""
    if visit.time is None:
        return None
    with speaking(language):
        facts = job_words(lead.request, language)
        number = next(iter(business.phones), None) if side == HOMEOWNER else lead.request.phone
        who = business.display_name(language.url) if side == HOMEOWNER else customer(lead, language)["who"]
        return Entry(
            uid=visit.uid,
            sequence=visit.sequence,
            window=visit.time,
            changed_at=max(filter(None, (visit.cancelled_at, visit.agreed_at, visit.created_at))),
            summary=" · ".join(str(part) for part in (who, facts["job"], facts["town"]) if part),
            mail_from=settings().mail_from,
            address=(visit.address or "") if side == HOMEOWNER or visit.knows_address else "",
            description=phone.display(number) if number and _may_phone(side, lead) else "",
            is_off=visit.state in ("moved", "cancelled"),
        )


def _may_phone(side: str, lead: Lead) -> bool:
    return side == HOMEOWNER or lead.accepted_at is not None


def _attachment(visit: Visit, lead: Lead, business: Business, side: str, language: Language) -> Attachment | None:
    dated = entry(visit, lead, business, side, language)
    if dated is None:
        return None
    return Attachment(FILENAME, "calendar", calendar_file(dated), {"method": dated.method})


def _compose(side: str, what: str) -> Compose:
    def compose(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
        return compose_for(session, subject[1], side, what, language, channel)

    return compose


def compose_for(
    session: Session, visit_id: int, side: str, what: str, language: Language, channel: str, *, is_copy: bool = False
) -> Content | None:
    """A message of this slice; None for what does not hold any more. `is_copy`: for a second contact, whose phone
    answers nothing."""
    visit = visit_by_id(session, visit_id)
    lead_and_business = lead_queries.lead_with_business(session, visit.lead_id) if visit else None
    if visit is None or lead_and_business is None or visit.state not in _HOLDS[what]:
        return None
    lead, business = lead_and_business
    is_ended = lead.state not in TAKEN_LEADS or is_over(lead.state, lead.request.state)
    # A time that was agreed is taken out of calendars also where the lead ended with it.
    if is_ended and (what not in OFF or visit.time is None):
        return None
    if what == "proposed" and visit.proposed_by == side:
        return None
    days = (visit.time.day - clock.today()).days if visit.time else 0
    if what == "reminder" and not 0 <= days <= 1:
        return None
    if side == BUSINESS and channel == "email" and lead_queries.delivery_of(session, business.id).email is None:
        return None
    values = _facts(session, visit, lead, business, side, language, channel, is_copy=is_copy)
    if what in OFF:
        # What an older release queued knew no difference.
        what = "ended" if visit.cancelled_by is None else "cancelled"
    why = why_off(visit, lead)
    # Of work that is done nobody proposes another time.
    is_ended = is_ended or (what == "ended" and why == "done")
    values |= {"what": what, "why": why, "is_tomorrow": days == 1, "is_ended": is_ended}
    folder = f"visits/messages/{side}"
    if channel == "sms":
        shorter: list[Facts] = [
            {"may_change": False},
            {"job": ""},
            county_instead(lead.request, language),
            {"town": ""},
            {"who": ""},
        ]
        return fit_text(lambda facts: write_message(folder, language, channel, facts), LONG, values, *shorter)
    content = write_message(folder, language, channel, values, html="leads/messages/mail.html")
    attached = (
        _attachment(visit, lead, business, side, language) if what not in ("done", "not-done") and not is_copy else None
    )
    return Content(content.body, content.subject, content.html, attachment=attached)


def _facts(
    session: Session,
    visit: Visit,
    lead: Lead,
    business: Business,
    side: str,
    language: Language,
    channel: str,
    *,
    is_copy: bool,
) -> Facts:
    """What the templates may say."""
    show = brief if channel == "sms" else show_window
    with speaking(language):
        options = [(window.number, show(window.time)) for window in visit.offered]
        time = show(visit.time) if visit.time else ""
        arrives = ""
        if visit.time and visit.late_minutes:
            arrives = show_when(visit.time.ends_at + timedelta(minutes=visit.late_minutes))
    to = lead.request.phone if side == HOMEOWNER else lead.texted_phone
    is_firm = side == BUSINESS or (to is not None and bool(business_queries.points_by_phone(session, to)))
    return {
        "name": business.display_name(language.url),
        "phone": next(iter(business.phones), ""),
        "link": lead_link(lead) if side == BUSINESS else request_link(lead.request, language),
        "options": options,
        "is_numbered": not is_copy and all(number != NO_NUMBER for number, _window in options),
        "word": is_firm,
        # A homeowner whose phone is a firm's moves visits of customers by text, not her own.
        "may_change": not is_copy and (side == BUSINESS or not is_firm),
        "time": time,
        "was_agreed": visit.time is not None,
        "has_address": bool(visit.address),
        "minutes": visit.late_minutes or 0,
        "arrives": arrives,
        **customer(lead, language),
    }


def _copied(session: Session, message: Message, content: Content) -> Content | None:
    """A message to the homeowner, for the second contact."""
    if message.subject_kind != "visit":
        return quote_notices.copied(session, message, content)
    visit = visit_by_id(session, message.subject_id)
    lead_and_business = lead_queries.lead_with_business(session, visit.lead_id) if visit else None
    side, what = next(key for key, (kind, _label) in _KINDS.items() if kind == message.kind)
    language = by_tag(message.language)
    own = compose_for(session, message.subject_id, side, what, language, message.channel, is_copy=True)
    if own is None or lead_and_business is None:
        return None
    return for_second(session, message, own, lead_and_business[0].request)


COPIES = [_copied]
#: What of this its reader may turn off; what the other side did just now is told to the homeowner in any case.
_TOPICS = {BUSINESS: Topic.CUSTOMERS, (HOMEOWNER, "reminder"): Topic.REMINDERS}
KINDS = {
    kind: MessageKind(_compose(side, what), label, _TOPICS.get(side) or _TOPICS.get((side, what)))
    for (side, what), (kind, label) in _KINDS.items()
}
