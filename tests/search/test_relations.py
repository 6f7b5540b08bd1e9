"""What a kind of work is a case of, whom to ask instead, which place a name means: each row of the tables."""

import tomllib

import pytest

from directory.kernel.prepared import SEED
from directory.places.gazetteer import gazetteer
from directory.reading.folding import squeeze
from directory.search.rules import vocabulary as words
from directory.search.rules.lexicons import place_terms
from directory.search.rules.name_words import name_first
from directory.search.rules.query import Query
from directory.trades import vocabulary
from tests.factories.listings import document
from tests.search import listed as fallback
from tests.search.listed import Snapshot
from tests.support.in_one import in_one

REGIONS = tomllib.loads((SEED / "regions.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("code", "broader"), [(code, broader_code) for code, of in words.kinds_of().items() for broader_code in of]
)
def test_who_does_a_kind_of_work_does_what_it_is_a_case_of(code: str, broader: str) -> None:
    over = Snapshot(1, [document(slug="a", services=[code])], gazetteer())
    answer = fallback.answer(over, Query(text=vocabulary.label("service", broader, "en")), gazetteer())
    assert (len(answer.found.hits), answer.is_fallback) == (1, False)


@in_one("code, broader", [(code, broader_code) for code, of in words.ask_instead().items() for broader_code in of])
def test_for_work_nobody_offers_another_is_asked_instead(code: str, broader: str) -> None:
    over = Snapshot(1, [document(slug="a", services=[broader]), document(id=2, slug="b")], gazetteer())
    typed = next(iter(words.unlisted().get(code, ())), "") or vocabulary.label("service", code, "en")
    answer = fallback.answer(over, Query(text=typed), gazetteer())
    assert (answer.is_fallback, answer.instead) == (True, (broader,))
    assert [hit.entry.doc.slug for hit in answer.found.hits] == ["a"]


def test_text_and_box_agree_on_every_name_of_a_place(snapshot: Snapshot) -> None:
    named = [(name, concept.code) for name, concept in place_terms(gazetteer()) if concept.kind == "place"]
    assert len(named) > 2500
    assert [name for name, code in named if (read := gazetteer().read(name)) is None or read.place_code != code] == []
    chinese = [(name, code) for name, code in named if not name.isascii() and squeeze(name) not in name_first()]
    assert [
        name for name, code in chinese if [p.place_code for p in snapshot.read(f"{name} 空调").places] != [code]
    ] == []


def test_a_region_is_read_by_each_of_its_names(snapshot: Snapshot) -> None:
    for region in REGIONS["region"]:
        for name in (region["en"], region["zh_hans"], region["zh_hant"], *region["aliases"]):
            places = [gazetteer().read(name), *snapshot.read(f"{name} 空调").places]
            assert [place and place.code for place in places] == [region["code"]] * 2, name
        assert all(gazetteer().county(fips) for fips in region["counties"])


def test_a_place_elsewhere_is_known_as_that(snapshot: Snapshot) -> None:
    for name in REGIONS["elsewhere"]["names"]:
        assert gazetteer().read(name) is None
        assert snapshot.read(f"{name} 空调").outside == name
        assert snapshot.read(f"空调 {name}").places == ()
