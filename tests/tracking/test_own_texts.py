"""A text that somebody sends from their own phone is in the language of whoever reads it."""

from urllib.parse import unquote

import pytest

from directory.businesses.models import Business
from directory.editor.actions import listing as editor
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads import actions as lead_actions
from tests.factories.answers import lead_url, quote_request
from tests.factories.listings import GAOSHI, seeded
from tests.factories.request_page import leads, page


def _bodies(source: str) -> list[str]:
    """What the links to text from one's own phone would say."""
    return [unquote(part.split('"')[0]) for part in source.split("&amp;body=")[1:]]


def test_a_firm_of_the_chinese_paper_is_texted_in_chinese(client, clock):
    shown = page(client, quote_request(), "en").source
    assert _bodies(shown)
    assert all(body.startswith("您好") for body in _bodies(shown) if "http" not in body), _bodies(shown)


def test_a_customer_is_texted_in_the_language_of_the_request(client, clock):
    own = quote_request(("gaoshi",), language="en")
    [lead] = leads(own)
    with unit() as session:
        lead_actions.accept(session, lead.id, "page")
    db.session.expire_all()
    shown = client.get(f"/zh-hans{lead_url(leads(own)[0]).removeprefix('/zh-hans')}", follow_redirects=True).text
    assert any(body.startswith("Hello, this is Gaoshi Lengnuan") for body in _bodies(shown)), _bodies(shown)


@pytest.mark.parametrize(
    ("known", "heard"),
    [(None, ("您好", "Hello")), (["cmn"], ("您好",)), (["yue", "en"], ("您好",)), (["en"], ("Hello",))],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_firm_is_first_texted_in_what_it_reads_and_in_both_where_nobody_says(client, clock, known, heard, language):
    seeded()
    if known:
        with unit() as session:
            business = session.query(Business).filter_by(slug=GAOSHI).one()
            editor.say(session, business.id, {"languages": known}, "person:1")
    for path in (f"businesses/{GAOSHI}", f"request-a-quote?business={GAOSHI}"):
        bodies = _bodies(client.get(f"/{language}/{path}").text)
        assert bodies
        for body in bodies:
            assert [word for word in ("您好", "Hello") if word in body] == list(heard), body
            assert ("我说英语" in body or "I speak English" in body) == (language == "en"), body
