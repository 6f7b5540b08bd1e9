"""Names and brands by their sound: what many do not tell apart, typed either way, and family names in any spelling."""

import pytest

from directory.businesses.fields.listing import Listing
from directory.kernel.pinyin import sounds
from directory.places.gazetteer import gazetteer
from directory.reading.syllables import keys
from directory.search.rules.query import Query
from tests.factories.listings import document
from tests.search import listed as fallback
from tests.search.listed import Snapshot
from tests.support.in_one import in_one


def _found(over: Snapshot, text: str) -> tuple[list[str], fallback.Answer]:
    answer = fallback.answer(over, Query(text=text), gazetteer())
    return [hit.entry.doc.slug for hit in answer.found.hits], answer


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("trne", "Trane"),
        ("trian ac", "Trane"),
        ("trayne", "Trane"),
        ("karier", "Carrier"),
        ("lenex furnace", "Lennox"),
        ("laynox", "Lennox"),
        ("特琳", "Trane"),
        ("特林空调", "Trane"),
        ("固得曼", "Goodman"),
        ("古的曼", "Goodman"),
        ("雷诺思", "Lennox"),
        ("雷洛士", "Lennox"),
        ("telin", "Trane"),
        ("leinuosi", "Lennox"),
    ],
)
def test_a_brand_is_heard(snapshot: Snapshot, text: str, brand: str) -> None:
    slugs, answer = _found(snapshot, text)
    heard = [concept.code for condition in answer.reading.conditions for concept in condition.concepts]
    assert brand in heard
    assert (bool(slugs), answer.is_fallback) == (True, False)


@pytest.mark.parametrize("text", ["torn", "brian", "tree", "turn", "corner"])
def test_another_word_is_no_brand(snapshot: Snapshot, text: str) -> None:
    _, answer = _found(snapshot, text)
    assert not any(condition.kind == "brand" for condition in answer.reading.conditions)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("高士冷暖", "gaoshi-lengnuan"),
        ("gaosi lengnuan", "gaoshi-lengnuan"),
        ("fansi lengnuan", "fangshi-lengnuan"),
        ("发府冷暖", "huafu-lengnuan-kongtiao"),
        ("fafu", "huafu-lengnuan-kongtiao"),
        ("huafu nengnuan", "huafu-lengnuan-kongtiao"),
        ("张师傅", "david-zhang-lengnuan-kongtiao"),
        ("章师傅 空调", "david-zhang-lengnuan-kongtiao"),
        ("張氏冷暖", "david-zhang-lengnuan-kongtiao"),
        ("Mr Cheung", "david-zhang-lengnuan-kongtiao"),
        ("fong heating", "fangshi-lengnuan"),
    ],
)
def test_a_name_is_heard(snapshot: Snapshot, text: str, slug: str) -> None:
    slugs, answer = _found(snapshot, text)
    assert (slugs, answer.is_fallback) == ([slug], False)


@pytest.mark.parametrize("text", ["黄氏冷暖", "赵氏冷暖", "Chiu heating"])
def test_another_family_is_nobody_of_ours(snapshot: Snapshot, text: str) -> None:
    assert _found(snapshot, text)[1].is_fallback


def test_a_short_family_name_is_a_whole_word() -> None:
    names = {"zh": None, "zh_lang": "zh-Hans", "romanized": None}
    docs = [
        document(id=1, slug="ho", names=names | {"en": "Ho Mechanical"}),
        document(id=2, slug="home", names=names | {"en": "Homestead Mechanical"}),
    ]
    assert _found(Snapshot(1, docs, gazetteer()), "何师傅")[0] == ["ho"]


#: What an ear folds, one way and the other.
FOLDS = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n"), ("hua", "fa")]


@in_one("printed", ["正兴冷暖", "长城冷气", "申福冷暖", "林森空调", "华夏冷暖", "常青冷暖"])
@in_one("one, other", [*FOLDS, *((b, a) for a, b in FOLDS)])
def test_a_name_is_found_by_its_sound_folded_either_way(printed: str, one: str, other: str) -> None:
    assert sounds(printed)
    doc: Listing = document(slug="a", names={"zh": printed, "zh_lang": "zh-Hans", "en": None, "romanized": None})
    over = Snapshot(1, [doc], gazetteer())
    for key in keys(printed):
        typed = key.replace(one, other)
        assert _found(over, typed)[0] == ["a"], typed
