"""Parts of pages that are drawn once: as they would be drawn anew, whatever they show and in which language."""

import re
from itertools import product

import pytest
from flask import Flask, render_template_string, session
from flask.testing import FlaskClient
from markupsafe import escape

from directory.businesses import actions as businesses
from directory.businesses.queries import by_slugs
from directory.foundation import fragments
from directory.foundation.i18n import speaking
from directory.foundation.security import csrf_token
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES, by_url
from directory.kernel.phone import dial, display
from directory.leads import actions as lead_actions
from tests.conftest import MovableClock
from tests.factories.answers import lead_url, quote_request, request_url
from tests.factories.listings import FANGSHI, GAOSHI, seeded
from tests.factories.request_page import leads
from tests.support.statements import statements

PART = "{% call draw_once('test', key) %}{{ words() }}{% endcall %}"
#: What differs from one form to the next whatever it shows.
OWN = re.compile(r'(name="(?:csrf_token|request_key)"[^>]*value=")[^"]*')


def test_a_part_is_drawn_once_for_its_key_and_language(app: Flask) -> None:
    with app.test_request_context("/en/"):
        fragments.forget()
        drawn: list[object] = []

        def draw(key: object, language: str) -> str:
            with speaking(by_url(language)):
                return render_template_string(PART, key=key, words=lambda: drawn.append(key) or f"{key} {language} <")

        shown = [draw(key, language) for key, language in product((1, 2, None) * 2, LANGUAGES)]
        assert len(set(shown)) == 9
        assert shown[:9] == shown[9:]
        assert all(text.endswith("&lt;") for text in shown)
        assert [drawn.count(key) for key in (1, 2, None)] == [3, 3, 6]


def test_the_oldest_part_goes_when_there_are_too_many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 4
    monkeypatch.setattr(fragments, "_MOST", most)
    with app.test_request_context("/en/"):
        fragments.forget()
        drawn: list[int] = []

        def draw(key: int) -> None:
            render_template_string(PART, key=key, words=lambda: drawn.append(key) or "")

        for key in (*range(most + 1), most, 0):
            draw(key)
        assert drawn == [*range(most + 1), 0]


def test_what_differs_from_page_to_page_is_filled_in_and_not_remembered(app: Flask) -> None:
    """The gaps of a part, its token among them, are those of who looks; and they are escaped."""
    template = (
        "{% call(here, who) draw_once('gaps', key, here, who) %}<a href='{{ here }}'>{{ who }}</a>{{ csrf_token() }}"
        "{% endcall %}"
    )

    def draw(key: object, here: str, who: str) -> tuple[str, str]:
        with app.test_request_context("/en/"):
            return render_template_string(template, key=key, here=here, who=who), csrf_token()

    with app.test_request_context("/en/"):
        fragments.forget()
    people = [("/requests/one", "Ann <b>"), ("/requests/two", "王\ue0000\ue001")]
    for key in (1, None):
        for here, who in people:
            page, token = draw(key, here, who)
            assert page == f"<a href='{here}'>{escape(who)}</a>{token}"
    remembered = repr(app.extensions["drawn-parts"])
    assert not [here for here, _who in people if here in remembered]
    assert draw(1, "", "")[1] not in remembered


def test_a_part_without_a_form_gives_nobody_a_session(app: Flask) -> None:
    with app.test_request_context("/en/"):
        fragments.forget()
        render_template_string(PART, key=1, words=lambda: "a")
        assert not session


@pytest.fixture
def listings(app: Flask, clock: MovableClock) -> Flask:
    """The five businesses."""
    seeded()
    return app


def _form(client: FlaskClient, language: str, query: str) -> str:
    answer = client.get(f"/{language}/request-a-quote?{query}")
    assert answer.status_code == 200
    return OWN.sub(r"\1", answer.get_data(as_text=True))


ASKED = (
    "",
    f"business={GAOSHI}",
    f"business={GAOSHI}&business={FANGSHI}&zip=20850",
    f"business={FANGSHI}&business={GAOSHI}&zip=22030&service=second",
    f"business={GAOSHI}&symptom=noheat&symptom=gas&urgency=now",
    f"business={GAOSHI}&service=%3Cb%3E&urgency=x&symptom=%22&lang=nobody",
    "safety=gas&lang=yue&service=install&zip=springfield",
)


def test_a_form_from_memory_is_the_form_drawn_anew(listings: Flask, client: FlaskClient) -> None:
    """In every language and with whatever an address fills in, after others had theirs."""
    anew = {}
    for language, query in product(LANGUAGES, ASKED):
        fragments.forget()
        anew[language, query] = _form(client, language, query)
    assert len(set(anew.values())) == len(anew)
    assert {query: _form(client, *query) for query in anew} == anew
    assert {query: _form(client, *query) for query in anew} == anew


def test_a_form_says_at_once_what_becomes_of_a_business(listings: Flask, client: FlaskClient) -> None:
    before = _form(client, "en", f"business={GAOSHI}")
    with unit() as session:
        (business,) = by_slugs(session, [GAOSHI])
        for point in business.contact_points:
            businesses.set_contact_state(session, point.id, "no_texts", "told_operator", "operator")
    after = _form(client, "en", f"business={GAOSHI}")
    assert "They asked us not to text them. Please call." in after
    assert "They asked us not to text them. Please call." not in before


def test_a_form_costs_the_version_and_one_look_at_how_the_businesses_are_reached(
    listings: Flask, client: FlaskClient
) -> None:
    path = f"/en/request-a-quote?business={GAOSHI}&business={FANGSHI}&zip=20850"
    client.get(path)
    with statements() as run:
        client.get(path)
    assert len([statement for statement in run if statement.startswith("SELECT")]) == 2, run


@pytest.mark.parametrize("is_taken", [False, True])
def test_no_part_of_a_private_page_holds_what_is_a_homeowners_or_opens_it(
    client: FlaskClient, clock: MovableClock, is_taken: bool
) -> None:
    request = quote_request(("gaoshi",))
    (lead,) = leads(request)
    if is_taken:
        with unit() as session:
            lead_actions.accept(session, lead.id, "web", None)
    pages = [page for language in LANGUAGES for page in (request_url(request, language), lead_url(lead, language))]
    for page in pages:
        assert client.get(page).status_code == 200
    remembered = repr(client.application.extensions["drawn-parts"])
    assert "tracking/close" in remembered
    assert "inbox/ask" in remembered
    own = [request.name, request.email, request.number, request.details, *(page.rpartition("/")[2] for page in pages)]
    own += [shown(request.phone) for shown in (str, display, dial)]
    assert [words for words in own if words in remembered] == []
