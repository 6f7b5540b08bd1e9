"""How far around a ZIP code or a town an ad says its firm works."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from directory.ads.rules.ad_vocabulary import finding, state_of, states, tables, words
from directory.ads.rules.area_lines import AREA_LINE, LABEL, ZIP, is_listed, is_only_places, speaks_of_area, without
from directory.ads.rules.elsewhere import other_states
from directory.ads.rules.marks import Mark
from directory.businesses.fields.terms import CircleValue
from directory.kernel.site import site
from directory.kernel.text import fold
from directory.places.gazetteer import Gazetteer
from directory.places.rules import Place, miles_between
from directory.reading.offsets import Borders, Printed, Span, Taken, starting_in

_RADIUS = re.compile(
    r"(?:within\s+)?(\d{1,3})\s*-?\s*(?:miles?|mi\.?|英里|哩)\s*(?:radius\s*)?(?:, )?(?:of|from|around|"
    r"radius of|以内|之内|内|范围)?\s*(?:的)?\s*(?:zip\s*)?([^\n,，。;；]{0,24})"
)
_MILES = r"\d{1,3}|[二三四五六七八九]?十五?"
_AROUND = re.compile(rf"([^\n,，。;；]{{1,24}}?)\s*(?:周边|周围|方圆|附近|为中心)\s*({_MILES})\s*(?:英里|哩|miles?)")
#: 方圆20英里，以洛城为中心.
_CENTERED = re.compile(
    rf"方圆\s*({_MILES})\s*(?:英里|哩)[以内范围之]{{0,4}}[，, ]{{0,2}}以([^\n,，。;；]{{1,16}}?)为中心"
)
#: 20850 30英里内, Rockville 20哩以内.
_BEFORE = re.compile(
    r"((?<!\d)\d{5}|(?<![a-z])[a-z]+(?: [a-z]+)?|[\u4e00-\u9fff]{2,5})"
    r"[ ,，]{0,2}(\d{1,3})\s*(?:英里|哩)(?=以?内|之内|范围)"
)


def circle(ad: Printed, marks: Sequence[Mark], gazetteer: Gazetteer) -> tuple[CircleValue, Span] | None:
    """The circle (ZIP code of its middle, miles) and the words that draw it."""
    for match, miles, where in [
        *((m, m[1], m.span(2)) for around in (_RADIUS, _CENTERED) for m in around.finditer(ad.folded)),
        *((m, m[2], m.span(1)) for around in (_AROUND, _BEFORE) for m in around.finditer(ad.folded)),
    ]:
        center = _center(ad, where, marks, gazetteer)
        if center:
            return {"zip": center, "miles": _number(miles)}, ad.trimmed(match.span())
    return None


def _number(miles: str) -> int:
    """Miles in figures or as 十五, 二十."""
    tens, ten, ones = miles.partition("十")
    return int(miles) if not ten else 10 * (" 一二三四五六七八九".index(tens) if tens else 1) + (5 if ones else 0)


def _center(ad: Printed, where: Span, marks: Sequence[Mark], gazetteer: Gazetteer) -> str | None:
    """The ZIP code of a circle's middle; of a town the one of its name nearest to its own middle."""
    number = ZIP.search(ad.folded, *where)
    if number:
        return number[1] if gazetteer.zip(number[1]) else None
    for mark in starting_in(marks, where):
        town = gazetteer.place(mark.codes[0]) if mark.kind == "place" else None
        if town and town.kind == "city":
            return _middle(town, gazetteer).code
    return None


def _middle(town: Place, gazetteer: Gazetteer) -> Place:
    streets = _streets(gazetteer)
    own = [place for place in streets if place.name("en") == town.name("en")]
    return min(own or streets, key=lambda place: miles_between(town, place))


@cache
def _metro() -> re.Pattern[str]:
    """Finds what the whole area is called."""
    return finding(words("area", "metro"))


