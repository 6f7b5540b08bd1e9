"""What the operator does that spans slices which do not know each other, each in one act with its audit event.

Everything here takes plain values and the caller's unit: it flushes and never commits. `by` is an audit actor.
"""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory import arrivals
from directory.accounts.actions.members import move_members
from directory.ads import actions as ads
from directory.audit import record, times
from directory.businesses import actions as businesses
from directory.businesses import queries as business_queries
from directory.businesses.models import Business
from directory.businesses.rules import is_pause
from directory.claims import actions as claims
from directory.credentials import actions as credentials
from directory.editor.actions import listing as editor
from directory.entrypoints.operator.blueprint import OperatorAct
from directory.entrypoints.operator.notices import desk_content, understood
from directory.foundation.i18n import show_moment
from directory.foundation.tokens import carries_link
from directory.inbox import actions as inbox
from directory.inbox import queries as inbox_queries
from directory.inbox.notices import language_of as language_of_phone
from directory.kernel import clock, phone
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.kernel.language import by_tag
from directory.kernel.prepared import Json
from directory.kernel.text import clean, count, language_of
from directory.leads import actions as leads
from directory.leads import queries as lead_queries
from directory.leads.models import Lead
from directory.outbox import actions as outbox
from directory.outbox import queries as outbox_queries
from directory.outbox.models import DeskText, InboundText, Message
from directory.outbox.rules import StopReason
from directory.quotes import actions as quotes
from directory.quotes.actions import QuoteDraft
from directory.reports import actions as reports
from directory.texts.rules.digits import without_digit
from directory.visits import actions as visits
from directory.warranties import actions as warranties


def introduce(
    session: Session, business_id: int, point_id: int, phone: str, state: str, how: str, *, by: str, lift_stop: bool
) -> None:
    """Record what a business said about texts to one of its phones (E.164). Raises as `reports.introduce` does."""
    reports.introduce(session, phone, state, how, by=by, lift_stop=lift_stop)
    record(session, by, OperatorAct.INTRODUCE, ("business", business_id), point=point_id, state=state)


def not_reached(session: Session, business_id: int, *, by: str) -> None:
    """Record a call to introduce the site that nobody answered. Idempotent within one day of the site's time zone."""
    missed = times(session, OperatorAct.INTRODUCTION_MISSED, "business", [business_id])
    last: datetime | None = missed.get(business_id, (0, None))[1]
    if last is None or clock.local(last).date() != clock.today():
        record(session, by, OperatorAct.INTRODUCTION_MISSED, ("business", business_id))


def answer_by_phone(session: Session, lead_id: int, answer: str, *, by: str) -> None:
    """Write down what a business said of a lead: `told` (they know), `accept` or `decline`.

    What did not reach it as a message has reached it now. Raises NotFound, IllegalMove for a lead that is over.
    """
    try:
        if answer == "accept":
            leads.accept(session, lead_id, "phone")
        elif answer == "decline":
            leads.decline(session, lead_id, None, "phone")
        else:
            leads.told_by_phone(session, lead_id, by=by)
    except Invalid as error:
        raise IllegalMove(f"lead {lead_id}") from error
    if answer != "told":
        record(session, by, OperatorAct.of(f"{answer}-by-phone"), ("lead", lead_id))
    outbox.handle_about(session, ("lead", lead_id), "lead")


def resend(session: Session, message_id: int, *, by: str) -> None:
    """Send a dead letter again. Raises as `outbox.retry` does."""
    message = outbox.retry(session, message_id)
    record(session, by, OperatorAct.RESEND, ("message", message.id), kind=message.kind)


def handle(session: Session, message_id: int, *, by: str) -> None:
    """A dead letter needs nothing more. Raises as `outbox.handle` does."""
    message = outbox.handle(session, message_id)
    record(session, by, OperatorAct.HANDLE_FAILURE, ("message", message.id), kind=message.kind)


def read_text(session: Session, text_id: int, *, by: str) -> None:
    """Somebody has read a text that came in. Raises as `outbox.read_text` does."""
    text = outbox.read_text(session, text_id)
    record(session, by, OperatorAct.READ_TEXT, ("inbound", text.id))


def read_texts(session: Session, up_to: int, sender: str | None = None, *, by: str) -> None:
    """Every text up to an id is read, from one phone or from all of them; nothing is recorded where none was unread."""
    if count := outbox.read_texts(session, up_to, sender):
        record(session, by, OperatorAct.READ_TEXTS, ("inbound", up_to), count=count)


def refusal(session: Session, to: str) -> str:
    """Why the desk may not text a phone, as a sentence in the language spoken; empty where it may."""
    if not phone.is_geographic(to):
        return _("Texts go to US and Canadian phone numbers only, and this is none.")
    if (stop := outbox_queries.suppression_of(session, "sms", to)) is not None:
        values = {"when": show_moment(stop.created_at), "why": StopReason.label_of(stop.reason)}
        return _("This phone opted out of texts on %(when)s (%(why)s). It may only be called.", **values)
    states = {point.state for point in business_queries.points_by_phone(session, to)}
    if "no_texts" in states:
        return _("This business wants no texts. It may only be called.")
    if "cannot_receive" in states:
        return _("A text to this phone came back: it cannot receive any. Please call.")
    return ""


