"""A homeowner nobody else is called: her name, phone, mail and words stand only where they may."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from urllib.parse import urlsplit

import pytest
import structlog

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.inbox.actions import receive_text
from directory.kernel.language import LANGUAGES
from directory.leads.models import Lead, QuoteRequest
from directory.outbox import deliver
from directory.outbox.models import Message
from tests.factories.answers import lead_url, request_url
from tests.factories.listings import FANGSHI, GAOSHI

NAME, MAIL, WORD = "卡纳里夫人", "canary.qq7@example.com", "canaryword77"
DIGITS = "3015550177"
FORM = "/zh-hans/request-a-quote"
START = ("/zh-hans/", "/en/", "/zh-hant/find?q=heat&place=20850", "/sitemap.xml", "/robots.txt", "/map.svg")
API = ("/api/v1/businesses", "/api/v1/places?q=20850", "/api/v1/openapi.json", "/metrics", "/readyz", "/nowhere")


def seen(text: str) -> set[str]:
    """Which of the homeowner's data stand in a text; a phone in any spelling."""
    bare = re.sub(r"[\s().\-–+ ]|&nbsp;|%20", "", text)
    leaked = {word for word in (NAME, MAIL, WORD) if word.lower() in text.lower()}
    return leaked | ({DIGITS} if DIGITS in bare else set())


def public(site) -> dict[str, str]:
    """Every page that can be reached without a private link, by address; headers included."""
    pages: dict[str, str] = {}
    waiting = [*START, *API]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        answer = site.client.get(path)
        assert answer.status_code < 500, path
        pages[path] = f"{answer.headers}{answer.get_data(as_text=True)}"
        if answer.mimetype not in ("text/html", "application/xml", "text/xml"):
            continue
        for link in re.findall(r'(?:href="|<loc>)([^"<]+)', answer.text):
            target = urlsplit(link.replace("&amp;", "&"))
            # One filtered state of the list is like another; the rest is followed to its end.
            if target.path.startswith("/") and not target.path.startswith("/static/") and not target.query:
                waiting.append(target.path)
    return pages


@pytest.fixture(autouse=True)
def log(site) -> Iterator[StringIO]:
    """What is logged, exactly as it is written out."""
    lines, before = StringIO(), structlog.get_config()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lines))
    yield lines
    structlog.configure(**before)


@pytest.fixture
def sent(site) -> QuoteRequest:
    """The canary's request to two businesses."""
    fields = site.form(
        name=NAME, phone="(301) 555-0177", email=MAIL, details=f"{WORD} {DIGITS} {MAIL}", model=WORD, receipt_sms="y"
    )
    answer = site.client.post(FORM, data=fields)
    assert answer.status_code == 303
    assert not seen(str(answer.headers))
    return db.session.query(QuoteRequest).one()


@dataclass(frozen=True)
class Asked:
    """One of the two businesses: its phone and, by language, the address of its lead."""

    phone: str
    pages: dict[str, str]


def leads_of(quote_request: QuoteRequest) -> list[Asked]:
    leads = db.session.query(Lead).filter_by(request_id=quote_request.id).order_by(Lead.id)
    return [Asked(lead.texted_phone or "", {code: lead_url(lead, code) for code in LANGUAGES}) for lead in leads]


def work() -> None:
    """What the worker does, until nothing is due."""
    while ids := [message.id for message in db.session.query(Message.id).filter_by(state="waiting")]:
        db.session.remove()
        for message_id in ids:
            deliver.deliver(message_id)


def bodies(recipient: str) -> list[str]:
    return [f"{m.subject_line} {m.body}" for m in db.session.query(Message).filter_by(recipient=recipient)]


def test_no_public_page_api_or_log_knows_her(site, sent, log):
    token, tokens = request_url(sent).rpartition("/")[2], [page.pages["en"] for page in leads_of(sent)]
    secrets = [token, *(page.rpartition("/")[2] for page in tokens)]
    work()
    pages = public(site)
    assert len(pages) > 40
    assert {path: seen(text) for path, text in pages.items() if seen(text)} == {}
    assert [path for path, text in pages.items() if any(secret in text for secret in secrets)] == []
    api = site.client.get(f"/api/v1/requests/{token}")
    assert api.status_code == 200
    assert not seen(api.text)
    written = log.getvalue()
    assert "/<lang:lang>/request-a-quote" in written
    assert not seen(written)
    assert not any(secret in written for secret in secrets)


