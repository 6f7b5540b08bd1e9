"""County outlines: the shared arcs of a TopoJSON file projected, simplified once per arc, written as SVG paths.

Neighbors share their arcs, so simplifying arcs (not polygons) leaves no gaps between counties.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

Point = tuple[float, float]

WIDTH = 2000
MARGIN = 10
#: Douglas-Peucker tolerance and the smallest island kept, in units of the picture (about 0.35 km a unit).
TOLERANCE = 1.2
SMALLEST_ISLAND = 40.0
_PARALLELS = (37.0, 39.5)
_ORIGIN = (-79.3, 38.0)


def decode(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs of a quantized TopoJSON topology as (longitude, latitude) points."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + translate[0], y * scale[1] + translate[1]))
        arcs.append(points)
    return arcs


def rings_of(geometry: dict[str, Any]) -> list[list[int]]:
    """Every ring of a county, as arc numbers (a negative number is an arc walked backwards)."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def neighbors(counties: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """For each county the counties with which it shares an arc."""
    users: dict[int, set[str]] = {}
    for fips, geometry in counties.items():
        for ring in rings_of(geometry):
            for arc in ring:
                users.setdefault(arc if arc >= 0 else ~arc, set()).add(fips)
    found: dict[str, set[str]] = {fips: set() for fips in counties}
    for sharing in users.values():
        for fips in sharing:
            found[fips] |= sharing - {fips}
    return found


def project(point: Point) -> Point:
    """Albers equal-area conic, the usual one for a region wider than tall; y grows downwards. In Earth radii."""
    longitude, latitude = math.radians(point[0]), math.radians(point[1])
    first, second = (math.radians(parallel) for parallel in _PARALLELS)
    n = (math.sin(first) + math.sin(second)) / 2
    c = math.cos(first) ** 2 + 2 * n * math.sin(first)
    radius = math.sqrt(c - 2 * n * math.sin(latitude)) / n
    base = math.sqrt(c - 2 * n * math.sin(math.radians(_ORIGIN[1]))) / n
    angle = n * (longitude - math.radians(_ORIGIN[0]))
    return radius * math.sin(angle), radius * math.cos(angle) - base


def simplify(points: list[Point]) -> list[Point]:
    """Douglas-Peucker; both ends stay, and a closed arc keeps its farthest point."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = math.hypot(x2 - x1, y2 - y1)
    worst, at = -1.0, 0
    for i, (x, y) in enumerate(points[1:-1], 1):
        beside = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1))
        away = beside / length if length else math.hypot(x - x1, y - y1)
        if away > worst:
            worst, at = away, i
    if worst <= TOLERANCE:
        return [points[0], points[-1]]
    return simplify(points[: at + 1])[:-1] + simplify(points[at:])


def join(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """A ring's points, the closing one left out."""
    points: list[Point] = []
    for number in ring:
        piece = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(piece[1:] if points else piece)
    return points[:-1]


def area_and_center(points: list[Point]) -> tuple[float, float, float]:
    """Unsigned area and centroid of a ring."""
    area = cx = cy = 0.0
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        area, cx, cy = area + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
    if not area:
        return 0.0, *points[0]
    return abs(area) / 2, cx / (3 * area), cy / (3 * area)


def centers(topology: dict[str, Any], counties: dict[str, dict[str, Any]]) -> dict[str, tuple[float, Point]]:
    """Per county the area (square degrees) and the centroid (longitude, latitude) of its largest ring."""
    arcs = decode(topology)
    found = {}
    for fips, geometry in counties.items():
        area, x, y = max(area_and_center(join(ring, arcs)) for ring in rings_of(geometry))
        found[fips] = (area, (x, y))
    return found


def draw(topology: dict[str, Any], counties: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """`viewBox` and per FIPS the path `d` and the label point `x`, `y`; every number is a whole one."""
    used = {a if a >= 0 else ~a for g in counties.values() for ring in rings_of(g) for a in ring}
    arcs = [[project(p) for p in arc] if i in used else [] for i, arc in enumerate(decode(topology))]
    xs = [x for arc in arcs for x, _ in arc]
    ys = [y for arc in arcs for _, y in arc]
    scale = (WIDTH - 2 * MARGIN) / (max(xs) - min(xs))
    height = round((max(ys) - min(ys)) * scale + 2 * MARGIN)
    left, top = min(xs), min(ys)
    arcs = [[((x - left) * scale + MARGIN, (y - top) * scale + MARGIN) for x, y in arc] for arc in arcs]
    thin = [simplify(arc) for arc in arcs]
    shapes = {}
    for fips in sorted(counties):
        measured = []
        for ring in rings_of(counties[fips]):
            points = join(ring, arcs)
            area, x, y = area_and_center(points)
            drawn = join(ring, thin)
            measured.append((area, x, y, drawn if len(drawn) > 2 else points))
        largest = max(measured, key=lambda m: m[0])
        kept = [m for m in measured if m is largest or m[0] >= SMALLEST_ISLAND]
        shapes[fips] = {
            "d": "".join(_path(m[3]) for m in kept),
            "x": round(largest[1]),
            "y": round(largest[2]),
        }
    return {"viewBox": f"0 0 {WIDTH} {height}", "counties": shapes}


def _path(points: list[Point]) -> str:
    """One closed ring with relative steps, which are short."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(whole)]
    line = " ".join(f"{dx} {dy}" for dx, dy in steps if (dx, dy) != (0, 0)).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}l{line}z"
