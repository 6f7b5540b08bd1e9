"""The prices of a request side by side, what to ask about them, and those that the homeowner types in."""

from functools import partial

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, PageAction, answer_post, button
from directory.foundation.security import mark_private
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.language import by_tag
from directory.leads.access import redirect_from_erased
from directory.quotes import actions as quote_actions
from directory.quotes.actions.typed import mark
from directory.quotes.forms.usage import HeatingForm, UsageForm
from directory.quotes.models import typed_quote
from directory.quotes.rules.comparison import MOST_COLUMNS, Key
from directory.quotes.rules.offer import Honorer, Tier
from directory.quotes.rules.phrases import read_choice
from directory.quotes.rules.running import can_heat, heats_by, why_no_cost
from directory.tracking.access import Own, own_request
from directory.tracking.forms import AskForm, TypedQuoteForm
from directory.tracking.queries import view
from directory.tracking.queries.compare import Side, open_questions, side_by_side
from directory.tracking.queries.shown import View
from directory.tracking.routes.page import bp


def _view(own: Own) -> View:
    """What is known of the request."""
    redirect_from_erased(own.request, own.token)
    return view(db.session(), own.request, clock.now())


def _keys() -> list[Key]:
    """The columns that an address or a form names."""
    named = [Key.read(text) for text in request.values.getlist("show")[: 2 * MOST_COLUMNS]]
    return [key for key in named if key is not None]


@bp.get("/<lang:lang>/requests/<token>/compare")
@gate("request-token")
def compare(token: str) -> ResponseReturnValue:
    """Two to four prices side by side."""
    mark_private()
    own = own_request(token)
    if own.token != token:
        return redirect(url_for(".compare", token=own.token))
    return _compare_page(own, {})


@bp.post("/<lang:lang>/requests/<token>/compare")
@gate("request-token")
def ask(token: str) -> ResponseReturnValue:
    """POST: ask a business for what its price leaves out. A button pressed twice asks once."""
    mark_private()

    def done(code: str, form: AskForm) -> ResponseReturnValue:
        shown = [str(key) for key in _keys()]
        return redirect(url_for(".compare", token=token, show=shown, _anchor=f"row-{form.code}"), 303)

    return answer_post(ASKING, partial(own_request, token), _compare_page, done)


def _ask(own: Own, form: AskForm) -> None:
    # What the page showed may have been replaced or withdrawn since: a question about it would mislead.
    sides = side_by_side(_view(own), [form.key]).offered
    side = next((side for side in sides if side.key == form.key and side.may_ask), None)
    if side is None or side.row is None:
        raise Invalid("ask", _("That price changed since this page was loaded. Nothing was sent."))
    lead_id = side.row.lead.id
    with unit() as session:
        quote_actions.say_phrase(session, lead_id, "homeowner", form.choice.sentence(language()))


ASKING: Actions[Own] = {"ask": PageAction(lambda own: AskForm(), _ask)}


def _compare_page(own: Own, filled: dict[str, Form]) -> str:
    shown = side_by_side(current := _view(own), _keys())
    usage = UsageForm(request.args, meta={"csrf": False})
    options = [side.option for side in shown.sides]
    why = why_no_cost(options)
    worked_out = usage.given if not why else None
    heating = HeatingForm(request.args, meta={"csrf": False}).ask([heats_by(option) for option in options])
    warmed = heating.given if can_heat(options) else None
    return render_template(
        "tracking/compare.html",
        view=current,
        token=own.token,
        sides=shown.sides,
        firms=_firms(shown.sides),
        offered=shown.offered,
        comparison=shown.comparison,
        scale=shown.comparison.years,
        changes=shown.changes,
        failed=next(iter(filled.values()), None),
        usage=usage,
        why_no_cost=why,
        costs=[worked_out.cost(option) for option in options] if worked_out else None,
        heating=heating if can_heat(options) else None,
        heating_costs=[warmed.cost(option) for option in options] if warmed else None,
        **_words(),
    )


def _firms(sides: list[Side]) -> list[Side]:
    """One column of each business: a question is asked of it once, whichever option it is about."""
    return list({side.name: side for side in reversed(sides) if side.row}.values())[::-1]


def _words() -> dict[str, object]:
    """The names of codes, and questions in both languages: the reader's and the other side's."""
    return {
        "in_both": _in_both,
        "tier": Tier.label_of,
        "honorer": Honorer.label_of,
        "plain_words": str,
        "range_to": lambda end: Markup("–<wbr>{}").format(end),
    }


