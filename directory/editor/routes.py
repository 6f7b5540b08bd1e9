"""A listing at the desk: its draft page by page, preview, publishing, history; its phones; whether it is still true.

Phones are shown at once, and changed by the owner with a fresh code. The link that asks whether a listing is still true
changes nothing before its button is pressed.
"""

from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from directory.accounts.access import Member, is_fresh, require_fresh, require_member, require_owner, require_person
from directory.businesses.fields import editing as rules
from directory.businesses.fields.registry import EDITED
from directory.businesses.forms.area import AreaForm
from directory.businesses.forms.fields import SectionForm
from directory.businesses.forms.listing import HoursForm, NamesForm, PauseForm, PromisesForm, WorkForm
from directory.businesses.models import Business
from directory.businesses.rules import CONTACT_POINT
from directory.editor import queries
from directory.editor import rules as county_map
from directory.editor.actions import listing as actions
from directory.editor.actions import phones as phone_actions
from directory.editor.forms import AddPhoneForm, TextsForm
from directory.editor.queries import history as entries_of
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language, speaking
from directory.foundation.page_actions import answer, answer_form
from directory.foundation.security import mark_private, no_such_link
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from directory.kernel.site import site
from directory.places.gazetteer import gazetteer, shapes
from directory.places.rules import miles_between

#: The listing, its phones, and the link that asks whether it is still true.
bp = Blueprint("editor", __name__)
phones = Blueprint("editor_phones", __name__)
confirm = Blueprint("editor_confirm", __name__)

_FORMS: dict[str, type[SectionForm]] = {
    "names": NamesForm,
    "work": WorkForm,
    "promises": PromisesForm,
    "area": AreaForm,
    "hours": HoursForm,
}
#: Counties as near to the middle as this come first in the list.
NEAR_MILES = 60
#: What an owner may say of texts, in the order of the page.
_TEXTS = ("agreed", "calls_only", "no_texts")
_SECTION = "<any(names, work, promises, area, hours):section>"


@bp.get("/<lang:lang>/manage/<slug>/listing")
@gate("member")
def show(slug: str) -> str:
    """What is published, what is drafted, and where to change it."""
    member = require_member(slug)
    return _hub(member)


def _hub(member: Member, pause: PauseForm | None = None, refused: str | None = None) -> str:
    desk = queries.desk(db.session(), member.business.id)
    if pause is None:
        pause = PauseForm(None, until=desk.published.get("paused_until") or "")
    return render_template(
        "editor/listing.html",
        member=member,
        desk=desk,
        sections={section: rules.stated(desk.values, section) for section in EDITED},
        changed={line.field for line in desk.lines},
        pause=pause,
        refused=refused,
    )


@bp.route(f"/<lang:lang>/manage/<slug>/listing/{_SECTION}", methods=["GET", "POST"])
@gate("member")
def edit(slug: str, section: str) -> ResponseReturnValue:
    """One page of the draft. What somebody else saved of it meanwhile is shown beside it, and nothing is lost."""
    member = require_member(slug)
    business_id, person_id = member.business.id, member.person.id
    form = _FORMS[section]()
    desk = queries.desk(db.session(), business_id)
    form.held = desk.values
    if not form.is_submitted():
        form.fill(desk.values)
        form.shown.data = rules.mark(EDITED[section], desk.values)
        return _section(member, section, form, desk)

    def run() -> ResponseReturnValue:
        with unit() as session:
            actions.save(session, business_id, person_id, form.shown.data or "", form.values())
        return redirect(url_for(".show", slug=slug, saved=section), 303)

    return answer_form(
        form, run, lambda: _section(member, section, form, desk), clash=lambda error: _stale(slug, section, form)
    )


def _stale(slug: str, section: str, form: SectionForm) -> str:
    """Both versions: what is saved now in words, what was typed still in the fields. Saving again is a choice."""
    member, typed = require_member(slug), form.values()
    desk = queries.desk(db.session(), member.business.id)
    form.shown.data = rules.mark(typed, desk.values)
    return _section(member, section, form, desk, theirs=rules.lines(typed, {f: desk.values.get(f) for f in typed}))


def _section(
    member: Member,
    section: str,
    form: SectionForm,
    desk: queries.Desk,
    theirs: list[rules.Line] | None = None,
) -> str:
    more: dict[str, Any] = {}
    if isinstance(form, AreaForm):
        here = set(form.counties.data or ())
        whole = form.states.data or ()
        drawn = county_map.draw(shapes(), here, whole)
        more = {"map": drawn, "states": _by_state(here), "short_names": _short_names(drawn)}
    return render_template(
        f"editor/{section}.html", member=member, section=section, form=form, desk=desk, theirs=theirs, **more
    )


