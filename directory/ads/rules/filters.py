"""Which texts are no ad of a contractor: other trades, jobs, goods. And the trades an ad names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from re import Pattern

from directory.ads.rules.ad_vocabulary import finding, pattern, words
from directory.ads.rules.job_offers import jobs, wanted_words
from directory.ads.rules.marks import Mark
from directory.ads.rules.name_words import has_own_word
from directory.ads.rules.names import names_in
from directory.reading.contacts import Contact
from directory.reading.offsets import CHINESE, Printed, Span, Taken
from directory.search.rules.vocabulary import unlisted

#: Services other firms offer, too: they make an ad one of ours only beside heating or cooling.
_SHARED = frozenset(
    (
        *("plumbing", "electrical", "drain_cleaning", "appliance_repair", "generator", "garage_door"),
        *("gas_line", "sump_pump", "exhaust_fan", "kitchen_hood"),
    )
)


def ours(marks: Iterable[Mark]) -> set[str]:
    """The services among the marks that are offered and that only a heating and cooling firm offers."""
    return _offered(marks) - _SHARED


@cache
def other_trades() -> Pattern[str]:
    """Finds what other trades say of themselves, those included that search knows as nobody's here."""
    near = words("other_trade", "near")
    return finding(
        [*words("other_trade"), *(word for code, terms in unlisted().items() if code not in near for word in terms)]
    )


def foreign(text: str, start: int, end: int) -> Iterator[Span]:
    """Where a stretch of folded text speaks of a trade that no firm of ours follows."""
    for span in others_in(text, start, end):
        if not is_beside(text, span):
            yield span


def others_in(text: str, start: int, end: int, which: Pattern[str] | None = None) -> Iterator[Span]:
    """Where a stretch says words of other trades that are not part of words of ours: 电工 in 机电工程."""
    others = [match.span() for match in (which or other_trades()).finditer(text, start, end)]
    if not others:
        return
    innocent = Taken(
        len(text), (match.span() for match in pattern("other_trade", "innocent").finditer(text, start, end))
    )
    for aside in _OF_OURS.finditer(text, start, end):
        innocent.add(aside.span())
    yield from (span for span in others if not innocent.meets(span))


#: Work of ours in houses that are let, and papers done for it: 出租房暖气不热, 代办热泵补贴.
_OF_OURS = re.compile(
    r"出租[房屋单](?!间|[一二两三四五\d])[^。！!\n]{0,6}(?:暖|冷|空调|热水|锅炉|水管|[修坏漏])"
    r"|出租[公房]?[寓屋房]?(?:业主|房东|屋主)|房东(?:的)?(?:好帮手|放心|省心|朋友)"
    r"|代[办申]请?[^，,。！!\n]{0,6}(?:补助|补贴|退税|回馈|回扣|许可|rebate|permit)"
    r"|(?:补助|补贴|退税|回馈|回扣|许可|rebate|permit|paperwork)[^。！!\n]{0,24}代办"
    # What is built for who rents a shop, and who calls because something broke.
    r"|(?<![a-z])tenants?['’]?s?[ -](?:build|improve|fit|up|space|finish|renovat|interior|alter|work|complain|call)"
    r"|(?<![a-z])(?:(?:landlords?|owners?) ?(?:and|&|or|/) ?tenants?|tenants? ?(?:and|&|or|/) ?landlords?)(?![a-z])"
    r"|房东[和与、/及或]?(?:租客|房客|租户)|(?:租客|房客|租户)(?:[和与、/及或]?房东|报修|投诉|来电|打电话|一打|抱怨)"
)


def is_beside(text: str, span: Span) -> bool:
    """Whether words name work that many firms of ours do as well."""
    return bool(pattern("other_trade", "beside").search(text, *span))


#: Work that cleaners, handymen and electricians do beside their own.
_PERIPHERAL = frozenset(
    ("duct_cleaning", "dryer_vent", "thermostat", "air_purifier", "humidifier", "dehumidifier", "uv_light")
)
#: Of cars as of houses.
_IN_CARS = frozenset(("air_conditioning", "heating", "refrigeration", "boiler"))
#: So near to air conditioning words for cars are said of it.
_BESIDE = 4
#: So many different words for the rooms of a house, or for what is asked of a worker, tell.
_ENOUGH = 2


