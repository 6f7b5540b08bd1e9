"""An ad as somebody reads it: without markup, with broken words whole again and with letters for the digits in words.

Every step either takes characters out or puts another in the place of one, so that each still knows where it was
printed: `"<b>Y0rk</b>&amp;Trane 零 件 1O 年"` is read as `york&trane 零件10年`.
"""

import calendar
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice, pairwise, product

from directory.ads.rules.ad_vocabulary import lexicon, squeezed_words, tables, words
from directory.kernel.text import fold
from directory.reading.folding import squeeze
from directory.reading.offsets import CHINESE, Printed, printed
from directory.trades.rules import spellings

#: Position in a folded text -> what stands there instead; nothing where it is taken out.
Changes = Mapping[int, str]
_BLOCK = "br|p|div|li|ul|ol|tr|table|tbody|h[1-6]|hr|section|article|header|footer|blockquote|pre|dt|dd|dl|center"
_INLINE = "b|i|u|em|strong|span|font|a|small|big|img|td|th|body|html|head|title|sup|sub|code|s|mark|address|label|meta"
_TAG = re.compile(rf"</?(?:(?P<block>{_BLOCK})|{_INLINE})(?:\s[^<>]{{0,300}})?/?>|<!--[^<>]{{0,300}}-->")
#: The end of a paragraph right before the next is one line end; boxes stay apart.
_CLOSING = re.compile(rf"</(?:p|li|tr|h[1-6]|dt|dd|ul|ol|dl|tbody)>\s*<(?:{_BLOCK})")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-f]{2,5}|[a-z]{2,8});")
#: `[words](address)`: of an address that is no phone and no mail the words say nothing of themselves.
_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]{1,80})\](?P<to>\((?:tel:|mailto:|sms:)?[^()\s]{1,200}\))")
_ESCAPED = re.compile(r"\\(?=[*_#\[\]().\-+!|&])|`+|(?<=\w)\*\*(?=\w)|~~")
#: What a row is set with: leaders of dots, strokes between blanks, stars and squares that begin something new.
_LEADER = re.compile(r"(?:[.·…‥⋯]{4,}|[…⋯]+|(?:[.·] ){3,}[.·])")
_STROKE = re.compile(
    r"(?<![\d])[ \t]+[|｜│¦]+[ \t]+|[ \t]+[|｜│¦]+[ \t]+(?![\d])|(?<=[^\d\s])[|｜](?=[^\d\s])|[ ]*│+[ ]*|[ ]+//+[ ]+"
)
#: A tab as it is kept through folding, signs of a maker's right that would become letters, and numbers in circles or
#: brackets that begin something new: ① ⑴ ❶.
_AS_READ = str.maketrans(
    {"\t": "│", "エ": "工", "™": " ", "®": " ", "℠": " ", "©": " "}
    | dict.fromkeys(map(chr, (*range(0x2460, 0x2488), *range(0x2776, 0x2794))), "●")
)
#: An address that is written so that no machine finds it: "service [at] example.com".
_SPELLED = re.compile(r"(?<=[a-z0-9])[ ]?[\[({][ ]?(?P<sign>at|dot)[ ]?[\])}][ ]?(?=[a-z0-9])")
#: Between the parts of an ad that is all on one line, where there are several: gaps, leaders, dots, slashes.
_PARTS = (
    re.compile(r"[ ]{3,}"),
    re.compile(r"[ ]*(?:[.·…‥⋯]{4,}|[…⋯]+)[ ]*"),
    re.compile(r"[ ]+[•·●◆★■▪☆*][ ]+"),
    re.compile(r"[ ]+[/／][ ]+"),
    re.compile(
        r"(?<=[^\d\s])[ ]+[-–—~]+[ ]+(?=[^\d\s])(?!mon|tue|wed|thu|fri|sat|sun|周|星期|礼拜|[早晚上下]|noon|midn)"
    ),
)
_SEVERAL, _PAGE = 2, 3
#: Signs that begin an ad of a line that holds several.
_SIGNS = re.compile(r"[▲★◆■●◎※►▶☆♦✦]")
_REACHED = re.compile(r"\d{3}\)?[ .\-–—]{0,3}\d{3}[ .\-–—]{1,3}\d{4}|@")
#: Between the phone of one firm and the next on the same line.
_NEXT = re.compile(
    r"\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4}[ \t]*(?P<sign>[/;；。.])"
    r"(?=[ \t]*[^\d\s,，][^\n]{1,80}\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4})"
)
_SPACED = re.compile(rf"(?<![{CHINESE}])[{CHINESE}](?:[ \t][{CHINESE}])+(?![{CHINESE}])")
_BROKEN = re.compile(rf"(?<=[{CHINESE}])(?:[ \t]*\n[ \t]*|[ \t])(?=[{CHINESE}])|(?<=[a-z])(?:\n)(?=[a-z])")
#: A line that ends so goes on with the next: a list in a narrow column.
_ONWARD = re.compile(
    r"(?:(?<=[,，、])|(?<=[ ,]or)|(?<=[ ,]and))[ \t]*\n[ \t]*(?=\S)(?!\+?1?[ .\-]?[(（]?\d{3}[) .\-]{0,2}\d{3})"
)
#: A word for a way to reach somebody that is broken at the end of a line; an address behind a full stop; an area code.
_LABELS = ("传真", "电话", "手机", "微信", "邮箱", "网址", "地址")
_BROKEN_WAY = re.compile(
    "|".join(rf"(?<={label[0]})[ \t]*\n[ \t]*(?={label[1]})" for label in _LABELS)
    + r"|(?<=[a-z0-9]\.)\n(?=(?:com|net|org|us|biz)(?![a-z0-9]))|(?<=\(\d{3}\))[ \t]*\n[ \t]*(?=\d{3}[ .-]\d{4}(?!\d))"
)
_LONGEST_TERM = 12
_PAPERS = ("license", "insured")
_CHINESE_END, _CHINESE_START = re.compile(rf"[{CHINESE}]+\Z"), re.compile(rf"[{CHINESE}]+")
#: A Latin word with digits or strokes in it that a scan puts for letters.
_DAMAGED = re.compile(r"(?<![\w@.\-/#+&])(?=[a-z|!]*[0158|!])(?=[0158|!]*[a-z])[a-z0158|!]{3,16}(?![\w@])")
_FOR = {"0": "o", "1": "il", "5": "s", "8": "b", "|": "il", "!": "il"}
#: A number of years with letters that a scan puts for digits; at least one digit stands in it.
_NUMBER = re.compile(
    r"(?<![a-z0-9.\-])(?:[1-9][olis]|[ilz][0-9o]|[il](?=\s*(?:yr|year|月|个月)))"
    r"(?=\s*(?:年|个月|天|日|小时|years?|yrs?|months?|mos?|days?|miles?)(?![a-z]))"
)
#: Clocks with letters for digits: 1O:OO-19:0O; and "5prn".
_CLOCK = re.compile(r"(?<![a-z0-9])(?=[0-9oil:]*\d)(?=[\d:]*[oil])[0-9oil]{1,2}:[0-9oil]{2}(?![0-9])")
_AFTERNOON = re.compile(r"(?<=\d)prn(?![a-z])|(?<=\d )prn(?![a-z])")
#: House numbers and ZIP codes with letters for digits: 1I05 Testbed Ave, MD 2O852.
_HOUSE = re.compile(
    r"(?<![a-z0-9#.-])(?=[0-9ilo]*\d[0-9ilo]*\d)(?=\d*[ilo])[0-9ilo]{3,5}"
    r"(?= (?:[a-z]+ ){1,3}(?:street|st|avenue|ave|road|rd|drive|dr|blvd|lane|ln|court|ct|pike|hwy|way|place|pl)\b)"
    r"|(?<=(?:md|va|dc) )(?=[0-9ilo]*\d[0-9ilo]*\d)(?=\d*[ilo])[0-9ilo]{5}(?![\w-])"
)
_DIGITS = str.maketrans("olizs", "01125")
_MOST_READINGS = 16
#: The pieces of a torn word, how many of them, and how long it is at least: shorter ones are two words as often.
_PIECE, _MOST_PIECES, _SHORTEST_TORN = re.compile(r"(?<![\w@.\-/'])[a-z]+(?![\w@'])"), 3, 6
_LATIN = re.compile(r"(?<![\w@.\-/])[a-z]{5,16}(?![\w@])(?!\.[a-z])")
_IN_CAPITALS = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Z]*l)(?:[A-Zl]*[A-Z][A-Zl]*[A-Z][A-Zl]*)(?![A-Za-z0-9])|(?<![A-Za-z])lnc(?=\.)"
)
#: Letters that a scan puts for each other, and pairs that it puts for one: Rheern.
_OTHER = {"l": "it", "i": "l", "c": "e", "e": "c", "q": "g"}
_PAIRS = {"rn": "m", "vv": "w", "cl": "d", "nn": "m"}


