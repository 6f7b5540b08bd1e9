"""Every term a query is read by: vocabulary, papers, promises, places and noise, in all three languages."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from directory.kernel.prepared import prepared, toml
from directory.places.gazetteer import Gazetteer
from directory.reading.folding import squeeze
from directory.reading.lexicon import Concept, Lexicon, LexiconTable
from directory.search.rules.pinyin import beginning, sounding
from directory.trades import vocabulary


@cache
def _tables() -> dict[str, Any]:
    return toml("queries.toml", dict[str, Any])


def _both(table: str) -> tuple[str, ...]:
    """The words of a table that holds a page of English and one of Chinese."""
    table_words = _tables()[table]
    return (*table_words["en"].split(), *table_words["zh"].split())


@cache
def _squeezed(table: str, entry: str = "words") -> frozenset[str]:
    """The words of a row as they are compared."""
    return frozenset(map(squeeze, _tables()[table][entry]))


def noise() -> tuple[str, ...]:
    """Words and phrases that ask for nothing."""
    return (*_both("noise"), *_tables()["noise"]["phrases"])


@cache
def ordinary() -> frozenset[str]:
    """Words that everybody knows and that mean nothing here: never a typo, never a name."""
    return frozenset(map(squeeze, _both("ordinary"))) | _squeezed("not_alone")


def faults() -> tuple[str, ...]:
    """Words for what is wrong, and for parts of a machine, that do not say what work is asked for."""
    return (*_both("fault"), *_both("part"))


def measures(side: str) -> tuple[str, ...]:
    """What stands `before` or `after` the number of a size, a price or a grade."""
    return tuple(_tables()["measure"][side])


def joiners(what: str) -> tuple[str, ...]:
    """Words for `or`, of which any will do, and for `and`."""
    return tuple(_tables()["joiner"][what])


def negations(what: str) -> tuple[str, ...]:
    """Words that take away what stands right after them (`words`, `except`) or before them (`after`)."""
    return tuple(_tables()["negation"][what])


def reached_over() -> frozenset[str]:
    """The little words a negation reaches over."""
    return _squeezed("negation", "over")


def also() -> frozenset[str]:
    """Words that make "apart from" mean "and": 除了空调还修热水器."""
    return _squeezed("negation", "also")


@cache
def beside_work() -> dict[str, str]:
    """Rooms and buildings -> the property type they ask for beside named work, or nothing."""
    kinds = _tables()["beside_work"]
    return dict.fromkeys(_squeezed("beside_work", "nothing"), "") | {
        squeeze(word): kind for kind in ("residential", "commercial") for word in kinds.get(kind, ())
    }


def name_first() -> frozenset[str]:
    """Regions that a business is called by, too: alone they are its name."""
    return _squeezed("name_first")


@cache
def dangers() -> dict[tuple[str, str], str]:
    """What one leaves the house for, by its danger: faults by code, and other words as they are compared."""
    faults = {("symptom", fault): danger for danger, codes in _tables()["danger"].items() for fault in codes}
    kinds = _tables()["danger_words"]
    return faults | {("word", word): danger for danger in kinds for word in _squeezed("danger_words", danger)}


@cache
def surnames() -> frozenset[str]:
    """Family names of one character that businesses are called by."""
    return frozenset(_tables()["surname"]["words"])


def languages() -> dict[str, tuple[str, ...]]:
    """A language a contractor may say he speaks -> what people type for it."""
    return {code: tuple(words) for code, words in _tables()["language"].items()}


def weekends() -> tuple[str, ...]:
    """Words that ask who works on weekends."""
    return tuple(_tables()["hours"]["weekend"])


def licensed() -> tuple[str, ...]:
    """Words that ask for any license."""
    return tuple(_tables()["license"]["stated"])


def checked() -> tuple[str, ...]:
    """Words that ask for a license found in a registry."""
    return tuple(_tables()["license"]["checked"])


def insured() -> tuple[str, ...]:
    """Words that ask for insurance."""
    return tuple(_tables()["insured"]["stated"])


def warranty(what: str) -> tuple[str, ...]:
    """`words` of a promise, of one for a `lifetime`, and of `experience`, which is none."""
    return tuple(_tables()["warranty"][what])


def scope_alone() -> dict[str, str]:
    """Part of a machine -> the service to ask for where it is named without a promise."""
    return dict(_tables()["scope_alone"])


def not_alone() -> frozenset[str]:
    """Words of the vocabulary that everybody says."""
    return frozenset(_tables()["not_alone"]["words"])


def not_a_place() -> frozenset[str]:
    """Towns that are ordinary words, too."""
    return frozenset(_tables()["not_a_place"]["words"])


def unlisted() -> dict[str, tuple[str, ...]]:
    """Work nobody here offers -> what people type for it."""
    return {entry["code"]: tuple(entry["words"]) for entry in _tables()["unlisted"]}


@cache
def other_trades() -> frozenset[str]:
    """Of that work, what belongs to another trade than ours."""
    return frozenset(entry["code"] for entry in _tables()["unlisted"] if entry.get("other_trade"))


@cache
def kinds_of() -> dict[str, tuple[str, ...]]:
    """A service -> what it is a kind of."""
    return {term.code: term.kind_of for term in vocabulary.terms("service") if term.kind_of}


@cache
def done_by() -> dict[str, tuple[str, ...]]:
    """A work type -> the work types by which it is done."""
    return {term.code: term.done_by for term in vocabulary.terms("work_type") if term.done_by}


@cache
def everyday() -> frozenset[tuple[str, str]]:
    """(kind, code) of what every heating and cooling contractor does, and of what is done by that."""
    kinds = {"service": "service", "work_type": "work_type", "property_type": "property"}
    codes = {(kinds[kind], term.code) for kind in kinds for term in vocabulary.terms(kind) if term.is_everyday}
    return frozenset(codes | {("work_type", code) for code, by in done_by().items() if ("work_type", by[0]) in codes})


@cache
def ask_instead() -> dict[str, tuple[str, ...]]:
    """Work nobody offers -> the services to ask about, best first."""
    return {code: tuple(services) for code, services in _tables()["ask_instead"].items()}


#: Kinds of the vocabulary that are called otherwise as a search parameter.
_RENAMED = {"license_type": "license", "property_type": "property"}
#: Two-letter places that are no word of any language here.
_SHORT_PLACES = frozenset(("dc", "md", "va", "pg", "dmv"))
_COUNTY_ENDS = ("郡", "县")


#: What terms are made from: tables, and the code that reads them.
SOURCES = (
    "seed",
    "directory/kernel",
    "directory/trades",
    "directory/places",
    "directory/reading",
    "directory/search/rules",
)


@cache
def lexicon(gazetteer: Gazetteer) -> Lexicon:
    """Every term a query is read by, but for the names of the businesses. `gazetteer` is the site's one."""

    def make() -> LexiconTable:
        return Lexicon([*_vocabulary(), *_papers(), *_promises(), *_others(), *place_terms(gazetteer)]).as_table()

    return Lexicon.of_table(prepared("lexicon", SOURCES, make, LexiconTable))


