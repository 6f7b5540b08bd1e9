"""Where phone numbers stand, in digits of any script, in words, in any grouping."""

import re
from collections.abc import Iterator

from directory.kernel.masks.plain import IS_LABELED, IS_MEASURED, IS_PRICED, IS_TAGGED, before, digits
from directory.kernel.numerals import ENGLISH_DIGITS

Span = tuple[int, int]

#: Between the digits of one phone: blanks, dashes, dots, brackets, keycaps.
_JOINT = r"[ \t\xa0\u3000().\-‐‑–—−_/·•*\ufe0f\u20e3]"
#: The same between its three parts, or one sign that else stands between numbers.
_BETWEEN = rf"(?:{_JOINT}{{0,4}}|[,;:'|~\\➖。])"
_NORTH_AMERICAN = re.compile(
    rf"(?<!\d)(?:\+?1{_JOINT}{{0,3}})?\(?([2-9]\d\d){_BETWEEN}([2-9]\d\d){_BETWEEN}(\d{{4}})(?!\d)"
)
_ABROAD = (
    re.compile(rf"(?<!\+)\+{_JOINT}{{0,2}}(?:\d{_JOINT}{{0,3}}){{7,14}}\d"),
    re.compile(rf"(?<!\d)(?:(?:00)?86{_JOINT}{{0,3}})?1[3-9]\d{_JOINT}{{0,3}}\d{{4}}{_JOINT}{{0,3}}\d{{4}}(?!\d)"),
    re.compile(r"(?<![\d-])\(?0[2-8]\)?[ -]{1,2}\d{4}[ -]?\d{4}(?![\d-])"),
    re.compile(rf"(?<!\d)(?:00)?852{_JOINT}{{0,3}}[2-9]\d{{3}}{_JOINT}?\d{{4}}(?!\d)"),
    re.compile(rf"(?i:香港|\bhk\b|hong\s?kong)[^\d\n]{{0,8}}[5-9]\d{{3}}{_JOINT}?\d{{4}}(?!\d)"),
    # Its parts apart: area code 301, then 5550142; 尾号 0142，前面 301555.
    re.compile(rf"(?i:area\s+code|区号|區號)\D{{0,6}}[2-9]\d\d\D{{1,25}}[2-9]\d\d{_JOINT}?\d{{4}}(?!\d)"),
    re.compile(
        r"(?:尾号|尾號|末四[位码碼]|[后後]四[位码碼])\D{0,4}\d{4}(?!\d)|前(?:面|六[位码碼])\D{0,3}[2-9]\d{5}(?!\d)"
    ),
    re.compile(rf"(?<!\d)(?:886{_JOINT}{{0,3}})?0?9\d\d{_JOINT}{{0,3}}\d{{3}}{_JOINT}{{0,3}}\d{{3}}(?!\d)"),
)
_LOCAL = re.compile(r"(?<![\d$])(?<!\d[-–—./])([2-9]\d\d)[-.·‐‑–—](\d{4})(?![\d])(?![-–—./]\d)")
_BARE_LOCAL = re.compile(rf"(?<![\d$])[2-9]\d\d{_JOINT}?\d{{4}}(?!\d)")
_CALL = re.compile(
    r"(?:电话|電話|手机|手機|号码|號碼|致电|致電|打|拨|撥|tel|phone|call|cell|mobile|text|\bnumber|reach|☎|📞|📱)[^\d\n]{0,12}$",
    re.I,
)
_GROUP = re.compile(r"\d+")
_GAP = re.compile(rf"{_JOINT}{{1,4}}")
_MAY_JOIN = re.compile(rf"[,]?{_JOINT}{{0,4}}")
#: Figures of two digits that are all over this are temperatures in Fahrenheit.
_COLDEST = 39
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = "|".join(ENGLISH_DIGITS)
_VALUE = {word: str(value) for word, value in ENGLISH_DIGITS.items()} | {"oh": "0", "o": "0"}
_DIGIT = re.compile(rf"(\d)|(?<![a-z])(?:{'|'.join(_VALUE)})(?![a-z])", re.IGNORECASE)
#: Digits said as words, of a number that mixes both: fewer may be a count beside a figure.
_FEWEST_WORDS = 2
#: Nobody writes a serial number in Chinese digits or in words.
_IN_CHINESE = re.compile(r"[零〇○一二三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖幺]{7,}")
_IN_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple)(?![a-z])[\s,.\-–—/]{0,3}){7,}",
    re.IGNORECASE,
)
#: Letters that stand for digits among digits: 3O1, 30l, Ol42.
_LOOKALIKE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)[0-9oOlI]{2,}(?![A-Za-z0-9])")
_ALIKE = str.maketrans("oOlI", "0011")
#: A digit said as a word beside figures: three01, 3 oh 1.
_SAID_AMONG = re.compile(
    rf"(?<![a-z])(?:{_WORD})(?=\d)|(?<=\d)(?:{_WORD}|oh)(?![a-z])|(?<=\d[ -])oh(?=[ -]\d)",
    re.IGNORECASE,
)


