"""All that a business sees and says of its leads: by the link of one, or signed in; and the door for texts.

GET only shows: mail and chat previews open links.
"""

from dataclasses import dataclass
from functools import cached_property, partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts.access import Member, require_member
from directory.foundation.db import db
from directory.foundation.forms import Form, Forms
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, PageAction, answer_post
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.foundation.uploads import takes_files
from directory.inbox import queries
from directory.inbox.forms import (
    answer_forms,
    decline_form,
    own_forms,
    quote_start,
    review_form,
    with_own_ids,
)
from directory.inbox.queries.lead import LeadView, lead_view
from directory.inbox.rules import license_warning
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.language import by_tag
from directory.kernel.typed import find_number
from directory.leads import actions as lead_actions
from directory.leads.access import lead_by_token
from directory.leads.forms.answer import (
    TOO_LATE,
    AcceptForm,
    DeclineForm,
    DoneForm,
    LostForm,
    NoteForm,
    ReopenForm,
    WonForm,
)
from directory.leads.models import Lead
from directory.leads.queries import business_of, lead_of_business
from directory.leads.rules import TABS, is_over, shows_contact
from directory.leads.rules.job import column_label, job
from directory.photos.rules import MOST, MOST_BYTES
from directory.quotes import actions as quote_actions
from directory.quotes.forms import TextForm
from directory.quotes.forms.phrase import PhraseForm
from directory.quotes.forms.quote import QuoteForm
from directory.quotes.rules.picking import LONGEST_QUERY, Picker
from directory.reviews import actions as review_actions
from directory.reviews.forms import ReplyForm as ReviewReply
from directory.visits import actions as visit_actions
from directory.visits.models import visits_of
from directory.visits.routes import VisitPart, calendar_response, page_actions, visit_part
from directory.visits.rules import BUSINESS
from directory.warranties import actions as warranty_actions

#: One lead by its link; everything about leads signed in.
bp = Blueprint("inbox", __name__)
desk = Blueprint("inbox_desk", __name__)

_LAST_PAGE = 100_000


@dataclass(frozen=True)
class Answering:
    """A lead, and who answers it: whoever holds its link (`token`), or a person who is signed in (`member`)."""

    lead_id: int
    lead: Lead
    token: str | None = None
    member: Member | None = None

    @property
    def how(self) -> str:
        """The way the answer comes, for the audit trail: `web` by the link, `page` signed in."""
        return "page" if self.member is not None else "web"

    @cached_property
    def here(self) -> str:
        """The address of its page."""
        if self.member is not None:
            return url_for("inbox_desk.show", slug=self.member.business.slug, lead_id=self.lead_id)
        return url_for("inbox.show", token=self.token)

    def picker(self, view: LeadView) -> Picker:
        """The sentences that it may say to the homeowner of this lead."""
        lead = self.lead
        return Picker(
            "business",
            by_tag(lead.request.language),
            clock.today(),
            self.here,
            f"{self.here}/phrases",
            stage="agreed" if lead.state == "won" else "further" if lead.accepted_at else "first",
            query=request.args.get("q", "").strip()[:LONGEST_QUERY],
            code=request.values.get("phrase", ""),
            questions=queries.questions(lead, view.replies),
            is_open=queries.may_say(lead),
        )

    @property
    def actor(self) -> str | None:
        """The person who answers, for the audit trail; None: the business itself."""
        return f"person:{self.member.person.id}" if self.member is not None else None


def _by_link(token: str) -> Answering:
    lead = lead_by_token(token)
    return Answering(lead.id, lead, token=token)


def _signed_in(slug: str, lead_id: int) -> Answering:
    member = require_member(slug)
    lead = lead_of_business(db.session(), member.business.id, lead_id)
    if lead is None:
        raise NotFound(f"lead {lead_id}")
    return Answering(lead.id, lead, member=member)


@bp.get("/leads/<token>")
@gate("lead-token")
def short(token: str) -> ResponseReturnValue:
    """The address in a text: on to the page in the business's language."""
    mark_private()
    business = business_of(db.session(), lead_by_token(token))
    return redirect(url_for(".show", lang=by_tag(business.language).url, token=token), 302)


@bp.get("/<lang:lang>/leads/<token>")
@gate("lead-token")
def show(token: str) -> ResponseReturnValue:
    """The lead, read-only however often it is opened."""
    mark_private()
    return _page(_by_link(token), {})


@bp.post("/<lang:lang>/leads/<token>")
@takes_files(MOST, MOST_BYTES)
@gate("lead-token")
def answer(token: str) -> ResponseReturnValue:
    """One answer, named by the field `action`."""
    mark_private()
    return answer_post(
        ANSWERS,
        partial(_by_link, token),
        _page,
        done=lambda code, form: redirect(url_for(".show", token=token), 303),
        late=TOO_LATE,
    )


