"""A page with actions: one address shows on GET and acts on POST, by the action that its form names.

The one place that chooses the action, validates its form, and turns a refusal into an answer:

| raised by an action | answer |
|---|---|
| `Invalid(field, text)` | 400, the page with the text on that field of the form, or above it |
| `IllegalMove` | as the page says: 400 with a sentence, the answer of an action that worked, or 409 |
| everything else (`Conflict`, `TooMany`, `NotFound`, `Forbidden` ...) | the site's page of that error |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from directory.foundation.forms import Form
from directory.kernel.errors import IllegalMove, Invalid

#: What the page is about, as its handlers get it: a row, or whatever holds all that they need.
Subject = TypeVar("Subject")

#: The field of a form that names its action.
FIELD = "action"

#: Said above the form where the state moved on between showing the page and pressing its button.
CHANGED = _l("Meanwhile something changed here. This is how things stand now.")


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


def answer_post(
    actions: Actions[Subject],
    load: Callable[[], Subject],
    show: Callable[[Subject, dict[str, Form]], str],
    done: Callable[[str, Any], ResponseReturnValue],
    *,
    late: object = CHANGED,
    default: str = "",
) -> ResponseReturnValue:
    """Do the posted action of a page, and answer.

    `load` reads what the page is about for whoever asks, and raises where they may not; after a refusal it is called
    again, so that the page shows how things stand then. `show` draws the page; its second argument holds the form that
    was refused, by the action's code. `done` answers an action that gave no answer of its own: it gets the code and the
    form. `late`: a sentence (lazily translated) or one of `Late`, for an IllegalMove. `default` as in `chosen`.
    """
    subject = load()
    code = chosen(actions, default)
    action = actions[code]
    form = action.form(subject)
    if not form.validate_on_submit():
        return show(subject, {code: form}), 400
    try:
        answer = action.run(subject, form)
    except Invalid as error:
        form.refuse(error)
    except IllegalMove:
        if late is Late.ERROR:
            raise
        if late is Late.DONE:
            return done(code, form)
        form.refuse(Invalid("", str(late)))
    else:
        return done(code, form) if answer is None else answer
    return show(load(), {code: form}), 400
