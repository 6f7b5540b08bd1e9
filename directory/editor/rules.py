"""The county map of the desk: one path a county, to be tapped; the boxes beside it are the truth."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Act
from directory.kernel.site import site
from directory.places.gazetteer import CountyShapes
from directory.places.rules import coarse


class EditorAct(Act):
    """What this slice writes into the audit trail."""

    PUBLISH_LISTING = "publish-listing", _l("published changes of the listing")
    UNDO_CHANGE = "undo-change", _l("undid a change of the listing")
    DISCARD_DRAFT = "discard-draft", _l("threw a draft away")
    DROP_DRAFT = "drop-draft", _l("a draft was dropped in a merger")
    MOVE_DRAFT = "move-draft", _l("a draft moved in a merger")


@dataclass(frozen=True)
class County:
    """A county on the map: its outline, the point its neighbors are reckoned from, whether it is served."""

    fips: str
    d: str
    x: int
    y: int
    is_on: bool


@dataclass(frozen=True)
class CountyMap:
    """`box` is the whole map, `near` the part around the middle, both as an SVG viewBox."""

    box: str
    near: str
    counties: tuple[County, ...]

    @property
    def named(self) -> tuple[County, ...]:
        """The large counties around the middle, to be written on: whoever looks for his finds it beside them."""
        return tuple(county for county in self.counties if county.fips in site().map.named)


def draw(shapes: CountyShapes, here: Collection[str], whole: Collection[str]) -> CountyMap:
    """The map with these counties (FIPS) and whole states served."""
    digits = {state.fips for state in site().states if state.code in whole}
    counties = tuple(
        County(
            fips,
            coarse(outline.d),
            outline.x // 2,
            outline.y // 2,
            fips in here or fips[:2] in digits,
        )
        for fips, outline in sorted(shapes.counties.items())
    )
    box = " ".join(str(int(number) // 2) for number in shapes.box.split())
    return CountyMap(box, site().map.near, counties)
