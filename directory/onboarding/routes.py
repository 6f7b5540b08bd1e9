"""List your business: an ad as text or photo, or the form; put the draft right, prove its phone, hand it in.

GET changes nothing.
"""

import hmac
import re
from functools import partial

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from directory.accounts import access as people
from directory.accounts import actions as accounts
from directory.accounts.access import browser, current
from directory.accounts.forms import CodeForm
from directory.ads import queries as ads
from directory.ads.models import Submission
from directory.ads.queries import submission
from directory.ads.rules import Own, evidence_of, facts_of, read, reviewed, typed
from directory.ads.rules.scanned import marked_boxes
from directory.businesses.fields.terms import Values, texts
from directory.businesses.queries import by_ids
from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language, speaking
from directory.foundation.page_actions import Actions, PageAction, answer_form, answer_post, button
from directory.foundation.security import client_networks, csrf, mark_private
from directory.foundation.unit import unit
from directory.foundation.uploads import takes_files, uploads
from directory.kernel import clock
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.language import LANGUAGES
from directory.onboarding import actions, intake, queries
from directory.onboarding.forms import ListForm, PasteForm, PhoneForm, PhotoForm
from directory.onboarding.rules import missing, no_ad, one_ad, shown_fields
from directory.scans import access as scans
from directory.scans.models import ScannedFile, ScanState
from directory.scans.queries import scanned_file
from directory.scans.rules.flaws import MOST_BYTES, ScanFlaw
from directory.scans.scanner import can_read


def own_listing(listing_id: int) -> Submission:
    """What this browser, or whoever is signed in, handed in to be listed; NotFound for anything else."""
    mark_private()
    draft = submission(db.session(), listing_id)
    if draft is None or draft.origin != "contractor":
        raise NotFound(f"submission {listing_id}")
    if draft.browser_digest and hmac.compare_digest(draft.browser_digest, tokens.digest(browser())):
        return draft
    signed_in = current()
    if signed_in is None or draft.person_id != signed_in.person.id:
        raise NotFound(f"submission {listing_id}")
    return draft


#: How it begins, and the draft.
bp = Blueprint("onboarding", __name__)
draft = Blueprint("onboarding_draft", __name__)

#: Links of the card to a page that is not there yet.
_DEAD = re.compile(r' href="/[^"]*/businesses/[^"]*"')


@bp.get("/<lang:lang>/list-your-business")
@gate("public")
def start() -> ResponseReturnValue:
    """The ways to begin."""
    return _start({})


@bp.post("/<lang:lang>/list-your-business")
@takes_files(1, MOST_BYTES)
@csrf.exempt  # the form itself checks its token, so that a page left open loses nothing that was typed
@gate("public")
def begin() -> ResponseReturnValue:
    """A draft of the ad, or of what was typed, as the field `action` says."""
    return answer_post(
        WAYS,
        load=lambda: None,
        show=lambda subject, filled: _start(filled),
        done=lambda code, form: redirect(url_for(".start"), 303),
        crowd=_l("Too many listings came in a short time, so this one was not taken. Please call us, or try later."),
    )


def _on(listing_id: int) -> Response:
    return make_response(redirect(url_for("onboarding_draft.show", listing_id=listing_id), 303))


def _blank() -> ListForm:
    form = ListForm(formdata=None)
    form.fill({})
    return form


def _start(filled: dict[str, Form]) -> str:
    """The page; `filled` holds the form that was refused, by its way."""
    mark_private()
    people.browser()
    paste, photo = filled.get("paste"), filled.get("photo")
    form = filled.get("fill")
    return render_template(
        "onboarding/start.html",
        paste=(paste if isinstance(paste, PasteForm) else PasteForm(formdata=None)).fresh_key(),
        photo=(photo if isinstance(photo, PhotoForm) else PhotoForm(formdata=None)).fresh_key(),
        form=(form if isinstance(form, ListForm) else _blank()).fresh_key(),
        failed=next(iter(filled.values()), None),
        is_typed="fill" in filled,
        can_scan=can_read(),
    )


def _paste(subject: None, form: PasteForm) -> Response:
    """The ad as it was printed, read outside the unit."""
    parsed, why = one_ad(read(str(form.text.data)))
    if parsed is None:
        raise Invalid("text", str(no_ad(why).in_text))
    ad = Own(parsed.text, parsed.parsed, browser=people.browser())
    return _begin(ad, {}, form.newspaper.data or "")


