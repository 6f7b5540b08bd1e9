"""The homeowner's page of a request, its buttons, and the page on which a price is accepted."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from directory.foundation.db import db
from directory.foundation.forms import Form, Forms
from directory.foundation.gates import gate
from directory.foundation.page_actions import Actions, Late, PageAction, answer_post
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.foundation.uploads import takes_files
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.leads import actions as lead_actions
from directory.leads.access import redirect_from_erased
from directory.leads.queries import lead_with_business
from directory.leads.rules import TAKEN_LEADS
from directory.photos.forms import PhotosForm
from directory.photos.rules import MOST, MOST_BYTES
from directory.quotes import actions as quote_actions
from directory.quotes.forms.phrase import PhraseForm
from directory.tracking import queries
from directory.tracking.access import Own, forget_on_home, keep_on_home, kept_on_home, own_request
from directory.tracking.actions import erase_request
from directory.tracking.forms import AcceptForm, ActForm, CodeToForm, DeleteForm, ReplyForm, WithdrawForm
from directory.tracking.queries.shown import Row, View
from directory.tracking.routes import photos
from directory.tracking.routes.codes import send_code
from directory.tracking.routes.phrases import phrases_page, picker, say
from directory.tracking.routes.words import firms, job_words
from directory.visits import actions as visit_actions
from directory.visits.forms import VisitForm
from directory.visits.models import visits_of
from directory.visits.routes import VisitPart, calendar_response, page_actions, visit_part
from directory.visits.rules import HOMEOWNER
from directory.warranties import actions as warranty_actions

bp = Blueprint("tracking", __name__)
bp.add_app_template_filter(firms)


@bp.get("/<lang:lang>/requests/<token>")
@gate("request-token")
def show(token: str) -> ResponseReturnValue:
    """The page; with `?seen=` and htmx only what changed since, or 204."""
    mark_private()
    own = own_request(token)
    if own.token != token:
        return redirect(url_for(".show", token=own.token))
    if "seen" in request.args and "HX-Request" in request.headers:
        return _changes(own, request.args["seen"])
    return _page(own, {})


@bp.post("/<lang:lang>/requests/<token>")
@takes_files(MOST, MOST_BYTES)
@gate("request-token")
def act(token: str) -> ResponseReturnValue:
    """POST: the button that the field `action` names. Pressed twice or too late, it shows the current page."""
    mark_private()

    def done(code: str, form: Form) -> ResponseReturnValue:
        slug = form["business"].data if "business" in form and code != "withdraw" else None
        where = f"with-{slug}" if slug else "main"
        return redirect(url_for(".show", token=token, _anchor=where), 303)

    return answer_post(ACTIONS, partial(own_request, token), _page, done, late=Late.DONE)


@bp.get("/<lang:lang>/requests/<token>/accept/<int:quote_id>")
@gate("request-token")
def confirm_price(token: str, quote_id: int) -> ResponseReturnValue:
    """What is accepted, before it is: it only shows. A price that cannot be accepted leads back to the request."""
    mark_private()
    own = own_request(token)
    redirect_from_erased(own.request, own.token)
    quote = queries.quote_of(db.session(), own.request.id, quote_id)
    if quote is None:
        raise NotFound
    return _price_page(own, quote_id, None) or redirect(url_for(".show", token=token))


@bp.get("/<lang:lang>/requests/<token>/visits/<slug>.ics")
@gate("request-token")
def visit_file(token: str, slug: str) -> ResponseReturnValue:
    """The visit of one business, for the homeowner's calendar."""
    mark_private()
    session, own = db.session(), own_request(token)
    lead = queries.lead_of(session, own.request.id, slug)
    loaded = lead_with_business(session, lead.id) if lead is not None and own.request.state != "erased" else None
    visit = visits_of(session, [loaded[0].id]).get(loaded[0].id) if loaded is not None else None
    # One that ended with its lead can be taken out of a calendar still.
    if loaded is None or (loaded[0].state not in TAKEN_LEADS and (visit is None or visit.state != "cancelled")):
        raise NotFound
    return calendar_response(visit, *loaded, HOMEOWNER)


@bp.get("/<lang:lang>/requests/<token>/phrases/<slug>")
@gate("request-token")
def phrases(token: str, slug: str) -> ResponseReturnValue:
    """Every sentence that may be picked for one business; `?q=` finds some."""
    mark_private()
    own = own_request(token)
    if own.request.state == "erased" or own.token != token:
        return redirect(url_for(".show", token=own.token))
    return phrases_page(own, slug, None) or redirect(url_for(".show", token=token, _anchor=f"with-{slug}"))