def text_phone(session: Session, to: str, words: str, form_key: str, *, by: str) -> Message | None:
    """Text a phone (E.164) from the desk, by the site's number; what it had written to us counts as read.

    The same form twice is one text; None where it is one already. Raises Invalid(text) for a phone that may not be
    texted, with the reason, for no words, for a link of ours and for more than `MOST_SEGMENTS` segments.
    """
    if outbox_queries.desk_text(session, form_key=form_key) is not None:
        return None
    body = clean(words)
    if not body:
        raise Invalid("text", _("Write a few words first."))
    if carries_link(body):
        raise Invalid("text", _("Please leave out links to this site: a private one opens somebody's page."))
    if reason := refusal(session, to):
        raise Invalid("text", reason)
    language = by_tag(language_of(body))
    segments = count(desk_content(body, language).body)
    if segments > MOST_SEGMENTS:
        values = {"count": segments, "most": MOST_SEGMENTS}
        raise Invalid("text", _("This takes %(count)s texts; at most %(most)s go at once. Shorten it.", **values))
    written = DeskText(phone=to, body=body, form_key=form_key, written_by=by)
    session.add(written)
    session.flush()
    message = outbox.enqueue(
        session, "desk-text", ("desk", written.id), "sms", to, language.bcp47, priority="desk", budget="operator"
    )
    outbox.read_texts(session, outbox_queries.newest_text(session), to)
    record(session, by, OperatorAct.WRITE_TEXT, ("message", message.id), count=segments)
    return message


#: The most segments of one text from the desk: 335 Chinese characters, or 765 Latin ones.
MOST_SEGMENTS = 5


@dataclass(frozen=True)
class Filing:
    """What a text was, as the operator reads it: words, accept, decline or quote for a lead; pause or resume for the
    listing; empty for nobody.

    `amount` is a price from-to in whole dollars, `until` the day (ISO) before which there is no new work.
    """

    effect: str = ""
    lead_id: int | None = None
    amount: tuple[int, int] = (0, 0)
    until: str | None = None


def listing_of(session: Session, phone: str) -> Business | None:
    """The one published business that has this phone; None where there are several or none."""
    points = business_queries.points_by_phone(session, phone)
    listed = {point.business_id: point.business for point in points if point.business.state == "published"}
    return next(iter(listed.values())) if len(listed) == 1 else None


def leads_to_file(session: Session, text: InboundText) -> list[Lead]:
    """The leads that a text can be filed to: the open ones of its phone and of businesses that have it."""
    owners = {point.business_id for point in business_queries.points_by_phone(session, text.sender)}
    return lead_queries.leads_of_phone(session, text.sender, owners, MOST_TO_FILE)


#: Leads that a text can be filed to: the newest ones.
MOST_TO_FILE = 20


def file_text(session: Session, text_id: int, filing: Filing, *, by: str) -> bool:
    """File a text otherwise than it was read: undo what it did, and do what it meant; False where it is filed so.

    Its phone is told once what we had understood and what we understand now. Raises NotFound, Invalid(lead) where the
    text cannot be about that lead or where what it did cannot be undone any more, with how things stand, and Invalid as
    the acts of leads and quotes do. Then nothing has changed.
    """
    text = outbox.read_text(session, text_id)
    current = text.subject_id if text.effect and text.subject_kind == "lead" else None
    if (text.effect or "", current) == (filing.effect, filing.lead_id) and _is_priced(session, text, filing):
        return False
    if filing.lead_id is not None and filing.lead_id not in {
        *(lead.id for lead in leads_to_file(session, text)),
        current,
    }:
        raise Invalid("lead", _("This text can't be about that customer any more."))
    for lead_id in sorted({lead_id for lead_id in (current, filing.lead_id) if lead_id is not None}):
        leads.locked_lead(session, lead_id)
    was = understood(session, text)
    _undo_text(session, text, by=by)
    text.subject_kind, text.subject_id = ("lead", filing.lead_id) if filing.lead_id is not None else (None, None)
    text.effect = text.effect_id = text.state_before = None
    text.detail = {name: value for name, value in text.detail.items() if name == "was"}
    if filing.lead_id is not None:
        _apply_text(session, text, filing, filing.lead_id, by=by)
    elif filing.effect:
        _pause_or_resume(session, text, filing)
    if filing.effect:
        text.meaning, text.effect = filing.effect, filing.effect
    text.filed_at = clock.now()
    session.flush()
    _tell_phone(session, text, was)
    record(session, by, OperatorAct.FILE_TEXT, ("inbound", text.id), lead=filing.lead_id, state=filing.effect)
    return True


