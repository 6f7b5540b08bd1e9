"""How one ad is read: a list of stages, each of which adds what it reads. No stage calls another.

A stage gets the ad and what the stages before it stated. It returns what it states itself: the field, its value, where
the words for it stand. Which words are taken by another field, it sees from the statements before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from directory.ads.rules.ad_vocabulary import tables
from directory.ads.rules.addressed import addressed, confirmed
from directory.ads.rules.area_lines import is_only_places
from directory.ads.rules.areas import areas
from directory.ads.rules.called import called
from directory.ads.rules.choosing import best, without_former
from directory.ads.rules.denying import denied
from directory.ads.rules.elsewhere import here
from directory.ads.rules.headlines import headline
from directory.ads.rules.marks import Mark
from directory.ads.rules.names import names_in
from directory.ads.rules.papers import papers
from directory.ads.rules.parsed_ad import PrintedNames
from directory.ads.rules.people import owner_in, person_before
from directory.ads.rules.presented import companion
from directory.ads.rules.warranties import warranties
from directory.businesses.fields.terms import FactValue
from directory.places.gazetteer import gazetteer
from directory.reading.contacts import Contact
from directory.reading.hours import hours
from directory.reading.offsets import Printed, Span, Taken

#: How sure a kind of reading is, where nothing makes it less.
SURE, LIKELY, GUESSED = 0.98, 0.85, 0.6


@dataclass(frozen=True)
class Ad:
    """One ad as every stage reads it: its text with offsets, the terms in it, the ways to reach somebody."""

    text: Printed
    marks: Sequence[Mark]
    contacts: Sequence[Contact]

    def by_line(self, spans: Iterable[Span]) -> list[Span]:
        """Words of a field, line by line: from the first word on a line to the last."""
        lines: dict[int, Span] = {}
        for start, end in sorted(spans):
            number = self.text.line_at(start)
            earlier = lines.get(number)
            lines[number] = (min(earlier[0], start), max(earlier[1], end)) if earlier else (start, end)
        return list(lines.values())


@dataclass(frozen=True)
class Statement:
    """One field as the ad states it: its value, where its words stand, how sure that is.

    `parts`: where the words of its parts stand, by their names.
    """

    name: str
    value: FactValue | PrintedNames
    spans: Sequence[Span]
    confidence: float = SURE
    parts: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What the stages so far have stated, by field in their order."""

    statements: dict[str, Statement] = field(default_factory=dict)

    def with_more(self, statements: Iterable[Statement]) -> "Reading":
        """This and what another stage states; an empty value is not stated."""
        stated = {s.name: s for s in statements if s.value not in (None, (), [], {}, "")}
        return Reading({**self.statements, **stated})

    def parts(self, name: str) -> list[Span]:
        """Where the words of a field's parts stand."""
        return list(self.statements[name].parts.values()) if name in self.statements else []

    def spans(self, *fields: str) -> list[Span]:
        """Where the words of these fields stand."""
        return [span for name in fields if name in self.statements for span in self.statements[name].spans]


Stage = Callable[[Ad, Reading], Iterable[Statement]]


