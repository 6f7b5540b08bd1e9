"""Which texts look for somebody to work, or for work with a firm."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from re import Pattern

from directory.ads.rules.ad_vocabulary import pattern
from directory.ads.rules.marks import Mark
from directory.reading.offsets import Printed, Span, Taken

#: Without one of these nobody looks for work with a firm: the longer search is spared.
_SEEKS = ("seek", "looking for", "wants", "available for", "open to", "in search of", "公司", "老板", "工程队", "店家")
#: Who looks for work with a firm: "HVAC tech seeks steady work with a shop", "available for part-time work".
_SEEKS_WORK = re.compile(
    r"(?<![a-z])(?<!you )(?<!you are )(?<!you['’]re )(?:seeks?|seeking|looking for|wants|available for|open to"
    r"|in search of)"
    r" (?:an? |any )?(?:[a-z/-]+ ){0,3}?(?:work|job|employment|positions?|opportunit(?:y|ies)|gig)(?! ?[?？])"
    r"(?= (?:with|at|in|near|around|as)(?![a-z])|[ ]?[.,;:(\n]|\Z)"
    r"|[欲想愿求觅][寻找求]?[^\n。，,]{0,6}(?:公司|老板|工程队|店家)[^\n。，,]{0,6}(?:合作|工作|聘用|收留)|(?:寻|觅)(?:公司|老板)[^\n。，,]{0,4}合作"
)


def jobs(text: str, start: int, end: int) -> Iterator[Span]:
    """Where a stretch offers work to somebody, whatever else it says."""
    seeks = [_SEEKS_WORK] if any(text.find(word, start, end) >= 0 for word in _SEEKS) else []
    for offer in (pattern("job_offer", "strong"), _sought(), *seeks):
        yield from (match.span() for match in offer.finditer(text, start, end) if not _is_no_offer(text, match))


#: 诚聘？不是！ and 诚征客户 look for nobody to work.
_CLIENTS = re.compile(
    r"\s*(?:[?？]|our (?:\d|next|new)[^\n]{0,12}(?:van|truck)|新?(?:客户|顾客|业主|代理|加盟|经销|合作|商家|伙伴)"
    r"|customers|clients|partners|dealers)"
)
_NO_ONE = re.compile(r"(?:不是|并非|不|非|not|no longer|we are not)\s*\Z")


def _is_no_offer(text: str, offer: re.Match[str]) -> bool:
    before = text[max(0, offer.start() - 12) : offer.start()]
    return bool(_CLIENTS.match(text, offer.end()) or _NO_ONE.search(before))


@cache
def _sought() -> Pattern[str]:
    """Finds somebody looked for: 找有经验师傅两名, "installers needed"; "looking for a technician?" is no offer."""
    seeks, who = pattern("job_offer", "seeks").pattern, pattern("job_offer", "sought").pattern
    some = r"(?:[一二两三四五数\d]|若干)[名位]"
    return re.compile(
        # Whoever is sought by number and at work: 冷暖公司请 dispatcher 一名.
        rf"(?<![您你在])(?:[请聘招征]|诚征|需)[^\n。;；,，您你]{{1,16}}?[ ]?{some}(?![客顾业用户])|"
        rf"(?:{seeks})[^\n。;；,，]{{0,8}}?(?:{who})(?:{some}|名)"
        rf"|(?<![您你在])(?:寻找|寻人|招(?![牌呼待商]))"
        rf"[^\n。;；,，?？]{{0,12}}?(?:{who})(?![吗呢?？])"
        rf"|(?:{who})(?:{some}| (?:needed|wanted))"
        rf"|(?:^|(?<=[.!\n] )|(?<=\n))need(?:ed)?:? (?:an? )?(?:[a-z]+ )?(?:{who})(?![^\n.!]{{0,60}}[?？])"
        rf"|(?<!you )(?<!you are )(?<!you're )(?:{seeks})(?: [a-z&/-]+){{0,4}}? (?:{who})(?! ?[?？])"
    )


def wanted_words(ad: Printed, marks: Sequence[Mark]) -> list[Span]:
    """Words for what is asked of a worker or paid to one; 工資 in a warranty is none."""
    parts = Taken(len(ad.folded), (mark.span for mark in marks if mark.kind == "scope"))
    spans = [match.span() for match in pattern("job_offer", "weak").finditer(ad.folded)]
    return [span for span in spans if not parts.meets(span) and not _QUESTION.match(ad.folded, span[1])]


#: Who is asked whether he looks for somebody is no worker.
_QUESTION = re.compile(r"[^。.!！?？\n]{0,60}[?？]")
