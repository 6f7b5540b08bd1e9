"""How an ad's text is marked with the fields it gave, line by line; whether two listings may be one firm. Pure.

Ends with the words of the pages.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from directory.ads.rules import RejectReason
from directory.ads.rules.scanned import SEEN_AS
from directory.businesses.fields.registry import REVIEWED
from directory.foundation.i18n import Act, Labelled
from directory.kernel.text import fold
from directory.reading.syllables import keys
from directory.scans.rules.pages import FoundAd

File = TypeVar("File")


class ReviewAct(Act):
    """What this slice writes into the audit trail."""

    PUBLISH_AD = "publish-ad", _l("published an ad")
    MERGE_AD = "merge-ad", _l("merged an ad into a listing")
    UNMERGE_AD = "unmerge-ad", _l("undid the merge of an ad")
    REJECT_AD = "reject-ad", _l("rejected an ad")
    REOPEN_AD = "reopen-ad", _l("opened an ad for review again")
    FACT_BY_PHONE = "fact-by-phone", _l("wrote down what was told by phone")


#: What was done, by the code in the address.
DONE = {
    "ad-in": _l("It is here, read. Nobody sees it before you publish it."),
    "ad-saved": _l("Saved."),
    "ad-published": _l("Published. Homeowners find it from now on."),
    "ad-merged": _l("Merged. The listing has this ad and its facts now."),
    "ad-unmerged": _l("The merge is undone. The listing is as before, and this ad waits for review again."),
    "ad-rejected": _l("Rejected. It stays in the list and can be opened again."),
    "ad-reopened": _l("It waits for review again."),
}
#: How a field came to its value.
HOW = {
    "sure": _l("read clearly"),
    "likely": _l("read; have a look"),
    "guess": _l("guessed; please check"),
    "yours": _l("corrected by a reviewer"),
    "cleared": _l("the ad does not say this"),
    "made": _l("made from the Chinese name"),
}


class FoundKind(Labelled):
    """What became of an ad of a scanned page that is of our trade."""

    NEW = "new", _l("new")
    CHANGED = "changed", _l("known, and says something else now")
    KNOWN = "known", _l("known and unchanged")


#: What was set aside for another reason than its trade.
ASIDE = "aside"
#: The parts of an issue, in the order of its page.
ISSUE_PARTS = (FoundKind.CHANGED, FoundKind.NEW, FoundKind.KNOWN, RejectReason.OTHER_TRADE, ASIDE)


def issue_parts(ads: Iterable[tuple[File, FoundAd]]) -> dict[str, list[tuple[File, FoundAd]]]:
    """The ads of an issue by `ISSUE_PARTS`, each with its file, every part named.

    Pictures of a page overlap: an ad counts once, by its firm's listing, its draft, or its words where it has neither.
    Of two of one firm the one that says something else counts.
    """
    parts: dict[str, list[tuple[File, FoundAd]]] = {part: [] for part in ISSUE_PARTS}
    seen: set[str | int] = set()
    for file, ad in sorted(ads, key=lambda pair: pair[1]["kind"] != FoundKind.CHANGED):
        same = ad["business"] or ad["submission"] or ad.get("digest")
        if same in seen:
            continue
        if same is not None:
            seen.add(same)
        parts[ad["kind"] if ad["kind"] in parts else ASIDE].append((file, ad))
    return parts


class Likeness(Labelled):
    """Why a listing may be the same firm, the strongest reason first."""

    PHONE = "phone", _l("the same phone")
    NAME = "name", _l("the same name")
    SIMILAR = "similar", _l("a similar name")


#: What a name ends with without telling firms apart.
_FORM = re.compile(
    r"\b(?:llc|l l c|inc|incorporated|corp|corporation|co|company|ltd|the)\b|有限公司|公司|工程行|行$|服务$|中心$"
)
_TRADE = re.compile(
    r"\b(?:hvac|heating|cooling|air|conditioning|a c|ac|mechanical|services?|and|refrigeration|plumbing|heat)\b"
    r"|冷暖气?|空调|暖通|冷气|暖气|水电|工程|服务|维修|制冷|机电|冷冻"
)
#: A rest so short says nothing.
_LEAST_REST = 2


def forms(names: Iterable[str | None]) -> frozenset[str]:
    """The forms in which names are equal: folded, without "LLC" and 公司, and as they sound in pinyin."""
    return _forms(names, _FORM)


def rests(names: Iterable[str | None]) -> frozenset[str]:
    """`forms` without the words of the trade: 华府冷暖 and 华府空调公司 are alike in 华府."""
    return _forms(names, _FORM, _TRADE)


def _forms(names: Iterable[str | None], *without: re.Pattern[str]) -> frozenset[str]:
    forms: set[str] = set()
    for name in names:
        plain = " ".join("".join(c if c.isalnum() else " " for c in fold(name or "")).split())
        for pattern in without:
            plain = " ".join(pattern.sub(" ", plain).split())
        squeezed = plain.replace(" ", "")
        if len(squeezed) < _LEAST_REST:
            continue
        forms.add(squeezed)
        if any(not c.isascii() for c in squeezed):
            forms.update(keys(squeezed))
    return frozenset(forms)


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
        field = SEEN_AS.get(name, name)
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
