"""From the words of a photo to what its nameplate says: brand, model, serial. What is not sure is None, never guessed.

>>> plate(page)  # CARRIER / MODEL 24ACC636A003 / SERIAL 1313E12345
Plate(brand='Carrier', model='24ACC636A003', serial='1313E12345')
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.nameplates.rules.makers import Rule, maker_of, makers, written
from directory.scans.rules.layout import rows_of
from directory.scans.rules.pages import Line, Page, leveled

#: A character less sure than this is doubtful; without a maker's rule each is to be as sure as the other.
_SURE, _SURER = 0.8, 0.95
_END = r"[\s.:#]*(?:(?:NO|NUMBER|NUM|NR)(?![A-Z]))?[\s.:#]*"
_LABELS = {
    "model": re.compile(rf"(?<![A-Z0-9])(?:M\s?/\s?N|MODEL|MOD(?=[.:#\s]))(?![A-Z]){_END}"),
    "serial": re.compile(rf"(?<![A-Z0-9])(?:S\s?/\s?N|SERIAL|SER(?=[.:#\s]))(?![A-Z]){_END}"),
}
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9\-]{4,23}")
#: Letters that makers do not mix with digits where no rule tells them apart.
_UNTOLD = frozenset("OIQ")
#: Heights of a line between a label and its number below.
_BELOW = 1.5


@dataclass(frozen=True)
class Plate:
    """What a nameplate says, as far as it could be read for sure."""

    brand: str | None = None
    model: str | None = None
    serial: str | None = None

    @property
    def has_number(self) -> bool:
        """Whether there is anything to propose."""
        return self.model is not None or self.serial is not None


@dataclass(frozen=True)
class _Value:
    """A number behind or below its label, and how sure its characters are."""

    text: str
    sure: Sequence[float]


def plate(page: Page) -> Plate:
    """What the nameplate on a page says. Two numbers for one label: neither."""
    lines = leveled(page).lines
    brand = _brand(lines)
    maker = maker_of(brand)
    numbers: dict[str, str | None] = {}
    for label in _LABELS:
        values = {value.text: value for value in _values(label, lines)}
        rules = () if maker is None else maker.serials if label == "serial" else maker.models
        numbers[label] = _number(next(iter(values.values())), rules) if len(values) == 1 else None
    return Plate(brand, numbers["model"], numbers["serial"])


def _brand(lines: Sequence[Line]) -> str | None:
    """The one maker's brand that the plate names; none where it names several, or none that we know."""
    text = " ".join(line.text for line in lines).casefold()
    brands = [
        brand
        for maker in makers()
        for brand in maker.brands
        if re.search(rf"(?<![a-z]){re.escape(brand.casefold())}(?![a-z])", text)
    ]
    return brands[0] if len(brands) == 1 else None


def _number(value: _Value, rules: tuple[Rule, ...]) -> str | None:
    """A number as it may be proposed: by its maker's rule, or read so surely that no rule is needed."""
    if (ruled := written(value.text, rules)) is not None:
        changed = sum(one != other for one, other in zip(ruled, value.text, strict=True))
        doubtful = sum(sure < _SURE for sure in value.sure)
        return ruled if doubtful <= changed else None
    is_plain = not _UNTOLD & set(value.text) and any(map(str.isdigit, value.text))
    return value.text if is_plain and all(sure >= _SURER for sure in value.sure) else None


def _values(label: str, lines: Sequence[Line]) -> Iterator[_Value]:
    """What stands behind a label on its line, else beside it, else below it."""
    rows = rows_of(lines)
    for at, level in enumerate(rows):
        for place, line in enumerate(level):
            text = line.text.upper()
            labels = _labels(text)
            for number, (_start, end, name) in enumerate(labels):
                if name != label:
                    continue
                stop = labels[number + 1][0] if number + 1 < len(labels) else len(text)
                value = _token(line, end, stop)
                if value is None and text[end:stop].strip(" .:#"):
                    continue
                if value is None and len(labels) > 1:
                    value = _nth(rows[at + 1] if at + 1 < len(rows) else [], number, len(labels))
                elif value is None and place + 1 < len(level) and not _has_label(level[place + 1]):
                    value = _token(level[place + 1], 0, None)
                elif value is None:
                    value = _below(line, rows[at + 1 : at + 2])
                if value is not None:
                    yield value


def _labels(text: str) -> list[tuple[int, int, str]]:
    """Where each label of a line begins and ends, in order."""
    return sorted((match.start(), match.end(), name) for name in _LABELS for match in _LABELS[name].finditer(text))


def _has_label(line: Line) -> bool:
    return bool(_labels(line.text.upper()))


def _token(line: Line, start: int, stop: int | None) -> _Value | None:
    """The one number of a stretch, blanks that a reader put into it left out."""
    last = len(line.text) if stop is None else stop
    places = [at for at in range(start, last) if not line.text[at].isspace()]
    text = "".join(line.text[at] for at in places).upper()
    if not _NUMBER.fullmatch(text) or not any(map(str.isdigit, text)):
        return None
    return _Value(text, [line.sure[at] for at in places])


def _nth(level: Sequence[Line], number: int, count: int) -> _Value | None:
    """The number below one of several labels on a line: of as many words as there are labels, the one in its place."""
    words = [(line, match) for line in level for match in re.finditer(r"\S+", line.text)]
    if len(words) != count:
        return None
    line, match = words[number]
    return _token(line, *match.span())


def _below(label: Line, following: Sequence[Sequence[Line]]) -> _Value | None:
    """The number right below a label, of the lines that stand under it."""
    under = [
        line
        for level in following
        for line in level
        if line.box.top - label.box.bottom < _BELOW * label.height
        and min(line.box.right, label.box.right) > max(line.box.left, label.box.left)
    ]
    return _token(under[0], 0, None) if len(under) == 1 and not _has_label(under[0]) else None