def read_names(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"华府冷暖 Capital HVAC"` -> names: zh 华府冷暖, en Capital HVAC."""
    line_names = [name for line in ad.text.lines for name in names_in(ad.text, line)]
    line_names += addressed(ad.text, ad.contacts, line_names)
    # What a firm was called it is not called now.
    line_names = without_former(ad.text, line_names)
    if not line_names:
        line_names = [name for name in [headline(ad.text)] if name]
    # Towns in a row are where they work: "Aberdeen, Bel Air".
    line_names = [name for name in line_names if not is_only_places(ad.text, name.span, ad.marks)]
    person = next((owner for line in ad.text.lines if (owner := owner_in(ad.text, line))), None)
    # Who works under his own name has no firm's.
    line_names = [name for name in line_names if name.strength or not person or name.text != person[0]]
    line_names = confirmed(line_names, ad.contacts)
    chinese, english = best(line_names, is_chinese=True), best(line_names, is_chinese=False)
    # A name in one script may have its own right beside it in the other.
    english = english or (companion(ad.text, chinese) if chinese else None)
    chinese = chinese or (companion(ad.text, english) if english else None)
    english = None if english and chinese and person and english.text == person[0] else english
    parts = {code: name.span for code, name in (("name_zh", chinese), ("name_en", english)) if name}
    names = PrintedNames(*(called(ad.text, name.span) if name else None for name in (chinese, english)))
    if parts:
        yield Statement("names", names, list(parts.values()), LIKELY, parts)
    person = (person_before(chinese, ad.text) if chinese else None) or person
    if person:
        yield Statement("owner", person[0], [person[1]], GUESSED)


def read_contacts(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"电话 240-555-0123，微信 hvac88"` -> phones: +12405550123; wechat: hvac88."""
    for kind, name in (("phone", "phones"), ("email", "emails"), ("website", "websites")):
        of = [contact for contact in ad.contacts if contact.kind == kind]
        yield Statement(name, _once(way.value for way in of), [(way.start, way.end) for way in of])
    wechat = next((contact for contact in ad.contacts if contact.kind == "wechat"), None)
    if wechat:
        yield Statement("wechat", ad.text.words((wechat.start, wechat.end)), [(wechat.start, wechat.end)])
    number = _ad_number(ad, reading)
    if number:
        yield Statement("ad_number", *number)


#: Right after a name two digits after the stroke are an ad's number, too: 新月空调 2-45.
_SHORT_NUMBER = re.compile(r"[ \t(（\[#]+(\d{1,2}-\d{2})[)）\]]?[ \t]*$")


#: On a line of its own below a name: AC-2207. Refrigerants and certificates are none.
_LETTERED_NUMBER = re.compile(r"\W*((?!r-|epa)[a-z]{1,3}-\d{3,4})\W*")


def _ad_number(ad: Ad, reading: Reading) -> tuple[str, list[Span]] | None:
    """The ad's own number: beside its name, else the first of the ad."""
    numbers = [contact for contact in ad.contacts if contact.kind == "ad_number"]
    for _start, end in reading.parts("names"):
        line = ad.text.line_at(end - 1)
        beside = next((number for number in numbers if ad.text.line_at(number.start) == line), None)
        if beside:
            return beside.value, [(beside.start, beside.end)]
        short = _SHORT_NUMBER.match(ad.text.folded, end, ad.text.lines[line][1])
        if short:
            return short[1], [short.span(1)]
        below = ad.text.lines[line + 1] if line + 1 < len(ad.text.lines) else (end, end)
        lettered = _LETTERED_NUMBER.fullmatch(ad.text.folded, *below)
        if lettered:
            return ad.text.words(lettered.span(1)), [lettered.span(1)]
    return (numbers[0].value, [(numbers[0].start, numbers[0].end)]) if numbers else None


_WORK = (
    ("service", "services", "services_excluded"),
    ("work_type", "work_types", None),
    ("brand", "brands", "brands_excluded"),
    ("property", "property_types", "property_excluded"),
)


def read_work(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"安装空调，不修热水炉"` -> services: air_conditioning; services_excluded: water_heater; work_types: install."""
    promised, names = Taken(len(ad.text.folded), reading.spans("warranties")), reading.parts("names")
    for kind, name, excluded in _WORK:
        of = [mark for mark in ad.marks if mark.kind == kind and not _is_no_work(ad, mark, promised, names)]
        stated, refused = ([mark for mark in of if mark.is_negated is no] for no in (False, True))
        stated = _without_asked(ad, stated, refused)
        codes = _once(code for mark in stated for code in mark.codes)
        yield Statement(name, codes, [mark.span for mark in stated])
        if excluded:
            others = [code for code in _once(c for mark in refused for c in mark.codes) if code not in codes]
            yield Statement(excluded, others, [mark.span for mark in refused], LIKELY)


#: "Dryer taking forever? ... We don't fix dryers."
_QUESTION = re.compile(r"[^.。!！\n?？]{0,40}[?？]")


def _without_asked(ad: Ad, stated: Sequence[Mark], refused: Sequence[Mark]) -> list[Mark]:
    """The marks without what a question only names, and the ad refuses or does something else about: its vent."""
    no = {code for mark in refused for code in mark.codes}
    no |= {"appliance_repair"} if any("dryer_vent" in mark.codes for mark in stated) else set()
    return [mark for mark in stated if not (set(mark.codes) & no and _QUESTION.match(ad.text.folded, mark.end))]


#: A room or a part of the firm's own, right before the phone that rings there: 办公室 301-..., "Sales 703-...".
_WHOSE = {
    "property": re.compile(r"(?:main )?office|办公[室楼]|写字楼|[店门]面|店铺|商铺|仓库|工厂|厂房"),
    "work_type": re.compile(r"sales|销售部?"),
}
#: Behind or before a house that only says where the firm is: 超市旁, "near the church".
_BY_HOUSE, _NEAR_HOUSE = (
    re.compile(r"[ ]?(?:旁|对面|隔壁|楼上|后面|斜对)"),
    re.compile(r"(?:near|next to|behind|across from|above|opposite) (?:the )?(?:[a-z]+ )?\Z"),
)
#: The room's own street: 店面：12 Elm St.
_TO_STREET = re.compile(r"[ ]?[:：][ ]?\d")
_TO_PHONE = re.compile(r"[ ]?(?:电话|专线|直线|热线|手机)?[ :：#]*[(（+]*")


#: Longer is a word for the thing itself; a shorter one is some maker's.
_SHORT_WORD = 6


def _is_no_work(ad: Ad, mark: Mark, promised: Taken, names: Sequence[Span]) -> bool:
    """Whether a term says whose phone it is, what a warranty holds for (签保养合约者), or what a firm is called."""
    if mark.codes == ("thermostat",):
        return any(start <= mark.start < end for start, end in names) and mark.end - mark.start <= _SHORT_WORD
    if mark.kind == "work_type" and mark.codes != ("sales",):
        return mark.codes == ("maintenance",) and promised.meets(mark.span)
    whose = _WHOSE.get(mark.kind)
    text = ad.text.folded
    if mark.kind == "property" and (_BY_HOUSE.match(text, mark.end) or _NEAR_HOUSE.search(text, 0, mark.start)):
        return True
    if whose is None or not whose.fullmatch(text, *mark.span):
        return False
    if _TO_STREET.match(text, mark.end):
        return True
    label = _TO_PHONE.match(text, mark.end)
    return any(way.kind == "phone" and label and way.start <= label.end() <= way.end for way in ad.contacts)


def read_papers(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"MHIC #12345，有保险"` -> licensed: yes; licenses: mhic 12345 of MD; insured: yes."""
    result = papers(ad.text, ad.marks)
    words = result.said
    yield Statement("licenses", result.licenses, words.get("licenses", []), LIKELY)
    licensed = result.licensed or (True if result.licenses else None)
    yield Statement("licensed", licensed, words.get("licensed") or words.get("licenses", []))
    yield Statement("insured", result.insured, words.get("insured", []))
    yield Statement("licensed_states", result.licensed_states, words.get("licensed_states", []), LIKELY)
    yield Statement("insured_states", result.insured_states, words.get("insured_states", []), LIKELY)


def read_warranties(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"零件10年，人工1年"` -> warranties: parts 10 years, labor 1 year."""
    promised = warranties(ad.text, ad.marks)
    spans = [span for promise in promised for span in promise.spans]
    yield Statement("warranties", _once(promise.warranty for promise in promised), spans, LIKELY)


def read_area(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"服务 Rockville, Fairfax County"` -> service_places: MD:rockville, 51059.

    Places in a name, in a way to reach somebody and beside a license are no area.
    """
    taken = _taken(ad, reading)
    result = areas(ad.text, here(ad.text, ad.marks, ad.contacts, gazetteer()), taken, gazetteer())
    words = result.words
    yield Statement("service_states", result.states, words.get("service_states", []))
    yield Statement("service_places", result.places, words.get("service_places", []), LIKELY)
    yield Statement("zips", _once(result.zips), words.get("zips", []))
    yield Statement("addresses", result.addresses, words.get("addresses", []), LIKELY)
    yield Statement("radius", result.radius, words.get("radius", []), LIKELY)


#: Without its stroke it is any number.
_ROUND_THE_CLOCK = re.compile(r"(?<![\d/-])24\s*[/x×]\s*7(?:/365)?(?![\d/-])")


#: Money lent for nothing: "0% for 36 months", "0 % APR".
_NO_INTEREST = re.compile(r"(?<![\d.])0\s*%\s*(?:apr|interest|financing|for \d|\d+ ?(?:mos?|months)|利率|利息|分期)")


def read_features(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"24/7，免费估价"` -> features: free_estimate, open_24h."""
    offers = [mark for mark in reversed(ad.marks) if mark.kind == "feature" and not mark.is_negated]
    offered = {mark.codes[0]: mark.span for mark in offers}
    clock = _ROUND_THE_CLOCK.search(ad.text.folded)
    if clock and not denied(ad.text.folded, [clock.span()]):
        offered["open_24h"] = clock.span()
    interest = _NO_INTEREST.search(ad.text.folded)
    if interest and not denied(ad.text.folded, [interest.span()]):
        offered.setdefault("financing", interest.span())
    yield Statement("features", list(offered), list(offered.values()), LIKELY)


def read_languages(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"通国、粤、英语"` -> languages: cmn, yue, en."""
    spoken: dict[str, list[Span]] = {}
    for match in _short_languages().finditer(ad.text.folded):
        for character in match["list"] or match["said"] or match["alone"] or match["close"]:
            for code, short in tables()["short_language"].items():
                if character in short:
                    spoken.setdefault(code, [match.span()])
    for mark in ad.marks:
        if mark.kind == "language" and not mark.is_negated:
            spoken.setdefault(mark.codes[0], []).append(mark.span)
    yield Statement("languages", list(spoken), [span for spans in spoken.values() for span in spans], LIKELY)


@cache
def _short_languages() -> re.Pattern[str]:
    every = "".join(character for short in tables()["short_language"].values() for character in short)
    several = rf"[{every}](?:[、,，/·和及 ]?[{every}])+"
    alone, other = r"(?<![\u4e00-\u9fff])", r"(?![\u4e00-\u9fff])"
    return re.compile(
        rf"(?:{alone}|(?<=[说讲通会操懂]))(?P<list>{several})[双两三四]?[语文话]|(?<=[说讲通会])(?P<said>{several}){other}"
        # By themselves or before 皆通: 国粤英, 中英粤.
        rf"|{alone}(?P<close>(?=[国中普粤闽台]*英|英)[国中普粤英闽台]{{3,5}})(?=皆通|都通|均通|都[会讲说]|皆可|均可|{other})"
        rf"|{alone}(?P<alone>[{every}](?:[/、][{every}])+"
        rf"|(?<![^\n])[{every}](?:[ ]?[·・|‧•][ ]?[{every}])+(?![^\n])){other}"
    )


def read_hours(ad: Ad, reading: Reading) -> Iterator[Statement]:
    """`"周一至周五 8:00-18:00"` -> hours: mon to fri, 08:00 to 18:00.

    Digits of names, contacts, papers and addresses are no hours.
    """
    taken = [*_taken(ad, reading), *ad.by_line(reading.spans("addresses")), *ad.by_line(reading.spans("zips"))]
    week, spans = hours(ad.text, taken)
    yield Statement("hours", week, spans, LIKELY)


#: In this order: what one stage took, the next ones do not read again.
STAGES: tuple[Stage, ...] = (
    read_names,
    read_contacts,
    read_warranties,
    read_work,
    read_papers,
    read_area,
    read_features,
    read_languages,
    read_hours,
)


def read_ad(ad: Ad) -> Reading:
    """Everything one ad states: every stage once, in order."""
    reading = Reading()
    for stage in STAGES:
        reading = reading.with_more(stage(ad, reading))
    return reading


def _taken(ad: Ad, reading: Reading) -> list[Span]:
    """Where names, ways to reach somebody and papers stand: digits and places there say nothing else."""
    ways = [(way.start, way.end) for way in ad.contacts]
    return [*reading.parts("names"), *ways, *reading.spans("licenses", "licensed_states", "insured_states")]


_T = TypeVar("_T")


def _once(values: Iterable[_T]) -> list[_T]:
    distinct: list[_T] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    return distinct
