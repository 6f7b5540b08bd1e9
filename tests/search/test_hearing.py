"""What a dictation heard otherwise: a word of the trade is meant only where one belongs."""

import pytest

from directory.places.gazetteer import gazetteer
from directory.reading.sounds import blurred, in_cantonese, sound
from directory.search.rules.hearing import heard
from directory.search.rules.lexicons import lexicon
from directory.search.rules.query import Query
from tests.search import listed as finding
from tests.search.listed import Snapshot
from tests.search.test_circumstances import EVERYBODY, letters_of

TERMS = lexicon(gazetteer())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("duck work replacement", "duct work replacement"),
        ("my career heat pump is frozen", "my carrier heat pump is frozen"),
        ("someone for a train unit", "someone for a trane unit"),
        ("pain A/C blows warm", "payne A/C blows warm"),
        ("linux furnace", "lennox furnace"),
        ("a manna furnace", "amana furnace"),
        ("Brian air conditioner", "bryant air conditioner"),
        ("ream water heater", "rheem water heater"),
        ("exhaust van in the bathroom", "exhaust fan in the bathroom"),
        ("the water eater drips", "the water heater drips"),
        ("heat bump", "heat pump"),
    ],
)
def test_a_word_of_the_trade_is_heard_where_one_belongs(text: str, meant: str) -> None:
    assert heard(text, TERMS) == meant


@pytest.mark.parametrize(
    "text",
    [
        "career in hvac",
        "on the train, furnace is out",
        "a pain to reach the unit",
        "duck for dinner",
        "deck work",
        "room air conditioner",
        "drain furnace",
        "Brian Heating",
        "Brian told me you fix furnaces",
        "heat in two zones",
        "冷气不冷",
        "",
    ],
)
def test_a_word_that_means_what_it_says_stays(text: str) -> None:
    assert heard(text, TERMS) is None


def test_what_was_heard_is_shown_and_can_be_refused(snapshot: Snapshot) -> None:
    loosely, exactly = Query(text="duck work"), Query(text="duck work", exact=True)
    assert finding.answer(snapshot, loosely, gazetteer()).corrected == "duct work"
    assert finding.answer(snapshot, exactly, gazetteer()).corrected is None


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("大卫张 修冷气的那个", "D"),
        ("张大卫", "D"),
        ("戴維師傅", "D"),
        ("大卫陈 修冷气", ""),
        ("wah foo air conditioning", "H"),
        ("Fong See AC", "F"),
        ("wah kee heating", ""),
        ("a good man for AC repair", EVERYBODY),
        ("Gao's heating", "G"),
        ("Mr. Wong air conditioning", ""),
        ("Infinity Energy LLC", ""),
        ("品质保证 修空调", EVERYBODY),
        ("good man furnace", "AGH"),
    ],
)
def test_a_name_is_known_as_others_write_it(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


def test_sounds() -> None:
    assert {sound(word) for word in ("career", "carrier")} == {"karEr"}
    assert sound("train") == sound("trane") != sound("tran")
    assert sound("furnish") != sound("furnace")
    assert blurred("furnish") == blurred("furnace") != blurred("furniture")
    assert in_cantonese("华府") == ["wahfoo", "wahfu", "wafoo", "wafu"]
    assert in_cantonese("华龘") == []