@cache
def by_sound(gazetteer: Gazetteer) -> Lexicon:
    """Its Chinese terms by their pinyin."""
    known = lexicon(gazetteer)
    return Lexicon.of_table(prepared("lexicon-by-sound", SOURCES, lambda: sounding(known).as_table(), LexiconTable))


@cache
def by_initials(gazetteer: Gazetteer) -> Lexicon:
    """Its Chinese terms of what businesses do by their initials."""
    known = lexicon(gazetteer)

    def make() -> LexiconTable:
        return beginning(known, labels()).as_table()

    return Lexicon.of_table(prepared("lexicon-by-initials", SOURCES, make, LexiconTable))


@cache
def labels() -> frozenset[str]:
    """The Simplified labels of what businesses do: two initials are enough for them (`kt`: 空调)."""
    kinds = ("service", "work_type")
    return frozenset(squeeze(term.labels.zh_hans) for kind in kinds for term in vocabulary.terms(kind))


def _vocabulary() -> Iterator[tuple[str, Concept]]:
    common = not_alone()
    for phrase, terms in vocabulary.phrases().items():
        if phrase in common:
            continue
        for term in terms:
            if term.kind == "service" and _is_told_apart(phrase, term.code):
                continue
            if term.kind == "symptom":
                yield phrase, Concept("symptom", term.code)
            else:
                yield phrase, Concept(_RENAMED.get(term.kind, term.kind), term.code)


