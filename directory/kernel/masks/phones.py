"""Finding phone numbers in free text. A number is judged by its digits, its grouping and what stands beside it."""

import re
from collections.abc import Iterator

from directory.kernel.level import digits
from directory.kernel.masks.units import IS_LABELED, IS_MEASURED, IS_PRICED, before

Span = tuple[int, int]

#: Between the digits of one phone: blanks, dashes, dots, brackets, keycaps.
_JOINT = r"[ \t\xa0\u3000().\-‐‑–—−_/·•*\ufe0f\u20e3]"
_NORTH_AMERICAN = re.compile(
    rf"(?<!\d)(?:\+?1{_JOINT}{{0,3}})?\(?([2-9]\d\d){_JOINT}{{0,4}}([2-9]\d\d){_JOINT}{{0,4}}(\d{{4}})(?!\d)"
)
_ABROAD = (
    re.compile(rf"(?<!\+)\+{_JOINT}{{0,2}}(?:\d{_JOINT}{{0,3}}){{7,14}}\d"),
    re.compile(rf"(?<!\d)(?:(?:00)?86{_JOINT}{{0,3}})?1[3-9]\d{_JOINT}{{0,3}}\d{{4}}{_JOINT}{{0,3}}\d{{4}}(?!\d)"),
    re.compile(rf"(?<!\d)(?:886{_JOINT}{{0,3}})?0?9\d\d{_JOINT}{{0,3}}\d{{3}}{_JOINT}{{0,3}}\d{{3}}(?!\d)"),
)
_LOCAL = re.compile(r"(?<![\d$])(?<!\d[-–—./])([2-9]\d\d)[-.·‐‑–—](\d{4})(?![\d])(?![-–—./]\d)")
_BARE_LOCAL = re.compile(rf"(?<![\d$])[2-9]\d\d{_JOINT}?\d{{4}}(?!\d)")
_CALL = re.compile(
    r"(?:电话|電話|手机|手機|号码|號碼|致电|致電|打|拨|撥|tel|phone|call|cell|mobile|text|☎|📞|📱)[^\d\n]{0,12}$", re.I
)
_GROUP = re.compile(r"\d+")
_GAP = re.compile(rf"{_JOINT}{{1,4}}")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Nobody writes a serial number in Chinese digits or in words.
_IN_CHINESE = re.compile(r"[零〇○一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖幺]{7,}")
_IN_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple)(?![a-z])[\s,.\-–—/]{0,3}){7,}",
    re.IGNORECASE,
)
_LETTER_O = re.compile(r"(?<=\d)[oO](?=[\d\W])|(?<=[\d\W])[oO](?=\d)|(?<=\d)[oO]$")


def find(plain: str) -> Iterator[Span]:
    """Where phone numbers stand in a level text."""
    text = digits(_LETTER_O.sub("0", plain))
    for pattern in (_IN_CHINESE, _IN_ENGLISH):
        yield from (match.span() for match in pattern.finditer(plain))
    for match in _NORTH_AMERICAN.finditer(text):
        if not _is_figures(match) and not _is_serial(text, match):
            yield match.span()
    for pattern in _ABROAD:
        yield from (match.span() for match in pattern.finditer(text) if not _is_serial(text, match))
    for match in _LOCAL.finditer(text):
        is_price = IS_PRICED.search(before(text, match.start())) or IS_MEASURED.match(text, match.end())
        if not is_price and not _is_figures(match):
            yield match.span()
    for match in _BARE_LOCAL.finditer(text):
        if _CALL.search(before(text, match.start())) and not IS_MEASURED.match(text, match.end()):
            yield match.span()
    yield from _scattered(text)


def _is_figures(match: re.Match[str]) -> bool:
    """400/800/1200, 800-1200: round numbers side by side; of three, only where no dash makes them one."""
    is_round = all(int(part) % 50 == 0 for part in match.groups())
    return is_round and (len(match.groups()) == 2 or re.fullmatch(r"\d+[ /]\d+[ /]\d+", match[0]) is not None)


def _is_serial(text: str, match: re.Match[str]) -> bool:
    """Whether a label says that these digits, written in one piece, are a machine's or a paper's."""
    return match[0].isdigit() and IS_LABELED.search(before(text, match.start())) is not None


def _scattered(text: str) -> Iterator[Span]:
    """Phones whose digits are grouped in some other way: `3 0 1 5 5 5 0 1 4 2`, `30155 50142`."""
    run: list[Span] = []
    for match in _GROUP.finditer(text):
        if run and not _GAP.fullmatch(text, run[-1][1], match.start()):
            run = []
        run = [*run[-10:], match.span()]
        number, first = "", len(run)
        while first and len(number) < 11:
            first -= 1
            number = text[run[first][0] : run[first][1]] + number
            if _is_phone(number) and _is_one(text, run[first:]):
                yield run[first][0], run[-1][1]


def _is_phone(number: str) -> bool:
    return re.fullmatch(r"1?[2-9]\d\d[2-9]\d{6}", number) is not None


def _is_one(text: str, groups: list[Span]) -> bool:
    """Whether the groups are one number: no year among them, no measure behind, not all round figures."""
    parts = [text[start:stop] for start, stop in groups]
    is_list = len(parts) > 1 and all(len(part) > 2 and int(part) % 50 == 0 for part in parts)
    is_dated = any(_YEAR.fullmatch(part) for part in parts)
    return len(parts) > 1 and not is_list and not is_dated and not IS_MEASURED.match(text, groups[-1][1])
