"""Coded answers read exactly in every language."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from directory.leads.rules.job import job


@dataclass
class Asked:
    service: str = "repair"
    zip: str = "20850"
    urgency: str = "now"
    safety: str = "none"
    call_language: str = "cmn"
    place_text: str | None = None
    place_code: str | None = None
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