def rejected(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact]) -> tuple[str, list[Span]] | None:
    """(reason, the words that say so) for an ad that is no heating and cooling firm's; None for one that is."""
    our = ours(marks)
    works = any(mark.kind == "work_type" and not mark.is_negated for mark in marks)
    tenants = _said(ad, "tenants")
    if tenants and not works:
        return "other_trade", tenants
    offers, wanted = list(jobs(ad.folded, 0, len(ad.folded))), wanted_words(ad, marks)
    named = list(_our_names(ad, marks))
    if offers and not (named and works and all(_is_aside(ad, span) for span in offers)):
        return "job_offer", sorted([*offers, *wanted])
    rooms = _said(ad, "rooms")
    if not named and _different(ad, rooms) >= _ENOUGH:
        return "other_trade", rooms
    denied = _denied(ad, marks, reached).with_more([*_names_of_ours(ad), *_clients(ad, marks)])
    strong = [
        span
        for span in others_in(ad.folded, 0, len(ad.folded), pattern("other_trade", "strong"))
        if not denied.meets(span)
    ]
    if strong and our and works:
        strong = [span for span in strong if not _is_of_client(ad.folded, span)]
        strong = [] if len(our - _PERIPHERAL) >= _ENOUGH and _is_mention(ad, strong) else strong
    called = _called(ad, marks)
    if called:
        return "other_trade", [called]
    if strong and _outweigh(ad, marks, strong):
        return "other_trade", strong
    # One word that a firm may use of itself makes no job offer of an ad that offers work done.
    if wanted and (_different(ad, wanted) >= _ENOUGH or not (our and works)):
        is_of_goods = all(ad.folded[slice(*span)] == "wanted" for span in wanted)
        is_of_goods &= not pattern("job_offer", "sought").search(ad.folded)
        return "other_trade" if is_of_goods else "job_offer", wanted
    cars = [span for span in _said(ad, "cars") if not denied.meets(span)]
    if cars and our <= _IN_CARS and _is_about_cars(ad, marks, cars):
        return "other_trade", cars
    others = [span for span in others_in(ad.folded, 0, len(ad.folded)) if not denied.meets(span)]
    work = [m.span for m in marks if m.kind == "service" and not m.is_negated and set(m.codes) <= _OF_NEIGHBORS]
    if work and _is_neighbor(marks):
        return "other_trade", sorted([*others, *work])
    if our or _offered(marks) - _OF_NEIGHBORS:
        # "refrigeration for restaurants": whom work of ours is done for.
        clients = Taken(len(ad.folded), (mark.span for mark in marks if mark.kind == "property"))
        others = [span for span in others if not clients.meets(span)]
    if any(mark.kind == "license" and not mark.is_negated and set(mark.codes) & _PAPERS_OF_OURS for mark in marks):
        others = []
    # Who clears drains and cleans ducts, or lays gas lines, is a firm of ours.
    is_beside_ours = bool(our or work) and all(is_beside(ad.folded, span) for span in others)
    is_called_ours = bool(named) and (bool(our - _CORE) or ad.line_at(_head(ad)[0]) in named)
    heads = not works and not is_called_ours and _heads(ad, others)
    if others and ((not our - _PERIPHERAL and not is_beside_ours) or heads):
        return "other_trade", others
    unknown = _of_unknown_trade(ad, marks, reached)
    if unknown:
        return "other_trade", unknown
    if not any(contact.kind in ("phone", "email", "wechat", "website") for contact in reached):
        return "no_contact", []
    return None


#: Whom a firm works for or speaks to, or what its people did before: 律师楼的, "your dentist's office", 搬家不用愁,
#: "Realtors!", 退休电脑工程师.
_CLIENT_AFTER = re.compile(
    r"[楼店铺馆所行厂厅][、，,的：:]|(?:[事务所公司]{2,3})?、|不[用必]?愁|之?前[，,]|的?朋友|请注意|看过来|老板|出身|[改转]行|公司(?:长期)?合作"
    r"|s?['’]s? (?:office|shop|store|house|place|kitchen)|(?:(?<=s)|s)[!！] "
)
_CLIENT_BEFORE = re.compile(r"(?:[、给替为]|退休|改行|(?<![a-z])(?:retired|former|ex-?|your) ?)\Z")


