"""One business as the operator sees it, every act on it, and two listings of one firm made one."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from directory.accounts.models import Membership
from directory.accounts.queries import members_of
from directory.accounts.routes.operator import PAGE, actor, at, filter_text, number
from directory.ads.models import Ad
from directory.ads.queries import ads_of
from directory.audit import trail
from directory.businesses import actions, queries
from directory.businesses.fields.projection import winning
from directory.businesses.fields.registry import LABEL
from directory.businesses.models import Business, ContactPoint, Fact
from directory.businesses.rules import BUSINESS, ContactState
from directory.claims.queries import decided
from directory.credentials.queries import licenses_of
from directory.editor.queries import draft_of
from directory.entrypoints.operator import actions as desk
from directory.entrypoints.operator.blueprint import back, bp
from directory.entrypoints.operator.people import names
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.page_actions import answer, answer_form
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.text import clean
from directory.leads.queries import count_to_move
from directory.printing.rules import PAGES, SHEETS
from directory.reports import actions as reports
from directory.reports.models import count_of
from directory.review import actions as review
from directory.review.forms import FactForm

_TOLD_STATES = [state for state in ContactState if state is not ContactState.NOT_INTRODUCED]


class IntroductionForm(Form):
    """What somebody said about texts to one phone."""

    point = StringField(validators=[InputRequired(), Length(max=9)])
    # Nothing stands here before somebody said it: an untouched press must not make a consent.
    state = SelectField(
        _l("What did they say?"),
        choices=[
            SelectChoice("", _l("Please choose")),
            *(SelectChoice(state, state.label) for state in _TOLD_STATES),
        ],
        validators=[InputRequired()],
    )
    how = StringField(_l("How do you know?"), validators=[InputRequired(), Length(max=80)])
    lift_stop = BooleanField(_l("They had said STOP, and now ask for texts themselves"))


@bp.get("/businesses")
@gate("operator")
def businesses() -> str:
    """Businesses in any state; `q` finds a name, an ad number or a phone."""
    wanted = {name: filter_text(name) for name in ("q", "state")}
    state = wanted["state"] if wanted["state"] in BUSINESS.states else ""
    after = number(request.args.get("after")) or 0
    rows = queries.look_up(db.session(), wanted["q"], state, after, PAGE + 1)
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template(
        "operator/businesses.html", rows=rows[:PAGE], more=more, asked=wanted, today=clock.today(), pages=PAGES
    )


@bp.get("/businesses/<slug>")
@gate("operator")
def business(slug: str) -> str:
    """All about one business, and every act on it."""
    return _page(_found(slug), IntroductionForm(formdata=None), FactForm(formdata=None))


def _found(slug: str) -> Business:
    firm = queries.any_by_slug(db.session(), slug)
    if firm is None:
        raise NotFound(slug)
    return firm


def _page(firm: Business, introduction: IntroductionForm, fact: FactForm) -> str:
    session = db.session()
    at("business", slug=firm.slug)
    facts = winning(queries.facts_of(session, firm.id))
    events = trail(session, subjects=[f"business:{firm.id}"], limit=10)
    return render_template(
        "operator/business.html",
        business=firm,
        facts=[facts[field] for field in LABEL if field in facts],
        ads=ads_of(session, firm.id),
        licenses=licenses_of(session, [firm.id]).get(firm.id, []),
        members=members_of(session, firm.id),
        trail=events,
        named=names(session, [event.actor for event in events] + [point.state_by for point in firm.contact_points]),
        introduction=introduction,
        fact=fact,
        today=clock.local(clock.now()).date(),
        sheets=SHEETS,
    )


@bp.post("/businesses/<slug>/introduction")
@gate("operator")
def introduce(slug: str) -> ResponseReturnValue:
    """Record what they said about texts to one of its phones."""
    firm, form = _found(slug), IntroductionForm()
    point = next((p for p in firm.contact_points if str(p.id) == form.point.data and p.kind == "phone"), None)
    if point is None:
        raise NotFound(slug)
    business_id, point_id, phone = firm.id, point.id, point.address

    def run() -> ResponseReturnValue:
        state, how, lift_stop = form.state.data, form.how.data, form.lift_stop.data
        with unit() as session:
            desk.introduce(session, business_id, point_id, phone, state, how, by=actor(), lift_stop=lift_stop)
        return back("introduced", "business", slug=slug)

    return answer_form(form, run, lambda: _page(_found(slug), form, FactForm(formdata=None)))


@bp.post("/businesses/<slug>/not-reached")
@gate("operator")
def not_reached(slug: str) -> ResponseReturnValue:
    """POST: a call to introduce us that nobody answered. The business comes back to Today on another day."""
    firm = _found(slug)
    with unit() as session:
        desk.not_reached(session, firm.id, by=actor())
    return back("not-reached", "business", slug=slug)


@bp.post("/businesses/<slug>/facts")
@gate("operator")
def tell(slug: str) -> ResponseReturnValue:
    """POST: record one fact told by phone, with its day. What the owner stated on the site goes before it."""
    business_id, form = _found(slug).id, FactForm()

    def run() -> ResponseReturnValue:
        field, value, on = form.field.data, form.value.data, form.on.data or clock.today()
        with unit() as session:
            added = review.add_fact_by_phone(session, business_id, field, value, on, by=actor())
        return back("fact" if added else "nothing-new", "business", slug=slug)

    return answer_form(form, run, lambda: _page(_found(slug), IntroductionForm(formdata=None), form))


@bp.post("/businesses/<slug>/confirm")
@gate("operator")
def confirm(slug: str) -> ResponseReturnValue:
    """POST: the business confirmed by phone that its whole listing is still true."""
    firm = _found(slug)
    with unit() as session:
        actions.confirm(session, firm.id, by=actor(), how="phone")
    return back("confirmed", "business", slug=slug)


@bp.post("/businesses/<slug>/suspend")
@gate("operator")
def suspend(slug: str) -> ResponseReturnValue:
    """POST: suspend the listing; it is hidden until it is published again."""
    firm = _found(slug)
    with unit() as session:
        actions.suspend(session, firm.id, by=actor())
    return back("suspended", "business", slug=slug)


@bp.post("/businesses/<slug>/publish")
@gate("operator")
def publish(slug: str) -> ResponseReturnValue:
    """POST: publish the listing, for the first time or again."""
    firm = _found(slug)
    with unit() as session:
        actions.publish(session, firm.id, by=actor())
    return back("published", "business", slug=slug)


@bp.post("/businesses/<slug>/remove")
@gate("operator")
def remove(slug: str) -> ResponseReturnValue:
    """POST: remove the listing for good, at the business's request. Idempotent."""
    firm = _found(slug)
    with unit() as session:
        reports.take_down(session, firm, how="told the operator", by=actor())
    return back("removed", "business", slug=slug)