@bp.get("/<lang:lang>/leads/<token>/phrases")
@gate("lead-token")
def phrases(token: str) -> ResponseReturnValue:
    """Every sentence that may be picked for this lead; `?q=` finds some."""
    mark_private()
    return _phrases_page(_by_link(token))


@desk.get("/<lang:lang>/manage/<slug>/leads/<int:lead_id>/phrases", endpoint="phrases")
@gate("member")
def phrases_signed_in(slug: str, lead_id: int) -> ResponseReturnValue:
    """GET: the sentences to pick for one lead, for somebody signed in."""
    return _phrases_page(_signed_in(slug, lead_id))


@desk.get("/<lang:lang>/manage/<slug>/leads")
@gate("member")
def index(slug: str) -> ResponseReturnValue:
    """The list; with `?seen=` and htmx only its fragment, or 204 while nothing changed."""
    member = require_member(slug)
    tab = request.args.get("tab", "new")
    page = find_number(request.args.get("page")) or 1
    tab, page = tab if tab in TABS else "new", page if page < _LAST_PAGE else 1
    view = queries.view(db.session(), member.business.id, tab, page, language().url, clock.now())
    if "seen" in request.args and "HX-Request" in request.headers:
        if view.seen == request.args["seen"]:
            return "", 204
        return render_template("inbox/_list.html", member=member, view=view, is_refresh=True)
    return render_template("inbox/list.html", member=member, view=view, is_refresh=False)


@desk.get("/<lang:lang>/manage/<slug>/leads/<int:lead_id>", endpoint="show")
@gate("member")
def show_signed_in(slug: str, lead_id: int) -> str:
    """One lead, read-only however often it is opened."""
    return _desk_page(_signed_in(slug, lead_id), {})


@desk.post("/<lang:lang>/manage/<slug>/leads/<int:lead_id>", endpoint="answer")
@takes_files(MOST, MOST_BYTES)
@gate("member")
def answer_signed_in(slug: str, lead_id: int) -> ResponseReturnValue:
    """One answer, or what the business writes down for itself, named by the field `action`."""
    return answer_post(
        DESK_ANSWERS,
        partial(_signed_in, slug, lead_id),
        _desk_page,
        done=lambda code, form: redirect(url_for(".show", slug=slug, lead_id=lead_id), 303),
        late=TOO_LATE,
    )


def _accept(by: Answering, form: AcceptForm) -> None:
    how, actor = by.how, by.actor
    with unit() as session:
        lead_actions.accept(session, by.lead_id, how, actor)


def _decline(by: Answering, form: DeclineForm) -> None:
    """Say no; a business that has the number already gives the lead up instead."""
    how, actor = by.how, by.actor
    decline = quote_actions.give_up if form.has_number else lead_actions.decline
    with unit() as session:
        decline(session, by.lead_id, form.reason.data, how, actor)


def _ask(by: Answering, form: TextForm) -> None:
    actor = by.actor
    with unit() as session:
        quote_actions.ask(session, by.lead_id, form.text.data or "", actor=actor, photos=form.photos.draft)


def _say(by: Answering, form: PhraseForm) -> None:
    actor = by.actor
    with unit() as session:
        visit_actions.say_as_business(session, by.lead_id, form.sentence, actor=actor)


def _quote(by: Answering, form: QuoteForm) -> None:
    how, actor = by.how, by.actor
    with unit() as session:
        quote_actions.quote(session, by.lead_id, form.offer(), how=how, actor=actor)


def _done(by: Answering, form: DoneForm) -> ResponseReturnValue:
    """The work is done; the customer's warranty card is filled in next."""
    lead_id, actor, token, member = by.lead_id, by.actor, by.token, by.member
    with unit() as session:
        warranty_actions.finish(session, lead_id, "business", form.day.data, actor)
    if member is not None:
        target = url_for("warranties.fill_signed_in", slug=member.business.slug, lead_id=lead_id)
    else:
        target = url_for("warranties.fill", token=token)
    return redirect(target, 303)


def _review(by: Answering, form: ReviewReply) -> None:
    actor = by.actor
    with unit() as session:
        review_actions.answer(session, by.lead_id, form.text.data or "", actor)


def _won(by: Answering, form: WonForm) -> None:
    actor = str(by.actor)
    with unit() as session:
        lead_actions.win(session, by.lead_id, actor)


def _lost(by: Answering, form: LostForm) -> None:
    actor = str(by.actor)
    with unit() as session:
        quote_actions.lose(session, by.lead_id, str(form.reason.data), actor)


def _reopen(by: Answering, form: ReopenForm) -> None:
    actor = str(by.actor)
    with unit() as session:
        warranty_actions.reopen(session, by.lead_id, actor)


def _note(by: Answering, form: NoteForm) -> None:
    with unit() as session:
        lead_actions.note(session, by.lead_id, form.note.data or "", form.kept.data or "")


