"""A request is corrected after it was sent: the version before is kept, and those who have it are told once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit import record
from directory.foundation import tokens
from directory.foundation.tokens import refuse_link
from directory.kernel import clock, phone
from directory.kernel.errors import Invalid
from directory.kernel.prepared import Json
from directory.kernel.text import fingerprint
from directory.leads import queries
from directory.leads.actions import consents
from directory.leads.actions.answer import locked_request, tell_business, tell_homeowner
from directory.leads.actions.clocks import locked_clocks, restart
from directory.leads.actions.confirm import keep, release, waits_for_nothing
from directory.leads.models import Lead, QuoteRequest, RequestVersion
from directory.leads.rules import CONTACT_FIELDS, OPEN_LEADS, LeadAct, LeadState
from directory.nameplates import actions as plate_actions
from directory.outbox import actions as outbox
from directory.outbox import outcome
from directory.outbox.queries import messages_of, sent_among
from directory.photos import actions as photo_actions
from directory.photos.models import photos_of

#: The message that tells a business, about its lead, and the one that brings the homeowner a page's new address.
CHANGED, NEW_LINK = "request-changed", "new-link"
#: The message to a phone or email that is no longer a request's.
TAKEN_OFF = "taken-off"
#: Who corrects one thing often corrects another: what is corrected within this time is told once.
TOGETHER = timedelta(minutes=2)


_PLACE = ("zip", "place_code", "place_text")


@dataclass(frozen=True)
class Correction:
    """What a request says of its homeowner and the job, as corrected: checked and cleaned, by the model's names."""

    #: Empty where a town or county was given in its place.
    zip: str
    urgency: str
    safety: str
    call_language: str
    name: str
    #: Language of what the site writes to the homeowner (BCP 47).
    language: str
    phone: str | None = None
    email: str | None = None
    details: str | None = None
    place_code: str | None = None
    place_text: str | None = None


def stands_as(request: QuoteRequest) -> Correction:
    """The current content of a request, in the shape of a correction of it."""
    return Correction(
        zip=request.zip,
        urgency=request.urgency,
        safety=request.safety,
        call_language=request.call_language,
        name=request.name or "",
        language=request.language,
        phone=request.phone,
        email=request.email,
        details=request.details,
        place_code=request.place_code,
        place_text=request.place_text,
    )


def mark(correction: Correction) -> str:
    """A short name for what a page showed, so that an edit of an older one is noticed."""
    return fingerprint(repr(sorted(asdict(correction).items())))


def change(
    session: Session, request_id: int, correction: Correction, base: str, receipts: Collection[str] = ("sms", "email")
) -> QuoteRequest:
    """Correct an open request and keep the version before. A correction that changes nothing does nothing.

    A business that has the request is told once of what it may read; never one that declined, was withdrawn or lost it.
    Another phone or e-mail gives the page a new address, which goes there by these channels of `receipts`: whoever was
    written to by mistake opens nothing. What waits for the old contact goes to the new one. `base`: the `mark` of what
    was shown. Raises Invalid for a request that has ended, for one that was changed meanwhile, for words with a link
    of ours, and Invalid(phone), Invalid(email) where a business that may use it would be left without.
    """
    clocks = locked_clocks(session, request_id)
    request = locked_request(session, request_id)
    before = stands_as(request)
    old, new = asdict(before), asdict(correction)
    fields = [name for name in old if old[name] != new[name]]
    if request.state != "open":
        raise Invalid("", _("This request is closed. Nothing more can be sent on it."))
    if not fields:
        return request
    if base != mark(before):
        raise Invalid(
            "", _("Your request was changed meanwhile. Compare below, and save again to keep what you typed.")
        )
    for name in ("name", "details", "place_text"):
        refuse_link(name, new[name])
    leads = queries.leads_of(session, request_id)
    _refuse_unreachable(session, leads, correction)
    keep_version(session, request, leads, _before(before, fields))
    for name in fields:
        setattr(request, name, new[name])
    was_confirmed = request.confirmed_kind
    if was_confirmed in fields:
        keep(request, None)
    session.flush()
    if {"name", *CONTACT_FIELDS} & set(fields):
        consents.renew(session, request)
    replaced = {kind: getattr(before, kind) for kind in CONTACT_FIELDS if kind in fields}
    heard = sent_among(session, [one for one in replaced.values() if one], request.created_at)
    if was_confirmed in replaced:
        heard.add(replaced[was_confirmed])
    _readdress(session, request, leads, before, receipts)
    _take_off(session, request, before.language, replaced, heard)
    if "urgency" in fields:
        request.urgency_at = clock.now()
        restart(session, request, clocks)
    if waits_for_nothing(request.urgency, request.safety, request.details):
        release(session, request, clocks)
    _tell_changed(session, leads)
    record(session, "homeowner", LeadAct.CHANGE, ("request", request.id), fields=", ".join(fields))
    return request