def _is_of_client(text: str, span: Span) -> bool:
    """Whether a word of another trade says whom a firm works for, or what its people did before."""
    before = text[max(0, span[0] - len("retired ")) : span[0]]
    return bool(_CLIENT_AFTER.match(text, span[1]) or _CLIENT_BEFORE.search(before))


def _is_mention(ad: Printed, strong: Sequence[Span]) -> bool:
    """Whether an ad names one thing of another trade, once, and is not called by it."""
    every = {*strong, *others_in(ad.folded, 0, len(ad.folded))}
    head = ad.trimmed(_head(ad))
    return len(every) == 1 and all(end != head[1] for _, end in every)


#: Between the houses of a list: 辦公大樓、診所、教會.
_ROW = re.compile(r"[ ]?[,，、/·・&][ ]?")


def _clients(ad: Printed, marks: Sequence[Mark]) -> Iterator[Span]:
    """The houses that are named in a row: whom work is done for."""
    houses = [mark for mark in marks if mark.kind == "property"]
    for one, other in pairwise(houses):
        if _ROW.fullmatch(ad.folded, one.end, other.start):
            yield from (one.span, other.span)


def _is_aside(ad: Printed, offer: Span) -> bool:
    """Whether a firm only adds on a last line of its own that it looks for somebody: 另诚征学徒一名."""
    start, end = ad.lines[ad.line_at(offer[0])]
    return bool(_ADDED.match(ad.folded, start, end)) and not ad.folded[end:].strip()


#: What is added at the end of an ad.
_ADDED = re.compile(r"\W*(?:另(?!有)|并(?=[诚招请])|also (?:hiring|looking))")


def _called(ad: Printed, marks: Sequence[Mark]) -> Span | None:
    """The head of an ad that ends as other trades' names do, and names nothing that a firm has: 万事通保险.

    Words of ours in such a name are a name's where the ad has no others: Furnace Hill Pottery, Boiler Room Barbershop.
    """
    head = ad.trimmed(_head(ad))
    words_of_it = ad.folded[slice(*head)]
    called = pattern("other_trade", "called").finditer(words_of_it)
    ends = any(_OF_A_SHOP.fullmatch(words_of_it, match.end()) for match in called)
    is_own = bool(
        pattern("insured", "not").search(words_of_it) or _HAS.search(words_of_it) or _OF_TRADE.search(words_of_it)
    )
    services = [mark.span for mark in marks if mark.kind == "service" and not mark.is_negated]
    is_own &= not services or any(not (head[0] <= start < head[1]) for start, _ in services)
    return head if ends and not is_own and has_own_word(words_of_it) else None


