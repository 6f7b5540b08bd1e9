"""What the page of one ad shows: its marked words, each field with how sure it is, and the card it will be."""

from dataclasses import dataclass
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from directory.ads.models import Submission
from directory.ads.queries import preview
from directory.ads.rules import facts_of, values_of
from directory.businesses.fields.editing import shown
from directory.businesses.fields.registry import FIELD, REVIEWED
from directory.entrypoints.operator.ads_marks import GROUP_OF, Line, lines, marked, numbers
from directory.kernel import clock

#: From this confidence on, in words; below the last it is a guess.
_SURE, _LIKELY = 0.95, 0.8
#: Fields answered by choosing: value, words.
CHOICES: dict[str, tuple[tuple[str, LazyString | str], ...]] = {
    "licensed": (("", _l("not stated")), ("yes", _l("yes, the ad says so"))),
    "insured": (("", _l("not stated")), ("yes", _l("yes, the ad says so"))),
    "name_zh_lang": (("", _l("not stated")), ("zh-Hans", "简体字"), ("zh-Hant", "繁體字")),
}
#: Shown open though nothing is stated: a listing cannot be without.
_NEEDED = ("name_zh", "phones", "services")
#: So many letters, a Chinese one as two, stand on a line of a field on the narrowest phone.
_NARROWEST = 20


@dataclass(frozen=True)
class Row:
    """One field of the form."""

    field: str
    text: str
    #: What is kept, whatever is typed.
    was: str
    group: str
    #: Beside its words in the text; None where the ad says nothing.
    number: int | None
    #: `sure`, `likely`, `guess`; `yours` for a correction, `cleared` for one taken away, `made` for what we derive.
    how: str
    wrong: str | None

    @property
    def height(self) -> int:
        """Lines that show the whole text on the narrowest phone."""
        wide = sum(2 if east_asian_width(each) in "FW" else 1 for each in self.text)
        return max(1, ceil(wide / _NARROWEST))


@dataclass(frozen=True)
class Sheet:
    """The page of one ad, ready to be drawn."""

    lines: list[Line]
    numbers: dict[str, int]
    rows: dict[str, Row]
    #: Fields that nothing states.
    missing: list[str]
    doc: dict[str, Any]


def sheet(row: Submission, values: dict[str, Any], typed: dict[str, str], wrong: dict[str, str]) -> Sheet:
    """The page of a submission; `typed` stands in the fields instead of what is kept, `wrong` beside them."""
    was_read = values_of(row.parsed)
    numbered = numbers(values)
    spans = row.parsed.get("spans") or {}
    rows = {}
    for field in REVIEWED:
        confidence = (row.parsed.get("confidence") or {}).get(_confidence_of(field), 0.0)
        how = "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "guess"
        if field in row.corrections:
            how = "yours" if field in values else "cleared"
        elif field not in was_read:
            how = "made"
        was = FIELD[field].show(shown(values, field))
        text = typed.get(field, was)
        rows[field] = Row(field, text, was, GROUP_OF[field], numbered.get(field), how, wrong.get(field))
    is_open = {field for field in REVIEWED if field in values or field in typed or field in wrong or field in _NEEDED}
    today = clock.local(clock.now()).date()
    drafts = facts_of(
        row.parsed,
        row.corrections,
        ad_key="",
        entered_on=today,
        published_on=row.published_on,
        reviewer="",
        text=row.text,
    )
    return Sheet(
        lines(marked(row.text, spans, values), is_open),
        numbered,
        rows,
        [field for field in REVIEWED if field not in is_open],
        preview(values, drafts),
    )


def _confidence_of(field: str) -> str:
    """The name under which the reading says how sure it is of a field."""
    return "names" if field.startswith("name_") else {"service_radius": "radius"}.get(field, field)
