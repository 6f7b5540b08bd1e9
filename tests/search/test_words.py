"""Every row of the tables that search reads by takes effect: one test a row."""

from collections import Counter

import pytest

from directory.places.gazetteer import gazetteer
from directory.reading.folding import plain, squeeze
from directory.reading.lexicon import RANKS, rank
from directory.search.rules import name_words
from directory.search.rules import vocabulary as words
from directory.search.rules.lexicons import cured_by, lexicon
from directory.search.rules.names import Names
from directory.trades import vocabulary
from tests.search.listed import Snapshot
from tests.support.in_one import in_one

TERMS = lexicon(gazetteer())
#: Searches hold these words for nothing; what they mean in the vocabulary is found by the longer ones.
COMMON = words.not_alone()


def test_noise_asks_for_nothing(snapshot: Snapshot) -> None:
    assert [word for word in words.noise() if rank(TERMS.get(squeeze(word))) != RANKS["noise"]] == []
    assert [word for word in words.noise() if snapshot.read(f"furnace {word}").unread()] == []


def test_a_fault_is_read_and_gives_way_to_named_work(snapshot: Snapshot) -> None:
    for word in dict.fromkeys(words.faults()):
        assert not snapshot.read(word).leftover, word
        beside = snapshot.read(f"车库门，{word}")
        assert {c.code for condition in beside.conditions for c in condition.concepts if c.kind == "service"} >= {
            "garage_door"
        }
        assert not beside.leftover, word


@in_one("word", [*words.negations("words"), *words.negations("except")])
def test_a_negation_takes_away_what_follows(snapshot: Snapshot, word: str) -> None:
    joint = " " if word.isascii() else ""
    reading = snapshot.read(f"空调 {word}{joint}commercial")
    assert [(condition.concepts[0].code, condition.is_negated) for condition in reading.conditions] == [
        ("air_conditioning", False),
        ("commercial", True),
    ]


@pytest.mark.parametrize("word", words.negations("after"))
def test_a_negation_behind_takes_away_what_stands_before(snapshot: Snapshot, word: str) -> None:
    reading = snapshot.read(f"空调 特灵{word}")
    assert [(condition.concepts[0].code, condition.is_negated) for condition in reading.conditions] == [
        ("air_conditioning", False),
        ("Trane", True),
    ]


@in_one("word", sorted(words.reached_over()))
def test_a_negation_reaches_over_little_words(snapshot: Snapshot, word: str) -> None:
    reading = snapshot.read(f"hvac not {word} DC")
    assert reading.places == ()
    assert [c.code for condition in reading.conditions if condition.is_negated for c in condition.concepts] == ["DC"]


@pytest.mark.parametrize("word", sorted(words.also()))
def test_apart_from_is_besides_where_more_is_asked(snapshot: Snapshot, word: str) -> None:
    reading = snapshot.read(f"除了空调{word}修热水器")
    assert not any(condition.is_negated for condition in reading.conditions)


@pytest.mark.parametrize("word", words.joiners("or"))
def test_of_what_or_ties_together_any_will_do(snapshot: Snapshot, word: str) -> None:
    reading = snapshot.read(f"trane {word} carrier")
    assert [[c.code for c in condition.concepts] for condition in reading.conditions] == [["Trane", "Carrier"]]


@pytest.mark.parametrize("word", words.joiners("and"))
def test_what_and_ties_together_is_taken_away_together(snapshot: Snapshot, word: str) -> None:
    assert len(snapshot.read(f"trane {word} carrier").conditions) == 2
    reading = snapshot.read(f"not trane {word} carrier")
    assert [[c.code for c in condition.concepts] for condition in reading.conditions if condition.is_negated] == [
        ["Trane", "Carrier"]
    ]


SIZES = [*(f"{word} 16" for word in words.measures("before")), *(f"3 {word}" for word in words.measures("after"))]


@in_one("size", SIZES)
def test_a_size_or_a_price_asks_for_nothing(snapshot: Snapshot, size: str) -> None:
    reading = snapshot.read(f"{size} furnace")
    assert [c.code for condition in reading.conditions for c in condition.concepts] == ["furnace"]
    assert (reading.places, reading.outside, reading.unread()) == ((), None, ())
    assert snapshot.read(size).leftover, "alone it is nobody's answer"


@in_one("word", sorted(words.beside_work()))
def test_a_room_or_a_building_beside_work_only_says_where(snapshot: Snapshot, word: str) -> None:
    assert TERMS.get(word), "unknown words need no row"
    reading = snapshot.read(f"热水器 {word}")
    kind = words.beside_work()[word]
    expected = {"water_heater", kind} if kind else {"water_heater"}
    assert {c.code for condition in reading.conditions for c in condition.concepts} == expected
    assert not reading.leftover


