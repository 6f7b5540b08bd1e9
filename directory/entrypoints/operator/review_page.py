"""The words of an ad that gave each field, as pieces of its text in their order, and the fields line by line. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from unicodedata import east_asian_width

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from directory.ads.models import Submission
from directory.ads.queries import preview
from directory.ads.rules import facts_of, values_of
from directory.businesses.fields.editing import shown
from directory.businesses.fields.listing import Listing
from directory.businesses.fields.registry import FIELD, REVIEWED, Section
from directory.businesses.fields.terms import Values
from directory.kernel import clock

#: What was read under another name, by the field a reviewer sees.
_AS = {"zips": "service_places", "radius": "service_radius"}
#: The color in which a section's words are marked.
_COLOR = {
    Section.NAMES: "who",
    Section.REACH: "reach",
    Section.WORK: "work",
    Section.PROMISES: "papers",
    Section.AREA: "where",
    Section.HOURS: "where",
}
GROUP_OF = {code: _COLOR[FIELD[code].section] for code in REVIEWED}

#: Fields that keep their words to themselves: what else a name says is shown by its number only.
_WHOLE = ("name_zh", "name_en", "owner")

Place = tuple[int, int, str]


@dataclass(frozen=True)
class Piece:
    """A stretch of the text. `field`: what it gave first of all, None for nothing."""

    text: str
    field: str | None = None
    #: Every field it gave.
    fields: tuple[str, ...] = ()
    #: Fields whose words end here: their numbers stand behind it.
    ends: tuple[str, ...] = ()


@dataclass
class Line:
    """A line of the ad, or several that gave nothing, with the fields that stand beside it."""

    pieces: list[Piece]
    fields: list[str]
    #: Fields that stand beside another line, of which more words are here.
    more: list[str]


def lines(pieces: Iterable[Piece], shown: Iterable[str]) -> list[Line]:
    """The pieces line by line, each `shown` field beside the line that has most of its words.

    A field without words stands beside the one before it in the order of a listing.
    """
    result: list[Line] = []
    is_new = True
    for piece in _cut(pieces):
        if is_new:
            result.append(Line([], [], []))
        result[-1].pieces.append(piece)
        is_new = piece.text.endswith("\n")
    result = _gathered(result)
    home, names = _homes(result), set(shown)
    before = result[0] if result else Line([], [], [])
    for name in (code for code in REVIEWED if code in names):
        before = home.get(name, before)
        before.fields.append(name)
    for line in result:
        fields_said = {name for piece in line.pieces for name in piece.fields}
        line.more += _ordered(fields_said - set(line.fields))
    return result or [before]


def _cut(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Words that gave nothing end with their line; those that gave a field stay together."""
    for piece in pieces:
        if piece.field:
            yield piece
        else:
            yield from (replace(piece, text=text) for text in piece.text.splitlines(keepends=True))


def _gathered(ad_lines: Iterable[Line]) -> list[Line]:
    """Blank lines with the one before them, and lines that gave nothing with each other."""
    result: list[Line] = []
    for line in ad_lines:
        is_blank = not "".join(piece.text for piece in line.pieces).strip()
        if result and (is_blank or not (_says(line) or _says(result[-1]))):
            result[-1].pieces += line.pieces
        else:
            result.append(line)
    return result


def _says(line: Line) -> bool:
    return any(piece.field for piece in line.pieces)


def _homes(ad_lines: Iterable[Line]) -> dict[str, Line]:
    """Of each field the line with most of its words, those that are another field's first only where it has no more."""
    best: dict[str, tuple[tuple[int, int], Line]] = {}
    for line in ad_lines:
        own: Counter[str] = Counter()
        every: Counter[str] = Counter()
        for piece in line.pieces:
            size = len(piece.text.strip())
            own[piece.field or ""] += size
            every.update(dict.fromkeys(piece.fields, size))
        for name in every:
            weight = (own[name], every[name])
            if name not in best or weight > best[name][0]:
                best[name] = (weight, line)
    return {name: line for name, (_weight, line) in best.items()}


def marked(text: str, spans: Mapping[str, Iterable[Iterable[int]]], fields: Iterable[str]) -> list[Piece]:
    """A text cut where the words of a field begin or end. `fields`: those that are shown as read from it."""
    places = _places(spans, set(fields), len(text))
    cuts = sorted({0, len(text), *(at for start, end, _field in places for at in (start, end))})
    starts: dict[int, list[Place]] = {}
    for place in places:
        starts.setdefault(place[0], []).append(place)
    pieces: list[Piece] = []
    running: list[Place] = []
    before: Place | None = None
    for start, end in pairwise(cuts):
        running = [stretch for stretch in running if stretch[1] > start] + starts.get(start, [])
        if not running:
            pieces.append(Piece(text[start:end]))
            before = None
            continue
        owner = min(running, key=_rank)
        names = _ordered(stretch[2] for stretch in running)
        piece = Piece(text[start:end], owner[2], names, _ordered(e[2] for e in running if e[1] == end))
        if before == owner:
            piece = _joined(pieces.pop(), piece)
        pieces.append(piece)
        before = owner
    return pieces


