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
    ("typed", "stored"),
    [
        ("\U00031350氏", "\U00031350氏"),
        ("\U000323b0师傅", "\U000323b0师傅"),
        ("陈\U0001fae8", "陈\U0001fae8"),
        ("👨\u200d👩\u200d👧 Chen", "👨\u200d👩\u200d👧 Chen"),
        ("👩🏽\u200d🔧 Wu", "👩🏽\u200d🔧 Wu"),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
        ("a\u200db", "ab"),
        ("\u200d陈\u200d", "陈"),
        ("\u202eevil", "evil"),
        ("\u2066陈\u2069 \u200f女士", "陈 女士"),
        ("x\ufdd0y\U0001ffffz\U000e0020", "xyz"),
    ],
)
def test_a_name_keeps_what_can_be_seen_of_it(typed: str, stored: str) -> None:
    assert text.clean(typed) == stored


@pytest.mark.parametrize("end", ["\x0b", "\r", "\x0c", "\x85", "\u2028", "\u2029", "\r\n", "\n"])
def test_whatever_ends_a_line_keeps_two_words_apart(end: str) -> None:
    assert text.clean(f"call 3015550142{end}8pm") == "call 3015550142\n8pm"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(anything: str) -> None:
    once = text.clean(anything)
    assert text.clean(once) == once


@given(st.text(alphabet=st.characters(min_codepoint=0x80, max_codepoint=0x31FFF, exclude_categories=("Cs",))))
def test_a_text_is_compared_as_its_simplified_and_its_plain_form(anything: str) -> None:
    folded = text.fold(anything)
    assert text.fold(text.level(anything)) == folded
    assert len(text.simplified(anything)) == len(anything)


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("乾元冷氣", "乾元冷气"), ("乾元冷氣", "干元冷气"), ("反覆", "反复"), ("Élan", "elan"),
        ("ÅNGSTRÖM", "angstrom"), ("Łódź", "lodz"), ("Straße", "strasse"), ("ＥＬＡＮ", "Elan"),
        ("皇后空調", "皇后空调"),
    ],
)  # fmt: skip
def test_one_name_in_two_spellings_is_one(printed: str, typed: str) -> None:
    assert text.fold(printed) == text.fold(typed)


@pytest.mark.parametrize(
    "typed", ["\u200b48213907", "４８２１ ３９０７", "4821-3907", "48213907。", "\ufeff4821\u00a03907"]
)
def test_a_code_is_its_digits(typed: str) -> None:
    assert text.bare_code(typed) == "48213907"


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