def _in_both(question: str) -> list[tuple[str, str]]:
    """A question in the reader's language and in the other: Simplified beside English, as most businesses read."""
    choice, own = read_choice(question), language()
    other = by_tag("zh-Hans" if own.url == "en" else "en")
    return [(reader.bcp47, choice.read(reader)) for reader in (own, other)] if choice else []


@bp.get("/<lang:lang>/requests/<token>/questions")
@gate("request-token")
def questions(token: str) -> ResponseReturnValue:
    """What is left open by each price, to read out on the phone in either language."""
    mark_private()
    own = own_request(token)
    if own.token != token:
        return redirect(url_for(".questions", token=own.token))
    current = _view(own)
    return render_template(
        "tracking/questions.html", view=current, token=own.token, lists=open_questions(current), **_words()
    )


@bp.get("/<lang:lang>/requests/<token>/prices")
@gate("request-token")
def new_price(token: str) -> ResponseReturnValue:
    """The form for a price from a phone call or from paper."""
    mark_private()
    own = own_request(token)
    if own.token != token:
        return redirect(url_for(".new_price", token=own.token))
    return _price_form(own, None, {})


@bp.post("/<lang:lang>/requests/<token>/prices")
@gate("request-token")
def type_price(token: str) -> ResponseReturnValue:
    """Keep it; or the form again: with what is wrong, or in another language."""
    mark_private()
    if "edit" in request.form:
        return _price_form(own_request(token), None, {"save": TypedQuoteForm()})

    def keep(own: Own, form: TypedQuoteForm) -> None:
        limits.count("typed-by-request", str(own.request.id))
        with unit() as session:
            quote_actions.type_quote(session, own.request.id, form.who.data or "", form.offer)

    return answer_post(
        {"save": PageAction(lambda own: TypedQuoteForm(), keep)},
        partial(own_request, token),
        lambda own, filled: _price_form(own, None, filled),
        lambda code, form: redirect(url_for(".compare", token=token), 303),
        crowd=_CROWD,
    )


@bp.get("/<lang:lang>/requests/<token>/prices/<int:typed_id>")
@gate("request-token")
def price(token: str, typed_id: int) -> ResponseReturnValue:
    """A price that was typed in, to be corrected or deleted."""
    mark_private()
    own = own_request(token)
    if own.token != token:
        return redirect(url_for(".price", token=own.token, typed_id=typed_id))
    return _price_form(own, typed_id, {})


@bp.post("/<lang:lang>/requests/<token>/prices/<int:typed_id>")
@gate("request-token")
def change_price(token: str, typed_id: int) -> ResponseReturnValue:
    """Save it or delete it; or the form again, as above."""
    mark_private()
    if "edit" in request.form:
        return _price_form(own_request(token), typed_id, {"save": TypedQuoteForm()})

    def keep(own: Own, form: TypedQuoteForm) -> None:
        limits.count("typed-by-request", str(own.request.id))
        with unit() as session:
            quote_actions.change_typed(
                session, own.request.id, typed_id, form.who.data or "", form.offer, form.base.data or ""
            )

    def drop(own: Own, form: Form) -> None:
        with unit() as session:
            quote_actions.delete_typed(session, own.request.id, typed_id)

    return answer_post(
        {"save": PageAction(lambda own: TypedQuoteForm(), keep), "delete": PageAction(button, drop)},
        partial(own_request, token),
        lambda own, filled: _price_form(own, typed_id, filled),
        lambda code, form: redirect(url_for(".compare", token=token), 303),
        crowd=_CROWD,
    )


_CROWD = _l("That was typed in and changed very often.")


def _price_form(own: Own, typed_id: int | None, filled: dict[str, Form]) -> str:
    """The form, empty, as the price stands, or as it was refused: of a price that was deleted meanwhile it makes a new
    one. Where there is nothing to show, it leads to what tells why."""
    redirect_from_erased(own.request, own.token)
    stands = typed_quote(db.session(), own.request.id, typed_id) if typed_id is not None else None
    refused = next(iter(filled.values()), None)
    if typed_id is not None and stands is None and refused is None:
        abort(redirect(url_for(".compare", token=own.token, show=Key("t", typed_id))))
    form = refused if isinstance(refused, TypedQuoteForm) else TypedQuoteForm.of(stands)
    form.base.data = mark(stands) if stands else ""
    return render_template("tracking/price.html", form=form, stands=stands, token=own.token, request_row=own.request)
