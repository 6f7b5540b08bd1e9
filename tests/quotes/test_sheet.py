"""A quote on paper, read back by a library that did not make it: both languages, every option, who may have it."""

import pypdfium2
import pytest

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads import actions as lead_actions
from directory.leads.models import Lead
from directory.quotes import actions
from directory.quotes.rules.offer import Offer
from tests.factories.answers import lead_url, quote_request, request_url
from tests.quotes.test_offer import BEST, GOOD


@pytest.fixture
def request_(client, clock):
    return quote_request(service="replace", zip="20850")


def offered(quote_request):
    lead = db.session.query(Lead).filter_by(request_id=quote_request.id).order_by(Lead.id).first()
    offer = Offer((GOOD, BEST), license="VA 2705123456 A", exclusions="drywall", note='含拆旧 #[x] \\ "$')
    with unit() as session:
        return lead, actions.quote(session, lead.id, offer).id


def words(response):
    assert response.status_code == 200, response.status_code
    assert response.mimetype == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    with pypdfium2.PdfDocument(response.data) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(pages).split())


BOTH = ("Estimate", "报价单", "Permitandinspection", "许可证和验收", "$5,200", "$4,700", "$7,900–8,300", "GSXN4",
        "旧机拆走", "Oldunittakenaway", "由厂家负责", "notstated", "未注明", "VA2705123456A", "drywall",
        '含拆旧#[x]\\"$', "陈女士")  # fmt: skip


def test_she_has_it_in_both_languages_and_so_has_he(client, request_):
    lead, quote_id = offered(request_)
    hers = f"{request_url(request_, 'en')}/quotes/{quote_id}.pdf"
    his = f"{lead_url(lead)}/quotes/{quote_id}.pdf"
    assert hers in client.get(request_url(request_, "en")).text
    assert his in client.get(lead_url(lead)).text
    for path in (hers, his):
        printed = words(client.get(path))
        assert not [word for word in BOTH if word not in printed], printed
        assert "301-555-0142" not in printed


def test_nobody_else_has_it_and_nobody_after_the_end(client, request_):
    lead, quote_id = offered(request_)
    other = db.session.query(Lead).filter(Lead.request_id == request_.id, Lead.id != lead.id).one()
    stranger = quote_request(("infinity",), service="replace")
    for path in (
        f"{lead_url(other)}/quotes/{quote_id}.pdf",
        f"{request_url(stranger)}/quotes/{quote_id}.pdf",
        f"{request_url(request_)}/quotes/{quote_id + 9}.pdf",
    ):
        assert client.get(path).status_code == 404
    with unit() as session:
        lead_actions.withdraw(session, lead.id)
    assert client.get(f"{lead_url(lead)}/quotes/{quote_id}.pdf").status_code == 404
    with unit() as session:
        actions.erase_request(session, request_.id)
    assert client.get(f"{request_url(request_)}/quotes/{quote_id}.pdf").status_code == 404
