"""The audit trail: found by what people call things, told by their names, and by codes as before."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import record
from directory.businesses.models import Business
from directory.credentials.rules.standing import LicenseAct
from directory.editor.rules import EditorAct
from directory.foundation.unit import unit
from directory.kernel.language import LANGUAGES
from directory.leads.rules import LeadAct
from directory.reports.models import ReportAct
from tests.factories import people
from tests.operator.conftest import HOSTILE, Desk, one_engine
from tests.page import check_page, words
from tests.support.worlds import once

pytestmark = pytest.mark.engine_cases

QUOTED = ("高氏冷暖", "方氏冷暖", HOSTILE, "李師傅", "op@example.com")


@pytest.fixture
def trail(day: Desk, session: Session) -> Desk:
    """Acts of two people on two businesses, besides those of the day."""
    _acts(day.actor)
    return day


@once
def _acts(operator: str) -> None:
    with unit() as session:
        ids = {business.slug: business.id for business in session.scalars(select(Business))}
        li = people.person(session, "+12405550150", name="李師傅")
        record(session, f"person:{li.id}", EditorAct.PUBLISH_LISTING, ("business", ids["fangshi"]), fields=["brands"])
        record(session, f"person:{li.id}", EditorAct.DISCARD_DRAFT, ("business", ids["fangshi"]))
        record(session, operator, LicenseAct.CHECK_LICENSE, ("business", ids["gaoshi"]), found=True)
        record(session, f"business:{ids['gaoshi']}", LeadAct.DECLINE, ("lead", 1), reason="too_busy")


def _lines(desk: Desk, language: str = "en", **filters: str) -> list[str]:
    answer = desk.client.post(f"/admin/audit?lang={language}", data=filters)
    page = check_page(answer, language, quoted=QUOTED)
    return [words(line) for line in page.all("li") if "adm-row" in (line.get("class") or "")]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"subject": "fangshi", "act": "draft"}, ["threw a draft away"]),
        ({"subject": "方氏", "act": "published changes"}, ["published changes of the listing"]),
        ({"actor": "李师傅"}, ["threw a draft away", "published changes of the listing"]),
        ({"actor": "240-555-0150", "act": "discard-draft"}, ["threw a draft away"]),
        ({"actor": "op@example", "act": "license"}, ["looked a license number up"]),
        ({"actor": "operator", "act": "license"}, ["looked a license number up"]),
        ({"actor": "Gaoshi", "subject": "lead"}, ["declined the customer"]),
        ({"actor": "business 1", "subject": "lead 1"}, ["declined the customer"]),
        ({"actor": "Nobody at all"}, []),
        ({"act": "no such act"}, []),
        ({"subject": "%"}, []),
    ],
)
def test_lines_are_found_by_names_phones_and_words(trail: Desk, filters: dict[str, str], expected: list[str]) -> None:
    lines = _lines(trail, **filters)
    assert len(lines) == len(expected), lines
    for line, words_of_it in zip(lines, expected, strict=True):
        assert words_of_it in line


@one_engine
@pytest.mark.parametrize(
    ("language", "filters"),
    [("zh-hans", {"act": "执照"}), ("zh-hant", {"act": "證照"}), ("zh-hans", {"actor": "站长", "act": "执照"})],
)
def test_words_are_those_of_the_page(trail: Desk, language: str, filters: dict[str, str]) -> None:
    (line,) = _lines(trail, language, **filters)
    assert "op@example.com" in line
    assert "高氏冷暖" in line


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_name_people_and_businesses(trail: Desk, language: str) -> None:
    (line,) = _lines(trail, language, act="discard-draft")
    assert "李師傅" in line
    assert {"en": "Fangshi Lengnuan"}.get(language, "方氏冷暖") in line
    assert "Nothing" not in line


def test_codes_in_an_address_are_followed_and_typed_names_stand_in_none(trail: Desk) -> None:
    page = check_page(trail.client.get(f"/admin/audit?actor={trail.actor}&act=check-license"), "en", quoted=QUOTED)
    links = [link.get("href") for link in page.first("main").iter("a")]
    assert f"/admin/audit?actor=operator:{trail.person.id}" in links
    shown = trail.client.post("/admin/audit", data={"actor": "李師傅"})
    assert all("李" not in (link.get("href") or "") for link in check_page(shown, "en", quoted=QUOTED).all("a"))


@one_engine
def test_older_lines_of_a_search_are_a_press_away(trail: Desk, session: Session) -> None:
    with unit() as session:
        for _ in range(60):
            record(session, trail.actor, ReportAct.SETTLE, ("report", 1))
    first = check_page(trail.client.post("/admin/audit", data={"act": "settled"}), "en", quoted=QUOTED)
    form = list(first.all("form"))[-1]
    fields = {box.get("name"): box.get("value") for box in form.iter() if box.get("name")}
    assert fields["act"] == "settled"
    assert len(_lines(trail, **fields)) == 10
