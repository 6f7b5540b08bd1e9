"""Text is cleaned, folded and masked the same way everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.kernel import masks, text


def test_fold_brings_scripts_widths_and_cases_together() -> None:
    assert text.fold("冷氣維修 ＡＣ") == text.fold("冷气维修 ac")


def test_clean_drops_what_cannot_be_seen_and_keeps_lines() -> None:
    assert text.clean("a\x00b\u202ec\u200b  d\r\n e ") == "abc d\n e"


@pytest.mark.parametrize(
    "hidden",
    [
        "301-555-0142",
        "３０１ ５５５ ０１４２",
        "3 0 1 5 5 5 0 1 4 2",
        "(301) 555·0142",
        "三零一五五五零一四二",
        "chen@example.com",
        "chen (at) example (dot) com",
        "https://example.com/x",
        "example.com/me",
        "微信：chen_0142",
        "WeChat id: chen0142",
    ],
)
def test_mask_hides_every_way_to_reach_a_person(hidden: str) -> None:
    masked = masks.mask_contacts(f"请联系 {hidden} 谢谢")
    assert hidden not in masked
    assert masks.MASK in masked
    assert "谢谢" in masked


@pytest.mark.parametrize(
    "harmless", ["2 台空调，1998 年装的", "R410A, 3.5 ton", "20850", "1500 sq ft, 2 floors", "TRANE XR14"]
)
def test_mask_leaves_what_a_technician_needs(harmless: str) -> None:
    assert masks.mask_contacts(harmless) == harmless


@given(st.text())
def test_nothing_raises_on_any_text(anything: str) -> None:
    text.fold(anything)
    text.clean(anything)
    masks.mask_contacts(anything)


def test_surrogates_and_nul_are_seen() -> None:
    assert text.has_surrogate_or_nul("a\ud800")
    assert text.has_surrogate_or_nul("\x00")
    assert not text.has_surrogate_or_nul("暖气")


@pytest.mark.parametrize(
    ("words", "language"),
    [("No heat since Monday", "en"), ("暖气不热", "zh-Hans"), ("暖氣不熱", "zh-Hant"), ("", "en")],
)
def test_the_language_somebody_wrote_in(words: str, language: str) -> None:
    assert text.language_of(words) == language
