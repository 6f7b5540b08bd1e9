"""The homeowner's page as a visitor's browser asks for it: read, checked, and its buttons pressed."""

from directory.foundation.db import db
from directory.leads.models import Lead
from tests.factories.answers import AD, WORDS, request_url
from tests.page import check_page, words

#: Names as printed and words as typed, in a script of their own.
QUOTED = (
    AD,
    WORDS,
    "三百左右，看了才知道，零件另算",
    "问题",
    "高氏冷暖",
    "方氏冷暖",
    "安居冷暖空调公司",
    "陈女士",
    "什么牌子？",
    "固德曼",
)


def leads(request) -> list[Lead]:
    return list(db.session.query(Lead).filter_by(request_id=request.id).order_by(Lead.id).populate_existing())


def page(client, request, language="zh-hans", quoted=()):
    response = client.get(request_url(request, language))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return check_page(response, language, quoted=(*QUOTED, *quoted))


def page_text(client, request, language="zh-hans"):
    """What stands on the page, without its markup."""
    return words(page(client, request, language).root)


def post(client, request, action, language="zh-hans", **fields):
    return client.post(request_url(request, language), data={"action": action, **fields})
