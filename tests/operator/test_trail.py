"""The trail in words: nothing that is recorded reaches the operator as a code."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.audit import acts, record, reference_label
from directory.entrypoints.operator import blueprint as labels
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.operator.conftest import HOSTILE, Desk, one_engine
from tests.page import check_page, words

QUOTED = ("高氏冷暖", "方氏冷暖", HOSTILE, "陈女士", "Gaoshi Lengnuan", "高")


@pytest.mark.parametrize(
    ("language", "wordings"),
    [
        (
            "en",
            [("what", "Services, Brands"), ("reason", "Too far"), ("quiet hours", "yes"), ("rows", "7")],
        ),
        ("zh-hans", [("内容", "服务项目、品牌"), ("原因", "太远"), ("免打扰", "是"), ("行数", "7")]),
    ],
)
def test_codes_beside_an_act_are_said_in_words(app: Flask, language: str, wordings: list[tuple[str, str]]) -> None:
    detail = {"fields": ["services", "brands"], "reason": "out_of_area", "quiet": True, "none": None, "rows": 7}
    with app.test_request_context(), speaking(LANGUAGES[language]):
        assert labels.beside(detail) == wordings
        assert reference_label("visitor") != "visitor" or language == "en"


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_no_codes(day: Desk, session: Session, language: str) -> None:
    with unit() as session:
        for act in acts.values():
            record(session, "operator:7", act, ("business", 1), field="paused_until", state="calls_only", role="owner")
    for path in ("audit", "businesses/gaoshi"):
        page = check_page(day.client.get(f"/admin/{path}?lang={language}"), language, quoted=QUOTED)
        shown = words(page.first("main"))
        for code in ("operator:7", "business:1", "fact-by-phone", "claim-voice-code", "paused_until", "calls_only"):
            assert code not in shown, (path, code)