#: What may follow the trade in the name of a shop: 新光眼镜行, "Lotus Bakery & Cafe Inc".
_OF_A_SHOP = re.compile(
    r"(?:[有限]{0,2}公司|[行店城坊馆号铺部屋园]|中心|世界|大王|专家|,? (?:shop|store|center|co|inc|llc|corp)\.?)?"
)
#: What is asked and denied is not offered: 二手冷气？不卖！
_ANSWERED_NO = re.compile(r"[^。.!！?？\n]{1,40}[?？][ ]*(?:不|没|(?:no|nope|never)(?![a-z]))")
#: One of these stands in what follows.
_NOES = ("不", "倒", "散", "关", "n't", "n’t", "not ", "never", "no longer")
#: What somebody does not do, or no longer, and what a firm was that closed: 不拆墙, 裝潢、油漆都不做了, 油漆公司倒了.
_NOT_DONE = re.compile(
    r"不(?![锈只但仅止光限])[\u4e00-\u9fff]{1,4}"
    r"|[\u4e00-\u9fff、，, ]{1,20}?[都均皆也概律]?不再?[做接搞碰]了?(?=[\s。，,；;！!]|\Z)"
    r"|[\u4e00-\u9fff]{2,8}(?:公司|店|行)?[倒散关][了掉]"
    r"|(?<![a-z])(?:(?:do|does|wo|ca)n['’]?t|do(?:es)? not|will not|never|no longer) [a-z]+ [^.!?\n;]{1,40}"
)
#: What a firm has is not what it is called.
_HAS = re.compile(r"[有买附含带购]|不(?!锈)|执照|牌|fully|licen")
#: Who has one of these is of our trade, whatever rooms he names.
_PAPERS_OF_OURS = frozenset(("hvacr", "nate"))
#: Work of plumbers and electricians; and what of it no heating firm need do.
_OF_NEIGHBORS = frozenset(("plumbing", "electrical", "drain_cleaning", "sump_pump", "gas_line"))
_NEVER_OURS = (frozenset(("plumbing", "drain_cleaning")), frozenset(("electrical",)))
_CORE = frozenset(("heating", "air_conditioning"))
#: The head of an ad is its first line, of a long one the beginning.
_HEAD = re.compile(rf"[。，,;；:：!！?？\n]|[ \t][-–—]+[ \t]|\t|[ ]{{2,}}|(?<=[{CHINESE}])[ ](?=[{CHINESE}])")
_LONGEST_HEAD = 60
#: Whoever is called so is ours, whatever else the name holds: Solar Wind Heating & Cooling.
_OURS_BY_END = re.compile(
    r"(?:(?<![a-z])(?<!cold )(?:heating|cooling|hvac|a/c|air|conditioning|mechanical|furnaces?|boilers?)"
    r"(?: (?:works|services?|pros|experts|company|mechanical|contractors?|solutions|systems|specialists|group))?"
    r"(?:,? (?:llc|inc|co|corp)\.?)?|冷暖|暖通"
    r"|(?:冷暖|空调|冷气)(?:公司|行|工程))$"
)


def _names_of_ours(ad: Printed) -> Iterator[Span]:
    """The names that end as a heating firm's does: Granite Air Works sells no granite."""
    for line in ad.lines:
        yield from (name.span for name in names_in(ad, line) if _OURS_BY_END.search(ad.folded[slice(*name.span)]))


def _offered(marks: Iterable[Mark]) -> set[str]:
    """The services that an ad offers."""
    return {code for mark in marks if mark.kind == "service" and not mark.is_negated for code in mark.codes}


def _is_neighbor(marks: Sequence[Mark]) -> bool:
    """Whether an ad offers only an electrician's work or only a plumber's, or both and says no to heating and cooling.

    Who does both (水电) or lays gas lines and pumps as well does what our firms do.
    """
    offered = _offered(marks)
    refuses_ours = any(mark.kind == "service" and mark.is_negated and set(mark.codes) & _CORE for mark in marks)
    is_one_trade = any(offered <= trade for trade in _NEVER_OURS)
    return is_one_trade or (offered <= _OF_NEIGHBORS and refuses_ours)


def _head(ad: Printed) -> Span:
    """Where an ad says first what it is about."""
    start, stop = next((line for line in ad.lines if ad.folded[slice(*line)].strip()), (0, 0))
    begin = stop - len(ad.folded[start:stop].lstrip(" -*#【["))
    border = _HEAD.search(ad.folded, begin + 1, stop)
    return start, min(border.start() if border else stop, start + _LONGEST_HEAD)


def _outweigh(ad: Printed, marks: Sequence[Mark], strong: Sequence[Span]) -> bool:
    """Whether an ad is about what its words of other trades say: in its head, in several, or with no work of ours."""
    head = _head(ad)
    if any(head[0] <= first < head[1] for first, _ in strong):
        names = [ad.folded[slice(*name.span)] for line in ad.lines for name in names_in(ad, line)]
        return not any(_OURS_BY_END.search(name) and not _FOR_OTHERS.search(name) for name in names)
    foreign_words = Taken(len(ad.folded), strong)
    is_named = any(not foreign_words.meets(ad.lines[line]) for line in _our_names(ad, marks))
    works = any(mark.kind == "work_type" and not mark.is_negated and mark.codes != _GOODS for mark in marks)
    return not is_named and (_different(ad, strong) >= _ENOUGH or not (ours(marks) and works))


