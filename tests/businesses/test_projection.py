"""What facts add up to: pure, so the tables say it all."""

from dataclasses import dataclass
from typing import Any

import pytest

from directory.businesses.fields.projection import Warranty, printed, project, winning
from directory.businesses.rules import BUSINESS, CONTACT_POINT, is_textable
from directory.kernel.errors import IllegalMove


@dataclass
class Said:
    """A fact without a database."""

    id: int
    field: str
    value: Any
    source: str = "ad"
    ad_key: str | None = None


def test_nothing_said_is_not_stated() -> None:
    columns = project([]).columns
    assert columns["licensed"] is None
    assert columns["service_states"] is None
    assert columns["services"] == []


@pytest.mark.parametrize(
    ("sources", "winner"),
    [
        (["ad", "owner"], "owner"),
        (["owner", "ad"], "owner"),
        (["owner", "registry"], "owner"),
        (["reviewer", "registry"], "registry"),
        (["phone", "reviewer"], "reviewer"),
        (["phone", "ad"], "phone"),
    ],
)
def test_the_better_source_wins_whenever_it_came(sources: list[str], winner: str) -> None:
    facts = [Said(number, "owner", source, source) for number, source in enumerate(sources)]
    assert winning(facts)["owner"].value == winner


def test_the_registry_knows_licenses_best_and_the_newest_of_a_source_wins() -> None:
    facts = [Said(1, "licensed_states", ["VA"], "registry"), Said(2, "licensed_states", ["DC"], "owner")]
    assert project(facts).columns["licensed_states"] == ["VA"]
    assert project([Said(2, "brands", ["b"]), Said(1, "brands", ["a"])]).columns["brands"] == ["b"]


def test_a_typed_license_makes_licensed_true_but_a_pending_one_does_not() -> None:
    assert project([Said(1, "licenses", [{"type": "master"}])]).columns["licensed"] is True
    assert project([Said(1, "licenses", [{"type": "master", "status": "pending"}])]).columns["licensed"] is None


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ({"scope": "parts", "years": 10}, Warranty("parts", 120)),
        ({"scope": "labor", "months": 18}, Warranty("labor", 18)),
        ({"scope": "labor", "days": 90}, Warranty("labor", 3)),
        ({"scope": "tank", "years": "lifetime"}, Warranty("tank", None, is_lifetime=True)),
    ],
)
def test_warranties_are_kept_in_months(term: dict[str, Any], expected: Warranty) -> None:
    assert project([Said(1, "warranties", [term])]).warranties == (expected,)


@pytest.mark.parametrize("table", [BUSINESS, CONTACT_POINT])
def test_every_move_is_in_the_table_or_refused(table: Any) -> None:
    class Row:
        state = ""

    for old in table.states:
        for new in table.states:
            stateful = Row()
            stateful.state = old
            if table.allows(old, new):
                table.move(stateful, new)
                assert stateful.state == new
            else:
                with pytest.raises(IllegalMove):
                    table.move(stateful, new)
                assert stateful.state == old


def test_only_phones_that_agreed_or_were_never_asked_may_be_texted() -> None:
    texted = [state for state in CONTACT_POINT.states if is_textable(state, "+12405550110")]
    assert texted == ["not_introduced", "agreed"]


@pytest.mark.parametrize("number", ["+18005550110", "+12405550110x12", "+448005550110", "anything"])
def test_what_no_text_reaches_is_never_texted_in_any_state(number: str) -> None:
    assert not any(is_textable(state, number) for state in CONTACT_POINT.states)


def test_only_ads_print_a_phone_whatever_anybody_said_since() -> None:
    statements = [
        Said(1, "phones", ["+12405550110"], ad_key="a"),
        Said(2, "phones", ["+12405550111"], "owner"),
        Said(3, "phones", ["+12405550112"], "phone"),
        Said(4, "phones", ["+12405550113"], "reviewer"),
        Said(5, "phones", ["+12405550114"], ad_key="b"),
        Said(6, "emails", ["a@example.com"], ad_key="b"),
    ]
    assert printed(statements) == ("+12405550110", "+12405550114")
    assert printed(statements, "emails") == ("a@example.com",)


def test_an_ad_read_anew_prints_what_was_read_last() -> None:
    statements = [Said(2, "phones", ["+12405550111"], ad_key="a"), Said(1, "phones", ["+12405550110"], ad_key="a")]
    assert printed(statements) == ("+12405550111",)
