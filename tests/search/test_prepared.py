"""What is kept in `build/` reads as what it was made from, and what takes long to make is made before it is needed."""

import tomllib
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest

from directory.ads.rules import ad_vocabulary as words
from directory.kernel import prepared
from directory.kernel.prepared import SEED, toml
from directory.places.gazetteer import gazetteer
from directory.reading import dangers
from directory.reading.lexicon import Concept, Lexicon
from directory.search.queries import WARMING
from directory.search.rules import fallback, hearing, spelling, suggest
from directory.search.rules import lexicons as terms
from directory.search.rules.index import Index
from directory.search.rules.query import Query


@pytest.mark.parametrize(
    "name", ["services.toml", "brands.toml", "answers.toml", "queries.toml", "regions.toml", "ads.toml"]
)
def test_a_table_of_the_seed_reads_as_its_file(name: str) -> None:
    assert toml(name, object) == tomllib.loads((SEED / name).read_text(encoding="utf-8"))


def test_a_lexicon_is_the_same_after_json() -> None:
    made = Lexicon(
        [("heat pump", Concept("service", "b")), ("热泵", Concept("service", "b", "热泵")), ("a/c", Concept("x", "y"))]
    )
    again = Lexicon.of_table(made.as_table())
    assert again.as_table() == made.as_table()
    assert dict(again.items()) == dict(made.items())
    assert [concept.words for concept in again.get("热泵")] == ["热泵"]
    assert (again.words(), set(again.spelled())) == (made.words(), set(made.spelled()))
    assert set(again.written_apart()) == set(made.written_apart())  # type: ignore[call-overload]
    assert again.lengths("h") == made.lengths("h")


@pytest.mark.large
def test_lexicons_and_places_are_kept_as_they_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = gazetteer()
    makers = (
        lambda: terms.lexicon(known),
        lambda: terms.by_sound(known),
        lambda: terms.by_initials(known),
        words.lexicon,
    )
    stored = [make().as_table() for make in makers]
    suggested = suggest.spellings("zh-hant")
    caches = (terms.lexicon, terms.by_sound, terms.by_initials, words.lexicon, suggest.spellings, gazetteer)
    with monkeypatch.context() as patched:
        patched.setattr(prepared, "BUILD", tmp_path)
        try:
            for cache in caches:
                cache.cache_clear()
            assert [make().as_table() for make in makers] == stored
            assert suggest.spellings("zh-hant") == suggested
            assert gazetteer().places == known.places
            assert {name: gazetteer().read(name) for name in known.names()} == {n: known.read(n) for n in known.names()}
            assert len(list(tmp_path.iterdir())) >= len(caches)
        finally:
            for cache in caches:
                cache.cache_clear()


@pytest.mark.parametrize("table", [hearing._sounds, hearing._chinese_brands, spelling._known, dangers._pattern])
def test_the_search_that_warms_a_process_makes_what_readings_need(table: "_lru_cache_wrapper[object]") -> None:
    table.cache_clear()
    fallback.answer(Index((), gazetteer()), Query(WARMING))
    assert table.cache_info().currsize