@pytest.mark.parametrize(("kind", "word"), sorted(words.dangers()))
def test_what_one_leaves_the_house_for_is_known(snapshot: Snapshot, kind: str, word: str) -> None:
    term = vocabulary.term(kind, word)
    assert bool(term) == (kind == "symptom")
    for spelling in [term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms] if term else [word]:
        assert snapshot.read(f"furnace {spelling}").dangers, spelling


def test_a_region_is_a_name_first_only_where_a_business_has_it(snapshot: Snapshot) -> None:
    for word in name_words.name_first():
        alone, beside = snapshot.read(word), snapshot.read(f"{word} 热水器")
        assert [condition.kind for condition in alone.conditions] == ["name"]
        assert alone.places == ()
        assert [place.kind for place in beside.places] == ["region"]
        assert beside.favored == (word,)


def test_a_family_name_asks_for_who_has_it(snapshot: Snapshot) -> None:
    assert all(len(word) == 1 for word in name_words.surnames())
    names = "\n".join(f" {plain(name)} " for doc in snapshot.docs for name in doc.called)
    for word in name_words.surnames():
        named = [condition for condition in snapshot.read(f"老{word} 空调").conditions if condition.kind == "name"]
        codes = [concept.code for condition in named for concept in condition.concepts]
        spellings = [f" {name} " if name.isascii() else f" {name}" for name in name_words.families().get(word, (word,))]
        is_here = any(snapshot.index.names.called(code) for code in codes)
        assert is_here is any(spelling in names for spelling in spellings), word


@in_one(
    "kind, code, word",
    [
        *(("language", code, word) for code, language_words in words.languages().items() for word in language_words),
        *(("hours", when, word) for when in ("weekend", "tonight") for word in words.hours(when)),
        *(("wish", code, word) for code in ("price", "quotes") for word in words.wishes()[code]),
    ],
)
def test_languages_and_hours_are_asked_of_who_states_them(snapshot: Snapshot, kind: str, code: str, word: str) -> None:
    assert [(c.kind, c.code) for condition in snapshot.read(word).conditions for c in condition.concepts] == [
        (kind, code)
    ]


@in_one("word", words.no_english())
def test_who_speaks_no_english_asks_for_a_chinese_language(snapshot: Snapshot, word: str) -> None:
    assert [(c.kind, c.code) for condition in snapshot.read(word).conditions for c in condition.concepts] == [
        ("language", "cmn"),
        ("language", "yue"),
    ]


@pytest.mark.parametrize("word", words.wishes()["longest"])
def test_the_longest_is_an_order_beside_a_promise(snapshot: Snapshot, word: str) -> None:
    joint = " " if word.isascii() else ""
    for text in (f"{word}{joint}warranty", f"保修{joint}{word}"):
        assert [c.code for condition in snapshot.read(text).conditions for c in condition.concepts] == ["warranty"], (
            text
        )


@in_one("word", words.waivers())
def test_what_is_not_needed_asks_for_nothing(snapshot: Snapshot, word: str) -> None:
    joint = " " if word.isascii() else ""
    reading = snapshot.read(f"空调 insurance{joint}{word}")
    assert [condition.kind for condition in reading.conditions] == ["service", "wish"]
    assert not reading.unread()


@pytest.mark.parametrize("word", words.negations("closes"))
def test_what_closes_ends_only_what_except_began(snapshot: Snapshot, word: str) -> None:
    begun, alone = snapshot.read(f"空调 除热水器{word}"), snapshot.read(f"空调 热水器{word}")
    assert [condition.is_negated for condition in begun.conditions] == [False, True]
    assert not any(condition.is_negated for condition in alone.conditions)
    assert not begun.unread()


def test_every_spelling_of_a_family_finds_each_of_its_others() -> None:
    unmet = []
    for called in name_words.families():
        over = Names(TERMS)
        over.add(1, [f"{called} heating" if called.isascii() else f"{called}氏冷暖"])
        unmet += [(spelling, called) for spelling in name_words.families()[called] if not over.of_family(spelling)]
    assert unmet == []


def test_an_ordinary_word_is_neither_a_typo_nor_a_name(snapshot: Snapshot) -> None:
    read = {word: snapshot.read(f"furnace {word}") for word in words.ordinary()}
    assert [word for word, reading in read.items() if word not in COMMON and not reading.unread()] == []
    assert [word for word, reading in read.items() if snapshot.correct(reading)] == []


