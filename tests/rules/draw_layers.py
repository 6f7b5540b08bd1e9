"""The picture of the layers, drawn from the imports: `python -m tests.rules.draw_layers > docs/layers.svg`.

Every slice is a box on the diagonal, the highest floor first. A dot in the row of a slice stands in the column of a
slice that it imports. Imports go down only, so every dot lies to the right of its box; one that went up would be red.
"""

import sys
from collections.abc import Iterable, Sequence

from tests.rules.source import Source, files, imports
from tests.rules.test_floors import FLOORS, imported

#: What each floor is called, from the ground up.
FLOOR_NAMES = (
    "0 kernel",
    "1a settings",
    "1b base",
    "2a ground",
    "2a photos",
    "2b language",
    "3a core",
    "3b proof",
    "3c people",
    "3d finding",
    "3e intake",
    "4a requests",
    "4b answers",
    "4c after",
    "4d features",
    "5 every night",
    "5 entry points",
    "6 roof",
    "6 roof",
    "6 roof",
)
#: Sizes in the picture's own units: a cell, the margins left of and above the first cell.
CELL, LEFT, TOP = 24, 240, 64
_STYLE = (
    "text{font:13px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#1c1a17}"
    ".title{font-size:16px;font-weight:600}.floor{fill:#6b6459;font-size:12px}.name{text-anchor:end}"
    ".even{fill:#f4f1ea}.odd{fill:#fff}.line{stroke:#e2ddd2}.box{fill:#1c1a17}.down{fill:#2b5fa8}.up{fill:#c8321f}"
)


def slices(sources: Iterable[Source]) -> tuple[list[tuple[str, str]], set[tuple[str, str]]]:
    """What the picture shows of `sources`: slices as (name, floor's name), the highest first; imports as (from, to).

    A slice that imports nothing and that nobody imports is an empty package, and is left out.
    """
    arrows = {
        (source.slice, target)
        for source in sources
        for _, pieces in imports(source)
        if (target := imported(pieces)) is not None and target != source.slice
    }
    tied = {name for arrow in arrows for name in arrow}
    floors = list(zip(FLOORS, FLOOR_NAMES, strict=True))
    return [(name, floor) for names, floor in reversed(floors) for name in reversed(names) if name in tied], arrows


def draw(names: Sequence[tuple[str, str]], arrows: set[tuple[str, str]]) -> str:
    """The SVG of these slices and imports; the same input always gives the same text."""
    width, height = LEFT + CELL * len(names) + 16, TOP + CELL * len(names) + 16
    at = {name: number for number, (name, _) in enumerate(names)}
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title">',
        '<title id="title">The layers of directory/ and what each slice imports</title>',
        f"<style>{_STYLE}</style>",
        f'<rect class="odd" width="{width}" height="{height}"/>',
        '<text class="title" x="16" y="26">Imports go down only</text>',
        '<text class="floor" x="16" y="46">A dot: the slice of this row imports the slice whose box stands below the '
        "dot. Drawn from the code.</text>",
        *_bands(names, width),
        *_lines(names),
    ]
    for name, number in at.items():
        pieces.append(f'<rect class="box" x="{LEFT + CELL * number + 5}" y="{TOP + CELL * number + 5}" {_box()}/>')
        pieces.append(f'<text class="name" x="{LEFT + CELL * number - 3}" y="{TOP + CELL * number + 17}">{name}</text>')
    for start, end in sorted(arrows, key=lambda arrow: (at[arrow[0]], at[arrow[1]])):
        look = "down" if at[start] < at[end] else "up"
        across, down = LEFT + CELL * at[end] + CELL // 2, TOP + CELL * at[start] + CELL // 2
        pieces.append(f'<circle class="{look}" cx="{across}" cy="{down}" r="5"><title>{start} → {end}</title></circle>')
    return "\n".join([*pieces, "</svg>"]) + "\n"


def _box() -> str:
    return f'width="{CELL - 10}" height="{CELL - 10}"'


def _bands(names: Sequence[tuple[str, str]], width: int) -> list[str]:
    """A tinted band for each floor, with its name at the left."""
    floors = list(dict.fromkeys(floor for _, floor in names))
    pieces = []
    for number, floor in enumerate(floors):
        members = [place for place, (_, its_floor) in enumerate(names) if its_floor == floor]
        top, look = TOP + CELL * members[0], "odd" if number % 2 else "even"
        pieces.append(f'<rect class="{look}" y="{top}" width="{width}" height="{CELL * len(members)}"/>')
        pieces.append(f'<text class="floor" x="16" y="{top + 16}">{floor}</text>')
    return pieces


def _lines(names: Sequence[tuple[str, str]]) -> list[str]:
    """A thin line down each column to its box, so that the eye finds whose column it is."""
    across = (LEFT + CELL * number + CELL // 2 for number in range(len(names)))
    return [f'<path class="line" d="M{x} {TOP}V{TOP + CELL * number + CELL // 2}"/>' for number, x in enumerate(across)]


if __name__ == "__main__":
    sys.stdout.write(draw(*slices(list(files("directory/*.py")))))