#: Whoever works for firms like ours is none: "web sites for HVAC contractors".
_FOR_OTHERS = re.compile(r"(?<![a-z])for ")
#: Who only sells does no work.
_GOODS = ("sales",)
#: So many words that nobody here uses tell of a trade that we have no word for.
_STRANGE_WORDS = 4
_WORDS = re.compile(r"[a-z][a-z'-]{2,}|[\u4e00-\u9fff]{2,}")
_OF_TRADE = re.compile(
    r"冷|暖|空调|气|热|制冷|通风|(?<![a-z])(?:hvac|heat|cool|air|furnace|ac|boiler|duct|mechanical|climate|comfort)"
)


def _of_unknown_trade(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact]) -> list[Span]:
    """The words of an ad that says nothing of ours, and several things that no firm of ours says."""
    if any(mark.kind in ("service", "brand", "license", "scope", "lack") for mark in marks) or _OF_TRADE.search(
        ad.folded
    ):
        return []
    # 发廊 is a customer's house in an ad of ours, and what it is itself in its own.
    of_ours = [mark.span for mark in marks if mark.kind != "property"]
    known = Taken(len(ad.folded), [*of_ours, *((way.start, way.end) for way in reached)])
    words_of_it = [match.span() for match in _WORDS.finditer(ad.folded) if not known.meets(match.span())]
    names = Taken(len(ad.folded), (name.span for line in ad.lines for name in names_in(ad, line)))
    strange = [
        (start, end)
        for start, end in words_of_it
        if not names.meets((start, end))
        and has_own_word(ad.folded[start:end])
        and not any(pattern(table).search(ad.folded, start, end) for table in ("person", "experience"))
    ]
    letters = sum(end - start if not ad.folded[start].isascii() else 2 for start, end in strange)
    return strange if letters >= 2 * _STRANGE_WORDS else []


def _different(ad: Printed, spans: Sequence[Span]) -> int:
    return len({ad.folded[start:end] for start, end in spans})


def _our_names(ad: Printed, marks: Sequence[Mark]) -> Iterator[int]:
    """The lines that hold a firm's name which says our trade."""
    work = Taken(len(ad.folded), (mark.span for mark in marks if mark.kind == "service"))
    for number, line in enumerate(ad.lines):
        if any(work.meets(name.span) for name in names_in(ad, line)):
            yield number


def _said(ad: Printed, entry: str) -> list[Span]:
    innocent = Taken(len(ad.folded), (match.span() for match in _OF_OURS.finditer(ad.folded)))
    return [
        match.span() for match in pattern("other_trade", entry).finditer(ad.folded) if not innocent.meets(match.span())
    ]


def _denied(ad: Printed, marks: Sequence[Mark], reached: Sequence[Contact]) -> Taken:
    """What the ad says no to (不修汽车空调), and what stands in addresses of mail and web."""
    last = len(ad.folded)
    refused = [(mark.end, min(last, mark.end + _BESIDE)) for mark in marks if mark.kind == "negation"]
    refused += [mark.span for mark in marks if mark.is_negated]
    noes = (_ANSWERED_NO, _NOT_DONE) if any(no in ad.folded for no in _NOES) else (_ANSWERED_NO,)
    refused += [match.span() for no in noes for match in no.finditer(ad.folded)]
    return Taken(last, [*refused, *((contact.start, contact.end) for contact in reached)])


def _is_about_cars(ad: Printed, marks: Sequence[Mark], cars: Sequence[Span]) -> bool:
    """Whether words for cars are what the ad is about: its head, several of them, or said of the air conditioning."""
    if any(mark.kind == "property" and "residential" in mark.codes for mark in marks):
        return False
    near = Taken(
        len(ad.folded),
        (
            (max(0, mark.start - _BESIDE), min(len(ad.folded), mark.end + _BESIDE))
            for mark in marks
            if mark.kind == "service"
        ),
    )
    return _different(ad, cars) >= _ENOUGH or _heads(ad, cars) or any(near.meets(span) for span in cars)


def _heads(ad: Printed, spans: Sequence[Span]) -> bool:
    """Whether words stand in the head that are more than what many firms do as well."""
    start, stop = _head(ad)
    return any(start <= first < stop and not is_beside(ad.folded, (first, last)) for first, last in spans)