def _short_names(drawn: county_map.CountyMap) -> dict[str, str]:
    """What is written on the map: `Fairfax`, 费尔法克斯."""
    counties = [gazetteer().county(outline.fips) for outline in drawn.named]
    return {p.code: p.name(language().url).removesuffix(" County").removesuffix("郡") for p in counties if p}


def _by_state(here: set[str]) -> list[tuple[str, list[tuple[str, str]], int]]:
    """Each state, its counties (FIPS, name) and how many are ticked; the near ones first, then by English name."""
    reader, center = language().url, gazetteer().county(site().map.county)
    by_state = []
    for state in site().codes:
        places = [place for place in gazetteer().places if place.kind == "county" and place.state == state]
        places.sort(key=lambda p: (center is not None and miles_between(center, p) > NEAR_MILES, p.name("en")))
        by_state.append((state, [(p.code, p.name(reader)) for p in places], sum(p.code in here for p in places)))
    return by_state


@bp.post("/<lang:lang>/manage/<slug>/listing/publish")
@gate("member")
def publish(slug: str) -> ResponseReturnValue:
    """Homeowners see it from the next page on."""
    member = require_member(slug)
    business_id, person_id = member.business.id, member.person.id

    def run() -> ResponseReturnValue:
        with unit() as session:
            actions.publish(session, business_id, person_id, request.form.get("base", "")[:40])
        return redirect(url_for(".show", slug=slug, published=1), 303)

    refused = _("The draft changed meanwhile. Look at it again, then publish.")
    return answer(run, clash=lambda error: _hub(require_member(slug), refused=refused))


@bp.post("/<lang:lang>/manage/<slug>/listing/discard")
@gate("member")
def discard(slug: str) -> ResponseReturnValue:
    """Throw the draft away."""
    member = require_member(slug)
    business_id, person_id = member.business.id, member.person.id

    def run() -> ResponseReturnValue:
        with unit() as session:
            actions.discard(session, business_id, person_id, request.form.get("base", "")[:40])
        return redirect(url_for(".show", slug=slug), 303)

    refused = _("The draft changed meanwhile. Look at it again first.")
    return answer(run, clash=lambda error: _hub(require_member(slug), refused=refused))


@bp.post("/<lang:lang>/manage/<slug>/listing/pause")
@gate("member")
def pause(slug: str) -> ResponseReturnValue:
    """Not taking new work until a day, or taking it again: at once, without a draft."""
    member = require_member(slug)
    business_id, person_id = member.business.id, member.person.id
    form = PauseForm()
    if "resume" in request.form:
        form.until.data = ""
    if not form.validate():
        return _hub(member, form), 400
    with unit() as session:
        actions.pause(session, business_id, person_id, form.until.data or None)
    return redirect(url_for(".show", slug=slug, published=1), 303)


@bp.post("/<lang:lang>/manage/<slug>/listing/still-true")
@gate("member")
def still_true(slug: str) -> ResponseReturnValue:
    """Everything is still right: its day stands on the page."""
    member = require_member(slug)
    business_id, by = member.business.id, f"person:{member.person.id}"
    with unit() as session:
        actions.still_true(session, business_id, by=by, how="page")
    return redirect(url_for(".show", slug=slug, confirmed=1), 303)


@bp.get("/<lang:lang>/manage/<slug>/listing/preview")
@gate("member")
def preview(slug: str) -> str:
    """The card and the page as homeowners would see them, in the language asked for."""
    member = require_member(slug)
    shown = LANGUAGES.get(request.args.get("lang", ""), language())
    desk = queries.desk(db.session(), member.business.id)
    values = desk.draft.values if desk.draft else {}
    draft = queries.preview(db.session(), member.business, values, member.person.id)
    with speaking(shown):
        page = render_template("editor/preview_page.html", doc=draft.doc, winners=draft.winners, ads=draft.ads)
    return render_template("editor/preview.html", member=member, desk=desk, shown=shown, page=Markup(page))  # noqa: S704


@bp.get("/<lang:lang>/manage/<slug>/listing/history")
@gate("member")
def history(slug: str) -> str:
    """Who changed what, field by field: its people, and the operator by their word."""
    return _history(require_member(slug))


def _history(member: Member, refused: str | None = None) -> str:
    entries = entries_of(db.session(), member.business.id)
    return render_template("editor/history.html", member=member, entries=entries, refused=refused)