def _places(spans: Mapping[str, Iterable[Iterable[int]]], wanted: set[str], length: int) -> list[Place]:
    places: list[Place] = []
    for name, stretches in spans.items():
        field = _AS.get(name, name)
        if field in wanted:
            places += [(start, end, field) for start, end in stretches if 0 <= start < end <= length]
    return sorted(set(places))


def _rank(place: Place) -> tuple[bool, int, int]:
    """A name's words are the name's; of others the field with the fewest words."""
    start, end, field = place
    return field not in _WHOLE, end - start, REVIEWED.index(field)


def _ordered(fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(fields), key=REVIEWED.index))


def _joined(one: Piece, other: Piece) -> Piece:
    """Two stretches of the same words as one: one link, whatever else begins or ends inside."""
    return Piece(
        one.text + other.text,
        one.field,
        _ordered(one.fields + other.fields),
        _ordered(one.ends + other.ends),
    )


def numbers(stated: Values) -> dict[str, int]:
    """Each stated field's number beside its words, in the order of the form."""
    return {field: number for number, field in enumerate((f for f in REVIEWED if f in stated), start=1)}


#: From this confidence on, in words; below the last it is a guess.
_SURE, _LIKELY = 0.95, 0.8
#: Fields answered by choosing: value, words.
CHOICES: dict[str, tuple[tuple[str, LazyString | str], ...]] = {
    "licensed": (("", _l("not stated")), ("yes", _l("yes, the ad says so"))),
    "insured": (("", _l("not stated")), ("yes", _l("yes, the ad says so"))),
    "name_zh_lang": (("", _l("not stated")), ("zh-Hans", "简体字"), ("zh-Hant", "繁體字")),
}
#: Shown open though nothing is stated: a listing cannot be without.
_NEEDED = ("name_zh", "phones", "services")
#: So many letters, a Chinese one as two, stand on a line of a field on the narrowest phone.
_NARROWEST = 20


@dataclass(frozen=True)
class Row:
    """One field of the form."""

    field: str
    text: str
    #: What is kept, whatever is typed.
    was: str
    group: str
    #: Beside its words in the text; None where the ad says nothing.
    number: int | None
    #: `sure`, `likely`, `guess`; `yours` for a correction, `cleared` for one taken away, `made` for what we derive.
    how: str
    wrong: str | None

    @property
    def height(self) -> int:
        """Lines that show the whole text on the narrowest phone."""
        wide = sum(2 if east_asian_width(character) in "FW" else 1 for character in self.text)
        return max(1, ceil(wide / _NARROWEST))


@dataclass(frozen=True)
class Sheet:
    """The page of one ad, ready to be drawn."""

    lines: list[Line]
    numbers: dict[str, int]
    rows: dict[str, Row]
    #: Fields that nothing states.
    missing: list[str]
    doc: Listing


def sheet(submission: Submission, values: Values, typed: dict[str, str], wrong: dict[str, str]) -> Sheet:
    """The page of a submission; `typed` stands in the fields instead of what is kept, `wrong` beside them."""
    was_read = values_of(submission.parsed)
    numbered = numbers(values)
    spans = submission.parsed.spans
    rows = {}
    for field in REVIEWED:
        confidence = submission.parsed.confidence.get(_confidence_of(field), 0.0)
        how = "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "guess"
        if field in submission.corrections:
            how = "yours" if field in values else "cleared"
        elif field not in was_read:
            how = "made"
        was = FIELD[field].show(shown(values, field))
        text = typed.get(field, was)
        rows[field] = Row(field, text, was, GROUP_OF[field], numbered.get(field), how, wrong.get(field))
    is_open = {field for field in REVIEWED if field in values or field in typed or field in wrong or field in _NEEDED}
    today = clock.local(clock.now()).date()
    drafts = facts_of(
        submission.parsed,
        submission.corrections,
        ad_key="",
        entered_on=today,
        published_on=submission.published_on,
        reviewer="",
        text=submission.text,
    )
    return Sheet(
        lines(marked(submission.text, spans, values), is_open),
        numbered,
        rows,
        [field for field in REVIEWED if field not in is_open],
        preview(values, drafts),
    )


def _confidence_of(field: str) -> str:
    """The name under which the reading says how sure it is of a field."""
    return "names" if field.startswith("name_") else {"service_radius": "radius"}.get(field, field)
