"""Two ads that are typed side by side: their lines are read one column after the other."""

import re
from collections.abc import Sequence

from directory.ads.rules.names import names_in
from directory.reading.offsets import Printed, Span

#: Between two columns, and a phone in one.
_GAP = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")
_PHONE = re.compile(r"\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4}")
_FEWEST_LINES = 2


def in_columns(page: Printed) -> Printed:
    """The page with the ads of two columns one below the other, each still where it was printed.

    `"同福水管    同福冷暖⏎301-555-0101    301-555-0102"`: both columns begin with a name and have a phone of their own.
    """
    order: list[Span] = []
    run: list[tuple[Span, Span]] = []
    for line in [*page.lines, None]:
        halves = _halves(page, line) if line else None
        if halves:
            run.append(halves)
            continue
        order += _ordered(page, run)
        run = []
        order += [line] if line else []
    if order == list(page.lines):
        return page
    characters = [(page.folded[n], page.at[n]) for span in order for n in range(*span)]
    ends = [(sum(b - a for a, b in order[:n]), page.at[max(0, order[n - 1][1] - 1)]) for n in range(1, len(order))]
    for place, at in reversed(ends):
        characters.insert(place, ("\n", at))
    return Printed(page.text, "".join(c for c, _ in characters), tuple(at for _, at in characters))


def _halves(page: Printed, line: Span) -> tuple[Span, Span] | None:
    gaps = list(_GAP.finditer(page.folded, *line))
    return ((line[0], gaps[0].start()), (gaps[0].end(), line[1])) if len(gaps) == 1 else None


def _ordered(page: Printed, run: Sequence[tuple[Span, Span]]) -> list[Span]:
    """The lines of a run, the right halves below the left ones where both are an ad."""
    if len(run) == 1 and all(_PHONE.search(page.folded, *half) for half in run[0]):
        # Two ads of one line.
        return list(run[0])
    if len(run) < _FEWEST_LINES or not all(names_in(page, half) for half in run[0]):
        return [(left[0], right[1]) for left, right in run]
    columns = list(zip(*run, strict=True))
    if any(not any(_PHONE.search(page.folded, *half) for half in column) for column in columns):
        return [(left[0], right[1]) for left, right in run]
    return [*columns[0], (columns[0][-1][1], columns[0][-1][1]), *columns[1]]
