"""Conditions of warranties and late hours at the review desk and by phone: shown, typed, published, never lost."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.ads.models import Submission
from directory.businesses.fields.registry import FIELD, parse_fact
from directory.foundation.i18n import speaking
from directory.kernel.errors import Invalid
from directory.kernel.language import LANGUAGES
from tests.factories import ads
from tests.operator.conftest import Desk, one_engine
from tests.page import check_page, words
from tests.review.test_pages import current, typed_in

AD = "王氏冷暖空调\n空调 安装 维修\n新机：零件10年保修，人工2年\n电话：301-555-0165\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "terms",
    [
        [{"scope": "parts", "years": 10, "condition": "冷暖气新机"}, {"scope": "labor", "days": 90}],
        [{"scope": "tank", "years": "lifetime", "condition": "new units", "appliance": "water_heater"}],
        [{"scope": "compressor", "months": 18, "condition": "registered within 60 days"}],
    ],
)
def test_a_warranty_is_read_as_it_is_shown(app: Flask, language: str, terms: list[dict[str, object]]) -> None:
    with app.test_request_context(), speaking(LANGUAGES[language]):
        assert FIELD["warranties"].parse(FIELD["warranties"].show(terms)) == terms


@pytest.mark.parametrize(
    "week",
    [
        {"mon": ["08:00", "24:00"]},
        {"tue": ["19:00", "02:00"]},
        {"sun": ["00:00", "24:00"]},
        {"fri": ["12:00", "02:00"]},
    ],
)
def test_late_hours_are_read_as_they_are_shown(app: Flask, week: dict[str, list[str]]) -> None:
    with app.test_request_context(), speaking(LANGUAGES["en"]):
        assert FIELD["hours"].parse(FIELD["hours"].show(week)) == week


def test_a_condition_and_an_address_are_told_by_phone(app: Flask) -> None:
    with app.test_request_context(), speaking(LANGUAGES["en"]):
        assert parse_fact("warranties", "parts 10 [新机], labor 1") == [
            {"scope": "parts", "years": 10, "condition": "新机"},
            {"scope": "labor", "years": 1},
        ]
        assert parse_fact("emails", "O'Brien@Example.com；east@example.com") == [
            "o'brien@example.com",
            "east@example.com",
        ]
        with pytest.raises(Invalid):
            parse_fact("emails", "east@example.com west")


@one_engine
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reviewer_sees_and_changes_what_a_warranty_holds_for(desk: Desk, session: Session, language: str) -> None:
    submission: Submission = ads.one(AD)
    page = check_page(
        desk.client.get(f"/admin/ads/{submission.id}?lang={language}"), language, quoted=("王氏冷暖空调",)
    )
    fields = typed_in(page)
    assert fields["warranties"].count("[新机]") == 2
    assert "新机" in words(page.root)
    desk.post(f"/admin/ads/{submission.id}", "ad-saved", **fields)
    assert current(session, submission).corrections == {}
    desk.post(
        f"/admin/ads/{submission.id}",
        "ad-saved",
        **fields | {"warranties": fields["warranties"].replace("[新机]", "", 1)},
    )
    warranties = current(session, submission).corrections["warranties"]
    assert [term.get("condition") for term in warranties] == [None, "新机"]
