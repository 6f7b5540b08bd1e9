"""The form as a person opens it and fills it in, and what comes back."""

from directory.foundation.db import db
from directory.leads.models import QuoteRequest
from tests.factories.listings import FANGSHI, GAOSHI
from tests.page import check_page, words

TYPED = "楼上不热<b>&\"'"
#: Names as printed and words as typed, in a script of their own wherever they stand.
QUOTED = ("高氏冷暖", "方氏冷暖", "华府冷暖空调", "安居冷暖空调公司", "DAVID ZHANG 冷暖空调", TYPED, "陈女士")


def path(language: str = "zh-hans", *slugs: str, **more: str) -> str:
    query = [f"business={slug}" for slug in slugs] + [f"{name}={value}" for name, value in more.items()]
    return f"/{language}/request-a-quote" + ("?" + "&".join(query) if query else "")


def opened(client, language="zh-hans", *slugs, **more):
    """The page as a person opens it; gives it parsed."""
    return check_page(client.get(path(language, *(slugs or (GAOSHI, FANGSHI)), **more)), language, quoted=QUOTED)


def key_of(page) -> str:
    return next(e.get("value") for e in page.all("input") if e.get("name") == "request_key")


def named_of(page) -> str:
    return next(e.get("value") for e in page.all("input") if e.get("name") == "named")


def fields(page, **changes):
    """What she fills in; a change to None leaves the field out."""
    values = {
        "request_key": key_of(page),
        "named": named_of(page),
        "business": [GAOSHI, FANGSHI],
        "safety": "none",
        "service": "repair",
        "zip": "20850",
        "urgency": "48h",
        "name": "陈女士",
        "phone": "(301) 555-0142",
        "email": "",
        "lang": "cmn",
        "consent": ["*:call", "*:sms"],
        "details": TYPED,
        "symptom": ["noheat", "noise"],
        "website": "",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def send(client, values, language="zh-hans"):
    return client.post(path(language), data=values)


def refused(client, values, language="zh-hans", status=400):
    """The page that comes back; checked whole."""
    answer = send(client, values, language)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert db.session.query(QuoteRequest).count() == 0
    return check_page(answer, language, quoted=QUOTED)


def wrongs(page) -> str:
    return words(next(e for e in page.root.iter() if e.get("id") == "wrongs"))


def ticked(page, name) -> list[str]:
    return [e.get("value") for e in page.all("input") if e.get("name") == name and e.get("checked") is not None]
