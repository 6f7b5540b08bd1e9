"""The warranty card: its homeowner's page and its print, and the form by which its business fills it in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts.access import require_member
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, Late, PageAction, answer_form, answer_post
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.foundation.uploads import takes_files
from directory.kernel.errors import NotFound
from directory.kernel.language import LANGUAGES, by_tag
from directory.leads.access import lead_by_token
from directory.leads.models import Lead
from directory.leads.queries import business_of, lead_of_business
from directory.leads.rules import is_over
from directory.photos.access import photo_of, picture
from directory.photos.forms import PhotoForm, PhotosForm
from directory.photos.models import photos_of
from directory.photos.rules import MOST, MOST_BYTES
from directory.warranties import actions
from directory.warranties.access import card_by_token
from directory.warranties.actions.printed import PAPERS, printed
from directory.warranties.forms import CardForm, OwnForm
from directory.warranties.models import WarrantyCard, cards_of, last_card, versions_of
from directory.warranties.rules.lines import promised, sections

bp = Blueprint("warranties", __name__)


@dataclass(frozen=True)
class Filling:
    """A lead whose card is filled in, by whom, and the way back to its page."""

    lead: Lead
    back: str
    actor: str | None = None


@bp.get("/warranty/<token>")
@gate("warranty-token")
def short(token: str) -> ResponseReturnValue:
    """The address in a text and in a printed code: on to the page in its homeowner's language."""
    mark_private()
    return redirect(url_for(".show", lang=by_tag(card_by_token(token).language).url, token=token), 302)


@bp.get("/<lang:lang>/warranty/<token>")
@gate("warranty-token")
def show(token: str) -> ResponseReturnValue:
    """The card."""
    mark_private()
    return _page(card_by_token(token), {})


@bp.get("/<lang:lang>/warranty/<token>/photos/<int:photo_id>/<size>")
@gate("warranty-token")
def photo(token: str, photo_id: int, size: str) -> Response:
    """A photo of the nameplate, `large` or `small`."""
    subjects = frozenset([card_by_token(token).subject])
    return picture(photo_of(db.session(), photo_id, subjects=subjects), size)


@bp.post("/<lang:lang>/warranty/<token>")
@takes_files(MOST, MOST_BYTES)
@gate("warranty-token")
def act(token: str) -> ResponseReturnValue:
    """What its homeowner adds, or that it is deleted, by the field `action`."""
    mark_private()
    return answer_post(
        OWN,
        partial(card_by_token, token),
        _page,
        done=lambda code, form: redirect(url_for(".show", token=token, _anchor="own"), 303),
        late=Late.DONE,
    )


@bp.get("/<lang:lang>/warranty/<token>/card.pdf")
@gate("warranty-token")
def file(token: str) -> Response:
    """The card to print: `paper` letter, a4 or wallet, `beside` another language; for anything else Letter, alone."""
    mark_private()
    entry = card_by_token(token)
    paper = PAPERS.get(request.args.get("paper", ""), PAPERS["letter"])
    beside = LANGUAGES.get(request.args.get("beside", ""))
    # It may take a moment: nothing of the database waits for it.
    db.session.expunge(entry)
    db.session.remove()
    content = printed(entry, paper, language(), beside if beside is not language() else None)
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="warranty-{paper.code}.pdf"'
    return response


@bp.route("/<lang:lang>/leads/<token>/warranty", methods=["GET", "POST"])
@gate("lead-token")
def fill(token: str) -> ResponseReturnValue:
    """What the business states on the card, by the link of its lead."""
    mark_private()

    def load() -> Filling:
        return Filling(lead_by_token(token), url_for("inbox.show", token=token))

    return _fill(load)


