"""Suggestions while typing: services, brands, names, places, in any of three scripts, by how their words begin."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from operator import itemgetter

from directory.businesses.fields.listing import Listing
from directory.kernel.language import ENGLISH, by_url
from directory.kernel.prepared import prepared
from directory.kernel.text import language_of
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place
from directory.reading.folding import squeeze, typed
from directory.reading.syllables import initials, keys
from directory.search.rules.index import Index
from directory.search.rules.lexicons import SOURCES
from directory.trades import vocabulary

#: Kinds of the vocabulary that are suggested, the likelier first, each with the most of it at once.
_KINDS = {"service": 5, "symptom": 3, "brand": 3, "license_type": 2, "work_type": 2}
_RENAMED = {"license_type": "license"}
_MOST_NAMES, _MOST_PLACES = 3, 3
_LONGEST = 60
#: A label begins with the text, another word for it does, the end of a Chinese one does, its pinyin does, its initials
#: are the text.
_LABEL, _SYNONYM, _INSIDE, _SOUND, _INITIALS = range(5)
_FEWEST_LETTERS_HEARD = _FEWEST_DIGITS = 3


@dataclass(frozen=True)
class Suggestion:
    """One line under a search box. `lang` is the label's (BCP 47), `fill` what goes into the box, `note` another name.

    `slug` is set for a business: the line leads to its page.
    """

    kind: str
    label: str
    lang: str
    fill: str
    note: str = ""
    slug: str | None = None


def suggest(
    index: Index, named: Sequence[Listing], text: str, language: str, *, field: str = "q", limit: int = 8
) -> list[Suggestion]:
    """At most `limit` suggestions for a text in the box `q` or `place`; none for an empty one. Never raises.

    `named`: the documents of those that are `called` so.
    """
    start = _start(text)
    if not start:
        return []
    if field == "place":
        return _places(index, text, start, language, limit)
    suggestions = [*_terms(start, language), *map(_named, named)][:limit]
    if len(start) > 1 or not start.isascii():
        suggestions += _places(index, text, start, language, min(_MOST_PLACES, limit - len(suggestions)))
    return suggestions


#: Squeezed spelling, how it is meant, number of its kind, kind, code.
Spelling = tuple[str, int, int, str, str]


@cache
def spellings(language: str) -> list[Spelling]:
    """Every spelling of every term, sorted."""
    return prepared(f"suggestions-{language}", SOURCES, lambda: _spellings(language), list[Spelling])


def _spellings(language: str) -> list[Spelling]:
    rows = []
    for order, kind in enumerate(_KINDS):
        for term in vocabulary.terms(kind):
            label = squeeze(term.label(language))
            spellings = {squeeze(wording) for wording in (term.labels.en, term.labels.zh_hans, term.labels.zh_hant)}
            spellings |= {squeeze(wording) for wording in term.synonyms} | {squeeze(term.code)}
            for spelling in spellings - {""}:
                rows.append((spelling, _LABEL if spelling == label else _SYNONYM, order, kind, term.code))
                if not spelling.isascii():
                    rows += [(spelling[n:], _INSIDE, order, kind, term.code) for n in range(1, len(spelling) - 1)]
                    rows += [(key, _SOUND, order, kind, term.code) for key in keys(spelling)]
            if kind == "service":
                rows += [(key, _INITIALS, order, kind, term.code) for key in initials(squeeze(term.labels.zh_hans))]
    return sorted(set(rows))


def _terms(start: str, language: str) -> Iterator[Suggestion]:
    rows = spellings(language)
    best: dict[tuple[str, str], tuple[int, int, int, str]] = {}
    at = bisect_left(rows, start, key=itemgetter(0))
    while at < len(rows) and rows[at][0].startswith(start):
        spelling, how, order, kind, code = rows[at]
        at += 1
        if (how == _INITIALS and spelling != start) or (how == _SOUND and len(start) < _FEWEST_LETTERS_HEARD):
            continue
        key = (how, order, len(spelling), code)
        best[kind, code] = min(key, best.get((kind, code), key))
    left = dict(_KINDS)
    for (kind, code), _ in sorted(best.items(), key=lambda entry: entry[1]):
        if left[kind]:
            left[kind] -= 1
            label = vocabulary.label(kind, code, language)
            yield Suggestion(_RENAMED.get(kind, kind), label, by_url(language).bcp47, label)


def _start(text: str) -> str:
    return squeeze(typed(text[:_LONGEST]).folded)


def called(index: Index, text: str) -> list[int]:
    """Businesses one of whose names, in any script or in pinyin, begins with the text or has a word that does.

    Or whose phone or ad number begins with its digits.
    """
    start = _start(text)
    if not start or (start.isdigit() and len(start) < _FEWEST_DIGITS):
        return []
    return list(islice(index.beginning(start), _MOST_NAMES))


def _named(doc: Listing) -> Suggestion:
    names = doc.names
    label = names.zh or names.en or doc.slug
    note = (names.en or names.romanized or "") if names.zh else ""
    lang = names.zh_lang if names.zh else language_of(label)
    return Suggestion("name", label, lang, label, note, doc.slug)


def _places(index: Index, text: str, start: str, language: str, limit: int) -> list[Suggestion]:
    """Places whose name begins with the text, then those whose Chinese name sounds like it."""
    if limit < 1:
        return []
    gazetteer = index.gazetteer
    by_key = {place.place_code: place for place in gazetteer.suggest(text, limit)}
    if start.isascii() and len(start) >= _FEWEST_LETTERS_HEARD:
        for key, concepts in index.terms.pinyin.items():
            if concepts[0].kind == "place" and key.startswith(start):
                place = gazetteer.place(concepts[0].code)
                by_key |= {place.place_code: place} if place else {}
    return [_place(place, language, gazetteer) for place in list(by_key.values())[:limit]]


def _place(place: Place, language: str, gazetteer: Gazetteer) -> Suggestion:
    """A place in the page's language, filled in as something that is read as just this place."""
    label, english = place.label(language), place.label("en")
    lang = ENGLISH.bcp47 if label == english else by_url(language).bcp47
    fill = label if gazetteer.read(label) == place else place.key
    return Suggestion("place", label, lang, fill, english if label != english else "")
