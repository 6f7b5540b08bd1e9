"""The trail in words: nothing that is recorded reaches the operator as a code."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses.rules import CONTACT_POINT
from directory.claims.rules import CLAIM
from directory.entrypoints.operator import audit_labels as trail
from directory.foundation.i18n import speaking
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from tests.operator.conftest import HOSTILE, Desk, one_engine
from tests.page import check_page, words
from tests.rules.source import files

QUOTED = ("高氏冷暖", "方氏冷暖", HOSTILE, "陈女士", "Gaoshi Lengnuan", "高")
#: Acts whose names are put together from a state.
_MADE = {f"contact-{state.replace('_', '-')}" for state in CONTACT_POINT.states if state != "not_introduced"}
_MADE |= {f"claim-{state}" for state in ("approved", "rejected", "withdrawn") if state in CLAIM.states}
_MADE |= {"report-wrong", "report-remove", "accept-by-phone", "decline-by-phone", "suspend", "publish", "closed"}


def _recorded() -> Iterator[tuple[str, str]]:
    for source in files("directory/*.py"):
        for node in ast.walk(source.tree):
            is_record = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record"
            if is_record and len(node.args) > 3 and isinstance(node.args[2], ast.Constant):
                yield source.path, str(node.args[2].value)


def test_every_act_has_words() -> None:
    found = list(_recorded())
    assert len(found) > 60
    assert [each for each in found if each[1] not in trail.ACT] == []
    assert _MADE - trail.ACT.keys() == set()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [("what", "Services, Brands"), ("reason", "Too far"), ("quiet hours", "yes"), ("rows", "7")],
        ),
        ("zh-hans", [("内容", "服务项目、品牌"), ("原因", "太远"), ("免打扰", "是"), ("行数", "7")]),
    ],
)
def test_codes_beside_an_act_are_said_in_words(app: Flask, language: str, said: list[tuple[str, str]]) -> None:
    detail = {"fields": ["services", "brands"], "reason": "out_of_area", "quiet": True, "none": None, "rows": 7}
    with app.test_request_context(), speaking(LANGUAGES[language]):
        assert trail.beside(detail) == said
        assert trail.row("visitor") != "visitor" or language == "en"


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_no_codes(day: Desk, session: Session, language: str) -> None:
    with unit() as session:
        for act in trail.ACT:
            record(session, "operator:7", act, ("business", 1), field="paused_until", state="calls_only", role="owner")
    for path in ("audit", "businesses/gaoshi"):
        page = check_page(day.client.get(f"/admin/{path}?lang={language}"), language, quoted=QUOTED)
        shown = words(page.first("main"))
        for code in ("operator:7", "business:1", "fact-by-phone", "claim-voice-code", "paused_until", "calls_only"):
            assert code not in shown, (path, code)