@dataclass(frozen=True)
class Moving:
    """Everything of one listing that goes to another, and what stays or ends."""

    facts: list[Fact]
    points: list[ContactPoint]
    #: Phones and e-mails that both have.
    shared: list[ContactPoint]
    ads: list[Ad]
    members: list[Membership]
    leads: int
    #: Requests that both got: that lead stays with the tombstone.
    doubled: int
    claims: int
    reports: int
    #: Each has an owner of its own: from then on they own it together.
    two_owners: bool
    has_draft: bool


@bp.route("/businesses/<slug>/merge", methods=["GET", "POST"])
@gate("operator")
def merge(slug: str) -> ResponseReturnValue:
    """Give all that `slug` has to the listing `into`. Opening the page changes nothing; there is no way back."""
    gone = _found(slug)
    into = clean(request.values.get("into", ""))
    target = queries.any_by_slug(db.session(), into)
    if into and target is None:
        return _merge_page(slug, into, _("There is no listing with that address.")), 400
    if request.method != "POST" or target is None:
        return _merge_page(slug, into)
    gone_id, kept_id = gone.id, target.id

    def run() -> ResponseReturnValue:
        with unit() as session:
            desk.merge(session, gone_id, kept_id, by=actor())
        return back("merged", "business", slug=into)

    return answer(run, lambda error: _merge_page(slug, into, error.text))


def _merge_page(slug: str, into: str, wrong: str | None = None) -> str:
    session = db.session()
    gone, target = _found(slug), queries.any_by_slug(session, into)
    return render_template(
        "operator/merge.html",
        gone=gone,
        kept=target,
        moving=_moving(session, gone, target) if target is not None else None,
        others=[firm for firm in queries.look_up(session, "", "published", 0, 200) if firm.id != gone.id],
        wrong=wrong,
        into=into,
    )


def _moving(session: Session, gone: Business, target: Business) -> Moving:
    existing = {(point.kind, point.address) for point in target.contact_points}
    members = members_of(session, gone.id)
    owners = [
        {member.person_id for member in rows if member.role == "owner"}
        for rows in (members, members_of(session, target.id))
    ]
    moved, doubled = count_to_move(session, gone.id, target.id)
    return Moving(
        facts=queries.facts_of(session, gone.id),
        points=[point for point in gone.contact_points if (point.kind, point.address) not in existing],
        shared=[point for point in gone.contact_points if (point.kind, point.address) in existing],
        ads=ads_of(session, gone.id),
        members=members,
        leads=moved,
        doubled=doubled,
        claims=len(decided(session, gone.id)),
        reports=count_of(session, gone.id),
        two_owners=all(owners) and owners[0] != owners[1],
        has_draft=draft_of(session, gone.id) is not None,
    )
