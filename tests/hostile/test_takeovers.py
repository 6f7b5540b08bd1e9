"""Fourteen takeovers over HTTP, on both engines; none succeeds, and the owner hears of those that come near."""

from collections.abc import Callable

import pytest
from flask import Flask

from directory.foundation.db import db
from tests.conftest import MovableClock
from tests.factories.listings import seeded
from tests.hostile import takeovers_by_code as by_code
from tests.hostile import takeovers_by_people as by_people
from tests.hostile.shop import Shop
from tests.support.engines import on_sqlite

ATTACKS = (
    by_code.phone_changed_first,
    by_code.another_listings_code,
    by_code.code_reused,
    by_code.code_expired,
    by_code.guessed_in_parallel,
    by_code.another_browser,
    by_code.cannot_get_texts,
    by_code.resent,
    by_code.spoofed_text,
    by_people.second_claimant,
    by_people.former_owner,
    by_people.mail_preview,
    by_people.invitation_replayed,
    by_people.colleague_rises,
)
#: What became of each attack, for the figure at the end of this file: (engine, attack) -> the shop afterwards.
PLAYED: dict[tuple[str, str], tuple[bool, list[int]]] = {}


@pytest.fixture
def shop(app: Flask, clock: MovableClock) -> Shop:
    app.config.update(PROPAGATE_EXCEPTIONS=False, RATE_LIMITS=False, SMS_TOKEN="a token for tests")
    seeded()
    return Shop(app, clock)


@on_sqlite
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_the_page_stays_with_its_owner(shop: Shop, attack: Callable[[Shop], None]) -> None:
    engine = db.engine.dialect.name
    is_taken = True
    try:
        attack(shop)
        owners = {person for person, role in shop.members() if role == "owner"}
        is_taken = shop.is_open_to(shop.thief) or owners != ({shop.owner} if shop.owner else set())
    finally:
        PLAYED[engine, attack.__name__] = is_taken, shop.channels
    assert not is_taken
    assert all(number >= 2 for number in shop.channels)


def test_the_figure(record_property: Callable[[str, object], None]) -> None:
    """Comes last in the file: a file's tests stay on one worker."""
    if not PLAYED:
        pytest.skip("nothing was played on this worker")
    taken = {name for (_engine, name), (is_taken, _channels) in PLAYED.items() if is_taken}
    numbers = [number for _taken, channels in PLAYED.values() for number in channels]
    attacks = {name for _engine, name in PLAYED}
    engines = {engine for engine, _name in PLAYED}
    twice = sum(number >= 2 for number in numbers)
    record_property(
        "figures",
        f"G10 {len(taken)} of {len(attacks)} takeovers ({', '.join(sorted(engines))}); "
        f"old owner told by 2 channels {twice}/{len(numbers)}",
    )
    assert not taken
    assert twice == len(numbers)
