"""The leads of one business: the list, one lead, and every answer to it. GET only shows."""

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from directory.accounts.access import Member, require_member
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.unit import unit
from directory.inbox import queries
from directory.kernel import clock
from directory.kernel.errors import IllegalMove, Invalid, NotFound
from directory.leads import actions as lead_actions
from directory.leads.forms.answer import AcceptForm, DeclineForm, LostForm, NoteForm, WonForm, too_late
from directory.leads.models import Lead
from directory.leads.queries import lead_of_business
from directory.leads.rules import TABS, is_over
from directory.quotes import actions as quote_actions
from directory.quotes.forms import QuoteForm, TextForm, answer_forms, decline_form
from directory.quotes.queries import lead_view
from directory.quotes.rules import job, license_warning

bp = Blueprint("inbox_desk", __name__)

_LAST_PAGE = 100_000


@bp.get("/<lang:lang>/manage/<slug>/leads")
@gate("member")
def index(slug: str) -> ResponseReturnValue:
    """The list; with `?seen=` and htmx only its fragment, or 204 while nothing changed."""
    member = require_member(slug)
    tab = request.args.get("tab", "new")
    page = request.args.get("page", 1, int)
    tab, page = tab if tab in TABS else "new", page if page < _LAST_PAGE else 1
    view = queries.view(db.session(), member.business.id, tab, page, language().url, clock.now())
    if "seen" in request.args and "HX-Request" in request.headers:
        if view.seen == request.args["seen"]:
            return "", 204
        return render_template("inbox/_list.html", member=member, view=view, is_refresh=True)
    return render_template("inbox/list.html", member=member, view=view, is_refresh=False)


@bp.get("/<lang:lang>/manage/<slug>/leads/<int:lead_id>")
@gate("member")
def show(slug: str, lead_id: int) -> str:
    """One lead, read-only however often it is opened."""
    member = require_member(slug)
    return _page(member, _lead(member, lead_id), {})


@bp.post("/<lang:lang>/manage/<slug>/leads/<int:lead_id>")
@gate("member")
def answer(slug: str, lead_id: int) -> ResponseReturnValue:
    """One answer, named by the field `action`; anything else is 400."""
    member = require_member(slug)
    lead = _lead(member, lead_id)
    action = request.form.get("action", "")
    if action not in ACTIONS:
        abort(400)
    make, doing = ACTIONS[action]
    form, actor = make(lead), f"person:{member.person.id}"
    if not form.validate_on_submit():
        return _page(member, lead, {action: form}), 400
    try:
        with unit() as session:
            doing(session, lead_id, form, actor)
    except (Invalid, IllegalMove) as error:
        form.refuse(error if isinstance(error, Invalid) else too_late())
        member = require_member(slug)
        return _page(member, _lead(member, lead_id), {action: form}), 400
    return redirect(url_for(".show", slug=slug, lead_id=lead_id), 303)


def _lead(member: Member, lead_id: int) -> Lead:
    found = lead_of_business(db.session(), member.business.id, lead_id)
    if found is None:
        raise NotFound(f"lead {lead_id}")
    return found


def _accept(session: Session, lead_id: int, form: AcceptForm, actor: str) -> None:
    lead_actions.accept(session, lead_id, "page", actor)


def _decline(session: Session, lead_id: int, form: DeclineForm, actor: str) -> None:
    if form.has_number:
        quote_actions.give_up(session, lead_id, form.reason.data, "page", actor)
    else:
        lead_actions.decline(session, lead_id, form.reason.data, "page", actor)


def _ask(session: Session, lead_id: int, form: TextForm, actor: str) -> None:
    quote_actions.ask(session, lead_id, form.text.data or "", actor=actor)


def _quote(session: Session, lead_id: int, form: QuoteForm, actor: str) -> None:
    quote_actions.quote(session, lead_id, form.draft(), how="page", actor=actor)


def _won(session: Session, lead_id: int, form: WonForm, actor: str) -> None:
    lead_actions.win(session, lead_id, actor)


def _lost(session: Session, lead_id: int, form: LostForm, actor: str) -> None:
    lead_actions.lose(session, lead_id, str(form.reason.data), actor)


def _note(session: Session, lead_id: int, form: NoteForm, actor: str) -> None:
    lead_actions.note(session, lead_id, form.note.data or "", form.kept.data or "")


#: What the page's forms are and do, by the field `action`.
ACTIONS: dict[str, tuple[Callable[[Lead], Form], Callable[..., None]]] = {
    "accept": (lambda lead: AcceptForm(), _accept),
    "decline": (lambda lead: decline_form(lead, DeclineForm()), _decline),
    "ask": (lambda lead: TextForm(), _ask),
    "quote": (lambda lead: QuoteForm(), _quote),
    "won": (lambda lead: WonForm(), _won),
    "lost": (lambda lead: _own_ids(LostForm()), _lost),
    "note": (lambda lead: _own_ids(NoteForm()), _note),
}


def _own_ids(form: Form) -> Form:
    """The page has two lists of reasons and two notes: these are named apart."""
    for field in form:
        if field.name in ("reason", "note"):
            field.id = f"own-{field.name}"
    return form


def _page(member: Member, lead: Lead, filled: dict[str, Form]) -> str:
    """The page with its forms; `filled` holds the one that was refused."""
    view, asked = lead_view(db.session(), lead), job(lead.request, language().url)
    blank = {
        **answer_forms(lead),
        "lost": _own_ids(LostForm(formdata=None)),
        "note": _own_ids(NoteForm(formdata=None, data={"note": lead.note})),
    }
    forms = {**blank, **filled}
    forms["note"].beside(lead.note)
    return render_template(
        "inbox/desk_lead.html",
        member=member,
        view=view,
        lead=lead,
        job=asked,
        age=queries.waiting(lead, clock.now()),
        has_contact=queries.knows(lead),
        is_over=is_over(lead.state, lead.request.state),
        warns=license_warning(view.business, view.licenses, asked.state, clock.today()),
        forms=forms,
        failed=next(iter(filled.values()), None),
        opened=request.args.get("open", ""),
    )