def _lead_id(session: Session, own: Own, form: ActForm | ReplyForm | VisitForm) -> int:
    lead = queries.lead_of(session, own.request.id, form.business.data or "")
    if lead is None:
        raise NotFound
    return lead.id


@bp.get("/<lang:lang>/requests/<token>/withdraw")
@gate("request-token")
def confirm_withdrawal(token: str) -> ResponseReturnValue:
    """What is withdrawn from one business, before it is: all of it, or one way to contact her. It only shows."""
    mark_private()
    own = own_request(token)
    view = queries.view(db.session(), own.request, clock.now())
    chosen = next((entry for entry in view.rows if entry.business.slug == request.args.get("business")), None)
    channel = request.args.get("channel", "")
    if chosen is None or not chosen.may_withdraw or (channel and channel not in chosen.channels):
        return redirect(url_for(".show", token=own.token))
    if chosen.channels == {channel}:
        channel = ""
    return render_template("tracking/withdraw.html", view=view, row=chosen, channel=channel, token=own.token)


def _withdraw(own: Own, form: WithdrawForm) -> None:
    with unit() as session:
        lead_id = _lead_id(session, own, form)
        if form.channel.data:
            lead_actions.withdraw_way(session, lead_id, form.channel.data)
        else:
            lead_actions.withdraw(session, lead_id)


def _stop_texts(own: Own, form: ActForm) -> None:
    with unit() as session:
        lead_actions.stop_texts(session, own.request.id)


def _add(own: Own, form: ActForm) -> None:
    with unit() as session:
        lead_actions.add(session, own.request.id, form.business.data or "")


def _close(own: Own, form: ActForm) -> None:
    with unit() as session:
        quote_actions.close_request(session, own.request.id)


def _confirm(own: Own, form: ActForm) -> None:
    with unit() as session:
        lead_actions.still_needed(session, own.request.id)


def _reply(own: Own, form: ReplyForm) -> None:
    with unit() as session:
        lead_id, words = _lead_id(session, own, form), form.text.data or ""
        quote_actions.reply(session, lead_id, "homeowner", words, photos=form.photos.draft)


def _quote_id(session: Session, own: Own, form: ActForm | AcceptForm) -> int:
    quote = queries.quote_of(session, own.request.id, form.quote.data or 0)
    if quote is None:
        raise NotFound
    return quote.id


def _accept_quote(own: Own, form: AcceptForm) -> None:
    with unit() as session:
        visit_actions.accept_price(session, _quote_id(session, own, form), form.wish, form.option.data)


def _undo_quote(own: Own, form: ActForm) -> None:
    with unit() as session:
        visit_actions.undo_price(session, _quote_id(session, own, form))


def _object(own: Own, form: ActForm) -> None:
    with unit() as session:
        warranty_actions.object_to_won(session, _lead_id(session, own, form))


def _done(own: Own, form: ActForm) -> None:
    with unit() as session:
        warranty_actions.finish(session, _lead_id(session, own, form), "homeowner")


def _not_done(own: Own, form: ActForm) -> None:
    with unit() as session:
        warranty_actions.unfinish(session, _lead_id(session, own, form))


def _stop_second(own: Own, form: ActForm) -> None:
    with unit() as session:
        lead_actions.stop_second(session, own.request.id)


def _delete(own: Own, form: DeleteForm) -> ResponseReturnValue | None:
    """Everything is gone; who keeps a warranty card is led to it, since nothing else will."""
    with unit() as session:
        cards = erase_request(session, own.request.id, keeps_cards=bool(form.keep_cards.data))
        links = [url_for("warranties.show", token=card.token, kept=1) for card in cards]
    return redirect(links[0], 303) if links else None


def _send_code(own: Own, form: CodeToForm) -> ResponseReturnValue:
    """A code to a contact of the request: typed in, it confirms that contact."""
    kind = str(form.kind.data)
    address = own.request.phone if kind == "phone" else (own.request.email or "").lower()
    if own.request.state != "open" or not address:
        raise NotFound
    send_code(kind, address, own.request.id, back=url_for(".show", token=own.token))
    return redirect(url_for(".enter"), 303)


def _keep_on_home(own: Own, form: ActForm) -> ResponseReturnValue:
    answer = make_response(redirect(url_for(".show", token=own.token, _anchor="main"), 303))
    keep_on_home(answer, own.request)
    return answer


def _forget_on_home(own: Own, form: ActForm) -> ResponseReturnValue:
    answer = make_response(redirect(url_for(".show", token=own.token, _anchor="main"), 303))
    forget_on_home(answer)
    return answer


