"""Which towns of an ad lie in another state than their name is known for here: Easton, Pennsylvania."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from directory.ads.rules.ad_vocabulary import finding, state_of, states, words
from directory.ads.rules.marks import Mark
from directory.places.gazetteer import Gazetteer
from directory.reading.contacts import Contact
from directory.reading.offsets import Printed, Span, starting_in

#: Nothing said of a place reaches across these.
_SENTENCE = re.compile(r"[。！!；;\n]|\.(?=\s|$)")
#: So many other towns on the line, all of one state, tell which of two towns of a name is meant.
_FEWEST_NEIGHBORS, _AROUND = 2, 120
#: Between a town and its state; other signs join a list.
_BESIDE = re.compile(r"[ ]?[,，(（]?[ ]?")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{2})(?![A-Za-z])")


def here(ad: Printed, marks: Sequence[Mark], ways: Sequence[Contact], gazetteer: Gazetteer) -> list[Mark]:
    """The marks without the places that the ad puts into another state. A town beside a state of ours stays.

    Where an ad names other states only, or all its phones are of other states, no town is ours.
    """
    abroad = list(_other_states(ad))
    # 维州 in 北维州 is a region's.
    regions = [*abroad, *(mark.span for mark in marks if mark.kind == "place" and not _is_state(mark, gazetteer))]
    ours = [match.span() for match in states().finditer(ad.folded) if not _meets(match.span(), regions)]
    if not ours and (_is_reached_elsewhere(ways) or (abroad and not _is_reached_here(ways))):
        return [mark for mark in marks if not _is_town(mark, gazetteer) or _is_sure(ad, mark)]
    named = sorted([*((span, None) for span in abroad), *((span, state_of(ad.folded[slice(*span)])) for span in ours)])
    return [moved for mark in marks if (moved := _moved(ad, mark, marks, named, gazetteer))]


def other_states(ad: Printed) -> list[Span]:
    """Where an ad names states that are not ours."""
    return list(_other_states(ad))


def _other_states(ad: Printed) -> Iterator[Span]:
    yield from (match.span() for match in _names().finditer(ad.folded))
    codes = frozenset(words("elsewhere", "codes"))
    if any(code.lower() in ad.folded for code in codes):
        # A code counts only as printed, in capitals; "in" and "or" are words.
        printed_text = "".join(ad.text[at] for at in ad.at)
        yield from (match.span() for match in _CODE.finditer(printed_text) if match[1] in codes)


@cache
def _names() -> re.Pattern[str]:
    return finding(words("elsewhere"))


@cache
def _local() -> frozenset[str]:
    return frozenset(words("elsewhere", "area_codes"))


def _is_reached_elsewhere(ways: Sequence[Contact]) -> bool:
    """Whether there are phones, and all of them are of other states: `+1215...`."""
    codes = {way.value[2:5] for way in ways if way.kind == "phone"}
    return bool(codes) and not codes & _local()


def _is_reached_here(ways: Sequence[Contact]) -> bool:
    """Whether a phone is one of here: a state named beside says where they come from."""
    return any(way.value[2:5] in _local() for way in ways if way.kind == "phone")


def _is_town(mark: Mark, gazetteer: Gazetteer) -> bool:
    place = gazetteer.place(mark.codes[0]) if mark.kind == "place" else None
    return place is not None and place.kind not in ("state", "region")


def _is_state(mark: Mark, gazetteer: Gazetteer) -> bool:
    place = gazetteer.place(mark.codes[0])
    return place is not None and place.kind == "state"


def _is_sure(ad: Printed, mark: Mark) -> bool:
    """Whether a place is named by a Chinese word: those are only ours."""
    return not ad.folded[slice(*mark.span)].isascii()


def _meets(span: Span, others: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _moved(
    ad: Printed, mark: Mark, marks: Sequence[Mark], named: Sequence[tuple[Span, str | None]], gazetteer: Gazetteer
) -> Mark | None:
    """The mark, of the state that is said of it; None where that is not ours."""
    if not _is_town(mark, gazetteer):
        return mark
    after = next(((span, state) for span, state in named if span[0] >= mark.end), None)
    if after and not _is_cut(ad, marks, mark.end, after[0][0]):
        is_beside = bool(_BESIDE.fullmatch(ad.folded, mark.end, after[0][0]))
        return _of_state(ad, mark, after[1], gazetteer, is_beside=is_beside)
    before = next(((span, state) for span, state in reversed(named) if span[1] <= mark.start), None)
    if before and before[1] is None and not _is_cut(ad, marks, before[0][1], mark.start):
        return None
    return _of_neighbors(ad, mark, marks, gazetteer)


def _of_neighbors(ad: Printed, mark: Mark, marks: Sequence[Mark], gazetteer: Gazetteer) -> Mark:
    """The town of that name in the state of those it is named with: Chester in "Richmond - Petersburg - Chester"."""
    start, end = ad.lines[ad.line_at(mark.start)]
    start, end = max(start, mark.start - _AROUND), min(end, mark.end + _AROUND)
    towns = [other for other in starting_in(marks, (start, end)) if other is not mark and _is_town(other, gazetteer)]
    places = [place for town in towns if (place := gazetteer.place(town.codes[0]))]
    where = {place.state for place in places}
    if len(places) < _FEWEST_NEIGHBORS or len(where) > 1:
        return mark
    return _of_state(ad, mark, where.pop(), gazetteer, is_beside=True) or mark


def _is_cut(ad: Printed, marks: Sequence[Mark], start: int, end: int) -> bool:
    """Whether anything but places stands between a place and a state."""
    between = ad.folded[start:end]
    if _SENTENCE.search(between):
        return True
    at, rest = start, []
    for mark in (mark for mark in starting_in(marks, (start, end)) if mark.kind == "place"):
        rest.append(ad.folded[at : max(at, mark.start)])
        at = max(at, mark.end)
    rest.append(ad.folded[at:end])
    # A town that we do not know is a word or two between commas.
    unknown = re.sub(
        r"(?<![a-z])(?:and|or|in|of|the|county|counties|area|areas|near|around|also)(?![a-z])", " ", " , ".join(rest)
    )
    return any(len(piece.split()) > 3 for piece in re.split(r"[,，、/&*()\-]", unknown)) or bool(
        re.search(r"\d{3}", unknown)
    )


def _of_state(ad: Printed, mark: Mark, state: str | None, gazetteer: Gazetteer, *, is_beside: bool) -> Mark | None:
    if state is None:
        return None
    place = gazetteer.place(mark.codes[0])
    if not is_beside or place is None or place.state == state:
        return mark
    words_of_it = ad.folded[slice(*mark.span)]
    other = gazetteer.read(f"{words_of_it}, {state}") or gazetteer.read(f"{words_of_it} {state}")
    return replace(mark, codes=(other.place_code,)) if other and other.state == state else None
