"""Strict answers, words set aside, and what is suggested where nobody fits, said to be a suggestion."""

from datetime import date
from typing import Any

import pytest

from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.factories.listings import document
from tests.search import listed
from tests.search.listed import Snapshot


def _slugs(snapshot: Snapshot, query: Query) -> tuple[set[str], listed.Answer]:
    answer = listed.answer(snapshot, query, gazetteer())
    return {hit.entry.doc.slug.split("-")[0] for hit in answer.found.hits}, answer


def test_a_speciality_is_suggested_to_whom_one_may_ask_and_said_to_be_missing(snapshot: Snapshot) -> None:
    slugs, answer = _slugs(snapshot, Query(text="boiler", place="20850"))
    assert len(slugs) == 5
    assert (answer.is_fallback, answer.missing, answer.instead) == (True, ("boiler",), ("heating",))


def test_a_stranger_before_the_work_may_be_all_that_was_meant(snapshot: Snapshot) -> None:
    slugs, answer = _slugs(snapshot, Query(text="asdfgh 车库门"))
    assert slugs == {"huafu"}
    assert (answer.is_fallback, answer.missing, answer.reading.unread()) == (True, (), ("asdfgh",))


@pytest.mark.parametrize(
    "text", ["garage door jammed crooked", "车库门 asdfgh", "squeaky wobbling garage door", "garage door dented pls"]
)
def test_what_describes_the_work_never_empties_an_answer(snapshot: Snapshot, text: str) -> None:
    slugs, answer = _slugs(snapshot, Query(text=text))
    assert (slugs, answer.is_fallback) == ({"huafu"}, False)
    assert answer.reading.unread()


@pytest.mark.parametrize("text", ["roof repair", "need a dentist", "搬家公司", "刷油漆", "修電梯"])
def test_work_of_another_trade_is_said_to_be_one(snapshot: Snapshot, text: str) -> None:
    _, answer = _slugs(snapshot, Query(text=text))
    assert (answer.is_fallback, answer.missing) == (True, ())
    assert answer.not_ours


@pytest.mark.parametrize("text", ["geothermal", "粤语", "Navien"])
def test_what_belongs_to_the_trade_is_only_missing(snapshot: Snapshot, text: str) -> None:
    _, answer = _slugs(snapshot, Query(text=text))
    assert (answer.is_fallback, answer.missing, answer.not_ours) == (True, (text,), ())


def test_a_place_is_given_up_last(snapshot: Snapshot) -> None:
    only_dc = Snapshot(1, [document(slug="a", services=["duct"], service_states=["DC"])], gazetteer())
    slugs, answer = _slugs(only_dc, Query(text="duct", place="20850"))
    assert (slugs, answer.is_fallback) == ({"a"}, True)
    slugs, answer = _slugs(snapshot, Query(text="garage door commercial", place="20850"))
    assert answer.is_fallback
    assert slugs == {"huafu"} or slugs == {"gaoshi"}


def test_a_place_elsewhere_or_unknown_is_never_answered_in_silence(snapshot: Snapshot) -> None:
    for query in (Query(place="10001"), Query(text="空调 10001"), Query(place="Boston, MA 02108"), Query(place="qqqq")):
        slugs, answer = _slugs(snapshot, query)
        assert answer.is_fallback, query
        assert slugs, query
    for place in ("10001", "Boston, MA 02108"):
        assert listed.answer(snapshot, Query(place=place), gazetteer()).reading.outside == place[-5:]
    assert listed.answer(snapshot, Query(place="qqqq"), gazetteer()).place_unknown


def test_a_stated_area_elsewhere_is_not_shown(snapshot: Snapshot) -> None:
    both = [document(id=1, slug="a", service_states=["VA"]), document(id=2, slug="b")]
    slugs, answer = _slugs(Snapshot(1, both, gazetteer()), Query(place="20850"))
    assert (slugs, answer.is_fallback) == ({"b"}, False)


def test_no_listing_at_all_is_an_empty_answer() -> None:
    slugs, answer = _slugs(Snapshot(0, [], gazetteer()), Query(text="空调"))
    assert (slugs, answer.is_fallback) == (set(), False)