#: What a business may answer, by the field `action`: on both pages.
ANSWERS: Actions[Answering] = {
    "accept": PageAction(lambda by: AcceptForm(), _accept),
    "decline": PageAction(lambda by: decline_form(by.lead, DeclineForm()), _decline),
    "ask": PageAction(lambda by: TextForm().take_photos(f"lead {by.lead_id}"), _ask),
    "say": PageAction(lambda by: PhraseForm(), _say),
    "quote": PageAction(lambda by: QuoteForm(job=by.lead.request.service), _quote),
    **page_actions(BUSINESS, lambda session, by, form: by.lead_id, lambda by: by.actor),
    "done": PageAction(lambda by: DoneForm(), _done),
    "review": PageAction(lambda by: review_form(ReviewReply()), _review),
}
#: Signed in, it also keeps its own records.
DESK_ANSWERS: Actions[Answering] = {
    **ANSWERS,
    "won": PageAction(lambda by: WonForm(), _won),
    "lost": PageAction(lambda by: with_own_ids(LostForm()), _lost),
    "reopen": PageAction(lambda by: ReopenForm(), _reopen),
    "note": PageAction(lambda by: with_own_ids(NoteForm()), _note),
}


def _page(by: Answering, filled: dict[str, Form]) -> str:
    """The page behind a lead's link, with its forms; `filled` holds the one that was refused."""
    lead, view = by.lead, lead_view(db.session(), by.lead)
    if is_over(lead.state, lead.request.state):
        return render_template("inbox/over.html", view=view, lead=lead)
    if "say" in filled:
        return _picker_page(by, view, filled["say"])
    job_words, start = job(lead.request, language().url), quote_start(lead, view)
    return render_template(
        "inbox/lead.html",
        view=view,
        lead=lead,
        token=by.token,
        here=by.here,
        picker=by.picker(view),
        job=job_words,
        column_label=column_label,
        has_contact=shows_contact(lead.state),
        warns=license_warning(view.business, view.licenses, job_words.state, clock.today()),
        visit=_visit(lead, view, filled),
        forms=Forms(filled, {"quote": start.form, **answer_forms(lead)}),
        quote_key=None if "quote" in filled else start.key,
        refused=filled,
        failed=next(iter(filled.values()), None),
    )


def _visit(lead: Lead, view: LeadView, filled: dict[str, Form]) -> VisitPart | None:
    """The visit on a lead, as its business sees it; None where it has not taken the lead."""
    return visit_part(lead, view.business, view.visit, BUSINESS, filled=next(iter(filled.values()), None))


def _calendar(lead: Lead) -> Response:
    session = db.session()
    if is_over(lead.state, lead.request.state):
        raise NotFound("the lead is over")
    return calendar_response(visits_of(session, [lead.id]).get(lead.id), lead, business_of(session, lead), BUSINESS)


@bp.get("/<lang:lang>/leads/<token>/visit.ics")
@gate("lead-token")
def visit_file(token: str) -> Response:
    """The visit for the calendar of its business."""
    mark_private()
    return _calendar(lead_by_token(token))


@desk.get("/<lang:lang>/manage/<slug>/leads/<int:lead_id>/visit.ics", endpoint="visit_file")
@gate("member")
def visit_file_signed_in(slug: str, lead_id: int) -> Response:
    """GET: the visit on a lead as a calendar file, for somebody signed in."""
    return _calendar(_signed_in(slug, lead_id).lead)


def _phrases_page(by: Answering) -> ResponseReturnValue:
    if not queries.may_say(by.lead):
        return redirect(by.here)
    return _picker_page(by, lead_view(db.session(), by.lead), None)


def _picker_page(by: Answering, view: LeadView, failed: Form | None) -> str:
    who = by.lead.request.name if queries.knows(by.lead) else ""
    return render_template("quotes/picker.html", picker=by.picker(view), who=who, failed=failed)


def _desk_page(by: Answering, filled: dict[str, Form]) -> str:
    """The page of a lead for somebody signed in, with its forms; `filled` holds the one that was refused."""
    lead = by.lead
    view, job_words = lead_view(db.session(), lead), job(lead.request, language().url)
    if "say" in filled:
        return _picker_page(by, view, filled["say"])
    start = quote_start(lead, view)
    forms = Forms(filled, {"quote": start.form, **answer_forms(lead), **own_forms(lead)})
    if isinstance(note := forms["note"], NoteForm):
        note.beside(lead.note)
    return render_template(
        "inbox/desk_lead.html",
        member=by.member,
        view=view,
        lead=lead,
        picker=by.picker(view),
        job=job_words,
        column_label=column_label,
        age=queries.waiting(lead, clock.now()),
        has_contact=queries.knows(lead),
        is_over=is_over(lead.state, lead.request.state),
        warns=license_warning(view.business, view.licenses, job_words.state, clock.today()),
        visit=_visit(lead, view, filled),
        forms=forms,
        quote_key=None if "quote" in filled else start.key,
        refused=filled,
        failed=next(iter(filled.values()), None),
        opened=request.args.get("open", ""),
    )