def _is_priced(session: Session, text: InboundText, filing: Filing) -> bool:
    """Whether a text that was filed as a price was so with this one, and as a pause until this day."""
    if filing.effect == "pause":
        return text.detail.get("until") == filing.until
    offer = quotes.offer_of(session, text.effect_id)
    return filing.effect != "quote" or (offer is not None and offer.amounts == (filing.amount,))


def _undo_text(session: Session, text: InboundText, *, by: str) -> None:
    """Take back what a text did to its lead. Raises Invalid(lead) where that is too late."""
    lead_id, before = text.subject_id, text.state_before
    if text.effect is None:
        return
    if text.effect in ("pause", "resume"):
        try:
            inbox.undo_pause(session, text)
        except (Invalid, NotFound):
            changed = _("It changed the listing, which was changed again since. See the business's page.")
            raise Invalid("lead", changed) from None
    elif lead_id is None:
        return
    elif text.effect == "visit" and text.effect_id is not None:
        visits.unfinish(session, text.effect_id, actor=by)
    elif text.effect == "words" and text.effect_id is not None:
        quotes.retract_line(session, text.effect_id, by=by)
    elif text.effect == "quote" and text.effect_id is not None and before is not None:
        quotes.retract_price(session, text.effect_id, before, by=by)
    elif text.effect in ("accept", "decline") and before is not None:
        line = text.detail.get("line")
        gone = quotes.retract_line(session, line, by=by, is_said=True) if isinstance(line, int) else []
        has_answered = quotes.has_written(session, lead_id)
        leads.undo_answer(session, lead_id, before, has_answered=has_answered, by=by, also=gone)
    else:
        warranties.reopen(session, lead_id, by, is_misread=True)


def _apply_text(session: Session, text: InboundText, filing: Filing, lead_id: int, *, by: str) -> None:
    """Do to a lead what a text meant, and keep in its row how the lead stood and what came of it."""
    lead = leads.locked_lead(session, lead_id)
    text.state_before = state = lead.state
    if filing.effect == "words":
        words = without_digit(text.body, lead.accept_digit or 0)
        line = quotes.ask(session, lead_id, words, source="sms", actor=by, photos=text)
        line.created_at, text.effect_id = text.received_at, line.id
    elif filing.effect == "quote":
        text.effect_id = quotes.quote(session, lead_id, QuoteDraft(*filing.amount), how=_DESK, actor=by).id
    elif filing.effect == "accept" and state != "new":
        raise Invalid("lead", _("They said yes to this customer already."))
    elif filing.effect == "accept":
        leads.accept(session, lead_id, _DESK, by)
    elif state == "new":
        leads.decline(session, lead_id, None, _DESK, by)
    else:
        quotes.give_up(session, lead_id, None, _DESK, by)


#: How an answer came that the operator filed: the one text about that says all.
_DESK = "desk"


def _pause_or_resume(session: Session, text: InboundText, filing: Filing) -> None:
    """Write down when the business of a text works again. Raises Invalid(until) for a day that is none."""
    business = listing_of(session, text.sender)
    if business is None:
        raise Invalid("lead", _("This phone is not that of one listed business."))
    until = filing.until if filing.effect == "pause" else None
    if filing.effect == "pause" and not (until and is_pause(date.fromisoformat(until), clock.today())):
        raise Invalid("until", _("Give a day after today, within a year."))
    text.state_before, text.effect_id = inbox.say_pause(session, business, until), business.id
    text.detail = {**text.detail, "until": until}


def _tell_phone(session: Session, text: InboundText, was: dict[str, Json]) -> None:
    """Decide the one text that corrects us to a phone; nothing to one that takes none, or where nothing was told.

    One that did not go out yet is written anew, from what was understood at first.
    """
    earlier = text.detail.get("was")
    gone = outbox.undo(session, ("inbound", text.id), ["refiled"])
    if isinstance(earlier, dict) and not gone:
        was = earlier
    text.detail = {**text.detail, "was": was}
    is_nothing = was == understood(session, text) or not (was.get("effect") or text.effect)
    if is_nothing or was.get("is_stop") or text.opt_out or refusal(session, text.sender):
        return
    language = language_of_phone(inbox_queries.heard(session, text.id))
    outbox.enqueue(session, "refiled", ("inbound", text.id), "sms", text.sender, language, priority="reply")


def merge(session: Session, gone_id: int, kept_id: int, *, by: str) -> None:
    """Give all that one listing has to another: every slice moves what is its own, or nothing moves.

    Raises as `businesses.merge` does.
    """
    businesses.merge(session, gone_id, kept_id, by=by)
    ads.move(session, gone_id, kept_id)
    credentials.restate(session, kept_id)
    target = next(iter(business_queries.by_ids(session, [kept_id])))
    leads.move(session, gone_id, target, by)
    move_members(session, gone_id, kept_id, by)
    claims.move(session, gone_id, kept_id, by)
    editor.move(session, gone_id, kept_id, by)
    reports.move(session, gone_id, kept_id)
    arrivals.move(session, gone_id, kept_id)