def add_photos(session: Session, request_id: int, draft: str | None) -> int:
    """Add the photos that wait under `draft` to an open request, six at most in all; how many were added.

    Its businesses are told as of any correction. Raises Invalid for a request that has ended.
    """
    request = locked_request(session, request_id)
    if request.state != "open":
        raise Invalid("", _("This request is closed. Nothing more can be sent on it."))
    before = len(photos_of(session, [("request", request_id)])["request", request_id])
    added = photo_actions.attach(session, draft, ("request", request_id))
    if added:
        plate_actions.look_at(session, ("request", request_id))
        leads = queries.leads_of(session, request_id)
        keep_version(session, request, leads, {"photos": before})
        _tell_changed(session, leads)
        record(session, "homeowner", LeadAct.CHANGE, ("request", request_id), fields="photos")
    return added


def _tell_changed(session: Session, leads: Iterable[Lead]) -> None:
    for lead in leads:
        if lead.state in (*OPEN_LEADS, LeadState.WON):
            # Decided anew: what waits from an earlier change is said together with this one.
            outbox.undo(session, ("lead", lead.id), [CHANGED])
            tell_business(session, CHANGED, ("lead", lead.id), lead, wait=TOGETHER)


def _before(before: Correction, fields: Collection[str]) -> dict[str, Json]:
    """What the corrected columns said; where the job is as one."""
    values: dict[str, Json] = {name: getattr(before, name) for name in fields if name not in _PLACE}
    return values | ({"zip": before.zip or before.place_text} if {*_PLACE} & {*fields} else {})


def _refuse_unreachable(session: Session, leads: Iterable[Lead], correction: Correction) -> None:
    """Every way that a business may use keeps its number or address."""
    given = queries.consents_of(session, next(iter(leads)).request_id)
    ways = {way for lead in leads for way in queries.channels_of(given, lead.business_id)}
    ways |= {"sms"} & queries.channels_of(given, None)
    if ways & {"call", "sms"} and correction.phone is None:
        raise Invalid("phone", _("You allowed calls or texts for this request, so a phone has to stay."))
    if "sms" in ways and correction.phone and not phone.is_geographic(correction.phone):
        raise Invalid("phone", _("You allowed texts, and they do not reach an extension. Please give another number."))
    if "email" in ways and correction.email is None:
        raise Invalid("email", _("You allowed email for this request, so an email address has to stay."))


def keep_version(session: Session, request: QuoteRequest, leads: Iterable[Lead], values: dict[str, Json]) -> None:
    """Keep the version before: the fields that change, as they were, and which leads had read them by then."""
    messages = messages_of(session, "lead", [lead.id for lead in leads])
    informed = [
        lead.id
        for lead in leads
        if lead.accepted_at
        or lead.told_at
        or lead.answered_at
        or any(m.kind == "lead" and m.sent_at for m in messages[lead.id])
    ]
    session.add(
        RequestVersion(
            request_id=request.id,
            until=clock.now(),
            fields=values,
            read_by={"job": informed, "contact": [lead.id for lead in leads if lead.accepted_at]},
        )
    )
    session.flush()


def _readdress(
    session: Session, request: QuoteRequest, leads: Iterable[Lead], before: Correction, receipts: Collection[str]
) -> None:
    """What waits goes to the new contact in the language chosen now; a contact that was replaced loses its link."""
    moved = {old: new for old, new in ((before.phone, request.phone), (before.email, request.email)) if old}
    for subject in (("request", request.id), *(("lead", lead.id) for lead in leads)):
        outcome.readdress(session, subject, moved, request.language)
    if all(old == new for old, new in moved.items()):
        return
    renew_link(session, request, receipts)


def _take_off(
    session: Session, request: QuoteRequest, language: str, replaced: Mapping[str, str | None], heard: Collection[str]
) -> None:
    """Whoever holds a contact that was replaced, by its kind, and heard of the request there, is told that it is none
    of theirs any more, and nothing else."""
    for kind, old in replaced.items():
        channel = "sms" if kind == "phone" else "email"
        outcome.cancel_to(session, ("request", request.id), channel, getattr(request, kind) or "", [TAKEN_OFF])
        if old and old in heard:
            outbox.enqueue(session, TAKEN_OFF, ("request", request.id), channel, old, language, priority="receipt")


def renew_link(session: Session, request: QuoteRequest, receipts: Collection[str]) -> None:
    """A request's page gets another address, which goes to its homeowner by these channels of `receipts`: whoever has
    the link from before opens nothing."""
    request.previous_digest = request.token_digest
    request.seed = tokens.new_seed()
    request.token_digest = tokens.digest(tokens.derive("request", request.seed))
    session.flush()
    subject = ("request", request.id)
    outbox.undo(session, subject, [NEW_LINK])
    tell_homeowner(session, NEW_LINK, subject, request, priority="receipt", channels=receipts)
