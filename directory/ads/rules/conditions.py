"""What a warranty holds for alone, in the words of its ad: 冷暖气新机：零件10年, "10 years (new units only)"."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from directory.ads.rules.words import finding, pattern
from directory.reading.offsets import Span, Taken
from directory.trades.rules import spellings

#: No condition reaches across these; a label does across the last.
_SENTENCE = re.compile(r"[\n。!！?？|]|[;；]")
_COLON = re.compile("[:：]")
_LABEL = re.compile(r"[^\n。;；:：|,，]{1,40}\Z")
_HEADING = re.compile(r"(.{1,40}?)[ \t]*[:：][ \t]*")
_LETTER = re.compile(r"[^\W_]")
_JOINT = re.compile(r"和|及|与|的|(?<![a-z])(?:and|plus)(?![a-z])")
_SIZE = 160
_SMALL = r"(?:\s*(?:all|any|an?|our|your|the|every))?"
_TIE = r"(?:仅限|只限|限于|限|仅适用于|只适用于|适用于|须|需|凭|for|on|with|if|when|once|requires|subject to)"


class Conditions:
    """The conditions of one text, and which of its promises stand under each."""

    def __init__(self, text: str, promises: Sequence[Span]) -> None:
        """Of a folded text; `promises` are the stretches that promise something."""
        self._text = text
        self._starts = sorted(start for start, _ in promises)
        self._promised = Taken(len(text), promises)
        self._colons = [match.start() for match in _COLON.finditer(text)]
        self._new = [match.span() for match in _words("new").finditer(text)]

    def of(self, promise: Span) -> Span | None:
        """Where the words stand that say what a promise holds for alone; None where nothing does."""
        start, end = promise
        return self._after(end) or self._before(start) or self._above(start)

    def _after(self, end: int) -> Span | None:
        """Right after it, in brackets or after a word that ties it: "for new equipment", （仅限新机）."""
        match = _tied().match(self._text, end, min(len(self._text), end + _SIZE))
        return match.span("words" if match["words"] else "tied") if match else None

    def _before(self, start: int) -> Span | None:
        """At the head of its sentence: as a label, or right before the first of a list of promises."""
        first = max(self._text.rfind("\n", 0, start) + 1, start - _SIZE)
        colon = self._colon(first, start)
        if colon is not None:
            label = _LABEL.search(self._text, max(first, colon - _SIZE), colon)
            named = self._named(label.span()) if label else None
            return named if named and not self._is_other(colon, start) else None
        known = self._new[bisect_left(self._new, (first, 0)) : bisect_left(self._new, (start, 0))]
        for begin, end in known:
            if end <= start and not _SENTENCE.search(self._text, end, start) and not self._says(end, start):
                return begin, end
        return None

    def _colon(self, first: int, start: int) -> int | None:
        """The last colon of a stretch."""
        number = bisect_left(self._colons, start) - 1
        return self._colons[number] if number >= 0 and self._colons[number] >= first else None

    def _above(self, start: int) -> Span | None:
        """On a line of its own, ending in a colon, above lines that each promise something."""
        begin = self._text.rfind("\n", 0, start) + 1
        if start - begin > _SIZE or self._colon(begin, start) is not None or self._is_other(begin, start):
            return None
        while begin:
            above = self._text.rfind("\n", 0, begin - 1) + 1
            heading = _HEADING.fullmatch(self._text, above, begin - 1)
            if heading:
                return self._named(heading.span(1))
            at = bisect_left(self._starts, above)
            if at == len(self._starts) or self._starts[at] >= begin:
                return None
            begin = above
        return None

    def _says(self, start: int, end: int) -> bool:
        """Whether a stretch says anything beside promises and what joins them."""
        rest = "".join(" " if self._promised.meets((n, n + 1)) else self._text[n] for n in range(start, end))
        return bool(_LETTER.search(_JOINT.sub(" ", pattern("warranty", "filler").sub(" ", rest))))

    def _is_other(self, start: int, end: int) -> bool:
        """Whether something is named between that the condition is not about: 旧机, repairs."""
        return bool(pattern("warranty", "contrary").search(self._text, start, end))

    def _named(self, span: Span) -> Span | None:
        """The words of a label that are a condition and nothing else."""
        match = _whole().fullmatch(self._text, *span)
        return match.span("words") if match else None


@cache
def _words(prefix: str = "") -> re.Pattern[str]:
    """Finds what is known to be a condition, by any of its words; `prefix`: of codes that begin so."""
    return finding(spellings(prefix))


@cache
def _whole() -> re.Pattern[str]:
    """A label that names a condition: 冷暖气新机, "For new systems only"."""
    lead, trail = r"(?:for|on|all|仅限|限|所有|凡)?", "(?:限定?|专用|专享|用|only)?"
    return re.compile(rf"(?:.*\.\s+)?[\W_]*{lead}\s*(?P<words>{_words().pattern})\s*{trail}[\W_]*")


@cache
def _tied() -> re.Pattern[str]:
    said = rf"\s*(?:{pattern('warranty').pattern})?[ \t]*[,，\-–—]?[ \t]*"
    bracketed = rf"[(（][ \t]*(?:{_TIE}{_SMALL}[ \t]*)?(?P<words>{_words().pattern})[^)）\n]{{0,16}}[)）]"
    return re.compile(rf"{said}(?:{bracketed}|{_TIE}{_SMALL}[ \t]*(?P<tied>{_words().pattern}))")