def test_a_refused_form_and_its_errors_leave_nothing_in_log_or_header(site, log):
    site.client.get(f"/en/find?q={WORD}&place={DIGITS}")
    refused = site.client.post(FORM, data=site.form(name=NAME, email=MAIL + "@", details=WORD, zip="0"))
    assert refused.status_code == 400
    assert not seen(str(refused.headers))
    assert refused.headers["Cache-Control"] == "no-store"
    site.client.post(f"/en/businesses/{GAOSHI}/report", data={"reason": "other", "text": WORD, "contact": MAIL})
    site.client.post("/nowhere", data={"name": NAME})
    written = log.getvalue()
    assert not seen(written)


def test_a_business_reads_her_contact_only_after_it_accepted(site, sent):
    first, second = leads_of(sent)
    own = request_url(sent)
    work()
    for lead in (first, second):
        texts = bodies(lead.phone)
        assert len(texts) == 1
        assert seen(texts[0]) == set()
        assert "20850" not in texts[0]
        for language, page in lead.pages.items():
            before = site.client.get(page)
            # Her own words are shown, the contacts in them masked.
            assert seen(before.text) == {WORD}, language
            assert private(before)
    with unit() as session:
        receive_text(session, first.phone, "1", "SM1")
    work()
    assert seen(" ".join(bodies(first.phone))) >= {NAME, DIGITS}
    assert not seen(" ".join(bodies(second.phone)))
    assert seen(site.client.get(first.pages["en"]).text) >= {NAME, DIGITS, WORD}
    assert seen(site.client.get(second.pages["en"]).text) == {WORD}
    mine = site.client.get(own)
    assert private(mine)
    operator = str(site.app.config["OPERATOR_EMAIL"])
    assert not seen(" ".join(bodies(operator)))


def private(answer) -> bool:
    """Kept by no cache, listed by no search engine, named to nobody by a referrer."""
    headers = answer.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "ETag" not in headers
    hosts = set(re.findall(r'(?:src|href|action)="(https?://[^/"]+)', answer.text))
    return hosts <= {"http://127.0.0.1:8000"}


@pytest.mark.parametrize("ending", ["withdraw", "close", "delete"])
def test_once_taken_back_the_lead_page_knows_nothing(site, sent, ending):
    first, second = leads_of(sent)
    own, number = request_url(sent), sent.id
    with unit() as session:
        receive_text(session, first.phone, "1", "SM1")
    site.client.post(own, data={"action": ending, "business": GAOSHI})
    for lead, slug in ((first, GAOSHI), (second, FANGSHI)):
        answer = site.client.get(lead.pages["en"])
        assert answer.status_code in (200, 404)
        assert seen(answer.text) == ({WORD} if ending == "withdraw" and slug == FANGSHI else set())
        assert private(answer)
    work()
    for lead in (first, second):
        texts = " ".join(bodies(lead.phone))
        assert not seen(texts)
    if ending == "delete":
        work()
        assert not seen(site.client.get(own).text)
        assert not seen(" ".join(f"{m.subject_line} {m.body} {m.recipient}" for m in db.session.query(Message)))
        stored = db.session.get_one(QuoteRequest, number, populate_existing=True)
        assert not seen(" ".join(str(value) for value in vars(stored).values()))


def test_one_token_opens_nothing_else(site, sent):
    mine = request_url(sent).rpartition("/")[2]
    first, second = (lead.pages["en"].rpartition("/")[2] for lead in leads_of(sent))
    crossed = [f"/en/leads/{mine}", f"/leads/{mine}", f"/en/requests/{first}", f"/api/v1/requests/{second}"]
    for path in [*crossed, f"/en/requests/{mine[:-1]}", f"/en/requests/{mine.swapcase()}", "/en/leads/1"]:
        answer = site.client.get(path)
        assert answer.status_code == 404, path
        assert not seen(answer.text)
        assert answer.headers["Cache-Control"] == "no-store"
    for act in ({"action": "accept"}, {"action": "close"}):
        assert site.client.post(f"/en/leads/{mine}", data=act).status_code == 404
        assert site.client.post(f"/en/requests/{first}", data=act).status_code == 404