def test_an_unknown_facet_value_matches_nobody_and_says_so(snapshot: Snapshot) -> None:
    _, answer = _slugs(snapshot, Query(service=("no_such",)))
    assert answer.is_fallback


_TEN = [{"scope": "parts", "years": 10}]


def _answers(query: Query, *docs: dict[str, Any]) -> tuple[list[str], listed.Answer]:
    over = Snapshot(1, [document(**({"id": n, "slug": f"b{n}"} | doc)) for n, doc in enumerate(docs)], gazetteer())
    answer, hits = listed.find(over, query, gazetteer(), date(2026, 11, 22))
    return [hit.entry.doc.slug for hit in hits], answer


def test_who_fits_all_but_one_thing_comes_before_who_fits_one() -> None:
    place = {"service_states": ["MD"]}
    nearest = {"slug": "nearest", "services": ["mini_split"], "work_types": ["install"], **place}
    licensed = {"slug": "licensed", "services": ["heating"], "licensed": True, **place}
    slugs, answer = _answers(Query(text="licensed mini split install Rockville"), nearest, licensed)
    assert (slugs, answer.is_fallback, answer.missing) == (["nearest"], True, ())


def test_the_work_is_given_up_last_but_the_place() -> None:
    works = {"slug": "works", "services": ["duct"], "service_states": ["MD"]}
    promises = {"slug": "promises", "services": ["heating"], "warranties": _TEN, "service_states": ["MD"]}
    slugs, _ = _answers(Query(text="duct 10 years parts", place="20850"), works, promises)
    assert slugs == ["works"]


@pytest.mark.parametrize(
    ("text", "unread"),
    [("hvac worried", ("worried",)), ("licensed zzyyxx heating Rockville", ("zzyyxx",)), ("暖气 的 俅 20850", ("俅",))],
)
def test_a_word_or_two_are_set_aside_beside_work_that_was_understood(text: str, unread: tuple[str, ...]) -> None:
    slugs, answer = _answers(Query(text=text), {"services": ["heating"], "licensed": True})
    assert (slugs, answer.is_fallback, answer.reading.unread()) == (["b0"], False, unread)


@pytest.mark.parametrize(
    "text",
    [
        "Johnson heating",
        "Johnson heating repair",
        "heating repair Xyzzyburg",
        "shoe repair",
        "worried",
        "shoe Rockville",
    ],
)
def test_a_stranger_that_may_be_all_that_was_meant_makes_a_suggestion_of_the_answer(text: str) -> None:
    _, answer = _answers(Query(text=text), {"services": ["heating"], "work_types": ["repair"]})
    assert (answer.is_fallback, answer.missing) == (True, ())
    assert answer.reading.leftover


def test_a_word_set_aside_is_not_what_no_ad_mentions() -> None:
    slugs, answer = _answers(Query(text="worried boiler"), {"services": ["heating"]})
    assert (slugs, answer.is_fallback, answer.missing) == (["b0"], True, ("boiler",))


def test_languages_and_weekends_are_found_where_owners_state_them() -> None:
    speaks, works = {"slug": "speaks", "languages": ["yue"]}, {"slug": "works", "hours": {"sun": ["09:00", "17:00"]}}
    assert _answers(Query(text="粤语"), speaks, works)[0] == ["speaks"]
    assert _answers(Query(text="open on sunday"), speaks, works)[0] == ["works"]
    slugs, answer = _answers(Query(text="cantonese"), works)
    assert (slugs, answer.is_fallback, answer.missing) == (["works"], True, ("cantonese",))


def test_who_states_a_place_that_is_not_wanted_is_not_shown() -> None:
    there, elsewhere, silent = {"service_states": ["DC", "MD"]}, {"service_states": ["VA"]}, {}
    slugs, answer = _answers(Query(text="not in DC"), there, elsewhere, silent)
    assert (sorted(slugs), answer.is_fallback) == (["b1", "b2"], False)


def test_nobody_is_suggested_for_what_he_refuses() -> None:
    both = [
        document(id=1, slug="a", services=["heating"], services_excluded=["boiler"]),
        document(id=2, slug="b", services=["heating"]),
    ]
    slugs, answer = _slugs(Snapshot(1, both, gazetteer()), Query(text="修锅炉"))
    assert (slugs, answer.is_fallback) == ({"b"}, True)
