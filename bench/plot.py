"""The figures of `bench.scale` as a picture: CPU by the number of listings, both axes by powers of ten."""

import itertools
from collections.abc import Mapping, Sequence
from html import escape
from math import log10
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 760, 420, 72, 48, 24, 230
#: What is drawn: name, how it is read, color; a broken line for what is not ours.
LINES = (
    ("results page", lambda one: one["page_ms"], "#b3261e", False),
    ("query in a place, p99", lambda one: one["kinds"]["service, ZIP code"]["p99"], "#1a5fb4", False),
    ("commonest word, exact counts", lambda one: one["kinds"]["commonest word"]["p50"], "#26734d", False),
    ("search after an edit", lambda one: one["after_edit_ms"], "#8a5a00", False),
    ("static page, same bytes", lambda one: one["static_ms"], "#666", True),
    ("FTS5 or GIN page of 60 lines", lambda one: one["alternative_ms"], "#7b3fa0", True),
)


def drawn(measured: Sequence[Mapping[str, Any]], engine: str = "") -> str:
    """The SVG of one engine's figures: that named, or the first there is."""
    engine = engine or measured[0]["engine"]
    of_engine = sorted((one for one in measured if one["engine"] == engine), key=lambda one: one["listings"])
    values = [max(0.01, read(one)) for _, read, _, _ in LINES for one in of_engine]
    low, high = log10(min(values)), log10(max(values))
    first, last = log10(of_engine[0]["listings"]), log10(of_engine[-1]["listings"])

    def x(listings: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (log10(listings) - first) / max(1e-9, last - first)

    def y(ms: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (log10(max(0.01, ms)) - low) / max(1e-9, high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="13" role="img" aria-labelledby="title">',
        f'<title id="title">CPU milliseconds by listings, {escape(engine)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    steps = (step * 10.0**power for power in range(-2, 6) for step in (1, 2, 5))
    for ms in (ms for ms in steps if low <= log10(ms) <= high):
        parts.append(f'<path d="M{LEFT} {y(ms):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(ms) + 4:.1f}" text-anchor="end">{ms:g} ms</text>')
    for one in of_engine:
        at = x(one["listings"])
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{one["listings"]:,}</text>')
    ends = []
    for name, read, color, is_broken in LINES:
        points = " ".join(f"{x(one['listings']):.1f},{y(read(one)):.1f}" for one in of_engine)
        dash = ' stroke-dasharray="6 4"' if is_broken else ""
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"{dash}/>')
        parts += [
            f'<circle cx="{p.split(",")[0]}" cy="{p.split(",")[1]}" r="3" fill="{color}"/>' for p in points.split()
        ]
        ends.append([y(read(of_engine[-1])), name, color])
    ends.sort(key=lambda end: end[0])
    for before, after in itertools.pairwise(ends):
        after[0] = max(after[0], before[0] + 16)
    parts += [
        f'<text x="{WIDTH - RIGHT + 10}" y="{at + 4:.1f}" fill="{color}">{name}</text>' for at, name, color in ends
    ]
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}">listings ({escape(engine)}); CPU of the process</text></svg>\n')
    return "\n".join(parts)
