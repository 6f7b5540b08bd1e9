"""What counts as a change of a listing: what is said, not the order in which it is said."""

from typing import Any

import pytest

from directory.businesses.fields.editing import differing, lines

PARTS, LABOR = {"scope": "parts", "years": 10}, {"scope": "labor", "years": 1}
VA, MD = ({"type": "contractor", "state": state, "number": "1"} for state in ("VA", "MD"))


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("services", ["heating", "boiler"], ["boiler", "heating"]),
        ("work_types", ["repair", "install"], ["install", "repair"]),
        ("languages", ["cmn", "en"], ["en", "cmn"]),
        ("warranties", [PARTS, LABOR], [{"scope": "labor", "months": 12}, PARTS]),
        ("licenses", [VA, MD], [MD, VA]),
        ("service_places", ["51600", "VA:fairfax"], ["VA:fairfax", "51600"]),
        (
            "service_radius",
            {"zip": "20850", "miles": 10, "drawn": ["51600", "24031"]},
            {"zip": "20850", "miles": 10, "drawn": ["24031", "51600"]},
        ),
    ],
)
def test_another_order_is_no_change(field: str, before: Any, after: Any) -> None:
    assert differing({field: after}, {field: before}) == {}
    assert lines({field: before}, {field: after}) == []


def test_order_counts_where_the_first_one_is_called_first() -> None:
    before, after = {"phones": ["+12405550110", "+12405550111"]}, {"phones": ["+12405550111", "+12405550110"]}
    assert [line.field for line in lines(before, after)] == ["phones"]


def test_what_stays_is_shown_in_the_order_it_had() -> None:
    (line,) = lines({"services": ["heating", "boiler", "ac"]}, {"services": ["duct_cleaning", "boiler", "heating"]})
    assert line.after == ["heating", "boiler", "duct_cleaning"]
    area = {"service_states": ["VA"], "service_radius": None}
    (line,) = lines(area | {"service_places": ["a", "b"]}, area | {"service_places": ["c", "b", "a"]})
    assert (line.field, line.after.areas) == ("area", ("a", "b", "c"))
