"""Every row of the tables that search reads by takes effect: one test a row."""

import tomllib

import pytest

from directory.places.gazetteer import SEED, gazetteer
from directory.search.rules import words
from directory.search.rules.lexicon import RANKS, rank
from directory.search.rules.snapshot import Snapshot
from directory.search.rules.terms import cured_by, lexicon
from directory.search.rules.typed import squeeze
from directory.trades import vocabulary

TERMS = lexicon(gazetteer())
REGIONS = tomllib.loads((SEED / "regions.toml").read_text(encoding="utf-8"))
#: Searches hold these words for nothing; what they mean in the vocabulary is found by the longer ones.
COMMON = words.not_alone()


def test_noise_asks_for_nothing_or_is_a_word_of_the_trade(snapshot: Snapshot) -> None:
    assert [word for word in words.noise() if not TERMS.get(squeeze(word)) or snapshot.read(word).leftover] == []


def test_a_fault_is_read_and_gives_way_to_named_work(snapshot: Snapshot) -> None:
    for word in dict.fromkeys(words.faults()):
        assert not snapshot.read(word).leftover, word
        beside = snapshot.read(f"车库门，{word}")
        assert {c.code for each in beside.conditions for c in each.concepts if c.kind == "service"} >= {"garage_door"}
        assert not beside.leftover, word


@pytest.mark.parametrize("word", words.negations())
def test_a_negation_takes_away_what_follows(snapshot: Snapshot, word: str) -> None:
    joint = " " if word.isascii() else ""
    reading = snapshot.read(f"空调 {word}{joint}commercial")
    assert [(each.concepts[0].code, each.is_negated) for each in reading.conditions] == [
        ("air_conditioning", False),
        ("commercial", True),
    ]


def test_work_nobody_offers_finds_nobody(snapshot: Snapshot) -> None:
    read = {word: snapshot.read(word).conditions for said in words.unlisted().values() for word in said}
    kinds = {word: {c.kind for each in conditions for c in each.concepts} for word, conditions in read.items()}
    assert [word for word, found in kinds.items() if "unlisted" not in found] == []


@pytest.mark.parametrize(
    ("kind", "code", "word"),
    [
        *(("license", "stated", word) for word in words.licensed()),
        *(("license", "checked", word) for word in words.checked()),
        *(("insured", "true", word) for word in words.insured()),
        *(("warranty", "any:0", word) for word in words.warranty("words")),
    ],
)
def test_a_word_about_papers_or_promises_asks_for_them(snapshot: Snapshot, kind: str, code: str, word: str) -> None:
    assert [(c.kind, c.code) for each in snapshot.read(word).conditions for c in each.concepts] == [(kind, code)]


@pytest.mark.parametrize("word", words.warranty("lifetime"))
def test_a_promise_for_life(snapshot: Snapshot, word: str) -> None:
    assert [c.code for each in snapshot.read(f"{word} warranty").conditions for c in each.concepts] == ["any:999"]


@pytest.mark.parametrize("word", words.warranty("experience"))
def test_years_of_the_firm_promise_nothing(snapshot: Snapshot, word: str) -> None:
    assert snapshot.read(f"20 years {word}").conditions == ()


@pytest.mark.parametrize(("scope", "service"), words.scope_alone().items())
def test_a_part_alone_asks_for_the_work_on_it(snapshot: Snapshot, scope: str, service: str) -> None:
    vocabulary.service(service)
    label = vocabulary.label("warranty_scope", scope, "zh-hans")
    codes = {c.code for each in snapshot.read(label).conditions for c in each.concepts}
    assert service in codes, codes


def test_a_common_word_asks_for_nothing_by_itself() -> None:
    assert [word for word in COMMON if (found := TERMS.get(squeeze(word))) and rank(found) == 0] == []


def test_an_ordinary_word_is_no_place_in_a_sentence(snapshot: Snapshot) -> None:
    assert [word for word in words.not_a_place() if snapshot.read(f"{word} 空调").places] == []


@pytest.mark.parametrize("code", [*words.part_of(), *words.ask_instead()])
def test_relations_name_services(code: str) -> None:
    for broader in (*words.part_of().get(code, ()), *words.ask_instead().get(code, ())):
        vocabulary.service(broader)
    assert code in (*vocabulary.codes("service"), *words.unlisted(), "ev", "pool", "septic", "insulation")


def test_a_region_is_read_by_each_of_its_names(snapshot: Snapshot) -> None:
    for row in REGIONS["region"]:
        for name in (row["en"], row["zh_hans"], row["zh_hant"], *row["aliases"]):
            places = [gazetteer().read(name), *snapshot.read(f"{name} 空调").places]
            assert [place and place.code for place in places] == [row["code"]] * 2, name
        assert all(gazetteer().county(fips) for fips in row["counties"])


def test_a_place_elsewhere_is_known_as_that(snapshot: Snapshot) -> None:
    for name in REGIONS["elsewhere"]["names"]:
        assert gazetteer().read(name) is None
        assert snapshot.read(f"{name} 空调").outside == name
        assert snapshot.read(f"空调 {name}").places == ()


def test_symptoms_are_cured_by_what_their_words_name() -> None:
    assert cured_by("空调漏水", "leak") == ("air_conditioning",)
    assert cured_by("漏水", "leak") == ("heating", "air_conditioning")


def test_every_spelling_of_a_term_is_read_without_rest(snapshot: Snapshot) -> None:
    unread = []
    for term in (each for kind in vocabulary.SEARCHED for each in vocabulary.terms(kind)):
        for spelling in (term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms):
            reading = snapshot.read(spelling)
            if squeeze(spelling) not in COMMON and (
                reading.leftover or not (reading.conditions or _is_noise(spelling))
            ):
                unread.append((term.kind, term.code, spelling))
    assert unread == []


def _is_noise(spelling: str) -> bool:
    return rank(TERMS.get(squeeze(spelling))) == RANKS["noise"]
