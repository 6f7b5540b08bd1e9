"""What a form makes of parts that no form of ours has: a file where a text is expected, JSON, nothing."""

import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectFieldBase

from directory.foundation.forms import Form
from directory.kernel.typed import MOST_NUMBER, YEARS
from directory.quotes.forms.quote import QuoteForm
from tests.conftest import MovableClock
from tests.factories.listings import GAOSHI, seeded
from tests.hostile.seeded import names_in_forms

FORMS = (
    "/en/sign-in",
    "/en/request-a-quote",
    "/en/list-your-business",
    f"/en/businesses/{GAOSHI}/report",
    f"/en/businesses/{GAOSHI}/remove",
    f"/en/businesses/{GAOSHI}/claim",
)


@pytest.fixture
def listings(app: Flask, clock: MovableClock) -> Flask:
    """The five businesses."""
    app.config.update(PROPAGATE_EXCEPTIONS=False, RATE_LIMITS=False)
    seeded()
    return app


@pytest.mark.parametrize("path", FORMS)
def test_a_file_where_a_text_is_expected_is_a_field_not_filled_in(
    listings: Flask, client: FlaskClient, path: str
) -> None:
    """Every field of every form as a file: the answer to a form that was not filled in, never an error of ours."""
    empty = client.post(path, data={"website": ""})
    files = {name: (io.BytesIO("陈女士".encode()), "name.txt") for name in names_in_forms()}
    for sent in (files, *({name: (io.BytesIO(b"x"), "x.txt")} for name in ("address", "name", "phone", "text", "zip"))):
        answer = client.post(path, data={**sent, "website": ""}, content_type="multipart/form-data")
        assert answer.status_code == empty.status_code
        assert answer.mimetype == empty.mimetype


def _forms() -> list[type[Form]]:
    waiting: list[type[Form]] = [Form]
    for form in waiting:
        waiting += form.__subclasses__()
    return waiting


def test_no_form_of_the_site_sees_a_file(app: Flask) -> None:
    """Whichever form it is, and whatever the file is called."""
    files = {name: (io.BytesIO(b"x"), "x.txt") for name in names_in_forms()}
    forms = _forms()
    assert len(forms) > 20
    with app.test_request_context("/", method="POST", data=files, content_type="multipart/form-data"):
        assert [form.__name__ for form in forms if form.Meta().wrap_formdata(form, _Auto)] == []


#: Numbers that no column holds and days after and before which there is none, each as people or machines type it.
_BEYOND = (
    "9" * 20,
    "9" * 400,
    "1" + ",000" * 200,
    "9999-12-31",
    "0001-01-01",
    "9999-12-31/0-24",
)


def test_no_form_of_the_site_breaks_on_a_number_or_a_day(app: Flask) -> None:
    """Whichever form it is and whichever field it stands in; what one reads of it fits a column and a calendar."""
    with app.test_request_context("/en/"):
        for beyond in _BEYOND:
            for kind in _forms()[1:]:
                form = _filled(kind, beyond)
                try:
                    form.validate()
                except KeyError:
                    assert kind.__subclasses__(), "only what others are made of may lack fields"
                for field in form:
                    if field.errors:
                        continue
                    if isinstance(field.data, int) and not isinstance(field.data, bool):
                        assert abs(field.data) <= MOST_NUMBER, (kind, field.name, beyond)
                    if isinstance(field.data, date):
                        assert field.data.year in YEARS, (kind, field.name, beyond)


def _filled(kind: type[Form], text: str) -> Form:
    """A form with the same text in every field; lists that its page makes are empty."""
    sent = MultiDict(dict.fromkeys(names_in_forms(), text))
    options = {"job": "repair"} if kind is QuoteForm else {}
    form = kind(sent, meta={"csrf": False}, **options)
    for field in form:
        if isinstance(field, SelectFieldBase) and getattr(field, "choices", ()) is None:
            field.choices = []
    return form