def _photo(subject: None, form: PhotoForm) -> Response:
    """A photo of the ad: the worker reads it."""
    sent = uploads("photo")
    _count()
    upload = sent[0] if sent else None
    return _on(intake.hand_in(upload, browser=people.browser(), language=language().bcp47))


def _fill(subject: None, form: ListForm) -> Response:
    """The facts one by one."""
    return _begin(typed(form.as_text(), people.browser()), form.changed({}), "")


def _begin(ad: Own, values: Values, newspaper: str) -> Response:
    browser = people.browser()
    _count()
    with unit() as session:
        begun = actions.begin(session, ad, values, browser=browser, language=language().bcp47, newspaper=newspaper)
        listing_id = begun.id
    return _on(listing_id)


def _count() -> None:
    limits.count_all(limits.visitor("list", client_networks(), is_known=people.current() is not None))


#: The ways to begin, by the field `action`.
WAYS: Actions[None] = {
    "paste": PageAction(lambda subject: PasteForm(), _paste),
    "photo": PageAction(lambda subject: PhotoForm(), _photo),
    "fill": PageAction(lambda subject: ListForm(), _fill),
}


@bp.route("/<lang:lang>/list-your-business/<int:listing_id>/change", methods=["GET", "POST"])
@csrf.exempt  # as above
@gate("listing-draft")
def change(listing_id: int) -> ResponseReturnValue:
    """Every field of the draft, to put right."""
    submission = own_listing(listing_id)
    if submission.state != "unproved" or not submission.text:
        return _on(listing_id)
    values = reviewed(submission.parsed, submission.corrections)
    form = ListForm() if request.method == "POST" else ListForm(formdata=None)
    form.held, form.held_phones = values, tuple(texts(values.get("phones")))
    if request.method == "GET":
        form.fill(values)
        form.revision.data = submission.revision
        return _change(submission, form)
    is_printed = submission.parsed.is_printed

    def run() -> ResponseReturnValue:
        with unit() as session:
            text = None if is_printed else form.as_text()
            actions.put_right(session, listing_id, form.changed(values), form.revision.data or 0, text)
        return _on(listing_id)

    def changed(error: Exception) -> str:
        form.form_errors.append(
            _("This was changed in another window while you were working. Save again to keep the version below.")
        )
        submission = own_listing(listing_id)
        form.revision.data = submission.revision
        return _change(submission, form)

    return answer_form(form, run, lambda: _change(submission, form), clash=changed)


def _change(submission: Submission, form: ListForm) -> str:
    return render_template(
        "onboarding/change.html", row=submission, form=form.fresh_key(), is_printed=submission.parsed.is_printed
    )


@draft.get("/<lang:lang>/list-your-business/<int:listing_id>")
@gate("listing-draft")
def show(listing_id: int) -> ResponseReturnValue:
    """The draft as homeowners will see it, what it is read from, and what comes next."""
    return _page(own_listing(listing_id), {})


@draft.get("/<lang:lang>/list-your-business/<int:listing_id>/picture")
@gate("listing-draft")
def picture(listing_id: int) -> Response:
    """The photo that a draft was read from."""
    place = own_listing(listing_id).scan
    photo = scanned_file(db.session(), place["file"]) if place else None
    if place is None or photo is None:
        raise NotFound
    return scans.picture(photo, place["page"])


@draft.post("/<lang:lang>/list-your-business/<int:listing_id>")
@gate("listing-draft")
def act(listing_id: int) -> ResponseReturnValue:
    """One step, named by the field `action`."""
    return answer_post(
        ACTIONS,
        partial(own_listing, listing_id),
        _page,
        done=lambda code, form: redirect(url_for(".show", listing_id=listing_id, _anchor="prove"), 303),
    )


def _send(submission: Submission, form: PhoneForm) -> None:
    listing_id, phone = submission.id, str(form.phone.data)
    people.count_printed(phone)
    with unit() as session:
        actions.send_code(session, listing_id, phone, people.browser(), language=language().bcp47)


def _call(submission: Submission, form: PhoneForm) -> None:
    listing_id = submission.id
    _count()
    with unit() as session:
        actions.ask_for_call(session, listing_id, str(form.phone.data))


