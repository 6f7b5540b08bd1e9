"""Which lines of an ad are about where its firm works: they say so, or name places and nothing else."""

import re
from collections.abc import Sequence

from directory.ads.rules.ad_vocabulary import states, words
from directory.ads.rules.marks import Mark
from directory.places.gazetteer import Gazetteer
from directory.reading.offsets import Borders, Printed, Span, starting_in

ZIP = re.compile(r"(?<![\d\-#$])(\d{5})(?![\d\-])")
AREA_LINE = re.compile(
    r"服务|区域|地区|范围|serv(?:e|es|ing|ice area)|areas?(?![a-z])|cover(?:s|ing)?|上门|均可|"
    r"都做|只做|只接|仅限|皆可|全境|跑|为主|一带|周边|近郊|市郊|全区|一线|沿线|邮编|邮区|起[，, ].{1,24}止"
    r"|available in|throughout|work in|负责"
    r"|扩展至|扩展到|拓展至|拓展到|服务至|遍布|覆盖|expand(?:ing|ed) (?:in)?to|now in(?![a-z])"
    r"|附近|方圆|(?<![a-z])(?:all of|entire)(?![a-z])|可到|[都皆全均][到去]|前往|涵盖|遍及|到府|可去|能到"
    r"|走遍|[东南西北]到[东南西北]|全(?=[马维华])|以内都"
    r"|(?<![a-z])(?:come|go|travel) to(?![a-z])|(?<![a-z])(?:we|will|can) (?:travel|drive|go)(?![a-z])"
    r"|(?<![a-z])(?:anywhere|all over|everywhere) (?:in|around)(?![a-z])|(?<![a-z])(?:based|local) (?:in"
    r"|to)(?![a-z])|"
    r"(?:repairs?|services?|installs?|installations?|maintenance|contractors?|hvac|heating|cooling|furnaces?"
    r"|air|work) (?:in|around|across)(?![a-z])"
)
_SEVERAL_PLACES = 2
#: What stands between the places of a line that names nothing else.
_BETWEEN = re.compile(
    r"(?<![a-z])(?:and|or|the|surrounding|nearby|areas?|county|counties|city|cities|towns?|vicinity|more"
    r"|all|of|only|to|co|from|between|everything|everywhere|in between"
    r"|nw|ne|sw|se|metro|beyond|greater|north|south|east|west|northern|southern|upper|lower|only"
    r"|zips?|zip codes?)(?![a-z])"
    r"|[及和与等地区县郡市镇从由至到]|周边|附近|一带|全郡|\d{5}"
)
#: A phone beside the places of a line.
_REACHED = re.compile(r"(?:(?:tel|call|ph|phone|电话?)[ .:：]*)?[(]?\d{3}[)]?[ .\-–—]{0,3}\d{3}[ .\-–—]{1,3}\d{4}")
_PLACE_WORDS = re.compile(r"(?:county|city|counties|郡|县|市)\s*$")
#: What sets the parts of a line apart that speak of different things.
_PART = re.compile(r"[.。;；|!！()（）:：]|[ ][-–—]+[ ]|[ \t]{2,}|\t|[-–—]{2,}")
#: Between the places of a list; "only" after one of them.
_LISTED = re.compile(r"[ ]?(?:[,，、/&+·•]|和|及|(?<![a-z])(?:and|to)(?![a-z]))[ ]?(?:and(?![a-z])[ ]?)?")
_ONLY = re.compile(r"[ ](?:area )?only(?![a-z])|[ ]?为限")
_END = re.compile(r"[ ]*[,，.。;；\n]|[ ]+[-–—]|[ ]*\Z")
LABEL = re.compile(
    r"地址|店址|门市|新店|新址|写字楼|办公室|总部|仓库|address|located|location|visit us|(?<!head )office(?! of)"
)


def without(text: str, span: Span, taken: Sequence[Span]) -> str:
    """A stretch without others that stand in it."""
    pieces, at = [], span[0]
    for start, end in sorted(taken):
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    return "".join([*pieces, text[at : span[1]]])


def _is_list(line: str) -> bool:
    """Whether a line names places and nothing else: Baltimore City and Baltimore County."""
    words = re.split(r"[,，、/|·&]|(?<![a-z])and(?![a-z])|和|及|与", line)
    return len(words) > 1 and all(_PLACE_WORDS.search(word) or not word.strip() for word in words)


