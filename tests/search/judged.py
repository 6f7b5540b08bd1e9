"""The judged queries of `judged.toml`, and how near an answer comes to their truth (truth.py)."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from statistics import fmean
from typing import Any

from werkzeug.datastructures import MultiDict

from directory.businesses.fields.listing import Listing
from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.search import listed as finding
from tests.search.listed import Snapshot
from tests.search.truth import HERE, documents, nearest, possible
from tests.search.truth import relevant as relevant_to

#: What no ad need say beside work: it is marked on everybody shown that none does.
BESIDE_WORK = ("language", "hours", "feature", "unlisted")
#: Results of the first page: recall and precision look no further.
SHOWN = 20


@dataclass(frozen=True)
class Judged:
    """One query with its truth: slugs that must be found, that may be, and that may stand first."""

    kind: str
    text: str
    place: str
    ask: tuple[str, ...]
    relevant: frozenset[str]
    accepted: frozenset[str]
    first: frozenset[str]
    #: Whether it belongs to the third of the newest writer's that is set aside while the search is tuned.
    is_held_out: bool = False

    @property
    def is_none(self) -> bool:
        """Whether nobody is to be found."""
        return self.kind == "none"


@dataclass(frozen=True)
class Shown:
    """What a query was answered with: slugs in order, and whether they are said to be a suggestion only."""

    slugs: tuple[str, ...]
    is_fallback: bool
    #: Each of them is marked with something asked for that no ad says (a language, hours).
    is_unsaid: bool = False


@dataclass(frozen=True)
class Score:
    """How good one answer is, 0 to 1 each; None where a figure does not apply."""

    recall: float | None
    reciprocal_rank: float | None
    first: float | None
    precision: float | None
    zero: float

    @property
    def is_perfect(self) -> bool:
        """Whether nothing is to be wished for."""
        return all(value in (None, 1.0) for value in vars(self).values())


@dataclass(frozen=True)
class Figures:
    """Means over queries; None where no query has the figure."""

    queries: int
    recall: float | None
    mrr: float | None
    first: float | None
    precision: float | None
    zero: float | None


@cache
def load() -> tuple[Judged, ...]:
    """All judged queries: those looked at while tuning (`query`), a writer's of whom a third is set aside (`stranger`),
    and the third of the newest that is (`aside`). Raises KeyError or ValueError where one asks for something that does
    not exist."""
    with (HERE / "judged.toml").open("rb") as file:
        queries = tomllib.load(file)
    looked_at = (_judged(entry) for entry in queries["query"])
    newest = map(_judged, queries["stranger"])
    aside = (replace(_judged(entry), is_held_out=True) for entry in queries["aside"])
    return (*looked_at, *(replace(judged, is_held_out=_is_of_a_third(judged)) for judged in newest), *aside)


def _is_of_a_third(judged: Judged) -> bool:
    """Whether the hash of a query sets it aside, so that nobody chooses which."""
    return int(sha256(f"{judged.text}|{judged.place}".encode()).hexdigest(), 16) % 3 == 0


def snapshot() -> Snapshot:
    """All sixty-five listings, ready to be searched."""
    return Snapshot(1, map(Listing.of_json, documents()), gazetteer())


def search(over: Snapshot, judged: Judged, day: date) -> Shown:
    """Ask as /find does, without a database."""
    query = Query.read(MultiDict({"q": judged.text, "place": judged.place}))
    answer, hits = finding.find(over, query, gazetteer(), day)
    is_unsaid = any(condition.is_unsaid and condition.kind in BESIDE_WORK for condition in answer.conditions)
    return Shown(tuple(hit.entry.doc.slug for hit in hits), answer.is_fallback, is_unsaid)


def score(judged: Judged, shown: Shown) -> Score:
    """A suggestion finds nothing: where somebody is relevant it scores zero. Where nobody is, the page must say so."""
    top = shown.slugs[:SHOWN]
    if judged.is_none:
        return Score(None, None, None, None, float(shown.is_fallback or shown.is_unsaid or not top))
    if shown.is_fallback or not top:
        return Score(0.0, 0.0, 0.0, None, float(not shown.is_fallback))
    rank = next((at for at, slug in enumerate(top, start=1) if slug in judged.first), None)
    return Score(
        recall=len(judged.relevant.intersection(top)) / min(SHOWN, len(judged.relevant)),
        reciprocal_rank=1 / rank if rank else 0.0,
        first=float(rank == 1),
        precision=sum(slug in judged.accepted for slug in top) / len(top),
        zero=1.0,
    )


def figures(scores: Sequence[Score]) -> Figures:
    """The means of many scores."""
    return Figures(
        len(scores),
        _mean(score.recall for score in scores),
        _mean(score.reciprocal_rank for score in scores),
        _mean(score.first for score in scores),
        _mean(score.precision for score in scores),
        _mean(score.zero for score in scores),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _judged(entry: Mapping[str, Any]) -> Judged:
    text, place = entry.get("text", ""), entry.get("place", "")
    ask = tuple(entry.get("ask", ()))
    # A query for nobody may say what it asks for, which is then held to find nobody; or nothing we have a code for.
    relevant = (relevant_to(ask) or possible(ask)) if ask else frozenset[str]()
    if bool(relevant) == bool(entry.get("none", False)):
        raise ValueError(f"{text!r}: {len(relevant)} relevant")
    accepted = relevant | possible(ask) if ask else relevant
    accepted |= frozenset[str]().union(*map(possible, entry.get("accept", ())))
    first = frozenset(entry["first"]) if "first" in entry else nearest(relevant, ask)
    if not first <= accepted:
        raise ValueError(f"{text!r}: not relevant, yet first")
    return Judged(entry["kind"], text, place, ask, relevant, accepted, first)