@bp.post("/<lang:lang>/manage/<slug>/listing/history/<int:change_id>/undo")
@gate("member")
def undo(slug: str, change_id: int) -> ResponseReturnValue:
    """Bring back what a change replaced."""
    member = require_member(slug)
    business_id, person_id = member.business.id, member.person.id

    def run() -> ResponseReturnValue:
        with unit() as session:
            actions.undo(session, business_id, change_id, person_id)
        return redirect(url_for(".history", slug=slug), 303)

    return answer(run, lambda error: _history(require_member(slug), refused=error.text), status=409)


@phones.get("/<lang:lang>/manage/<slug>/listing/phones", endpoint="show")
@gate("member")
def show_phones(slug: str) -> str:
    """The phones shown, and whether each may be texted."""
    return _phones_page(require_member(slug), AddPhoneForm())


def _phones_page(member: Member, form: AddPhoneForm, refused: str | None = None) -> str:
    points = [point for point in member.business.contact_points if point.kind == "phone"]
    offered = {
        point.id: [new for new in _TEXTS if new == point.state or CONTACT_POINT.allows(point.state, new)]
        for point in points
    }
    return render_template(
        "editor/phones.html",
        member=member,
        points=points,
        offered=offered,
        form=form,
        refused=refused,
        may_change=member.is_owner and is_fresh(require_person()),
    )


@phones.post("/<lang:lang>/manage/<slug>/listing/phones/add", endpoint="add")
@gate("owner")
def add_phone(slug: str) -> ResponseReturnValue:
    """Show one more phone."""
    member = require_owner(slug)
    require_fresh()
    business_id, person_id = member.business.id, member.person.id
    form = AddPhoneForm()

    def run() -> ResponseReturnValue:
        with unit() as session:
            phone_actions.add_phone(session, business_id, person_id, form.e164)
        return redirect(url_for(".show", slug=slug), 303)

    return answer_form(form, run, lambda: _phones_page(require_member(slug), form))


@phones.post("/<lang:lang>/manage/<slug>/listing/phones/remove", endpoint="remove")
@gate("owner")
def remove_phone(slug: str) -> ResponseReturnValue:
    """Stop showing a phone."""
    member = require_owner(slug)
    require_fresh()
    business_id, person_id = member.business.id, member.person.id

    def run() -> ResponseReturnValue:
        with unit() as session:
            phone_actions.remove_phone(session, business_id, person_id, request.form.get("phone", "")[:20])
        return redirect(url_for(".show", slug=slug), 303)

    return answer(run, partial(_no_phones, slug), status=409)


def _no_phones(slug: str, error: Invalid) -> str:
    """The phones as they stand, and why a button did nothing."""
    return _phones_page(require_member(slug), AddPhoneForm(None), refused=error.text)


@phones.post("/<lang:lang>/manage/<slug>/listing/phones/texts", endpoint="texts")
@gate("member")
def set_texts(slug: str) -> ResponseReturnValue:
    """Whether a phone may be texted."""
    member = require_member(slug)
    business_id, person_id = member.business.id, member.person.id
    form = TextsForm()
    if not form.validate():
        return _phones_page(member, AddPhoneForm(None), refused=form.first_error), 400

    def run() -> ResponseReturnValue:
        with unit() as session:
            phone_actions.set_texts(session, business_id, person_id, form.point.data or 0, form.texts.data)
        return redirect(url_for(".show", slug=slug), 303)

    return answer(run, partial(_no_phones, slug), status=409)


@confirm.get("/<lang:lang>/manage/<slug>/listing/confirm/<token>", endpoint="show")
@gate("confirm-token")
def show_question(slug: str, token: str) -> str:
    """The listing as it stands, and one button. Opening it any number of times changes nothing."""
    business, is_answered = _asked(slug, token)
    current = queries.preview(db.session(), business, {}, 0)
    return render_template(
        "editor/confirm.html",
        business=business,
        doc=current.doc,
        winners=current.winners,
        token=token,
        is_answered=is_answered,
    )


@confirm.post("/<lang:lang>/manage/<slug>/listing/confirm/<token>", endpoint="send")
@gate("confirm-token")
def say_still_true(slug: str, token: str) -> ResponseReturnValue:
    """Everything is still true. No sign-in: the link proves enough for this and for nothing else."""
    business, _is_answered = _asked(slug, token)
    business_id = business.id
    with unit() as session:
        actions.still_true(session, business_id, by=f"business:{business_id}", how="link")
    return redirect(url_for(".show", slug=slug, token=token), 303)


def _asked(slug: str, token: str) -> tuple[Business, bool]:
    """The business whose question this link is, and whether it was answered; NotFound, counted."""
    mark_private()
    confirmation = queries.by_token(db.session(), token)
    business = queries.published(db.session(), confirmation.business_id) if confirmation else None
    if confirmation is None or business is None or business.slug != slug:
        no_such_link()
    return business, confirmation.answered_at is not None