def _code(submission: Submission, form: CodeForm) -> Response:
    listing_id = submission.id
    sent = queries.code_on_its_way(db.session(), listing_id)
    code = accounts.check_code(sent.id if sent else None, people.browser(), str(form.code.data), "list")
    with unit() as session:
        token = actions.prove_and_sign_in(session, listing_id, code, people.device(), people.browser())
    answer = make_response(redirect(url_for("manage.show"), 303))
    people.remember_sign_in(answer, token)
    return answer


def _withdraw(submission: Submission, form: Form) -> ResponseReturnValue:
    listing_id = submission.id
    with unit() as session:
        actions.withdraw(session, listing_id, "visitor")
    return redirect(url_for("onboarding.start"), 303)


def _phones(submission: Submission) -> PhoneForm:
    return PhoneForm().offer(_numbers(submission))


def _numbers(submission: Submission) -> list[str]:
    return texts(reviewed(submission.parsed, submission.corrections).get("phones"))


#: What the draft's forms are and do, by the field `action`.
ACTIONS: Actions[Submission] = {
    "send": PageAction(_phones, _send),
    "call": PageAction(_phones, _call),
    "code": PageAction(lambda submission: CodeForm(), _code),
    "withdraw": PageAction(button, _withdraw),
}


def _page(submission: Submission, filled: dict[str, Form]) -> str:
    """The page of the draft's state; `filled` holds the form that was refused."""
    session, values = db.session(), reviewed(submission.parsed, submission.corrections)
    shown = LANGUAGES.get(request.args.get("show", ""), language())
    failed = next(iter(filled.values()), None)
    business = next(iter(by_ids(session, [submission.business_id])), None) if submission.business_id else None
    photo = scanned_file(session, submission.scan["file"]) if submission.scan else None
    is_shown = submission.state in ("unproved", "open") and bool(submission.text)
    evidence = {field: evidence_of(submission.parsed, field) for field in values if field not in submission.corrections}
    return render_template(
        "onboarding/draft.html",
        row=submission,
        values=values,
        fields=shown_fields(values),
        said=evidence,
        missing=missing(values),
        listed=queries.listed(session, texts(values.get("phones"))) if submission.state == "unproved" else [],
        sent=queries.code_on_its_way(session, submission.id) if submission.state == "unproved" else None,
        shown=shown,
        card_html=_card(submission, values, shown.url) if is_shown else "",
        is_unread=submission.state == "unproved" and not submission.text,
        photo=photo,
        has_picture=is_shown and _has_picture(submission, photo),
        boxes=marked_boxes(submission.scan.get("words", {}), evidence) if submission.scan else {},
        photo_flaw=_flaw(submission, photo),
        phone_form=failed if isinstance(failed, PhoneForm) else PhoneForm(formdata=None).offer(_numbers(submission)),
        code_form=filled.get("code") or CodeForm(formdata=None),
        failed=failed,
        business=business,
        is_printed=submission.parsed.is_printed,
    )


def _has_picture(submission: Submission, photo: ScannedFile | None) -> bool:
    """Whether the ad can be shown on its photo."""
    is_there = photo is not None and photo.state != ScanState.GONE
    return is_there and submission.scan is not None and bool(submission.scan["box"])


def _flaw(submission: Submission, photo: ScannedFile | None) -> str:
    """Why there is no ad of a photo; nothing while it is read, or where there is one."""
    if photo is not None and photo.flaw:
        return str(ScanFlaw.of(photo.flaw).label)
    return str(no_ad(submission.parsed.reason).in_photo) if submission.parsed.reason else ""


def _card(submission: Submission, values: Values, language: str) -> Markup:
    """The card as it will look; its links lead nowhere yet."""
    today = clock.local(clock.now()).date()
    text = submission.text if submission.parsed.is_printed else ""
    drafts = facts_of(
        submission.parsed,
        submission.corrections,
        ad_key="",
        entered_on=today,
        published_on=submission.published_on,
        reviewer="visitor",
        text=text,
    )
    doc = ads.preview(values, drafts, submission.corrections)
    with speaking(LANGUAGES[language]):
        return Markup(_DEAD.sub("", render_template("onboarding/card.html", doc=doc)))  # noqa: S704
