"""Correcting a request on its own page, as its homeowner does."""

from collections import Counter

from flask.testing import FlaskClient

from directory.foundation.db import db
from directory.leads.actions.change import CHANGED
from directory.leads.models import QuoteRequest
from tests.factories.answers import request_url
from tests.factories.requests import messages
from tests.page import check_page

NEW_PHONE, NEW_MAIL = "301-555-0199", "new.chen@example.com"
QUOTED = ("高氏冷暖", "方氏冷暖", "安居冷暖空调公司", "陈女士", "楼上不热", "楼下也不热")


def now(request: QuoteRequest) -> QuoteRequest:
    return db.session.get_one(QuoteRequest, request.id, populate_existing=True)


def url(request: QuoteRequest, language: str = "zh-hans") -> str:
    return f"{request_url(request, language)}/change"


def opened(client: FlaskClient, request: QuoteRequest, language: str = "zh-hans"):
    return check_page(client.get(url(now(request), language)), language, quoted=QUOTED)


def fields(page, **changes: str) -> dict[str, str]:
    values = {}
    for element in page.all("input"):
        if element.get("type") != "radio" or element.get("checked") is not None:
            values[element.get("name")] = element.get("value") or ""
    for element in page.all("textarea"):
        values[element.get("name")] = (element.text or "").strip()
    for element in page.all("select"):
        values[element.get("name")] = next(o.get("value") for o in element if o.get("selected") is not None)
    wanted = ("phone", "email", "name", "zip", "urgency", "details", "lang", "notices", "base", "csrf_token")
    return {name: values[name] for name in wanted if name in values} | changes


def correct(client: FlaskClient, request: QuoteRequest, language: str = "zh-hans", **changes: str):
    return client.post(url(now(request), language), data=fields(opened(client, request, language), **changes))


def news() -> Counter[tuple[str, str]]:
    db.session.rollback()
    return Counter((m.recipient, m.state) for m in messages(db.session(), CHANGED))
