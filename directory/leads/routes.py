"""The quote request: one page, one POST."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from directory import arrivals
from directory.accounts.access import known_browser
from directory.arrivals import Origin
from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.fragments import draw_once
from directory.foundation.gates import gate
from directory.foundation.html import ORIGIN
from directory.foundation.i18n import join_names, language
from directory.foundation.page_actions import answer_form
from directory.foundation.security import client_ip, client_network, client_networks, csrf, mark_private
from directory.foundation.settings import settings
from directory.foundation.unit import unit
from directory.foundation.uploads import takes_files
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.typed import find_number
from directory.leads import actions, queries
from directory.leads.actions import Confirmation, Evidence, RequestDraft
from directory.leads.forms import PREFILLED, QuoteRequestForm
from directory.leads.forms import request as keys
from directory.leads.models import QuoteRequest
from directory.leads.rules import MOST_BUSINESSES, ConfirmedBy, copies_of, first_call
from directory.leads.rules.job import SAFE, SAFETY_STOPS, job
from directory.photos import actions as photo_actions
from directory.photos.access import photo_of, picture
from directory.photos.models import Photo, waiting
from directory.photos.rules import MOST, MOST_BYTES
from directory.places.rules import Place, emergency_lines
from directory.trades.labels import label

bp = Blueprint("leads", __name__)

_NO_CSRF = {"csrf": False}


@bp.get("/<lang:lang>/request-a-quote")
@gate("public")
def form() -> Response:
    """The form, the businesses of the address ticked."""
    named = list(dict.fromkeys(request.args.getlist("business")))
    prefilled = [
        (name, value)
        for name in PREFILLED
        for value in request.args.getlist(name)
        # Nobody but the homeowner says that there is no danger.
        if (name, value) != ("safety", SAFE)
    ]
    shown = QuoteRequestForm(MultiDict(prefilled), meta=_NO_CSRF)
    choices = queries.choices(db.session(), named, named, shown.place)
    ticked = [choice.slug for choice in choices if choice.is_ticked]
    is_many = len(ticked) > MOST_BUSINESSES
    shown.business.data = ticked[:MOST_BUSINESSES]
    shown.lang.data = shown.lang.data or ("en" if language().url == "en" else "cmn")
    shown.fresh_key()
    _note_origin(shown, named[:1], choices)
    answer = make_response(_page(shown, named, None if is_many else choices))
    # Not no-store: going back must show this very form, whose key makes a second sending the same request.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _note_origin(shown: QuoteRequestForm, named: list[str], choices: Sequence[queries.Choice]) -> None:
    """Keep in the form which printed code led here, and count it for its business: the first that the address names."""
    shown.origin.data = ""
    for choice in choices:
        origin = Origin.read(request.args.get(ORIGIN, ""), choice.slug)
        if choice.slug in named and origin is not None:
            shown.origin.data = str(origin)
            arrivals.count_arrival(choice.doc.id)


@bp.get("/<lang:lang>/request-a-quote/photos/<key>/<int:photo_id>/<size>")
@gate("request-form")
def photo(key: str, photo_id: int, size: str) -> Response:
    """A photo that waits for the form of this key, `large` or `small`."""
    form_key = keys.read_key(key)
    if form_key is None:
        raise NotFound
    return picture(photo_of(db.session(), photo_id, draft=keys.photos_of_key(form_key)), size)


@bp.post("/<lang:lang>/request-a-quote")
@takes_files(MOST, MOST_BYTES)
@csrf.exempt  # the form itself checks its token, so that a page left open loses nothing that was typed
@gate("public")
def send() -> ResponseReturnValue:
    """Save it and go on to the homeowner's own page; or the same page with what is wrong, everything kept.

    `check` in the form asks for a look at all of it first, `edit` for the form again, `drop` for it without one of its
    photos. Without them it is sent.
    """
    mark_private()
    filled = QuoteRequestForm()
    filled.photos.take(filled.photo_draft)
    if "drop" in request.form:
        return _drop_photo(filled)
    if filled.stops and "edit" not in request.form:
        return _stop(filled), 400
    if "edit" in request.form:
        return _page(filled)

    def run() -> ResponseReturnValue:
        why = filled.too_soon() or _unread(filled)
        key = keys.read_key(filled.request_key.data or "")
        if why or key is None:
            raise Invalid("", why or "")
        if "check" in request.form:
            return _check_page(filled)
        quote_request = _save(filled, key[0])
        return redirect(url_for("tracking.show", token=tokens.derive("request", quote_request.seed)), 303)

    crowd = _("Too many requests came in a short time, so this one was not sent. Please call them.")
    return answer_form(filled, run, lambda: _page(filled), crowd=crowd, clash=_sent_before)


def _drop_photo(filled: QuoteRequestForm) -> str:
    named, draft = find_number(request.form.get("drop")) or 0, filled.photo_draft
    if named and draft:
        with unit() as session:
            photo_actions.drop_one(session, named, draft=draft)
    return _page(filled)


def _photos(filled: QuoteRequestForm) -> list[Photo]:
    """The photos that wait for this form."""
    draft = filled.photo_draft
    return waiting(db.session(), draft) if draft else []


def _sent_before(error: Exception) -> str:
    return render_template("leads/conflict.html", token=str(error))


def _stop(filled: QuoteRequestForm) -> str:
    is_heard = filled.safety.data not in SAFETY_STOPS
    page = stop_page(filled.stops, filled.place, is_heard=is_heard, target=url_for(".send"))
    return render_template("leads/stop.html", **page)


def stop_page(stops: Sequence[str], place: Place | None, *, is_heard: bool, target: str) -> dict[str, object]:
    """What to do first, each danger in its own words, with whom to call after 911 where the job is.

    What was typed waits in the form, which goes to `target`. `is_heard`: her own words spoke of it.
    """
    # Who wanted a look at all of it before it goes gets that after the stop.
    looks = [("check", "y")] if "check" in request.form else []
    return {
        "kept": [*_kept(), *looks],
        "dangers": [(code, label("safety", code)) for code in stops],
        "is_heard": is_heard,
        "lines": emergency_lines("gas", place.state if place else "") if "gas" in stops else (),
        "target": target,
    }


def _unread(filled: QuoteRequestForm) -> str | None:
    """Why it comes back once: the ads say of the ZIP code typed what nobody could read before; None where they don't.

    Every answer is well formed.
    """
    slugs = filled.business.data
    if not filled.has_other_zip:
        return None
    choices = queries.choices(db.session(), slugs, slugs, filled.place)
    if not any(choice.warns for choice in choices if choice.is_ticked):
        return None
    return _("Please read below what the ads say about %(place)s, then send again.", place=filled.place_words)


def _kept() -> list[tuple[str, str]]:
    """Everything typed, to go on with after the stop."""
    return [
        pair
        for pair in request.form.items(multi=True)
        if pair[0] not in ("csrf_token", "safety_ack", "edit", "check", "drop")
    ]


def _check_page(filled: QuoteRequestForm) -> str:
    """What each business would read, before its yes and after it. Nothing is saved yet."""
    draft = filled.draft()
    choices = queries.choices(db.session(), draft.businesses, draft.businesses, filled.place)
    # What was answered to the stop goes along as it was: who left for what was heard is not asked again, nor forgotten.
    answers = _kept() + ([("safety_ack", filled.safety_ack.data)] if filled.safety_ack.data else [])
    return render_template(
        "leads/check.html",
        draft=draft,
        job=job(draft, language().url),
        ticked=[choice for choice in choices if choice.is_ticked],
        photos=_photos(filled),
        key=filled.request_key.data,
        dangers=filled.dangers,
        kept=answers,
        waits_for=settings().confirm_minutes if _waits(draft) else 0,
    )


def _waits(draft: RequestDraft) -> bool:
    """Whether a request that is sent now waits for a confirmation."""
    return actions.goes_out_at(draft.urgency, draft.safety, draft.details, _confirmation(draft)) is not None


def _page(filled: QuoteRequestForm, named: list[str] | None = None, choices: list[queries.Choice] | None = None) -> str:
    """The form as it stands. `named`: what the address named, to say what became of it; `choices`: as they were read
    for that."""
    wanted = named if named is not None else filled.business.data or []
    if choices is None:
        choices = queries.choices(db.session(), filled.business.data or [], wanted, filled.place)
    filled.named.data = " ".join(choice.slug for choice in choices if choice.is_ticked)
    filled.website.data, filled.shown_zip.data = "", filled.zip.data or ""
    filled.fresh_key()
    filled.offer_places()
    is_new = request.method == "GET"
    ticked = tuple(choice.doc for choice in choices if choice.is_ticked)
    meant = tuple(choice.doc for choice in choices if choice.is_asked)
    return render_template(
        "leads/request.html",
        form=filled,
        choices=choices,
        consent_key=ticked if is_new else None,
        calls_key=meant,
        photos=_photos(filled) if request.method == "POST" else [],
        has_gone=bool(set(wanted) - {choice.slug for choice in choices}),
        is_new=is_new,
        town=filled.place_words or None,
        first_call=first_call(filled.urgency.data, filled.symptom.data or ()),
    )


def _save(filled: QuoteRequestForm, key: str) -> QuoteRequest:
    """Count, then save. What was saved before is shown again: it is looked for first, and copies count once."""
    draft, session = filled.draft(), db.session()
    before = queries.history(session, key, draft.digest, draft.phone, draft.email)
    is_copy = before.has_key or (before.times and queries.saved_before(session, key, draft.digest) is not None)
    db.session.rollback()
    names = copies_of(key, draft.digest, before.times)
    counted = Counted([]) if is_copy else _count(draft, names, is_proven=before.is_proven)
    sending = actions.Sending(
        key,
        _evidence(draft, is_named=bool(filled.named.data)),
        receipts=counted.receipts,
        is_proven=counted.is_proven,
        is_crowd=counted.is_crowd,
        confirmation=_confirmation(draft),
        photos=filled.photo_draft,
        origin=Origin.read(filled.origin.data or ""),
    )
    with unit() as writing:
        return actions.submit(writing, draft, sending)


def _confirmation(draft: RequestDraft) -> Confirmation | None:
    """What this browser showed before of the phone or email in a form."""
    secret = known_browser()
    if secret is None:
        return None
    browser = tokens.digest(secret)
    kind = queries.confirmed_before(db.session(), draft.phone, draft.email, browser)
    return Confirmation(kind, ConfirmedBy.BEFORE, browser) if kind is not None else None


@dataclass(frozen=True)
class Counted:
    """What the limits say of a request that they let through: the channels by which a receipt may go today, whether its
    homeowner counts as proven, and whether many asked from that network lately."""

    receipts: list[str]
    is_proven: bool = False
    is_crowd: bool = False


def _count(draft: RequestDraft, names: tuple[str, str], *, is_proven: bool) -> Counted:
    """Count a new request, its copies (by these names) once. A contact counts by network: who types somebody else's
    takes nothing from them."""
    contacts = [contact.lower() for contact in (draft.phone, draft.email) if contact]
    if is_proven:
        is_proven = all(
            limits.allows("proven-by-contact", address, once=_about(names, address)) for address in contacts
        )
    near = [("request-by-contact", f"{contact} {client_network()}") for contact in contacts]
    if draft.second is not None and not limits.allows(
        "receipt-by-contact", draft.second.address.lower(), once=_about(names, draft.second.address)
    ):
        # Whoever is named by others is written to a few times a day, by whomever.
        raise Invalid("other_contact", _("That contact was named in several requests today. Please leave it out."))
    networks = client_networks()
    is_crowd = limits.count_all(
        [*near, *limits.visitor("request", networks, is_known=is_proven)],
        once=names,
        calm=() if is_proven else networks,
    )
    ways = {"sms": draft.phone if draft.receipt_sms else None, "email": draft.email}
    receipts = [
        way
        for way, to in ways.items()
        if to is None or limits.allows("receipt-by-contact", to.lower(), once=_about(names, to))
    ]
    return Counted(receipts, is_proven, is_crowd)


def _about(names: tuple[str, str], contact: str) -> list[str]:
    return [f"{name} {contact}" for name in names]


def _evidence(draft: RequestDraft, *, is_named: bool) -> Evidence:
    """The consent words as they were shown, and the form's part that holds them, without anybody's answers."""
    choices = queries.ticked_choices(db.session(), draft.businesses) if is_named else []
    key = tuple(choice.doc for choice in choices)
    return Evidence(
        text=draw_once(
            "leads/consent.txt", key, caller=lambda: render_template("leads/consent.txt", choices=choices).strip()
        ),
        form_html=draw_once("leads/consent.html", key, caller=lambda: _consent_form(choices)),
        page_path=request.path,
        ip=client_ip(),
        user_agent=request.user_agent.string,
    )


def _consent_form(choices: list[queries.Choice]) -> str:
    blank = QuoteRequestForm(None, meta=_NO_CSRF)
    return render_template("leads/consent.html", choices=choices, form=blank)


@bp.app_template_filter()
def names_only(choices: list[Any]) -> str:
    """The names of these choices in a sentence of the page's language."""
    is_english = language().url == "en"
    names = [choice.doc.names for choice in choices]
    return join_names([((n.en if is_english else n.zh) or n.en or n.romanized or n.zh or "") for n in names])
