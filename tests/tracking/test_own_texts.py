"""A text that somebody sends from their own phone is in the language of whoever reads it."""

from urllib.parse import unquote

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads import actions as lead_actions
from tests.factories.answers import lead_url, quote_request
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