def _is_told_apart(phrase: str, service: str) -> bool:
    """Whether a phrase is a word for a service beside a work type (duct repair, 修水管): cut in two it says both."""
    phrases = vocabulary.phrases()
    cuts = range(1, len(phrase)) if not phrase.isascii() else (n for n, c in enumerate(phrase) if c == " ")
    for cut in cuts:
        first, last = phrase[:cut].strip(), phrase[cut:].strip()
        for one, other in ((first, last), (last, first)):
            is_service = any(term.kind == "service" and term.code == service for term in phrases.get(one, ()))
            is_work = any(term.kind == "work_type" for term in phrases.get(other, ()))
            if is_service and is_work and other not in not_alone():
                return True
    return False


def _papers() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("license", "stated")) for word in licensed())
    yield from ((word, Concept("license", "checked")) for word in checked())
    yield from ((word, Concept("insured", "true")) for word in insured())


def _promises() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("warranty", "any")) for word in warranty("words"))
    yield from ((word, Concept("lifetime", "")) for word in warranty("lifetime"))
    yield from ((word, Concept("experience", "firm")) for word in warranty("experience"))
    yield from ((word, Concept("experience", "age")) for word in warranty("age"))
    for scope in vocabulary.terms("warranty_scope"):
        for word in (scope.labels.en, scope.labels.zh_hans, scope.labels.zh_hant, *scope.synonyms):
            yield word, Concept("scope", scope.code)


def _others() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("unlisted", code)) for code, words in unlisted().items() for word in words)
    for code in ("words", "except"):
        yield from ((word, Concept("negation", code)) for word in negations(code))
    yield from ((word, Concept("excepted", "")) for word in negations("after"))
    for kind in ("or", "and"):
        yield from ((word, Concept(kind, "")) for word in joiners(kind))
    for code, words in languages().items():
        yield from ((word, Concept("language", code)) for word in words)
    yield from ((word, Concept("hours", "weekend")) for word in weekends())
    yield from ((word, Concept("fault", "")) for word in faults())
    yield from ((word, Concept("noise", "")) for word in noise())


def place_terms(gazetteer: Gazetteer) -> Iterator[tuple[str, Concept]]:
    """Every name a place goes by, with the place it means here; what lies elsewhere is known as that."""
    ordinary = not_a_place()
    for name in gazetteer.names():
        if name in ordinary or (name.isascii() and len(name) < 4 and name not in _SHORT_PLACES):
            continue
        place = gazetteer.read(name)
        if place is None or gazetteer.elsewhere(name):
            continue
        for spelling in _spellings(name):
            # The box for places has the better right to a name: 里士满 is the city, the county says so.
            if gazetteer.read(spelling) == place:
                yield spelling, Concept("place", place.place_code)
    yield from ((name, Concept("elsewhere", "")) for name in gazetteer.names_elsewhere())


def _spellings(name: str) -> Iterator[str]:
    """A Chinese county is said with either ending, and a long one without any."""
    yield name
    if not name.isascii() and name.endswith(_COUNTY_ENDS) and len(name) > 2:
        yield from (name[:-1] + end for end in _COUNTY_ENDS)
        if len(name) > 3:
            yield name[:-1]


@cache
def cured_by(phrase: str, symptom: str) -> tuple[str, ...]:
    """The services that put a symptom right; of those, only what the phrase itself names (空调漏水: cooling alone)."""
    services = vocabulary.symptom(symptom).services
    named = {code for words, code in _service_words() if words in phrase}
    return tuple(code for code in services if code in named) or services


@cache
def _service_words() -> tuple[tuple[str, str], ...]:
    """(squeezed word for a service, its code), without single letters and characters."""
    phrases = vocabulary.phrases().items()
    named = ((squeeze(words), term.code) for words, terms in phrases for term in terms if term.kind == "service")
    return tuple((words, code) for words, code in named if len(words) > 1)
