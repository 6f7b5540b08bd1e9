"""Whose site this is: the paper, the place and the trade, as `site.toml` of the seed says. Read once, when first asked.

>>> site().state("VA").name, site().wording["zh_hans"].site
('Virginia', '冷暖专版')
"""

from functools import cache
from typing import Literal

import msgspec

from directory.kernel.prepared import toml


class Texts(msgspec.Struct, frozen=True):
    """One text in the three languages."""

    en: str
    zh_hans: str
    zh_hant: str

    def read(self, language: str) -> str:
        """The text in `en`, `zh-hans` or `zh-hant` (a language's URL form)."""
        return str(getattr(self, language.replace("-", "_")))


class Sign(msgspec.Struct, frozen=True):
    """A sign at the beginning of the site's name, in a color of its own."""

    text: str
    tint: Literal["cool", "warm", "ink"]


class Numbering(msgspec.Struct, frozen=True):
    """How a state writes the numbers of its licenses: `pattern` in folded text, the number in its groups.

    `{sign}` in it stands for what may be between a kind and its number ("no.", "#", 执照号).
    """

    kind: str
    pattern: str


class State(msgspec.Struct, frozen=True):
    """A state in which contractors are listed, and who keeps its licenses."""

    #: Its two letters, as people write them.
    code: str
    #: Its name for machines, in English.
    name: str
    #: How the FIPS codes of its counties begin, two digits.
    fips: str
    place: Texts
    registry: Texts
    #: The county (FIPS) on which a map shows its letters; empty: on none.
    letters_at: str = ""
    #: The page where everybody looks a license up; empty where none was verified.
    look_up: str = ""
    #: What its own license is called, where whoever works there needs it.
    own_license: Texts | None = None
    #: What a number of a license is without a kind beside it, by its code.
    unnamed_license: str = "contractor"
    #: The form of its list of license holders, which can be read here; empty: no list can.
    list_format: str = ""
    numbering: tuple[Numbering, ...] = ()


class Map(msgspec.Struct, frozen=True):
    """The map of `counties.json` around the middle of the area."""

    #: Latitude and longitude.
    center: tuple[float, float]
    #: The county around the middle by its FIPS, and what is written on it.
    county: str
    county_label: str
    #: The part around the middle, an SVG viewBox.
    near: str
    #: Counties with their names on the map.
    named: frozenset[str]
    #: Towns by the codes of places, those first that matter most.
    towns: tuple[str, ...]
    #: What the projection begins from (latitude, longitude), and its factors for both directions.
    origin: tuple[float, float]
    x: tuple[float, float, float, float]
    y: tuple[float, float, float, float]

    def position(self, lat: float, lng: float) -> tuple[int, int]:
        """Where a place lies, in the units of the map at half size."""
        north, east = lat - self.origin[0], lng - self.origin[1]
        x = self.x[0] + self.x[1] * east + self.x[2] * north + self.x[3] * east * north
        y = self.y[0] + self.y[1] * east + self.y[2] * north + self.y[3] * east * east
        return round(x), round(y)


class Wording(msgspec.Struct, frozen=True):
    """What sentences of the catalogues are filled with in one language: `%(site)s` is this one's `site`."""

    #: The site's name, and of it what follows its mark.
    site: str
    after_mark: str
    #: What the list is headed by, a shared picture, and a phone's first screen.
    title: str
    title_of_paper: str
    title_of_app: str
    #: What search engines show of the site, and what stands under its name.
    description: str
    motto: str
    #: The place that everybody knows ("around Washington"), and what its clock is called.
    area: str
    time_here: str
    #: Where contractors are: in full, in lists of and, of or, and by letters.
    coverage: str
    all_states: str
    any_state: str
    states_in_short: str
    #: What contractors do: with and, with or, and in one word.
    trade: str
    any_trade: str
    trade_in_short: str
    #: One of them: "we are not a contractor", 冷暖公司.
    contractor: str
    page_of_paper: str
    #: In whose registers licenses were looked up, as the end of a sentence about it.
    checked_licenses: str
    #: Said to who looks for work that nobody here does.
    other_trade: str
    #: Examples beside fields: what to search for, how a firm's name is said, a county, a town, a ZIP code, a license.
    search_example: str
    romanized_example: str
    county_example: str
    town_example: str
    zip_example: str
    license_example: str

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if not getattr(self, name) or "%" in getattr(self, name):
                raise ValueError(f"site.toml: wording {name} is empty, or holds a percent sign")


class Identity(msgspec.Struct, frozen=True):
    """All of `site.toml`; what each entry means stands beside it there."""

    languages: tuple[Literal["en", "zh-hans", "zh-hant"], ...]
    zone: str
    phone_region: str
    market: str
    publication: str
    sender: str
    full_name: str
    business_type: str
    masthead: tuple[str, ...]
    whole_region: str
    api_about: str
    sample_text: str
    words_of_names: frozenset[str]
    mark: tuple[Sign, ...]
    states: tuple[State, ...] = msgspec.field(name="state")
    map: Map
    #: By the name of a catalogue in small letters: `en`, `zh_hans`, `zh_hant`.
    wording: dict[Literal["en", "zh_hans", "zh_hant"], Wording]

    @property
    def codes(self) -> tuple[str, ...]:
        """The letters of every state, in the order of the file."""
        return tuple(state.code for state in self.states)

    def code_with(self, list_format: str) -> str:
        """The letters of the state whose list has this form; empty where none has."""
        return next((state.code for state in self.states if state.list_format == list_format), "")

    def state(self, code: str | None) -> State | None:
        """The state of these letters; None for any other."""
        return next((state for state in self.states if state.code == code), None)

    def look_up(self, code: str | None) -> str:
        """Where everybody looks a license of a state up; empty where no address is known."""
        state = self.state(code)
        return state.look_up if state else ""


@cache
def site() -> Identity:
    """The site of this process. Raises FileNotFoundError without `site.toml`, ValueError where it cannot be read."""
    return toml("site.toml", Identity)


#: The names that sentences may be filled with.
WORDING = frozenset(Wording.__struct_fields__)