#: What the page's buttons do, by the field `action`.
ACTIONS: Actions[Own] = {
    "withdraw": PageAction(lambda own: WithdrawForm(), _withdraw),
    "stop-texts": PageAction(lambda own: ActForm(), _stop_texts),
    "add": PageAction(lambda own: ActForm(), _add),
    "close": PageAction(lambda own: ActForm(), _close),
    "confirm": PageAction(lambda own: ActForm(), _confirm),
    "reply": PageAction(lambda own: ReplyForm().take_photos(f"request {own.request.id}"), _reply),
    **photos.photo_actions(),
    "say": PageAction(lambda own: PhraseForm(), say),
    "accept-quote": PageAction(lambda own: AcceptForm(), _accept_quote),
    "undo-quote": PageAction(lambda own: ActForm(), _undo_quote),
    "keep-on-home": PageAction(lambda own: ActForm(), _keep_on_home),
    "forget-on-home": PageAction(lambda own: ActForm(), _forget_on_home),
    "send-code": PageAction(lambda own: CodeToForm(), _send_code),
    "stop-second": PageAction(lambda own: ActForm(), _stop_second),
    "object": PageAction(lambda own: ActForm(), _object),
    **page_actions(HOMEOWNER, _lead_id, lambda own: None),
    "done": PageAction(lambda own: ActForm(), _done),
    "not-done": PageAction(lambda own: ActForm(), _not_done),
    "delete": PageAction(lambda own: DeleteForm(), _delete),
}


def _page(own: Own, filled: dict[str, Form]) -> str:
    """The page; `filled` holds the form that was refused."""
    if own.request.state == "erased":
        return render_template("tracking/deleted.html", request_row=own.request)
    code, failed = next(iter(filled.items()), ("", None))
    if code == "say" and (page := phrases_page(own, filled[code].business.data or "", failed)):
        return page
    view = queries.view(db.session(), own.request, clock.now())
    if code == "accept-quote" and isinstance(failed, AcceptForm) and failed.is_of_page:
        page = _price_page(own, failed.quote.data or 0, failed)
        if page is not None:
            return page
    slugs = [entry.business.slug for entry in view.rows]
    return render_template(
        "tracking/request.html",
        view=view,
        token=own.token,
        here=url_for(".show", token=own.token),
        refused_replies=_refused_reply(slugs, failed),
        blank_reply=ReplyForm.of,
        visits={entry.business.slug: _visit_of(view, entry, failed) for entry in view.rows},
        forms=Forms(filled, {"add-photos": partial(PhotosForm, formdata=None)}),
        plate_forms=photos.plate_forms(view, failed),
        failed=failed,
        picker_for=partial(picker, own),
        is_on_home=getattr(kept_on_home(), "id", None) == own.request.id,
        changed=request.args.get("changed") if view.versions else None,
        **job_words(own.request),
    )


def _price_page(own: Own, quote_id: int, failed: AcceptForm | None) -> str | None:
    """What is accepted and what happens then; None for a price that cannot be accepted now."""
    view = queries.view(db.session(), own.request, clock.now())
    chosen = next((entry for entry in view.rows if entry.quote and entry.quote.id == quote_id), None)
    if chosen is None or view.chosen is not None or not view.may_accept(chosen):
        return None
    form = failed or AcceptForm(formdata=None, data={"quote": quote_id, "business": chosen.business.slug})
    words = job_words(own.request)
    return render_template("tracking/accept.html", view=view, row=chosen, form=form, token=own.token, **words)


def _visit_of(view: View, entry: Row, failed: Form | None) -> VisitPart | None:
    """The visit of one business, as the homeowner sees it, with an address that she gave before, to whomever."""
    if entry.is_over:
        return None
    given = (other.visit.address for other in view.rows if other.visit and other.visit.address)
    slug, address = entry.business.slug, next(given, None) or ""
    return visit_part(
        entry.lead, entry.business, entry.visit, HOMEOWNER, suffix=f"visit-{slug}", filled=failed, address=address
    )


def _refused_reply(slugs: Sequence[str], failed: Form | None) -> dict[str, ReplyForm]:
    """The words to a business that were refused, by its slug."""
    if isinstance(failed, ReplyForm) and failed.business.data in slugs:
        return {failed.business.data: failed.named()}
    return {}


def _changes(own: Own, seen: str) -> ResponseReturnValue:
    """What htmx swaps in: nothing while nothing changed."""
    view = queries.view(db.session(), own.request, clock.now())
    if view.seen == seen:
        return "", 204
    return render_template(
        "tracking/_changes.html",
        view=view,
        token=own.token,
        here=url_for(".show", token=own.token),
        picker_for=partial(picker, own),
        **job_words(own.request),
    )
