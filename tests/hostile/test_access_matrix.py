"""Every route, asked by everybody: what it answers stands in tests/rules/access.toml, and a new route fails until it
stands there. Whoever is refused reads nothing and writes nothing, and nobody's GET writes.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from directory.accounts.access import require_person
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.leads.models import Lead, QuoteRequest
from tests.conftest import MovableClock
from tests.hostile.doors import Shelf, ask, changed, doors, seen, state
from tests.hostile.matrix import HARM, LET_IN, cells, filled, prepared, written
from tests.hostile.world import ROLES
from tests.support.engines import on_sqlite

pytestmark = on_sqlite

TABLE = Path(__file__).parents[1] / "rules" / "access.toml"


def test_everybody_is_answered_as_the_table_says(
    app: Flask, clock: MovableClock, record_property: Callable[[str, object], None]
) -> None:
    is_sqlite = "sqlite" in str(app.config["DATABASE_URL"])
    world, faults = prepared(app), []
    shelf = Shelf(str(app.config["DATABASE_URL"])) if is_sqlite else None
    measured = written(app, world, faults, shelf)
    listed = {name: cells.split() for name, cells in tomllib.loads(TABLE.read_text(encoding="utf-8")).items()}
    faults += [f"{name}: not in access.toml" for name in measured.keys() - listed.keys()]
    faults += [f"{name}: in access.toml, and no route" for name in listed.keys() - measured.keys()]
    for name in measured.keys() & listed.keys():
        for role, answered, wanted in zip(ROLES, measured[name], listed[name], strict=True):
            if answered not in ("-", wanted):
                faults.append(f"{name} as {role}: {answered}, not {wanted}")
    assert not faults, "\n".join(faults)
    if is_sqlite:
        record_property(
            "figures", f"G6 {len(measured)} routes x {len(ROLES)} roles: foreign reads 0, writes 0, GET writes 0"
        )


def test_what_is_sent_to_be_refused_would_have_done_harm(app: Flask, clock: MovableClock) -> None:
    if "sqlite" not in str(app.config["DATABASE_URL"]):
        pytest.skip("rows are put back on SQLite only")
    world = prepared(app)
    shelf, before, harmless = Shelf(str(app.config["DATABASE_URL"])), state(), []
    for door in doors(app):
        if door.method == "POST" and door.rule.rule in HARM:
            role = next(
                candidate for candidate in ("owner", "operator", "homeowner", "key") if candidate in LET_IN[door.gate]
            )
            ask(world, door, role, body=filled(world, HARM[door.rule.rule]))
            if not changed(before):
                harmless.append(door.name)
            shelf.put_back()
    assert harmless == []


MIXED = (
    ("/<lang:lang>/account", {"action": "remove"}, "contact"),
    ("/<lang:lang>/account", {"action": "end"}, "session"),
    ("/<lang:lang>/manage/<slug>/people", {"action": "remove"}, "member"),
    ("/<lang:lang>/manage/<slug>/people", {"action": "role", "role": "owner"}, "member"),
    ("/<lang:lang>/manage/<slug>/people", {"action": "withdraw"}, "invitation"),
    ("/<lang:lang>/manage/<slug>/listing/phones/texts", {"texts": "no_texts"}, "point"),
    ("/<lang:lang>/manage/<slug>/listing/phones/remove", {"phone": "+12405550111"}, ""),
    ("/<lang:lang>/requests/<token>", {"action": "withdraw", "business": "fangshi"}, ""),
    ("/<lang:lang>/requests/<token>", {"action": "reply", "business": "fangshi", "text": "Hello"}, ""),
    ("/<lang:lang>/requests/<token>", {"action": "accept-quote", "business": "fangshi"}, ""),
)


@pytest.mark.parametrize(("rule", "body", "name"), MIXED)
def test_an_id_of_somebody_else_in_ones_own_form_changes_nothing(
    app: Flask, clock: MovableClock, rule: str, body: dict[str, str], name: str
) -> None:
    world = prepared(app)
    door = next(candidate for candidate in doors(app) if candidate.name == f"POST {rule}")
    before = state()
    sent = body | ({name: str(world.other.ids[name])} if name else {})
    answer = ask(world, door, "homeowner" if "requests" in rule else "owner", body=sent)
    # A phone that is not one's own is gone already.
    assert answer.status_code in (400, 403, 404, 409) or "phones/remove" in rule, answer.status_code
    assert changed(before) == []
    assert not seen(answer, (*world.other.customer, world.other.wording, *world.other.inner))


def test_ones_own_address_with_the_id_of_another_firms_thing_is_not_there(app: Flask, clock: MovableClock) -> None:
    world = prepared(app)
    before, tried = state(), 0
    for door in doors(app):
        inner = [argument for argument in door.rule.arguments if argument in ("lead_id", "change_id", "token")]
        if "slug" not in door.rule.arguments or not inner:
            continue
        theirs: dict[str, object] = {
            argument: world.other.ids.get(argument) for argument in inner if argument != "token"
        }
        if "token" in inner:
            theirs["token"] = world.other.links["confirm"]
        answer = ask(world, door, "owner", body=HARM.get(door.rule.rule, {}), **theirs)
        assert answer.status_code == 404, door.name
        assert changed(before) == [], door.name
        assert not seen(answer, (*world.other.customer, world.other.wording, *world.other.inner))
        tried += 1
    assert tried >= 5


@pytest.mark.own_application
def test_a_route_that_forgets_to_ask_whose_it_is_fails(app: Flask, clock: MovableClock) -> None:
    if "sqlite" not in str(app.config["DATABASE_URL"]):
        pytest.skip("the same on each database")

    @gate("member")
    def shown(slug: str) -> str:
        """Asks who is signed in, and not for which business."""
        require_person()
        return str(db.session.query(QuoteRequest).order_by(QuoteRequest.id).first().name)

    @gate("member")
    def acted(slug: str) -> tuple[str, int]:
        """Writes before it asks."""
        with unit() as session:
            session.query(Lead).order_by(Lead.id).first().note = "changed"
        return "", 404

    app.add_url_rule("/planted/<slug>/shown", view_func=shown, endpoint="a")
    app.add_url_rule("/planted/<slug>/acted", view_func=acted, endpoint="b", methods=["POST"])
    world, faults = prepared(app), []
    shelf = Shelf(str(app.config["DATABASE_URL"]))
    planted = [door for door in doors(app) if door.rule.endpoint in ("a", "b")]
    for door in planted:
        list(cells(world, door, faults, shelf))
    assert "GET /planted/<slug>/shown as foreign: read Canary1home" in faults
    assert "GET /planted/<slug>/shown as operator: 200 behind the gate member" in faults
    assert "POST /planted/<slug>/acted: refused or read, and wrote leads" in faults
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    assert not {door.name for door in planted} & table.keys()
