"""A page with actions: chosen in one place, refused in one place."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest
from wtforms import StringField
from wtforms.validators import InputRequired

from directory.foundation.forms import Form
from directory.foundation.page_actions import CHANGED, GONE, Late, PageAction, answer, answer_form, answer_post
from directory.kernel.errors import Conflict, Forbidden, IllegalMove, Invalid, NotFound, Stale, TooMany


class WordForm(Form):
    word = StringField(validators=[InputRequired("a word, please")])


Run = Callable[[int, WordForm], ResponseReturnValue | None]


def post(app: Flask, run: Run, data: dict[str, str], **options: object) -> ResponseReturnValue:
    """Post to a page about a number, which grows by one whenever it is loaded."""
    loaded: list[int] = []

    def load() -> int:
        loaded.append(len(loaded) + 1)
        return loaded[-1]

    def show(number: int, filled: dict[str, Form]) -> str:
        return f"page {number} " + " ".join(f"{code} {f.form_errors} {f.word.errors}" for code, f in filled.items())

    def done(code: str, form: WordForm) -> str:
        return f"done {code} {form.word.data}"

    actions = {"say": PageAction(lambda number: WordForm(meta={"csrf": False}), run)}
    with app.test_request_context("/", method="POST", data=data):
        return answer_post(actions, load, show, done, **options)


def raising(error: Exception) -> Run:
    def run(number: int, form: WordForm) -> None:
        raise error

    return run


SAID = {"action": "say", "word": "x"}


@pytest.mark.parametrize("data", [{}, {"action": ""}, {"action": "gone", "word": "x"}, {"action": "SAY", "word": "x"}])
def test_an_unknown_action_is_a_bad_request(app: Flask, data: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        post(app, lambda number, form: "ran", data)


def test_a_form_without_the_field_means_the_default_one(app: Flask) -> None:
    assert post(app, lambda number, form: None, {"word": "x"}, default="say") == "done say x"


def test_a_form_with_a_mistake_is_shown_again_and_nothing_runs(app: Flask) -> None:
    answer = post(app, raising(AssertionError("it ran")), {"action": "say"})
    assert answer == ("page 1 say [] ['a word, please']", 400)


def test_an_action_answers_by_itself_or_as_the_page_does(app: Flask) -> None:
    assert post(app, lambda number, form: f"own {number}", SAID) == "own 1"
    assert post(app, lambda number, form: None, SAID) == "done say x"


def test_a_refusal_stands_on_its_field_of_the_page_as_it_is_now(app: Flask) -> None:
    assert post(app, raising(Invalid("word", "not this")), SAID) == ("page 2 say [] ['not this']", 400)
    assert post(app, raising(Invalid("other", "no")), SAID) == ("page 2 say ['no'] []", 400)


def test_one_that_came_too_late_is_answered_as_the_page_says(app: Flask) -> None:
    late = raising(IllegalMove("moved on"))
    answer = post(app, late, SAID)
    assert answer == (f"page 2 say ['{CHANGED}'] []", 400)
    assert post(app, late, SAID, late="too late") == ("page 2 say ['too late'] []", 400)
    assert post(app, late, SAID, late=Late.DONE) == "done say x"
    with pytest.raises(IllegalMove):
        post(app, late, SAID, late=Late.ERROR)


def test_what_was_removed_meanwhile_is_said_above_the_page_as_it_is_now(app: Flask) -> None:
    assert post(app, raising(NotFound("x")), SAID) == (f"page 2 say ['{GONE}'] []", 404)


@pytest.mark.parametrize("error", [Conflict("x"), TooMany(5), Forbidden("x")])
def test_every_other_error_goes_on_to_its_own_page(app: Flask, error: Exception) -> None:
    with pytest.raises(type(error)):
        post(app, raising(error), SAID)


def test_a_page_with_a_sentence_for_too_many_says_when_it_works_again(app: Flask) -> None:
    answer = post(app, raising(TooMany(61)), SAID, crowd="Too many.")
    assert answer == ("page 2 say ['Too many. It works again in 2 minutes.'] []", 429, {"Retry-After": "61"})


@pytest.mark.parametrize(
    ("error", "answer"),
    [(Invalid("word", "not this"), ("['not this'] []", 400)), (Invalid("", "no"), ("[] ['no']", 400))],
)
def test_a_form_alone_is_refused_as_one_of_several(app: Flask, error: Invalid, answer: tuple[str, int]) -> None:
    with app.test_request_context("/", method="POST", data={"word": "x"}):
        form = WordForm(meta={"csrf": False})

        def run() -> str:
            raise error

        assert answer_form(form, run, lambda: f"{form.word.errors} {form.form_errors}") == answer
        assert answer_form(form, lambda: "done", lambda: "again") == "done"
    with app.test_request_context("/", method="POST"):
        assert answer_form(WordForm(meta={"csrf": False}), run, lambda: "again") == ("again", 400)
    for late in (IllegalMove("moved on"), TooMany(5), Conflict("x")):
        error = late
        with app.test_request_context("/", method="POST", data={"word": "x"}), pytest.raises(type(late)):
            answer_form(WordForm(meta={"csrf": False}), run, lambda: "again")


@pytest.mark.parametrize("error", [Conflict("x"), Stale("x")])
def test_what_somebody_else_changed_meanwhile_has_a_page_of_its_own(app: Flask, error: Exception) -> None:
    def run() -> str:
        raise error

    assert answer(run, lambda refusal: "refused", clash=lambda reason: f"meanwhile {reason}") == ("meanwhile x", 409)
    with pytest.raises(type(error)):
        answer(run, lambda refusal: "refused")
    with app.test_request_context("/", method="POST", data={"word": "x"}):
        form = WordForm(meta={"csrf": False})
        assert answer_form(form, run, lambda: "again", clash=lambda reason: "meanwhile") == ("meanwhile", 409)


def test_a_button_is_refused_by_a_page_that_says_why() -> None:
    def run() -> str:
        raise Invalid("", "not now")

    assert answer(run, lambda refusal: refusal.text, status=409) == ("not now", 409)
    assert answer(lambda: "done", lambda refusal: refusal.text) == "done"
    with pytest.raises(Invalid):
        answer(run)