@cache
def _streets(gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The ZIP codes of streets: those of post office boxes stand several at one point."""
    zips = [place for place in gazetteer.places if place.kind == "zip"]
    at = Counter((place.lat, place.lng) for place in zips)
    return tuple(place for place in zips if at[place.lat, place.lng] == 1)


_ADDRESS = re.compile(
    r"(?<![\w#-])((?:(?:suite|ste|unit|room|rm)\.? ?[\w-]+,? )?(?:\d{2,5}"
    r"|\d(?=[ ](?:[a-z'.]+[ ]){1,2}(?:plaza|street|st|avenue|ave|road|rd|blvd|drive|dr|court|ct"
    r"|lane|ln|way|place|pl|circle|cir|terrace|ter|pike|row)(?![a-z])))"
    r"(?:-[a-z])?[ ](?:[nsew]\.?[ ])?(?:[a-z0-9'.]+[ ]){1,4}(?:turnpike|tpke|st|street|"
    r"rd|road|ave|avenue|dr|drive|blvd|boulevard|ln|lane|ct|court|pike|hwy|highway|pl|place|"
    r"way|pkwy|parkway|cir|circle|ter|terrace|square|sq|plaza|plz|trail|trl|row|walk|loop|alley|center"
    r"|ctr)\b\.?(?:[ ](?:ne|nw|se|sw|n|s|e|w)\b\.?"
    r")?"
    r"(?:[ ,]*(?:#|(?:suite|ste|unit|apt|room|rm)(?![a-z])\.?)[ ]?#?[\w-]+)?(?:[ ,]+[a-z .]{3,24},?[ ]+(?"
    r":dc|md|va|maryland|virginia)\.?)?(?:[ ,]*\d{5}(?:-\d{4})?)?)"
)
_SENTENCE = re.compile(r"[。！!；;]")
#: Counties named together, and what stands between them.
_SEVERAL = re.compile(r"\s*(?:(?<![a-z])(?:count(?:ies|y)|cos?\.|cntys?\.?)(?![a-z])|[两三四五各]县)")
_JOINT = re.compile(r"\s*(?:,\s*and(?![a-z])|[,，、/&]|(?<![a-z])and(?![a-z])|和|及)\s*")
_LONGEST_LIST = 160
_SEVERAL_PLACES = 2
#: A state, or another, that they do not go to.
_REFUSED = re.compile(
    r"(?:不去|不到|不做|不服务|不接|不含|不包括|除了?|(?<![a-z])(?:except|not|no"
    r"|outside(?: of)?))[ \t]*(?:serve |in )?$"
)
#: The same behind it, maybe of a part of it: DC西北区不去.
_NOT_TO = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:以[东南西北外])?(?:不[去到接跑]|除外|恕不|勿扰)|,? (?:excluded|not served)(?![a-z])"
)
#: Where a paper or a registration is of: 维州註冊公司, "VA Class A".
_OF_PAPER = re.compile(r"[ ]?(?:政府)?(?:注册|登记|class [abc]|master(?![a-z])|lic(?:en[sc]e)?(?![a-z]))")
_OF_STATE = re.compile(r"(?:,? ?(?:dc|md|va|maryland|virginia)(?![a-z]))?")
#: A branch stands there: 北维分店; a paper is of there: 蒙郡执照.
_OF_SHOP = re.compile(r"\s*(?:[分总老新]?[店行部]|写字楼|办公[室楼]|门市|仓库|[分总]公司|[执牌证]照|老板|师傅|人)")


@dataclass
class Areas:
    """What is said of places. Empty where nothing is."""

    states: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    zips: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    radius: CircleValue | None = None
    words: dict[str, list[Span]] = field(default_factory=dict)

    def note(self, name: str, span: Span) -> None:
        """Keep the words of a field."""
        self.words.setdefault(name, []).append(span)


def areas(ad: Printed, marks: Sequence[Mark], taken: Sequence[Span], gazetteer: Gazetteer) -> Areas:
    """The places of one ad. `taken` are stretches that speak of something else: names, papers, phones."""
    result, speaks = Areas(), cache(partial(speaks_of_area, ad, marks))
    closed = Taken(len(ad.folded), [*taken, *_addresses(ad, result), *other_states(ad)])
    round_about = circle(ad, marks, gazetteer)
    if round_about:
        result.radius, span = round_about
        result.note("radius", span)
        closed.add(span)
    for span in _counties(ad, result, gazetteer):
        closed.add(span)
    for match in _metro().finditer(ad.folded):
        if not (closed.meets(match.span()) or _is_refused(ad.folded, match.span())):
            result.states += site().codes
            result.note("service_states", match.span())
            closed.add(match.span())
    addresses = Taken(len(ad.folded), result.words.get("addresses", []))
    # "Loudoun County, VA" and "Northern Virginia" say no more of the state than the county and the region.
    beside = closed.with_more(_with_state(ad.folded, mark) for mark in marks if _is_town(mark, gazetteer))
    sentences = Borders(ad.folded, _SENTENCE)
    for line in ad.lines:
        if LABEL.search(ad.folded, *line) and not AREA_LINE.search(LABEL.sub("", ad.folded[slice(*line)])):
            continue
        for span in sentences.within(line):
            _states(ad, span, marks, beside, result)
    for mark in marks:
        is_said = mark.kind == "place" and not mark.is_negated and not closed.meets(mark.span)
        is_said = is_said and not _is_refused(ad.folded, mark.span)
        if is_said and (
            _is_wide(ad, mark, gazetteer) or speaks(ad.line_at(mark.start)) or is_listed(ad, marks, mark, gazetteer)
        ):
            _place(ad, mark, result, gazetteer)
    for match in ZIP.finditer(ad.folded):
        place = gazetteer.zip(match[1])
        in_address = addresses.meets(match.span())
        if place is None or (closed.meets(match.span()) and not in_address):
            continue
        if in_address or LABEL.search(ad.folded[slice(*ad.lines[ad.line_at(match.start())])]):
            result.zips.append(match[1])
            result.note("zips", match.span())
        elif speaks(ad.line_at(match.start())):
            result.zips.append(match[1])
            result.places.append(place.place_code)
            result.note("zips", match.span())
            result.note("service_places", match.span())
    result.states = list(dict.fromkeys(result.states))
    result.places = list(dict.fromkeys(result.places))
    return result


def _is_refused(text: str, span: Span) -> bool:
    """Whether a firm says that it does not go somewhere: 不去华府, 里奇蒙不接."""
    begin = text.rfind("\n", 0, span[0]) + 1
    return bool(_REFUSED.search(text, begin, span[0]) or _NOT_TO.match(text, span[1]))


def _with_state(text: str, mark: Mark) -> Span:
    """A town with the state that stands after it, or right before it: 维州费尔法克斯."""
    before = _state_before().search(text, max(0, mark.start - 12), mark.start)
    return before.start() if before else mark.start, _of_the_state(text, mark.end)


@cache
def _state_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(re.escape(fold(w)) for w in _chinese_states())})的?\Z")


def _chinese_states() -> list[str]:
    return [word for names in tables()["state"].values() for word in names if not word.isascii()]


def _of_the_state(text: str, end: int) -> int:
    """Where the state ends that stands right after a place."""
    match = _OF_STATE.match(text, end)
    return match.end() if match else end


def _is_town(mark: Mark, gazetteer: Gazetteer) -> bool:
    place = gazetteer.place(mark.codes[0]) if mark.kind == "place" else None
    return place is not None and place.kind != "state"


def _is_wide(ad: Printed, mark: Mark, gazetteer: Gazetteer) -> bool:
    """Whether a mark is a Chinese word for a region or a county, which is where they work: 安装维修 北维、蒙郡."""
    place = gazetteer.place(mark.codes[0])
    line = ad.folded[slice(*ad.lines[ad.line_at(mark.start)])]
    is_chinese = not ad.folded[slice(*mark.span)].isascii()
    is_area = place is not None and place.kind in ("region", "county")
    return is_chinese and is_area and not LABEL.search(line) and not _OF_SHOP.match(ad.folded, mark.end)


def _addresses(ad: Printed, result: Areas) -> list[Span]:
    spans = []
    for match in _ADDRESS.finditer(ad.folded):
        span = ad.trimmed(match.span())
        result.addresses.append(ad.words(span))
        result.note("addresses", span)
        spans.append(span)
    return spans


def _counties(ad: Printed, result: Areas, gazetteer: Gazetteer) -> Iterator[Span]:
    """The counties that are named together: Montgomery, Howard & Frederick Counties."""
    for match in _SEVERAL.finditer(ad.folded):
        begin = max(ad.lines[ad.line_at(match.start())][0], match.start() - _LONGEST_LIST)
        named: list[tuple[int, str]] = []
        joints = _JOINT.finditer(ad.folded, begin, match.start())
        # "Fairfax and Loudoun County"; "Frederick, Howard County" is a town and a county.
        is_one = match[0].strip() == "county"
        edges = [joint.span() for joint in joints if not (is_one and joint[0].strip() in (",", "、"))]
        stop = match.start()
        for start, end in reversed([(begin, begin), *edges]):
            words = ad.folded[end:stop].split()
            # "serving Montgomery": the name is the end of the first piece.
            county = next((candidate for n in range(len(words)) if (candidate := _county(words[n:], gazetteer))), None)
            if county is None:
                break
            named.append((ad.folded.index(county[0][0], end), county[1]))
            stop = start
            if len(county[0]) < len(words):
                break
        if len(named) > 1:
            span = named[-1][0], _of_the_state(ad.folded, match.end())
            places = [place for _, place in reversed(named)]
            result.places += [_beside(place, places, gazetteer) for place in places]
            result.note("service_places", span)
            yield span


def _beside(county: str, others: Sequence[str], gazetteer: Gazetteer) -> str:
    """The county of that name in the state of the others: Talbot, Caroline and Queen Anne's are Maryland's."""
    known = {code: place for code in others if (place := gazetteer.place(code))}
    states_of_others = {place.state for code, place in known.items() if code != county}
    own = known.get(county)
    if own is None or len(others) <= _SEVERAL_PLACES or len(states_of_others) != 1 or own.state in states_of_others:
        return county
    other = gazetteer.read(f"{own.name('en')}, {states_of_others.pop()}")
    return other.place_code if other and other.kind == "county" else county


def _county(words: Sequence[str], gazetteer: Gazetteer) -> tuple[Sequence[str], str] | None:
    place = gazetteer.read(" ".join([*words, "county"]))
    return (words, place.place_code) if place and place.kind == "county" else None


def _states(ad: Printed, span: Span, marks: Sequence[Mark], closed: Taken, result: Areas) -> None:
    """States in a sentence that speaks of where they work, or that is nothing but states and work."""
    matches = [
        match
        for match in states().finditer(ad.folded, *span)
        if not closed.meets(match.span())
        and not _is_refused(ad.folded, match.span())
        and not _OF_PAPER.match(ad.folded, match.end())
    ]
    if not matches:
        return
    line = ad.folded[slice(*span)]
    rest = states().sub("", line)
    work = [mark.span for mark in starting_in(marks, span) if mark.kind in ("service", "work_type", "property")]
    bare = without(ad.folded, span, [*work, *(match.span() for match in matches)])
    only = not re.sub(r"[\W_]|和|及|与|三地|三州|两州|各地|全|都|均|可|and|area|地区", "", bare)
    alone = _is_before_town(ad, matches[-1].end(), marks) or (
        len(matches) >= 2
        and bool(
            re.fullmatch(
                r"[\s/,，、&+.|·‧・•和及与\-–—]*(?:and)?[\s/,，、&+.|·‧・•\-–—]*",
                ad.folded[matches[0].end() : matches[1].start()],
            )
        )
    )
    if not (only or alone or AREA_LINE.search(rest) or is_only_places(ad, span, marks)):
        return
    if re.search(r"licen|insur|执照|牌照|证照|保险|hvac\s*#|mhic", rest) and not re.search(
        r"服务|serv|上门|地区", rest
    ):
        return
    result.states += [state_of(match[0]) for match in matches]
    result.note("service_states", (matches[0].start(), matches[-1].end()))


#: Between a state and the first of the towns that a list goes on with: DC、阿灵顿, "DC & Arlington".
_AND_TOWN = re.compile(r"[ ]?(?:[、/&+·•]|和|及|(?<![a-z])and(?![a-z]))[ ]?")


def _is_before_town(ad: Printed, end: int, marks: Sequence[Mark]) -> bool:
    """Whether a state is the first of a list of places on a line about where they work."""
    joint = _AND_TOWN.match(ad.folded, end)
    is_joined = joint and any(mark.kind == "place" and mark.start == joint.end() for mark in marks)
    return bool(is_joined) and speaks_of_area(ad, marks, ad.line_at(end - 1))


def _place(ad: Printed, mark: Mark, result: Areas, gazetteer: Gazetteer) -> None:
    place = gazetteer.place(mark.codes[0])
    if place is None or place.kind == "state":
        return
    if place.kind == "region":
        rows = list(place.fips) if place.code != site().whole_region else []
        result.states += site().codes if place.code == site().whole_region else []
        result.places += rows
        result.note("service_places" if rows else "service_states", mark.span)
        return
    result.places.append(place.place_code)
    result.note("service_places", mark.span)
