"""What tells businesses apart comes first; what none of them states takes one line."""

import re

from flask.testing import FlaskClient

from directory.listings.rules.comparison import compare
from tests.factories.listings import ANJU, HUAFU, seeded
from tests.factories.printing import SPARSE, USUAL, changed
from tests.page import check_page, words


def test_rows_are_sorted_by_whether_they_tell_apart() -> None:
    other = changed(USUAL, {"brands": ["Payne"], "work_types": list(reversed(USUAL.work_types))})
    sorted_rows = compare([USUAL, other])
    assert sorted_rows.differing == ("brands",)
    assert "works" in sorted_rows.alike
    assert set(sorted_rows.differing) | set(sorted_rows.alike) | set(sorted_rows.unstated) >= {"does", "area", "hours"}


def test_what_one_states_and_another_does_not_differs() -> None:
    sorted_rows = compare([USUAL, SPARSE])
    assert {"brands", "works", "license"} <= set(sorted_rows.differing)


def test_one_alone_is_shown_with_all_it_states() -> None:
    assert compare([USUAL]).alike == ()


def test_silence_of_all_is_one_line(client: FlaskClient) -> None:
    seeded()
    page = check_page(client.get(f"/en/compare?business={HUAFU}&business={ANJU}"), "en", quoted=("冷", "暖"))
    silent = next(words(e) for e in page.all("p") if "No ad says anything about" in words(e))
    assert "Languages" in silent
    headings = [words(e) for e in page.all("th") if e.get("role") == "rowheader"]
    assert headings[0] == "Call or ask"
    assert not {"Languages"} & set(headings)
    assert headings.index("Brands") < len(headings) - 1
    assert re.search(r"ad number|newspaper ad", page.source)
