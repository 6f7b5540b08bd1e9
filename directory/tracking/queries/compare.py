"""The prices of a request side by side: those of the businesses and those that the homeowner typed in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal

from directory.quotes.models import Reply, TypedQuote
from directory.quotes.rules.comparison import MOST_COLUMNS, QUESTIONS, Column, Comparison, Key, Line, compare
from directory.quotes.rules.offer import Offer, Option
from directory.quotes.rules.phrases import answers_to
from directory.tracking.queries.shown import Row, View


@dataclass(frozen=True)
class Side:
    """One column: an option of a business's price that stands, or of a price that was typed in."""

    key: Key
    offer: Offer
    at: datetime
    row: Row | None = None
    typed: TypedQuote | None = None

    @property
    def option(self) -> Option:
        """The option of the price that this column shows."""
        return self.offer.options[self.key.option]

    @property
    def name(self) -> str:
        """The anchor of the column: one for all options of a quote."""
        return f"{self.key.kind}{self.key.number}"

    @property
    def may_ask(self) -> bool:
        """Whether a question reaches who gave it by one tap."""
        return self.row is not None and self.row.may_write

    @property
    def lines(self) -> list[Reply]:
        """What was said to each other since this price was given, the oldest first."""
        lines = self.row.replies if self.row else []
        return [line for line in lines if line.retracted_at is None and line.created_at >= self.at]

    def question_line(self, question: str) -> Reply | None:
        """The homeowner's line that asked it last; None where she has not."""
        lines = [line for line in self.lines if line.author == "homeowner" and _written(line) == question]
        return lines[-1] if lines else None

    def answer(self, question: str) -> Reply | None:
        """The business's last answer to it by a phrase; None without one.

        A phrase that answers several questions answers the one that was asked last of these.
        """
        answer, newest = None, ""
        for line in self.lines:
            if line.author == "homeowner" and line.phrase:
                newest = _written(line)
            elif line.author == "business" and line.phrase:
                meant = _questions(line.phrase)
                if (newest if newest in meant else meant[0] if len(meant) == 1 else "") == question:
                    answer = line
        return answer


def _written(line: Reply) -> str:
    """A phrase as the questions about prices are written: `ask_missing item=eer2`."""
    return " ".join([line.phrase or "", *(f"{name}={value}" for name, value in (line.slots or {}).items())])


@cache
def _questions(phrase: str) -> list[str]:
    """The questions about prices that a phrase may answer."""
    return [
        question
        for question in dict.fromkeys(QUESTIONS.values())
        if phrase in [choice.phrase.code for choice in answers_to(question.partition(" ")[0])]
    ]


@dataclass(frozen=True)
class Change:
    """What happened to a column since the page with this address was made, and the business it is about."""

    what: Literal["changed", "gone", "typed_gone"]
    row: Row | None = None


@dataclass(frozen=True)
class SideBySide:
    """The columns chosen, every option that could be chosen, and what changed since the address was made."""

    sides: list[Side]
    offered: list[Side]
    comparison: Comparison
    changes: list[Change] = field(default_factory=list)


def all_sides(view: View) -> list[Side]:
    """Every option of every price that stands on a request: of the businesses first, then what she typed in."""
    return [
        *(
            Side(Key("q", entry.quote.id, position), entry.quote.offer, entry.quote.created_at, row=entry)
            for entry in view.priced
            if entry.quote is not None
            for position in range(len(entry.quote.offer.options))
        ),
        *(Side(Key("t", price.id), price.offer, price.changed_at, typed=price) for price in view.typed),
    ]


def side_by_side(view: View, keys: Sequence[Key]) -> SideBySide:
    """The columns that an address names, in its order; without one the first option of each, or all of a single one.

    A price that was replaced since shows its newer one, and `changes` says so.
    """
    offered = all_sides(view)
    chosen, changes = _chosen(view, offered, keys) if keys else ([], [])
    if len(chosen) < 2 and not changes:
        first = [side for side in offered if side.key.option == 0]
        chosen = first if len(first) > 1 else offered
    sides = chosen[:MOST_COLUMNS]
    columns = [Column(side.offer, side.option) for side in sides]
    return SideBySide(sides, offered, compare(columns, view.request.service), changes)


def open_questions(view: View) -> list[tuple[Side, tuple[Line, ...]]]:
    """What every price that stands leaves open beside all the others, but for what its business answered since."""
    sides = [side for side in all_sides(view) if side.key.option == 0]
    comparison = compare([Column(side.offer, side.option) for side in sides], view.request.service)
    lists = []
    for position, side in enumerate(sides):
        holes = comparison.questions(position)
        lists.append((side, tuple(hole for hole in holes if not side.answer(hole.question or ""))))
    return lists


def _chosen(view: View, offered: list[Side], keys: Sequence[Key]) -> tuple[list[Side], list[Change]]:
    by_key = {side.key: side for side in offered}
    chosen: dict[Key, Side] = {}
    changes: dict[str, Change] = {}
    for key in keys:
        side = by_key.get(key)
        if side is None and key.kind == "t":
            changes[str(key)] = Change("typed_gone")
        elif side is None:
            firms = [entry for entry in view.rows if key.number in [price.id for price in entry.prices]]
            if not firms:
                continue
            newer = [other for other in offered if other.row is firms[0]]
            changes[firms[0].business.slug] = Change("changed" if newer else "gone", firms[0])
            side = next((other for other in newer if other.key.option == key.option), newer[0] if newer else None)
        if side is not None:
            chosen[side.key] = side
    return list(chosen.values()), list(changes.values())