_MOST_BLANKS = 8
_BLANKS = re.compile(rf"[^\S\n]{{{_MOST_BLANKS + 1},}}|\n{{{_MOST_BLANKS + 1},}}")


def legible(text: str) -> Printed:
    """The text in which terms are looked up: no markup, broken words joined, no letters that stand for digits. Never
    raises.
    """
    page = replace(printed(text.translate(_AS_READ)), text=text)
    page = _changed(page, dict(_capitals(page)))
    page = _changed(page, dict(_strokes(page)))
    for step in (_blanks, _markup, _entities, _addresses, _rows, _ways, _onward, _spaced, _torn, _letters, _broken):
        page = _changed(page, dict(step(page.folded)))
    return page


def _capitals(page: Printed) -> Iterator[tuple[int, str]]:
    """The l in a word of capitals, which is an I: PREClSlON AlR lnc."""
    as_printed = "".join(page.text[at] for at in page.at)
    for match in _IN_CAPITALS.finditer(as_printed):
        yield from ((match.start() + n, "i") for n, c in enumerate(match[0]) if c == "l")


#: A stroke in a word of capitals: K|NG, A|R; between two words it sets them apart.
_STROKE_IN_CAPITALS = re.compile(r"(?<![A-Za-z|])([A-Z]{1,8})\|([A-Z]{1,8})(?![A-Za-z|])")
_VOWEL = re.compile("[aeiouy]")