@bp.route("/<lang:lang>/manage/<slug>/leads/<int:lead_id>/warranty", methods=["GET", "POST"])
@gate("member")
def fill_signed_in(slug: str, lead_id: int) -> ResponseReturnValue:
    """GET and POST: the card of a lead, filled in by somebody signed in."""
    mark_private()

    def load() -> Filling:
        member = require_member(slug)
        lead = lead_of_business(db.session(), member.business.id, lead_id)
        if lead is None:
            raise NotFound(f"lead {lead_id}")
        back = url_for("inbox_desk.show", slug=slug, lead_id=lead_id)
        return Filling(lead, back, f"person:{member.person.id}")

    return _fill(load)


def _fill(load: Callable[[], Filling]) -> ResponseReturnValue:
    filling = load()
    lead_id, back, actor = filling.lead.id, filling.back, filling.actor
    entry = cards_of(db.session(), [lead_id]).get(lead_id)
    if entry is None or is_over(filling.lead.state, filling.lead.request.state):
        # What was typed into a form that stood open goes nowhere: that has to be said.
        return redirect(back) if request.method == "GET" else (render_template("warranties/gone.html", back=back), 404)
    if request.method == "GET":
        last = last_card(db.session(), filling.lead.business_id)
        return _form_page(filling, entry, CardForm.of(entry.card, entry.version, last))
    form = CardForm().offer()

    def run() -> ResponseReturnValue:
        with unit() as session:
            actions.fill(session, lead_id, form.draft, form.version.data or 0, actor)
        return redirect(back + "#card", 303)

    def again() -> str:
        now = load()
        card = cards_of(db.session(), [lead_id]).get(lead_id)
        if card is None:
            return render_template("warranties/gone.html", back=back)
        return _form_page(now, card, form)

    return answer_form(form, run, again)


def _form_page(filling: Filling, entry: WarrantyCard, form: CardForm) -> str:
    form.version.data = entry.version
    return render_template(
        "warranties/fill.html",
        business=business_of(db.session(), filling.lead),
        card=entry.card,
        back=filling.back,
        here=request.path,
        form=form,
    )


def _annotate(entry: WarrantyCard, form: OwnForm) -> None:
    card_id = entry.id
    with unit() as session:
        actions.annotate(session, card_id, form.serial.data or "", form.notes.data or "")


def _add_photos(entry: WarrantyCard, form: PhotosForm) -> None:
    card_id = entry.id
    with unit() as session:
        actions.add_photos(session, card_id, form.photos.draft)
    form.refuse_rest()


def _drop_photo(entry: WarrantyCard, form: PhotoForm) -> None:
    card_id = entry.id
    with unit() as session:
        actions.drop_photo(session, card_id, form.photo.data or 0)


def _discard(entry: WarrantyCard, form: Form) -> ResponseReturnValue:
    card_id = entry.id
    with unit() as session:
        actions.discard(session, card_id)
    return render_template("warranties/deleted.html")


#: What a homeowner does with her card, by the field `action`.
OWN: Actions[WarrantyCard] = {
    "note": PageAction(lambda entry: OwnForm(), _annotate),
    "add-photos": PageAction(lambda entry: PhotosForm().take(entry.subject), _add_photos),
    "drop-photo": PageAction(lambda entry: PhotoForm(), _drop_photo),
    "delete": PageAction(lambda entry: Form(), _discard),
}


def _page(entry: WarrantyCard, filled: dict[str, Form]) -> str:
    """The card; `filled` holds the form that was refused."""
    card, failed = entry.card, next(iter(filled.values()), None)
    own = failed if isinstance(failed, OwnForm) else None
    return render_template(
        "warranties/card.html",
        entry=entry,
        card=card,
        sections=sections(card, entry.own_serial),
        promised=promised(card),
        versions=[(version.until, sections(version.card)) for version in versions_of(db.session(), entry.id)],
        papers=PAPERS,
        others=[one for one in LANGUAGES.values() if one is not language()],
        own=own or OwnForm(formdata=None, data={"serial": entry.own_serial, "notes": entry.own_notes}),
        photos=photos_of(db.session(), [entry.subject])[entry.subject],
        photos_form=failed if isinstance(failed, PhotosForm) else PhotosForm(formdata=None),
        failed=failed,
        kept="kept" in request.args,
    )
