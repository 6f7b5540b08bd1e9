"""What makers' numbers say (`seed/nameplates.toml`): which way they are written, the year made, the tons.

>>> maker_of("Carrier").serial("1313E12345")
Meaning(year=2013, tons=None, unsure=frozenset())
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from directory.kernel import clock

TABLE = Path(__file__).parents[3] / "seed" / "nameplates.toml"
#: Letters and digits that printed plates and readers of them put for each other.
_ALIKE = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "S": "S5", "5": "5S", "B": "B8", "8": "8B", "Z": "Z2", "2": "2Z"}
#: So many of those in one number are looked through.
_MOST_ALIKE = 10
_THOUSANDS_PER_TON = 12


@dataclass(frozen=True)
class Meaning:
    """What a number says: the year its unit was made, and its tons of cooling; None what it does not say."""

    year: int | None = None
    tons: float | None = None
    #: What rests on a rule of weak certainty: `year`, `tons`.
    unsure: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """One way a maker writes a number, and whether several sources agree on it."""

    pattern: re.Pattern[str]
    is_sure: bool


@dataclass(frozen=True)
class Maker:
    """The brands of a maker, and how its numbers are written."""

    brands: tuple[str, ...]
    serials: tuple[Rule, ...] = ()
    models: tuple[Rule, ...] = ()

    def serial(self, number: str) -> Meaning | None:
        """What a serial number says; None for one that is written in no way we know."""
        return _meaning(number, self.serials)

    def model(self, number: str) -> Meaning | None:
        """What a model number says; None for one that is written in no way we know."""
        return _meaning(number, self.models)


@cache
def makers() -> tuple[Maker, ...]:
    """Every maker of the table."""
    entries = tomllib.loads(TABLE.read_text(encoding="utf-8"))["maker"]

    def rules(entry: dict[str, list[dict[str, str]]], name: str) -> tuple[Rule, ...]:
        return tuple(Rule(re.compile(one["pattern"]), one["certainty"] == "good") for one in entry.get(name, ()))

    return tuple(Maker(tuple(entry["brands"]), rules(entry, "serial"), rules(entry, "model")) for entry in entries)


def maker_of(brand: str | None) -> Maker | None:
    """The maker of a brand, in any case of letters."""
    wanted = (brand or "").casefold()
    return next((maker for maker in makers() if wanted in map(str.casefold, maker.brands)), None)


def meaning(brand: str | None, model: str | None, serial: str | None) -> Meaning:
    """What is known of a unit by its numbers."""
    maker = maker_of(brand)
    if maker is None:
        return Meaning()
    made = maker.serial(serial or "") or Meaning()
    size = maker.model(model or "") or Meaning()
    return Meaning(made.year, size.tons, made.unsure & {"year"} | size.unsure & {"tons"})


def _meaning(number: str, rules: tuple[Rule, ...]) -> Meaning | None:
    matches = ((rule, rule.pattern.fullmatch(number)) for rule in rules)
    rule, match = next(((rule, match) for rule, match in matches if match), (None, None))
    if rule is None or match is None:
        return None
    parts = match.groupdict()
    year = _year("".join(filter(str.isdigit, parts["year"]))) if "year" in parts else None
    if "year" in parts and year is None:
        return None
    tons = int(parts["ton"]) / _THOUSANDS_PER_TON if "ton" in parts else None
    stated = {name for name, value in (("year", year), ("tons", tons)) if value is not None}
    return Meaning(year, tons, frozenset() if rule.is_sure else frozenset(stated))


def _year(digits: str) -> int | None:
    """Two digits as the latest year that has been: 13 is 2013, 85 is 1985. None for one that is too long ago."""
    today = clock.today().year
    year = today - (today - int(digits)) % 100
    return year if year >= _OLDEST else None


#: No unit that is looked after is older.
_OLDEST = 1970


def written(number: str, rules: tuple[Rule, ...]) -> str | None:
    """A number as its maker writes it, with O for 0 or the like put right; None where not exactly one way fits.

    >>> written("13I3E1234S", maker_of("Carrier").serials)
    '1313E12345'
    """
    if any(_meaning(number, (rule,)) for rule in rules):
        return number
    if sum(character in _ALIKE for character in number) > _MOST_ALIKE:
        return None
    readings = map("".join, product(*(_ALIKE.get(character, character) for character in number)))
    fitting = {reading for reading in readings if any(_meaning(reading, (rule,)) for rule in rules)}
    return fitting.pop() if len(fitting) == 1 else None
