"""What may be said of a license, case by case."""

from typing import Any

import pytest

from directory.credentials.rules import STANDINGS, as_stated, insured_here, standing


def _license(**said: Any) -> dict[str, Any]:
    return as_stated({"type": "master", **said})


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
]


@pytest.mark.parametrize(("doc", "state", "code", "warns"), CASES)
def test_a_standing_says_only_what_is_known(
    doc: dict[str, Any], state: str | None, code: str, warns: str | None
) -> None:
    said = standing(doc, state)
    assert (said.code, said.warns) == (code, warns)
    assert code in STANDINGS


def test_states_and_types_are_named_once_in_order() -> None:
    said = standing({"licensed_states": ["MD", "VA"], "licenses": [_license(state="VA"), _license()]}, "MD")
    assert (said.states, said.types) == (("MD", "VA"), ("master",))


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
    assert insured_here(doc, state) is expected


def test_a_number_makes_a_license_given() -> None:
    assert as_stated({"type": "dpor", "number": "2705"})["status"] == "given"
    assert as_stated({"type": "dpor"}) == {"type": "dpor", "number": None, "state": None, "status": "stated"}
