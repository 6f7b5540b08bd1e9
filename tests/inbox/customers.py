"""The list of a business's customers as tests open it: addresses, rows, and what may never stand where."""

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.leads.models import Lead
from tests.factories.answers import AD, HOMEOWNER
from tests.page import check_page
from tests.support.statements import statements

SECRETS = ("陈女士", "301-555-0142", HOMEOWNER, "chen@example.com", "20850")
WORDS = "楼上不热，请打 301-555-0142 或写信 chen@example.com"
QUOTED = (AD, "高氏冷暖", "方氏冷暖", "陈女士", WORDS, "楼上不热")


def desk(language="zh-hans", slug="gaoshi", **args):
    return f"/{language}/manage/{slug}/leads" + ("?" + "&".join(f"{k}={v}" for k, v in args.items()) if args else "")


def url(lead: int, language="zh-hans", slug="gaoshi"):
    return f"/{language}/manage/{slug}/leads/{lead}"


def leads() -> list[Lead]:
    return list(db.session.query(Lead).order_by(Lead.id).populate_existing())


def read(client, path, language="zh-hans"):
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    assert response.headers["Cache-Control"] == "no-store"
    return check_page(response, language, quoted=QUOTED)


def do(action, *given, **more):
    with unit() as session:
        action(session, *given, **more)


def statements_of(client, path) -> int:
    with statements() as run:
        assert client.get(path).status_code == 200
    return len(run)
