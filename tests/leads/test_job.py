"""Coded answers read exactly in every language."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.kernel import clock as kernel_clock
from directory.leads import actions
from directory.leads.models import QuoteRequest
from directory.leads.rules.job import job
from tests.conftest import MovableClock
from tests.factories.answers import quote_request


@dataclass
class Asked:
    service: str = "repair"
    zip: str = "20850"
    urgency: str = "now"
    safety: str = "none"
    call_language: str = "cmn"
    place_text: str | None = None
    place_code: str | None = None
    said_on: dict[str, date] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=lambda: {"symptom": ["noise", "noheat"], "prop": "sfh"})


@pytest.mark.parametrize(
    ("language", "short", "urgency", "speaks"),
    [
        ("en", "no heat", "emergency, today", "Mandarin"),
        ("zh-hans", "没暖气", "想今天修", "普通话"),
        ("zh-hant", "沒暖氣", "想今天修", "國語"),
    ],
)
def test_the_job_in_the_readers_words(language, short, urgency, speaks):
    read = job(Asked(), language)
    assert (read.town, read.state, read.short, read.urgency, read.call_language) == (
        "Rockville",
        "MD",
        short,
        urgency,
        speaks,
    )
    assert all(question and answer for question, answer in read.rows)


def test_answers_come_in_full_and_nothing_is_said_of_what_was_not_answered():
    rows = dict(job(Asked(), "zh-hans").rows)
    assert "异响、不制热" in rows.values() or "不制热、异响" in rows.values()
    assert len(rows) == 4
    assert "safety" not in str(rows)


def test_an_unknown_code_or_place_breaks_nothing():
    read = job(Asked(zip="99999", answers={"symptom": ["gone"], "odd": {"a": 1}}), "en")
    assert (read.town, read.county, read.state) == ("99999", "", "")
    assert len(read.rows) == 2


#: The longest for which each still says what it said, in days.
LASTS = {"now": 0, "48h": 2, "week": 6, "month": 30}


@pytest.mark.parametrize("urgency", ["now", "48h", "week", "month", "plan"])
def test_how_soon_outlives_its_day_only_with_its_date(app: Flask, clock: MovableClock, urgency: str) -> None:
    """Read 46 days later, a request does not want it today."""
    today = kernel_clock.today()
    request = Asked(urgency=urgency, said_on={"urgency": today}, answers={"since": "today"})
    fresh = job(request, "en").urgency
    clock.move(days=LASTS.get(urgency, 400))
    assert job(request, "en").urgency == fresh
    if urgency in LASTS:
        clock.move(days=1)
        assert job(request, "en").urgency == f"{fresh} (said {today:%b} {today.day}, {today.year})"
        assert job(request, "zh-hans").urgency.endswith(f"（{today.year}年{today.month}月{today.day}日说的）")


def test_so_does_since_when(app: Flask, clock: MovableClock) -> None:
    request = Asked(said_on={"since": kernel_clock.today()}, answers={"since": "today"})
    assert dict(job(request, "en").rows)["Since"] == "Today"
    clock.move(days=1)
    assert dict(job(request, "en").rows)["Since"].startswith("Today (said ")


def test_an_urgency_that_was_corrected_counts_from_then(app: Flask, clock: MovableClock) -> None:
    request = quote_request()
    clock.move(days=46)
    assert "said" in job(request, "en").urgency
    with unit() as session:
        now = actions.stands_as(actions.locked_request(session, request.id))
        actions.change(session, request.id, replace(now, urgency="now"), actions.mark(now))
    request = db.session.get_one(QuoteRequest, request.id, populate_existing=True)
    assert request.urgency == "now"
    assert "said" not in job(request, "en").urgency