def _strokes(page: Printed) -> Iterator[tuple[int, str]]:
    """The stroke in a word of capitals, which is an I where the letters beside it say nothing by themselves."""
    as_printed = "".join(page.text[at] for at in page.at)
    known = known_words()
    for match in _STROKE_IN_CAPITALS.finditer(as_printed):
        before, after = match[1].lower(), match[2].lower()
        is_word = before + "i" + after in known
        is_torn = any(
            not _VOWEL.search(part) and part not in known and not lexicon().get(part) for part in (before, after)
        )
        if is_word or is_torn:
            yield match.end(1), "i"


def _changed(page: Printed, changes: Changes) -> Printed:
    """The page with these changes of its folded text."""
    if not changes:
        return page
    characters = [(changes.get(n, c), page.at[n]) for n, c in enumerate(page.folded)]
    left = [(c, at) for c, at in characters if c]
    return Printed(page.text, "".join(c for c, _ in left), tuple(at for _, at in left))


def _out(start: int, end: int) -> Iterator[tuple[int, str]]:
    """Take a stretch out."""
    yield from ((n, "") for n in range(start, end))


def _blanks(text: str) -> Iterator[tuple[int, str]]:
    """Long runs of blanks, and of line breaks, cut short: no two things that far apart belong together."""
    for match in _BLANKS.finditer(text):
        yield from _out(match.start() + _MOST_BLANKS, match.end())


def _markup(text: str) -> Iterator[tuple[int, str]]:
    """Tags as lines or as nothing, links as their words."""
    if "<" in text:
        for match in _TAG.finditer(text):
            yield from _out(*match.span())
            if match["block"] and not _CLOSING.match(text, match.start()):
                yield match.start(), "\n"
    if "](" in text:
        for match in _LINK.finditer(text):
            yield from _out(match.start(), match.start("words"))
            yield from _out(match.end("words"), match.end())
    if any(sign in text for sign in ("\\", "`", "**", "~~")):
        for match in _ESCAPED.finditer(text):
            yield from _out(*match.span())


def without_markup(words: str) -> str:
    """What a quote says without the tags and entities in it: `"Heating &amp; Air"` is Heating & Air."""
    if "<" not in words and "&" not in words:
        return words
    return html.unescape(re.sub(_TAG.pattern, "", words, flags=re.IGNORECASE)).replace("\xa0", " ")


def _ways(text: str) -> Iterator[tuple[int, str]]:
    """How somebody is reached, whole again: 传⏎真, service@example.⏎com."""
    for match in _BROKEN_WAY.finditer(text):
        yield from _out(*match.span())


