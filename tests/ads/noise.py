"""Noise over the gold ads: what foreign hands and scans put around the same facts. Every kind keeps what is stated.

A kind is a function of one gold ad; it gives the same ad as somebody else would have set, scanned or posted it.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import opencc

from tests.ads.gold import Gold, load
from tests.ads.gold_items import flat

Noise = Callable[[Gold], Gold]
_PHONE = re.compile(r"\d{3}\D{0,3}\d{3}\D{0,3}\d{4}")
_SHORT = {
    "air conditioning": "air cond",
    "water heaters": "wtr htrs",
    "water heater": "wtr htr",
    "heat pumps": "ht pmps",
    "heat pump": "ht pmp",
    "furnaces": "furns",
    "furnace": "furn",
    "boilers": "blrs",
    "boiler": "blr",
    "refrigeration": "refrig",
    "repairs": "rprs",
    "repair": "rpr",
    "installation": "instl",
    "maintenance": "maint",
    "residential": "resid",
    "licensed": "lic'd",
    "insured": "ins'd",
    "free estimates": "free est",
    "free estimate": "free est",
    "warranty": "wty",
    "labor": "lbr",
    "parts": "pts",
    "years": "yrs",
    "year": "yr",
}
_SCANNED = ("Carrier", "Lennox", "Goodman", "Trane", "York", "Rheem", "Bryant", "American Standard", "Mitsubishi")
_SCANNED += ("furnace", "boiler", "conditioning", "installation", "residential", "commercial", "replacement")
_DIGITS = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "O": "0", "I": "1", "S": "5"})
#: The same thing in the words of another place.
_ELSEWHERE = {
    "hong_kong": {
        "保修": "保用",
        "质保": "保用",
        "免费估价": "免費報價",
        "零件": "機件",
        "人工": "手工",
        "制冷剂": "雪種",
    },
    "taiwan": {"保修": "保固", "质保": "保固", "压缩机": "壓縮機", "人工": "工資", "恒温器": "溫控器", "维修": "修理"},
    "mainland": {"保固": "质保", "冷氣": "空调", "馬州": "马里兰", "維州": "弗吉尼亚", "工資": "人工费"},
}
_SCRIPTS = {"hong_kong": "s2hk", "taiwan": "s2t", "mainland": "t2s"}


def noisy(kind: str) -> Iterator[Gold]:
    """The gold ads of one firm each that the kind changes anything of."""
    for ad in load():
        if ad.kind == "single" and len(ad.listings) == 1:
            changed = KINDS[kind](ad)
            if changed.text != ad.text:
                yield changed


def _names(ad: Gold) -> list[str]:
    return [name for name in flat(ad.listings[0].get("names")) if name in ad.text]


def _is_open(ad: Gold, line: str) -> bool:
    """Whether a line may be changed: nothing on it is quoted as a name, an address or a way to reach the firm."""
    listing = ad.listings[0]
    fixed = [*flat(listing.get("names")), *flat(listing.get("owner")), *flat(listing.get("addresses"))]
    fixed += [*flat(listing.get("emails")), *flat(listing.get("websites")), *flat(listing.get("wechat"))]
    return not any(words and words in line for words in fixed)


def _by_line(ad: Gold, change: Callable[[str], str]) -> Gold:
    lines = ad.text.split("\n")
    return replace(ad, text="\n".join(change(line) if _is_open(ad, line) else line for line in lines))


def _around_name(before: str, after: str, before_latin: str | None = None) -> Noise:
    """These signs around a name that stands alone on its line: 【青山空调】, 公司名：青山空调."""

    def change(ad: Gold) -> Gold:
        text = ad.text
        for name in _names(ad):
            sign = before_latin if before_latin and name.isascii() else before
            text = re.sub(rf"(?m)^{re.escape(name)}$", f"{sign}{name}{after}".replace("\\", r"\\"), text, count=1)
        return replace(ad, text=text)

    return change


def prose(ad: Gold) -> Gold:
    """What whoever passes an ad on writes around it."""
    if ad.lang == "en":
        return replace(
            ad,
            text=f"Found this one in the paper.\n\n{ad.text.strip()}\n\nHope it helps. See you on Sunday!\n",
        )
    return replace(ad, text=f"剪报一则，给大家参考。\n\n{ad.text.strip()}\n\n转自邻居群，真假请自行判断。\n")


def _one_row(between: str) -> Noise:
    """All lines in one, with strokes, dots or gaps between."""
    return lambda ad: replace(ad, text=between.join(line.strip() for line in ad.text.split("\n") if line.strip()))


def short_words(ad: Gold) -> Gold:
    """The abbreviations of yellow pages, outside the name."""

    def change(line: str) -> str:
        for word, short in _SHORT.items():
            line = re.sub(rf"(?<![a-z]){word}(?![a-z-])", short, line, flags=re.IGNORECASE)
        return line

    return _by_line(ad, change)


def scanned(ad: Gold) -> Gold:
    """Digits for letters in Latin words, as scans read them: Y0rk, furnace as fumace is left to the eye."""

    def change(line: str) -> str:
        for word in _SCANNED:
            line = re.sub(rf"(?<![A-Za-z]){word}(?![A-Za-z])", lambda match: _damaged(match[0]), line)
        return line

    return _by_line(ad, change)


def _damaged(word: str) -> str:
    """The word with one letter read as a digit."""
    for n in range(1, len(word) - 1):
        digit = word[n].translate(_DIGITS)
        if digit != word[n]:
            return word[:n] + digit + word[n + 1 :]
    return word


def markdown(ad: Gold) -> Gold:
    """A post in markdown: a heading, a list, a linked phone."""
    first, *rest = ad.text.strip().split("\n")
    items = [f"- {line}" if line.strip() else line for line in rest]
    text = "\n".join([f"## {first}", *items])
    return replace(ad, text=_PHONE.sub(lambda match: f"[{match[0]}](tel:+1{re.sub(r'[^0-9]', '', match[0])})", text))


def web_page(ad: Gold) -> Gold:
    """The source of a page: tags and entities."""
    first, *rest = [html.escape(line, quote=False) for line in ad.text.strip().split("\n")]
    return replace(ad, text=f'<div class="ad"><h2>{first}</h2><p>{"<br/>".join(rest)}</p></div>')


def blanks(ad: Gold) -> Gold:
    """Blanks of any width, doubled, and at the ends of lines; the line ends of another system."""
    text = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "\u3000", ad.text)
    return replace(ad, text="".join(f"  {line} \r\n" for line in text.strip().split("\n")))


def split_terms(ad: Gold) -> Gold:
    """A blank within words that a scan or a narrow column broke: 热水 器, 空 调."""
    return _by_line(
        ad, lambda line: re.sub("(热水|熱水)(?=[器爐炉])|(空)(?=[调調])|(中央空)(?=[调調])", r"\g<0> ", line)
    )


def broken_lines(ad: Gold) -> Gold:
    """Line ends where a narrow column has them: after every comma of a list."""
    return _by_line(ad, lambda line: re.sub(r"([、，]|, )(?!LLC|Inc)", lambda match: f"{match[0].strip()}\n", line))


def _of_place(place: str) -> Noise:
    @cache
    def converter() -> opencc.OpenCC:
        return opencc.OpenCC(_SCRIPTS[place])

    def convert(words: str) -> str:
        return str(converter().convert(words))

    def change(ad: Gold) -> Gold:
        if ad.lang == "en":
            return ad
        changed = _by_line(ad, lambda line: _worded(line, place))
        listing = dict(ad.listings[0])
        names = listing.get("names") or {}
        listing["names"] = {script: convert(name) for script, name in names.items()}
        if "owner" in listing:
            listing["owner"] = convert(str(listing["owner"]))
        listing["warranties"] = [_converted(promise, convert) for promise in listing.get("warranties", [])]
        accept = {field: _converted(values, convert) for field, values in listing.get("accept", {}).items()}
        return replace(changed, text=convert(changed.text), listings=[{**listing, "accept": accept}])

    return change


def _converted(values: object, convert: Callable[[str], str]) -> object:
    if isinstance(values, str):
        return convert(values)
    if isinstance(values, Mapping):
        return {key: _converted(value, convert) for key, value in values.items()}
    return [_converted(value, convert) for value in values] if isinstance(values, list) else values


def _worded(line: str, place: str) -> str:
    for word, other in _ELSEWHERE[place].items():
        line = line.replace(word, other)
    return line


KINDS: dict[str, Noise] = {
    "brackets": _around_name("【", "】"),
    "corner brackets": _around_name("「", "」"),
    "book title marks": _around_name("《", "》"),
    "stars": _around_name("★ ", " ★"),
    "bold": _around_name("**", "**"),
    "labels": _around_name("公司名：", "", "Company: "),
    "shop labels": _around_name("商號: ", "", "Business name: "),
    "since": _around_name("", " Since 1998"),
    "prose": prose,
    "row with strokes": _one_row(" | "),
    "row with gaps": _one_row("    "),
    "row with dots": _one_row(" ...... "),
    "row with tabs": _one_row("\t"),
    "row with bullets": _one_row(" • "),
    "row with slashes": _one_row(" / "),
    "short words": short_words,
    "scanned": scanned,
    "markdown": markdown,
    "web page": web_page,
    "blanks": blanks,
    "split terms": split_terms,
    "broken lines": broken_lines,
    **{place.replace("_", " "): _of_place(place) for place in _SCRIPTS},
}
