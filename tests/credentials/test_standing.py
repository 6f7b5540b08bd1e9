"""What may be said of a license, case by case."""

from datetime import date
from typing import Any

import pytest

from directory.credentials.rules import STANDINGS, as_of, as_stated, insured_here, standing
from tests.factories.listings import document
from tests.support.in_one import in_one

TODAY = date(2026, 11, 23)


def _license(**values: Any) -> dict[str, Any]:
    return as_stated({"type": "master", **values})


def _checked(expires_on: str) -> dict[str, Any]:
    return _license(state="VA", number="1", status="checked", expires_on=expires_on)


CASES = [
    ({}, None, "not_stated", None),
    ({}, "MD", "not_stated", None),
    ({}, "DC", "not_stated", "DC"),
    ({"licensed": True}, None, "stated", None),
    ({"licensed": True}, "MD", "stated", None),
    ({"licensed": True}, "DC", "stated", "DC"),
    ({"licensed": True, "licenses": [_license()]}, "VA", "stated", None),
    ({"licensed": True, "licensed_states": ["MD", "VA"]}, "MD", "stated_here", None),
    ({"licensed": True, "licensed_states": ["MD"]}, "VA", "stated_elsewhere", None),
    ({"licensed": True, "licensed_states": ["MD", "VA"]}, "DC", "stated_elsewhere", "DC"),
    ({"licensed": True, "licensed_states": ["DC"]}, "DC", "stated_here", None),
    ({"licenses": [_license(state="MD", number="01-1")]}, "MD", "given", None),
    ({"licenses": [_license(state="MD", number="01-1")]}, "DC", "stated_elsewhere", "DC"),
    ({"licenses": [_license(state="MD", number="01-1", status="checked")]}, "MD", "checked", None),
    ({"licenses": [_license(state="MD", number="01-1", status="checked")]}, "VA", "stated_elsewhere", None),
    ({"licenses": [_license(state="DC", number="1", status="checked")]}, "DC", "checked", None),
    ({"licenses": [_license(state="VA", number="1", status="not_found")]}, "VA", "not_found", None),
    ({"licenses": [_checked("2026-11-23")]}, "VA", "checked", None),
    ({"licenses": [_checked("2026-11-22")]}, "VA", "expired", None),
    ({"licenses": [_checked("2026-11-22"), _license(state="VA", number="2", status="checked")]}, "VA", "checked", None),
]


@in_one("doc, state, code, warns", CASES)
def test_a_standing_says_only_what_is_known(
    doc: dict[str, Any], state: str | None, code: str, warns: str | None
) -> None:
    summary = standing(document(**doc), state, TODAY)
    assert (summary.code, summary.warns) == (code, warns)
    assert code in STANDINGS


def test_states_and_types_are_named_once_in_order() -> None:
    summary = standing(document(licensed_states=["MD", "VA"], licenses=[_license(state="VA"), _license()]), "MD", TODAY)
    assert (summary.states, summary.types) == (("MD", "VA"), ("master",))


@pytest.mark.parametrize(
    ("doc", "state", "expected"),
    [
        ({}, "MD", None),
        ({"insured": True}, "MD", True),
        ({"insured": True, "insured_states": ["MD"]}, "MD", True),
        ({"insured": True, "insured_states": ["MD"]}, "DC", None),
        ({"insured": True, "insured_states": ["MD"]}, None, True),
    ],
)
def test_insurance_is_said_or_not_stated_never_denied(
    doc: dict[str, Any], state: str | None, expected: bool | None
) -> None:
    assert insured_here(document(**doc), state) is expected


def test_a_number_makes_a_license_given() -> None:
    assert as_stated({"type": "dpor", "number": "2705"})["status"] == "given"
    assert as_stated({"type": "dpor"}) == {"type": "dpor", "number": None, "state": None, "status": "stated"}


def test_a_badge_falls_by_itself_the_day_after_the_last() -> None:
    doc = document(licenses=[_checked("2026-11-22"), _license()])
    assert [license.status for license in as_of(doc, date(2026, 11, 22)).licenses] == ["checked", "stated"]
    assert [license.status for license in as_of(doc, date(2026, 11, 23)).licenses] == ["expired", "stated"]
    assert doc.licenses[0].status == "checked"
    assert as_of(document(), TODAY) == document()
