"""Every listing is found by its own printed name, in every script and spelling of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.kernel.text import fold
from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.factories.listings import document
from tests.search import listed as fallback
from tests.search.listed import Snapshot

#: Names as ads print them: characters that other words simplify otherwise, accents, signs, rare characters.
PRINTED = (
    ("乾元冷氣", "zh-Hant", None), ("乾坤空調", "zh-Hant", "Chien Kun A/C"), ("臺灣冷凍行", "zh-Hant", None),
    ("隆發水電", "zh-Hant", "Lung Fa & Sons"), ("皇后冷暖", "zh-Hant", None), ("徵信冷氣", "zh-Hant", None),
    ("餘記冷氣", "zh-Hant", None), ("于記冷氣", "zh-Hant", None), ("干元电器", "zh-Hans", None),
    ("里昂暖通", "zh-Hans", "Lyon Heating"), ("𠮷田空調", "zh-Hant", None), ("\U00031350氏空调", "zh-Hans", None),
    ("冷气先生", "zh-Hans", None), ("钟师傅", "zh-Hans", None), ("高氏冷暖", "zh-Hans", "Gao's HVAC, LLC"),
    (None, "zh-Hans", "Élan Heating"), (None, "zh-Hans", "Ångström HVAC"), (None, "zh-Hans", "Señor Frío"),
    (None, "zh-Hans", "Łódź Air"), (None, "zh-Hans", "Straße Klima"), (None, "zh-Hans", "O'Brien & Sons Cooling"),
    (None, "zh-Hans", "A+ Comfort"), (None, "zh-Hans", "24/7 Cool"), (None, "zh-Hans", "Ice-Cold Mechanical Inc."),
    (None, "zh-Hans", "A1 Furnace"), (None, "zh-Hans", "E4 Comfort"),
)  # fmt: skip
NAMES = [(f"b{at}", name) for at, (zh, _, en) in enumerate(PRINTED) for name in (zh, en) if name]


@pytest.fixture(scope="module")
def listed() -> Snapshot:
    documents = [
        document(id=at, slug=f"b{at}", names={"zh": zh, "zh_lang": script, "en": en, "romanized": None})
        for at, (zh, script, en) in enumerate(PRINTED)
    ]
    return Snapshot(1, documents, gazetteer())


def slugs_for(snapshot: Snapshot, text: str) -> tuple[list[str], bool]:
    """Slugs in order, and whether they are only a suggestion."""
    answer = fallback.answer(snapshot, Query(text=text), gazetteer())
    return [hit.entry.doc.slug for hit in answer.found.hits], answer.is_fallback


@pytest.mark.parametrize(("slug", "name"), NAMES)
def test_a_listing_alone_is_found_by_its_printed_name(listed: Snapshot, slug: str, name: str) -> None:
    for typed in (name, name.lower(), name.upper(), fold(name), f"\u200b{name} "):
        assert slugs_for(listed, typed) == ([slug], False), typed


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("乾元冷气", "b0"), ("干元冷气", "b0"), ("Élan", "b15"), ("elan heating", "b15"), ("ELAN", "b15"),
        ("angstrom hvac", "b16"), ("senor frio", "b17"), ("lodz air", "b18"), ("台湾冷冻行", "b2"), ("鍾師傅", "b13"),
        ("a1", "b24"), ("A-1", "b24"), ("e4 comfrot", "b25"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_the_other_script_without_accents_or_by_its_beginning(
    listed: Snapshot, typed: str, slug: str
) -> None:
    assert slugs_for(listed, typed) == ([slug], False)


_HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(st.text(_HAN, min_size=3, max_size=5), st.sampled_from(["冷暖", "冷氣", "空調", "空调"]))
def test_any_chinese_name_is_found_as_it_is_printed(begin: str, end: str) -> None:
    name = begin + end
    listing = document(slug="b", names={"zh": name, "zh_lang": "zh-Hant", "en": None, "romanized": None})
    slugs, _ = slugs_for(Snapshot(1, [listing, document(id=2, slug="other")], gazetteer()), name)
    assert slugs[:1] == ["b"]
