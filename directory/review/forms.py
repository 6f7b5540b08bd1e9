"""The forms of a review: an ad's fields beside its text, a text of ads handed in, a fact told by phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from unicodedata import east_asian_width

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from directory.ads.models import Submission
from directory.ads.queries import preview
from directory.ads.rules import Unreadable, decode, facts_of, values_of
from directory.ads.rules.scanned import marked_boxes
from directory.businesses.fields.editing import shown
from directory.businesses.fields.listing import Listing
from directory.businesses.fields.registry import ASKED, FIELD, LABEL, REVIEWED, Section
from directory.businesses.fields.terms import FactValue, Values
from directory.foundation.forms import Day, Form
from directory.kernel import clock
from directory.kernel.errors import Invalid
from directory.kernel.text import clean
from directory.kernel.typed import read_day
from directory.review.rules import Line, lines, marked


class FactForm(Form):
    """A fact told by phone."""

    field = SelectField(_l("What they told you"), choices=[SelectChoice(f, LABEL[f]) for f in ASKED])
    value = StringField(_l("In their words"), validators=[InputRequired(), Length(max=500)])
    on = Day(_l("On which day"), validators=[Optional()])


#: The color in which a section's words are marked.
_COLOR = {
    Section.NAMES: "who",
    Section.REACH: "reach",
    Section.WORK: "work",
    Section.PROMISES: "papers",
    Section.AREA: "where",
    Section.HOURS: "where",
}
GROUP_OF = {code: _COLOR[FIELD[code].section] for code in REVIEWED}
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
        wide = sum(2 if east_asian_width(character) in "FW" else 1 for character in self.text)
        return max(1, ceil(wide / _NARROWEST))


@dataclass(frozen=True)
class Sheet:
    """The page of one ad, ready to be drawn."""

    lines: list[Line]
    numbers: dict[str, int]
    rows: dict[str, Row]
    #: Fields that nothing states.
    missing: list[str]
    doc: Listing
    #: By field the boxes of its words on the picture (`ads.models.ScanPlace`).
    boxes: dict[str, list[list[int]]]


def sheet(submission: Submission, values: Values, typed: dict[str, str], wrong: dict[str, str]) -> Sheet:
    """The page of a submission; `typed` stands in the fields instead of what is kept, `wrong` beside them."""
    was_read = values_of(submission.parsed)
    # Each stated field has a number, beside its words in the text.
    numbered = {field: place for place, field in enumerate((f for f in REVIEWED if f in values), start=1)}
    spans = submission.parsed.spans
    rows = {}
    for field in REVIEWED:
        confidence = submission.parsed.confidence.get(_confidence_of(field), 0.0)
        how = "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "guess"
        if field in submission.corrections:
            how = "yours" if field in values else "cleared"
        elif field not in was_read:
            how = "made"
        was = FIELD[field].show(shown(values, field))
        text = typed.get(field, was)
        rows[field] = Row(field, text, was, GROUP_OF[field], numbered.get(field), how, wrong.get(field))
    is_open = {field for field in REVIEWED if field in values or field in typed or field in wrong or field in _NEEDED}
    today = clock.local(clock.now()).date()
    drafts = facts_of(
        submission.parsed,
        submission.corrections,
        ad_key="",
        entered_on=today,
        published_on=submission.published_on,
        reviewer="",
        text=submission.text,
    )
    return Sheet(
        lines(marked(submission.text, spans, values), is_open),
        numbered,
        rows,
        [field for field in REVIEWED if field not in is_open],
        preview(values, drafts),
        marked_boxes(submission.scan.get("words", {}) if submission.scan else {}, values),
    )


def _confidence_of(field: str) -> str:
    """The name under which the reading says how sure it is of a field."""
    return "names" if field.startswith("name_") else {"service_radius": "radius"}.get(field, field)


def read_handed_in(text: str) -> tuple[str, str | None]:
    """The typed text, or that of the file that came with it, and the file's name. Raises Invalid("file", ...)."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return text, None
    try:
        return decode(file.read()), clean(file.filename)[:200]
    except Unreadable:
        refusal = _("We cannot read this file. It has to be plain text in UTF-8, GB18030 or Big5.")
        raise Invalid("file", refusal) from None


def parse_changed(typed: Mapping[str, str], values: Values) -> tuple[dict[str, FactValue], dict[str, str]]:
    """The fields that were changed: their new values, and of those that cannot be read what is wrong with them.

    `values` are the ad's as they stand; what the page showed of them came back beside each field.
    """
    wanted: dict[str, FactValue] = {}
    wrong: dict[str, str] = {}
    for field, text in typed.items():
        # What stood there when the page was made: a field somebody else put right meanwhile was not changed here.
        before = request.form.get(f"was-{field}", FIELD[field].show(shown(values, field)))
        if clean(text) == clean(before):
            continue
        try:
            wanted[field] = FIELD[field].parse(text)
        except Invalid as error:
            wrong[field] = error.text
    return wanted, wrong


def parse_print_day(text: str) -> date | None:
    """The day an ad was printed, `2026-12-05` or `12/5/2026`; None where nothing was typed.

    Raises Invalid("published_on", ...).
    """
    if not text:
        return None
    try:
        day = read_day(text)
    except ValueError:
        raise Invalid("published_on", _("Please write the day like 3/14/2027.")) from None
    if not date(1990, 1, 1) <= day <= clock.local(clock.now()).date():
        raise Invalid("published_on", _("That day cannot be right."))
    return day
