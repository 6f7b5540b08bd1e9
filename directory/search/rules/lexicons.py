"""Every term a query is read by: vocabulary, papers, promises, places and noise, in all three languages."""

from collections.abc import Iterator
from functools import cache

from directory.kernel.prepared import SEED, prepared
from directory.places.gazetteer import Gazetteer
from directory.places.rules import abbreviated
from directory.reading.folding import squeeze
from directory.reading.lexicon import Concept, Lexicon, LexiconTable
from directory.search.rules import vocabulary as words
from directory.search.rules.pinyin import beginning, sounding
from directory.trades import vocabulary

#: Kinds of the vocabulary that are called otherwise as a search parameter.
_RENAMED = {"license_type": "license", "property_type": "property"}
#: Places of two or three letters that are no word of any language here.
_SHORT_PLACES = frozenset(("dc", "md", "va", "pg", "dmv", "bwi", "dca", "iad", "umd", "gwu", "gmu", "jhu", "nih"))
_COUNTY_ENDS = ("郡", "县")


#: What terms are made from: tables, and the code that reads them.
SOURCES = (
    str(SEED),
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
    """The Chinese terms of the lexicon by their pinyin."""
    known = lexicon(gazetteer)
    return Lexicon.of_table(prepared("lexicon-by-sound", SOURCES, lambda: sounding(known).as_table(), LexiconTable))


@cache
def by_initials(gazetteer: Gazetteer) -> Lexicon:
    """The Chinese terms of what businesses do, by their initials."""
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
    common = words.not_alone()
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
            if is_service and is_work and other not in words.not_alone():
                return True
    return False


def _papers() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("license", "stated")) for word in words.licensed())
    yield from ((word, Concept("license", "checked")) for word in words.checked())
    yield from ((word, Concept("insured", "true")) for word in words.insured())


def _promises() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("warranty", "any")) for word in words.warranty("words"))
    yield from ((word, Concept("lifetime", "")) for word in words.warranty("lifetime"))
    yield from ((word, Concept("experience", "firm")) for word in words.warranty("experience"))
    yield from ((word, Concept("experience", "age")) for word in words.warranty("age"))
    for scope in vocabulary.terms("warranty_scope"):
        for word in (scope.labels.en, scope.labels.zh_hans, scope.labels.zh_hant, *scope.synonyms):
            yield word, Concept("scope", scope.code)


def _others() -> Iterator[tuple[str, Concept]]:
    yield from ((word, Concept("unlisted", code)) for code, of in words.unlisted().items() for word in of)
    for code in ("words", "except", "of_who"):
        yield from ((word, Concept("negation", code)) for word in words.negations(code))
    yield from ((word, Concept("excepted", what)) for what in ("after", "closes") for word in words.negations(what))
    yield from ((firm, Concept("name", firm)) for firm in words.well_known_firms())
    for kind in ("or", "and"):
        yield from ((word, Concept(kind, "")) for word in words.joiners(kind))
    for code, of in words.languages().items():
        yield from ((word, Concept("language", code)) for word in of)
    yield from ((word, Concept("language", code)) for word in words.no_english() for code in ("cmn", "yue"))
    yield from ((word, Concept("hours", when)) for when in ("weekend", "tonight") for word in words.hours(when))
    yield from ((word, Concept("wish", code)) for code, of in words.wishes().items() for word in of)
    yield from ((word, Concept("waiver", "")) for word in words.waivers())
    yield from ((word, Concept("fault", "")) for word in words.faults())
    yield from ((word, Concept("noise", "")) for word in words.noise())


def place_terms(gazetteer: Gazetteer) -> Iterator[tuple[str, Concept]]:
    """Every name a place goes by, with the place it means here; what lies elsewhere is known as that."""
    ordinary = words.not_a_place()
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
    """A Chinese county is said with either ending, and a long one without any; an English name abbreviated, too:
    `mt airy`, `st marys county`.
    """
    yield name
    if name.isascii():
        short = " ".join(abbreviated().get(word, word) for word in name.split())
        if short != name:
            yield short
    if not name.isascii() and name.endswith(_COUNTY_ENDS) and len(name) > 2:
        yield from (name[:-1] + end for end in _COUNTY_ENDS)
        if len(name) > 3:
            yield name[:-1]


@cache
def cured_by(phrase: str, symptom: str) -> tuple[str, ...]:
    """The services that put a symptom right; of those, only what the phrase itself names.

    空调漏水: cooling alone; 暖炉坏了: the furnace, as a kind of heating.
    """
    services = vocabulary.symptom(symptom).services
    named = {code for term, code in _service_words() if term in phrase}
    kinds = tuple(code for code in sorted(named) if not {*services}.isdisjoint(words.kinds_of().get(code, ())))
    return kinds or tuple(code for code in services if code in named) or services


@cache
def _service_words() -> tuple[tuple[str, str], ...]:
    """(squeezed word for a service, its code), without single letters and characters."""

    def make() -> list[tuple[str, str]]:
        phrases = vocabulary.phrases().items()
        named = ((squeeze(phrase), term.code) for phrase, terms in phrases for term in terms if term.kind == "service")
        return [(phrase, code) for phrase, code in named if len(phrase) > 1]

    return tuple(prepared("service-words", SOURCES, make, list[tuple[str, str]]))


@cache
def services_called(service: str) -> tuple[str, ...]:
    """The Chinese words for a service, Simplified, without single characters."""
    return tuple(word for word, code in _service_words() if code == service and not word.isascii())


@cache
def service_beginnings() -> tuple[str, ...]:
    """What a fault begins with that names its machine: 空调 of 空调不冷."""
    return tuple(phrase for phrase, _ in _service_words())
