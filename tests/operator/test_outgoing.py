"""Messages in words: no code of a kind reaches the operator, and an e-mail goes to no phone company."""

import pytest
from sqlalchemy.orm import Session

from directory.foundation.unit import unit
from tests.operator.conftest import Desk, message, one_engine
from tests.page import check_page, words

QUOTED = ("高氏冷暖", "方氏冷暖")


@one_engine
@pytest.mark.parametrize(
    ("language", "code", "sms", "email"),
    [
        ("en", "code for a claim", "handed to the phone company", "handed to the mail server"),
        ("zh-hans", "认领申请的验证码", "已交给电话公司", "已交给邮件服务器"),
        ("zh-hant", "認領申請的驗證碼", "已交給電信業者", "已交給郵件伺服器"),
    ],
)
def test_each_way_has_its_own_words(
    desk: Desk, session: Session, language: str, code: str, sms: str, email: str
) -> None:
    with unit() as session:
        for channel in ("sms", "email"):
            message(session, ("claim", 1), channel=channel, kind="code-claim", state="sent", reference=channel)
    page = check_page(desk.client.get(f"/admin/messages?lang={language}"), language, quoted=QUOTED)
    mail, text = [words(line) for line in page.all("li") if "adm-row" in (line.get("class") or "")]
    assert code in text
    assert sms in text
    assert code in mail
    assert email in mail
    assert "code-claim" not in words(page.first("main"))
    one = words(check_page(desk.client.get("/admin/messages/1"), language, quoted=QUOTED).first("main"))
    assert code in one
    assert sms in one