def is_only_places(ad: Printed, span: Span, marks: Sequence[Mark], *, is_one_of_several: bool = False) -> bool:
    """Whether a line names several places and nothing else: Reston * Herndon, 20850 Rockville VA - Vienna VA.

    A phone may stand beside them. `is_one_of_several`: one place is enough.
    """
    named = [mark.span for mark in starting_in(marks, span) if mark.kind == "place"]
    numbers = [match.span() for match in ZIP.finditer(ad.folded, *span)]
    if len(named) + len(numbers) < (1 if is_one_of_several else _SEVERAL_PLACES):
        return False
    phones = [match.span() for match in _REACHED.finditer(ad.folded, *span)]
    rest = states().sub(" ", without(ad.folded, span, [*named, *phones]))
    return not re.sub(r"[\W_]", "", _BETWEEN.sub(" ", rest))


def speaks_of_area(ad: Printed, marks: Sequence[Mark], number: int) -> bool:
    """Whether the line of a place, or the one before it, is about where they work."""
    start, end = ad.lines[number]
    line = ad.folded[start:end]
    if LABEL.search(line) and not AREA_LINE.search(LABEL.sub("", line)):
        return False
    if AREA_LINE.search(line) or any(word in line for word in words("area", "before")):
        return True
    if _is_list(line) or is_only_places(ad, (start, end), marks):
        return True
    beside = [ad.lines[n] for n in (number - 1, number, number + 1) if 0 <= n < len(ad.lines)]
    several = [is_only_places(ad, one, marks, is_one_of_several=True) for one in beside]
    if several[1 if number else 0] and sum(several) >= _SEVERAL_PLACES:
        return True
    # A line of places and nothing else, or one that goes on with the list of the line before.
    before = ad.folded[slice(*ad.lines[number - 1])] if number else ""
    return bool(re.search(r"[,，、/]", line)) and (
        bool(AREA_LINE.search(before)) or len(re.split(r"[,，、/|·]", line)) > 2
    )


def is_listed(ad: Printed, marks: Sequence[Mark], mark: Mark, gazetteer: Gazetteer) -> bool:
    """Whether a place is one of several that its part of the line begins with, or a county as good as alone there.

    "Tidewind - 571-555-0138 - Fairfax and Loudoun County", "Call Sal. Annapolis, Edgewater.", "Howard County only".
    """
    start, end = ad.lines[ad.line_at(mark.start)]
    if LABEL.search(ad.folded, start, end):
        return False
    places = [other for other in starting_in(marks, (start, end)) if other.kind == "place" and not other.is_negated]
    part = Borders(ad.folded[start:end], _PART, [(one.start - start, one.end - start) for one in places])
    first, last = part.around(mark.start - start)
    part_span = start + first, start + last
    run = _run(ad, [one for one in places if part_span[0] <= one.start < part_span[1]], mark)
    if len(run) >= _SEVERAL_PLACES:
        is_head = not ad.folded[part_span[0] : run[0].start].strip(" ,，-–—*•>")
        is_of_counties = all(_is_county(one, gazetteer) for one in run)
        return is_of_counties or (is_head and bool(_END.match(ad.folded, run[-1].end)))
    is_alone = part_span == (start, end) and is_only_places(ad, part_span, marks, is_one_of_several=True)
    # "Marlow Air 410-555-0183. Harford Co."
    is_alone |= not ad.folded[part_span[1] : end].strip(" .") and is_only_places(
        ad, part_span, marks, is_one_of_several=True
    )
    return _is_county(mark, gazetteer) and (is_alone or bool(_ONLY.match(ad.folded, mark.end)))


def _run(ad: Printed, places: Sequence[Mark], mark: Mark) -> list[Mark]:
    """The places of the list that one stands in."""
    run: list[Mark] = []
    for place in places:
        if run and not _LISTED.fullmatch(ad.folded, run[-1].end, place.start):
            if mark in run:
                break
            run = []
        run.append(place)
    return run if mark in run else []


def _is_county(mark: Mark, gazetteer: Gazetteer) -> bool:
    place = gazetteer.place(mark.codes[0])
    return place is not None and place.kind in ("county", "region")
