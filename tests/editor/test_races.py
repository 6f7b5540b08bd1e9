"""Two people at one listing at the same moment: one publishing, one undoing, nothing lost in between."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from directory.businesses.fields import editing as rules
from directory.editor import queries
from directory.editor.actions import listing as actions
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, Stale
from tests.factories.desk import WORK, Desk, business, doc, draft, facts, history
from tests.factories.listings import GAOSHI

TOGETHER = 6


def test_publishing_at_the_same_moment_is_once(desk: Desk, listings: Flask) -> None:
    desk.save("work", **WORK)
    business_id, base = business().id, desk.base()

    def publish(_number: int) -> bool:
        with listings.app_context(), unit() as session:
            return actions.publish(session, business_id, desk.person_id, base) is not None

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert sum(pool.map(publish, range(TOGETHER))) == 1
    assert len(history()) == 1
    assert len([fact for fact in facts("services") if fact.source == "owner"]) == 1
    assert doc(GAOSHI)["services"] == WORK["services"]


def test_saving_at_the_same_moment_keeps_one_and_tells_the_others(desk: Desk, listings: Flask) -> None:
    business_id = business().id
    with listings.app_context():
        shown = rules.mark(["owner"], queries.desk(db.session(), business_id).values)

    def save(number: int) -> str:
        try:
            with listings.app_context(), unit() as session:
                actions.save(session, business_id, desk.person_id, shown, {"owner": f"高{number}"})
        except Stale:
            return "stale"
        return "saved"

    with ThreadPoolExecutor(TOGETHER) as pool:
        answers = list(pool.map(save, range(TOGETHER)))
    assert sorted(answers) == ["saved", *["stale"] * (TOGETHER - 1)]
    assert draft().values["owner"] == f"高{answers.index('saved')}"


def test_undoing_at_the_same_moment_is_once(desk: Desk, listings: Flask) -> None:
    before = doc()["services"]
    desk.save("work", **WORK)
    desk.publish()
    business_id, change_id = business().id, history()[0].id

    def undo(_number: int) -> bool:
        try:
            with listings.app_context(), unit() as session:
                return actions.undo(session, business_id, change_id, desk.person_id) is not None
        except Invalid:
            return False

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert sum(pool.map(undo, range(TOGETHER))) == 1
    assert doc()["services"] == before
    assert len(history()) == 2


def test_a_refused_publishing_leaves_everything_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.save("work", **WORK)
    listing_before, base, business_id = doc(), desk.base(), business().id

    def broken(*_arguments: object) -> None:
        raise RuntimeError("the line broke")

    monkeypatch.setattr(actions, "ask_later", broken)
    with pytest.raises(RuntimeError), unit() as session:
        actions.publish(session, business_id, desk.person_id, base)
    assert doc() == listing_before
    assert history() == []
    assert draft().values["services"] == WORK["services"]