def _onward(text: str) -> Iterator[tuple[int, str]]:
    """Lists that go on with the next line, as one line."""
    for match in _ONWARD.finditer(text):
        yield from _out(*match.span())
        if text[match.end()].isascii():
            yield match.start(), " "


def _addresses(text: str) -> Iterator[tuple[int, str]]:
    for match in _SPELLED.finditer(text):
        yield from _out(*match.span())
        yield match.start(), "@" if match["sign"] == "at" else "."


def _entities(text: str) -> Iterator[tuple[int, str]]:
    for match in _ENTITY.finditer(text) if "&" in text else ():
        meant = html.unescape(match[0]).replace("\xa0", " ")
        if len(meant) == 1:
            yield from _out(*match.span())
            yield match.start(), meant


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Cells of one row as lines of their own."""
    for match in _NEXT.finditer(text):
        yield match.start("sign"), "\n"
    lines = list(re.finditer(r"[^\n]+", text))
    reached = [bool(_REACHED.search(line[0])) for line in lines]
    # Of a page of ads with a line each no line is cut.
    is_page = sum(reached) >= _PAGE and 2 * sum(reached) > len(lines)
    for line, has_phone in zip(lines, reached, strict=True):
        yield from ((at, "\n") for at in _firms_of(text, *line.span()))
        for part in _PARTS if has_phone and not is_page else ():
            borders = list(part.finditer(text, *line.span()))
            for match in borders if len(borders) >= _SEVERAL else ():
                yield from _out(*match.span())
                yield match.start(), "\n"
    for sign, border in ((_LEADER, "\t"), (_STROKE, "\n")):
        last = -1
        for match in sign.finditer(text):
            yield from _out(*match.span())
            # An empty cell is no empty line.
            if last < 0 or text[last : match.start()].strip(" \t"):
                yield match.start(), border
            last = match.end()


def _firms_of(text: str, start: int, end: int) -> list[int]:
    """The signs of a line before a firm each, with its own phone: `▲精修冷暖 240-555-0166▲小陈搬家 240-555-0167`."""
    signs = [sign.start() for sign in _SIGNS.finditer(text, start, end)]
    reached = [bool(_REACHED.search(text, *piece)) for piece in pairwise([*signs, end])]
    return signs if sum(reached) >= _SEVERAL and sum(reached) > len(reached) - _SEVERAL else []


def _spaced(text: str) -> Iterator[tuple[int, str]]:
    """Single characters with blanks between are one word: 零 件."""
    for match in _SPACED.finditer(text):
        yield from ((n, "") for n in range(*match.span()) if text[n] in " \t")


def _torn(text: str) -> Iterator[tuple[int, str]]:
    """The blanks in a Latin word that a scan tore up, of which a piece says nothing by itself: `Instal lation`."""
    known, at = known_words(), 0
    pieces = list(_PIECE.finditer(text))
    while at < len(pieces):
        for last in range(min(at + _MOST_PIECES, len(pieces)) - 1, at, -1):
            torn = pieces[at : last + 1]
            is_one_line = all(text[one.end() : two.start()] == " " for one, two in pairwise(torn))
            word = "".join(piece[0] for piece in torn)
            if is_one_line and len(word) >= _SHORTEST_TORN and word in known and any(p[0] not in known for p in torn):
                yield from ((one.end(), "") for one in torn[:-1])
                at = last
                break
        at += 1


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Digits in words that are known without them, l and i in the other's place, and letters in numbers of years."""
    for wrong, right in _scanned().items():
        for match in re.finditer(wrong, text):
            yield from ((match.start() + n, c) for n, c in enumerate(right))
    known = known_words()
    for match in _DAMAGED.finditer(text):
        word = match[0]
        if word in known or sum(c.isalpha() for c in word) < 2 or lexicon().get(squeeze(word)):
            continue
        readings = product(*(_FOR.get(c, c) for c in word))
        meant = next(
            ("".join(r) for _, r in zip(range(_MOST_READINGS), readings, strict=False) if "".join(r) in known), ""
        )
        yield from ((match.start() + n, c) for n, c in enumerate(meant))
    for match in _LATIN.finditer(text):
        word = match[0]
        if word in known:
            continue
        pieces = next((pieces for pieces in _swapped(word) if "".join(pieces) in known), ())
        yield from ((match.start() + n, piece) for n, piece in enumerate(pieces))
    for number in (_NUMBER, _CLOCK, _HOUSE):
        for match in number.finditer(text):
            yield from ((match.start() + n, c) for n, c in enumerate(match[0].translate(_DIGITS)))
    for match in _AFTERNOON.finditer(text):
        yield match.start() + 1, "m"
        yield match.start() + 2, ""


