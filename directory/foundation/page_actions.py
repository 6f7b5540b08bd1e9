"""A page with actions: one address shows on GET and acts on POST, by the action that its form names.

The one place that chooses the action, validates its form, and turns a refusal into an answer. `answer_form` does the
same for an address that has one form, `answer` for one that has a button or fields that no form class names.

| raised by an action | answer |
|---|---|
| `Invalid(field, text)` | 400, the page with the text on that field of the form, or above it |
| `TooMany` | where the page has a sentence for it: 429, that sentence above the form and when it works again |
| `IllegalMove` | as the page says: 400 with a sentence, the answer of an action that worked, or 409 |
| `NotFound`, where what the page itself is about is still there | 404, the page with a sentence above it |
| `Conflict`, `Stale` | where the page has an answer for it: 409, that page |
| everything else (`Forbidden` ...), and what a page says nothing of | the site's page of it |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from directory.foundation.forms import Form
from directory.foundation.i18n import works_again
from directory.kernel.errors import Conflict, IllegalMove, Invalid, NotFound, Stale, TooMany

#: What the page is about, as its handlers get it: a row, or whatever holds all that they need.
Subject = TypeVar("Subject")

#: The field of a form that names its action.
FIELD = "action"

#: Said above the form where the state moved on between showing the page and pressing its button.
CHANGED = _l("This page changed while you were working. Here is the latest.")
#: Said above the form where another tab, or the other side, removed what it is about; and of what was never there.
GONE = _l("That is no longer here. Here is the latest.")


class Late(Enum):
    """What to answer to an IllegalMove instead of a sentence above the form."""

    #: As if it had worked: pressed twice, or the page says by itself how things stand.
    DONE = "done"
    #: The error goes on to the site's page for it, 409.
    ERROR = "error"


@dataclass(frozen=True)
class PageAction(Generic[Subject]):
    """One action of a page.

    `form` makes the form that was posted. `run` gets the subject and that form, valid, and does what was asked: it
    counts against limits, then calls one action of a slice in one unit. It gives the answer, or None where that is
    the page's usual one.
    """

    form: Callable[[Subject], Form]
    run: Callable[[Subject, Any], ResponseReturnValue | None]


#: The actions of a page, by the code that a form's `action` names.
Actions = Mapping[str, PageAction[Subject]]


def chosen(actions: Mapping[str, object], default: str = "") -> str:
    """The code of the posted action, `default` where the form names none. An unknown one raises BadRequest (400)."""
    code = request.form.get(FIELD, default)
    if code not in actions:
        abort(400)
    return code


def button(subject: object) -> Form:
    """The form of an action that asks for nothing: a button."""
    return Form()


def answer_post(
    actions: Actions[Subject],
    load: Callable[[], Subject],
    show: Callable[[Subject, dict[str, Form]], str],
    done: Callable[[str, Any], ResponseReturnValue],
    *,
    late: object = CHANGED,
    crowd: object = None,
    default: str = "",
) -> ResponseReturnValue:
    """Do the posted action of a page, and answer.

    `load` reads what the page is about for whoever asks, and raises where they may not; after a refusal it is called
    again, so that the page shows how things stand then. `show` draws the page; its second argument holds the form that
    was refused, by the action's code. `done` answers an action that gave no answer of its own: it gets the code and the
    form. `late`: a sentence (lazily translated) or one of `Late`, for an IllegalMove. `crowd`: a sentence for a
    TooMany. `default` as in `chosen`.
    """
    subject = load()
    code = chosen(actions, default)
    action = actions[code]
    form = action.form(subject)
    has_run = False

    def run() -> ResponseReturnValue:
        nonlocal has_run
        has_run = True
        try:
            answer = action.run(subject, form)
        except IllegalMove:
            if late is not Late.DONE:
                raise
            answer = None
        return done(code, form) if answer is None else answer

    def again() -> str:
        return show(load() if has_run else subject, {code: form})

    return answer_form(form, run, again, late=late, crowd=crowd)


def answer_form(
    form: Form,
    run: Callable[[], ResponseReturnValue],
    again: Callable[[], str],
    *,
    late: object = Late.ERROR,
    crowd: object = None,
    clash: Callable[[Exception], str] | None = None,
) -> ResponseReturnValue:
    """Do what one posted form asks, and answer.

    `run` acts and gives the answer. `again` draws the page with the form that was refused. `late` and `crowd` as in
    `answer_post`, `clash` as in `answer`.
    """
    if not form.validate_on_submit():
        return again(), 400

    def refused(error: Invalid) -> str:
        form.refuse(error)
        return again()

    try:
        return answer(run, refused, clash=clash)
    except IllegalMove:
        if isinstance(late, Late):
            raise
        form.refuse(Invalid("", str(late)))
    except TooMany as error:
        if crowd is None:
            raise
        form.refuse(Invalid("", f"{crowd} {works_again(error.retry_after)}"))
        return again(), 429, {"Retry-After": str(error.retry_after)}
    except NotFound:
        form.refuse(Invalid("", str(GONE)))
        return again(), 404
    return again(), 400


def answer(
    run: Callable[[], ResponseReturnValue],
    refused: Callable[[Invalid], str] | None = None,
    *,
    status: int = 400,
    clash: Callable[[Exception], str] | None = None,
) -> ResponseReturnValue:
    """Do what was posted, and answer.

    `run` acts and gives the answer. `refused` draws the page that says why not, sent with `status`. `clash` draws the
    page for a Conflict or for what is Stale, with what was typed still in its fields.
    """
    try:
        return run()
    except Invalid as error:
        if refused is None:
            raise
        return refused(error), status
    except (Conflict, Stale) as error:
        if clash is None:
            raise
        return clash(error), 409