GROUPS = {
    "noise": words.noise(),
    "ordinary": words.ordinary() - {squeeze(word) for word in COMMON},
    "faults": words.faults(),
    "negations": [word for what in ("words", "except", "after") for word in words.negations(what)],
    "joiners": [*words.joiners("or"), *words.joiners("and")],
    "papers": [*words.licensed(), *words.checked(), *words.insured()],
    "promises": [word for what in ("words", "lifetime", "experience", "age") for word in words.warranty(what)],
    "unlisted": [word for language_words in words.unlisted().values() for word in language_words],
    "wishes": [word for of in words.wishes().values() for word in of],
    "waivers": words.waivers(),
    "hours": [word for when in ("weekend", "tonight") for word in words.hours(when)],
    "languages": [*words.no_english(), *(word for of in words.languages().values() for word in of)],
}


def test_no_word_stands_in_two_tables_or_twice_in_one() -> None:
    counts = Counter(squeeze(word) for group in GROUPS.values() for word in group)
    assert [word for word, times in counts.items() if times > 1] == []


def test_work_nobody_offers_finds_nobody(snapshot: Snapshot) -> None:
    read = {word: snapshot.read(word).conditions for spellings in words.unlisted().values() for word in spellings}
    kinds = {
        word: {c.kind for condition in conditions for c in condition.concepts} for word, conditions in read.items()
    }
    assert [word for word, kinds_read in kinds.items() if "unlisted" not in kinds_read] == []


@in_one(
    "kind, code, word",
    [
        *(("license", "stated", word) for word in words.licensed()),
        *(("license", "checked", word) for word in words.checked()),
        *(("insured", "true", word) for word in words.insured()),
        *(("warranty", "any:0", word) for word in words.warranty("words")),
    ],
)
def test_a_word_about_papers_or_promises_asks_for_them(snapshot: Snapshot, kind: str, code: str, word: str) -> None:
    assert [(c.kind, c.code) for condition in snapshot.read(word).conditions for c in condition.concepts] == [
        (kind, code)
    ]


@pytest.mark.parametrize("word", words.warranty("lifetime"))
def test_a_promise_for_life(snapshot: Snapshot, word: str) -> None:
    assert [c.code for condition in snapshot.read(f"{word} warranty").conditions for c in condition.concepts] == [
        "any:999"
    ]


@in_one("word", [*words.warranty("experience"), *words.warranty("age")])
def test_years_of_a_firm_or_a_machine_promise_nothing(snapshot: Snapshot, word: str) -> None:
    assert snapshot.read(f"20 years {word}").conditions == ()
    reading = snapshot.read(f"空调 {word} 20年 更换")
    assert {c.kind for condition in reading.conditions for c in condition.concepts} == {"service", "work_type"}


@in_one("word", words.warranty("age"))
def test_a_promise_of_years_stays_one_beside_words_of_age(snapshot: Snapshot, word: str) -> None:
    assert [c.code for condition in snapshot.read(f"保修 10年 {word}").conditions for c in condition.concepts] == [
        "any:10"
    ]


@pytest.mark.parametrize(("scope", "service"), words.scope_alone().items())
def test_a_part_alone_asks_for_the_work_on_it(snapshot: Snapshot, scope: str, service: str) -> None:
    vocabulary.service(service)
    label = vocabulary.label("warranty_scope", scope, "zh-hans")
    codes = {c.code for condition in snapshot.read(label).conditions for c in condition.concepts}
    assert service in codes, codes


def test_a_common_word_asks_for_nothing_by_itself() -> None:
    assert [word for word in COMMON if (term := TERMS.get(squeeze(word))) and rank(term) == 0] == []


def test_an_ordinary_word_is_no_place_in_a_sentence(snapshot: Snapshot) -> None:
    assert [word for word in words.not_a_place() if snapshot.read(f"{word} 空调").places] == []


def test_symptoms_are_cured_by_what_their_words_name() -> None:
    assert cured_by("空调漏水", "leak") == ("air_conditioning",)
    assert cured_by("漏水", "leak") == ("heating", "air_conditioning")


def test_every_spelling_of_a_term_is_read_as_that_and_without_rest(snapshot: Snapshot) -> None:
    unread = []
    for term in (condition for kind in vocabulary.SEARCHED for condition in vocabulary.terms(kind)):
        for spelling in (term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms):
            reading = snapshot.read(spelling)
            codes = {
                code
                for condition in reading.conditions
                for code in (*condition.symptoms, *(c.code for c in condition.concepts))
            }
            if squeeze(spelling) not in COMMON and (reading.leftover or not (term.code in codes or _is_more(spelling))):
                unread.append((term.kind, term.code, spelling))
    assert unread == []


def _is_more(spelling: str) -> bool:
    """Whether the words of a fault name work, which says more."""
    return TERMS.get(squeeze(spelling))[0].kind != "symptom"