def _swapped(word: str) -> Iterator[tuple[str, ...]]:
    """The letters of a word with one of them put right, then with several; nothing for one that is none."""
    places = [n for n, c in enumerate(word) if c in _OTHER]
    yield from ((*word[:n], other, *word[n + 1 :]) for n in places for other in _OTHER[word[n]])
    pairs = [n for n in range(len(word) - 1) if word[n : n + 2] in _PAIRS]
    yield from ((*word[:n], _PAIRS[word[n : n + 2]], "", *word[n + 2 :]) for n in pairs)
    yield from islice(product(*((c, *_OTHER.get(c, "")) for c in word)), _MOST_READINGS)


@cache
def known_words() -> frozenset[str]:
    """The Latin words of our terms, of papers, names and days."""
    known = (
        ("license", "stated"), ("insured", "stated"), ("name", "en"), ("warranty",), ("slogan",), ("negation", "before")
    )  # fmt: skip
    papers = (term for code in tables()["short_license"] for term in words("short_license", code))
    terms = (*(term for entry in known for term in words(*entry)), *papers, *map(fold, spellings()))
    every = (word for term in terms for word in term.split() if word.isascii())
    days = map(str.lower, (*calendar.day_name, *calendar.day_abbr))
    return frozenset({*lexicon().words(), *every, *days})


@cache
def _scanned() -> dict[str, str]:
    """What scans make of a word -> the word, folded: another that looks like it stands for one of its characters."""
    alike = {fold(right): fold("".join(wrongs)) for right, wrongs in tables()["lookalike"].items()}
    words_of_trade = [fold(word) for word in words("scanned")]
    return {
        word[:n] + wrong + word[n + 1 :]: word
        for word in words_of_trade
        for n, right in enumerate(word)
        for wrong in alike.get(right, "")
    }


def _broken(text: str) -> Iterator[tuple[int, str]]:
    """A blank or line end within a term, of which one part says nothing by itself: 热水 器, "heat⏎pump"."""
    for gap in _BROKEN.finditer(text):
        before = text[max(0, gap.start() - _LONGEST_TERM) : gap.start()]
        after = text[gap.end() : gap.end() + _LONGEST_TERM]
        if after[0].isascii():
            first, last = re.search(r"[a-z]+\Z", before), re.match(r"[a-z]+", after)
            if first and last and _is_one(first[0], last[0]):
                yield from _out(*gap.span())
                yield gap.start(), " "
        elif _is_within(_ends(before), _begins(after)):
            yield from _out(*gap.span())


def _ends(words: str) -> list[str]:
    """The Chinese ends of a stretch."""
    run = _CHINESE_END.search(words)
    return [run[0][-n:] for n in range(1, len(run[0]) + 1)] if run else []


def _begins(words: str) -> list[str]:
    """Its Chinese beginnings."""
    run = _CHINESE_START.match(words)
    return [run[0][:n] for n in range(1, len(run[0]) + 1)] if run else []


def _is_within(ends: list[str], begins: list[str]) -> bool:
    """Whether a term reaches across a gap that no words of two characters end and begin at."""
    if any(_says(words) for words in ends[1:]) and any(_says(words) for words in begins[1:]):
        return False
    return any(_is_one(left, right) for left in ends for right in begins)


def _is_one(first: str, last: str) -> bool:
    """Whether two parts are a term together, and not each of them words by itself."""
    whole = first + last
    is_known = bool(lexicon().get(whole)) or any(whole in squeezed_words(paper, "stated") for paper in _PAPERS)
    return is_known and not (_says(first) and _says(last))


def _says(words: str) -> bool:
    """Whether words stand in any of our tables by themselves."""
    return bool(lexicon().get(words)) or any(words in table for table in _tables())


@cache
def _tables() -> tuple[frozenset[str], ...]:
    return tuple(squeezed_words(*entry) for entry in (("slogan",), ("name", "zh"), ("name", "en"), ("not_in_ads",)))
