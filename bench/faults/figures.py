"""Figures of a run, each with its target."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A number that was seen. Met: at least `least`, at most `most`; None: any."""

    family: str
    name: str
    seen: float
    least: float | None = None
    most: float | None = None
    #: False: this machine lacks what it takes.
    is_tried: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the target was reached; a figure without one says only how much was tried."""
        is_within = (self.least is None or self.seen >= self.least) and (self.most is None or self.seen <= self.most)
        return self.is_tried and is_within

    @property
    def target(self) -> str:
        """In a table: `0`, `>= 20`, `<= 5`, or nothing."""
        if self.least == self.most:
            return "" if self.least is None else f"{self.least:g}"
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"


def not_tried(family: str, why: str) -> Figure:
    """In the place of a family that this machine cannot try: no target of it is met."""
    return Figure(family, f"not tried: {why}", 0, is_tried=False)


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of text, a blank line between families; what was missed is marked."""
    widths = [max((len(cell) for cell in column), default=0) for column in zip(*map(_cells, figures), strict=True)]
    lines, family = [], ""
    for figure in figures:
        if figure.family != family:
            lines.append("")
            family = figure.family
        first, second, third, seen = _cells(figure)
        line = f"{first:<{widths[0]}}  {second:<{widths[1]}}  {third:>{widths[2]}}  {seen:>{widths[3]}}"
        lines.append(line if figure.is_met else f"{line}  MISSED")
    return "\n".join(lines)


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    return figure.family, figure.name, figure.target, f"{figure.seen:g}"