def find_phones(plain: str) -> Iterator[Span]:
    """Where phone numbers stand in a level text."""
    text = _SAID_AMONG.sub(lambda match: _VALUE[match[0].lower()].ljust(len(match[0])), digits(plain))
    text = _LOOKALIKE.sub(lambda match: match[0].translate(_ALIKE), text)
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
        label = before(text, match.start())
        if _CALL.search(label) and not IS_LABELED.search(label) and not IS_MEASURED.match(text, match.end()):
            yield match.span()
    yield from _scattered(text)
    yield from _half_said(text)


def _is_figures(match: re.Match[str]) -> bool:
    """400/800/1200, 800-1200: round numbers side by side; of three, only where no dash makes them one."""
    is_round = all(int(part) % 50 == 0 for part in match.groups())
    return is_round and (len(match.groups()) == 2 or re.fullmatch(r"\d+[ /|,;]\d+[ /|,;]\d+", match[0]) is not None)


def _is_serial(text: str, match: re.Match[str]) -> bool:
    """Whether a label says that these digits, in one piece or right behind it, are a machine's or a paper's."""
    if match[0].isdigit():
        return IS_LABELED.search(before(text, match.start())) is not None
    return _is_tagged(text, [match.span()])


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
            if _is_phone(number) and _is_one(text, run[first:]) and not _is_tagged(text, run[first:]):
                yield run[first][0], run[-1][1]


def _is_tagged(text: str, groups: list[Span]) -> bool:
    """Whether groups apart by blanks alone, or with a letter behind, follow the word for a serial or model number."""
    start, stop = groups[0][0], groups[-1][1]
    return IS_TAGGED.search(before(text, start)) is not None and (
        re.fullmatch(r"[\d ]+", text[start:stop]) is not None or text[stop : stop + 1].isalpha()
    )


def _half_said(text: str) -> Iterator[Span]:
    """Phones partly in English words: `301 five five five 0142`."""
    run: list[tuple[Span, str, bool]] = []
    for match in _DIGIT.finditer(text):
        if run and not _MAY_JOIN.fullmatch(text, run[-1][0][1], match.start()):
            run = []
        value = match[1] or _VALUE[match[0].lower()]
        run = [*run[-9:], (match.span(), value, match[1] is None)]
        words = sum(is_word for _, _, is_word in run)
        if words >= _FEWEST_WORDS and _is_phone("".join(digit for _, digit, _ in run)):
            yield run[0][0][0], run[-1][0][1]


def _is_phone(number: str) -> bool:
    return re.fullmatch(r"1?[2-9]\d\d[2-9]\d{6}", number) is not None


def _is_one(text: str, groups: list[Span]) -> bool:
    """Whether the groups are one number: no year among them, no measure behind, no figures or temperatures."""
    parts = [text[start:stop] for start, stop in groups]
    is_list = all(len(part) > 2 and int(part) % 50 == 0 for part in parts)
    are_degrees = all(len(part) == 2 and int(part) > _COLDEST for part in parts)
    is_dated = any(_YEAR.fullmatch(part) for part in parts)
    return len(parts) > 1 and not (is_list or are_degrees or is_dated) and not IS_MEASURED.match(text, groups[-1][1])
