"""Names of firms in running text: a sentence presents them, or they stand as a signature before a phone."""

import re

from directory.ads.rules.ad_vocabulary import everyday_brands, lexicon, pattern, squeezed_words
from directory.ads.rules.name_lines import CONTACT
from directory.ads.rules.name_words import (
    NO_NAME,
    SAYS_MORE,
    SMALL,
    SOMEBODY,
    VERBAL,
    has_own_word,
    is_name,
    is_person,
    is_place,
    own_words,
)
from directory.ads.rules.names import PAPER, Name
from directory.kernel.text import language_of
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span

#: How a firm's Chinese name ends within a sentence; what leads to it, and what a sentence goes on with after it.
_ENDS_ZH = (
    r"(?:冷暖(?:气|空调)?|冷气|空调|暖通|制冷|冷冻|机电|暖气|水电|水暖|电气|电业|电器|管道|锅炉|热泵|能源|通风|热水[炉器]|车库门)"
    r"(?:工程|服务|设备)?(?:有限)?(?:公司|行|中心|服务部|维修部|社|队)?(?:[\u4e00-\u9fff]{2}(?:分?店|分行)|总店)?"
)
_LEADS_ZH = (
    r"我们?是|我们?叫|这里是|本店(?:是|叫)?|本公司(?:是|叫)?|认准|请?找|欢迎(?:来到|光临|致电|惠顾)?|推荐|联系|叫做?|来自|关于"
    r"|创[办立]了?|开[设了]|经营|旗下|[更改易]名[为叫做]?"
)
_GOES_ON = (
    r"是|专|提供|竭诚|为(?:您|[广华大各社客住业])|承接|对自|长期|常年|推出|祝|愿|秉承|本着|敬|位于|成立|创[立办]|拥有|已有|以[诚质客]"
    r"|由|全体|欢迎|让您|帮您|主营|兼营|经营|服务(?!中心|部|公司)"
)
_PRESENTED = re.compile(
    rf"(?:{_LEADS_ZH}|(?<![\u4e00-\u9fff\d]))\s*[:：]?\s*[【「“\"]?([\u4e00-\u9fff]{{2,10}}?{_ENDS_ZH})"
    rf"(?=[\s,，。！!；;、)）】」”\"(（]|{_GOES_ON}|$)"
)
#: A shop's, which says nothing of its trade: 清風堂專業風管清潔.
_SHOP = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3}[堂坊阁轩斋社])"
    rf"(?={_GOES_ON}|[ :：,，]*[(（]?\d{{3}}[)）]?[ .-]?\d{{3}})"
)
#: Only its quotes and its phone show that it is one: 有我哋「热力四射」電 571-....
_QUOTED = re.compile(
    r"(?:(?<![a-z])call|[找揾搵]|认准|我[们哋]|联系)[ ]?[「『“\"]([\u4e00-\u9fff]{2,6})[」』”\"]"
    r"|[「『“\"]([\u4e00-\u9fff]{2,6})[」』”\"](?=[ :：]*(?:电话?|tel)?[ :：]*[(（]?\d{3}[)）]?[ .-]?\d{3})"
)
#: What a firm was called until it took another name: 「大明冷气」现更名为.
_RENAMED = re.compile(r"[」』”\"]?[^\n「『“\",，。]{0,8}[更改易]名")
#: 老王修冷气 is somebody who mends.
_AT_WORK = re.compile(r"[小老阿][\u4e00-\u9fff](?:专?修|维修|安装)")
#: Words with capitals, and what stands between those of a name: "Earth & Sky Energy", "Dave's 24/7 Furnace Repair".
_CAPITALS = re.compile(
    r"(?:(?:[A-Z]\.){1,3} )?(?:[A-Z]\.)*[A-Z][\w'’+-]*"
    r"(?:,? (?:(?:[A-Z]\.)*[A-Z][\w'’+/-]*|24/7|24-[Hh]our|&|and(?= [A-Z])|of(?= [A-Z])|LLC|Inc\.?)){1,6}"
)
#: "Old Town Steam & Radiator".
_AND_MORE = re.compile(r"( (?:&|and) [a-z]+)[.,]?")
_OF_PLACE = re.compile(r" of [A-Z][a-z]+(?: [A-Z][a-z]+)?")
#: What ends before a signature, what may stand between it and its phone, and where it stands for itself.
_BEFORE = re.compile(r"(?:^|[.!?…|—–\-:;•·*~✓✔\"“(,\n])\s*\Z|(?<![a-z])(?:by|from|call|text|contact|trust|at) \Z")
_TO_PHONE = re.compile(r"[ ]*(?:[-–—:,|.@·•*~/]|(?<![a-z])(?:at|call|tel|phone|ph)(?![a-z]))*[ ]*(?=[(+]?\d{3}\D)")
_STANDS_ALONE = re.compile(r"\s*(?:[.!|—–\n]|\Z)")
_ASKS_FOR = re.compile(r"(?<![a-z])(?:ask for|call|text|contact|mr\.?|mrs\.?|ms\.?|owner:?) \Z")
_OWNED = re.compile(r"^[a-z]+['’]s ")
#: Towns and makes are named in lists; a firm's name has no comma but before its kind.
_LIST = re.compile(r",(?! (?:llc|inc|co|corp|ltd)(?![a-z]))")
#: VentMasters cleans dryer vents, "Capitol Breeze fixes any brand": one word with a capital in it, or several that
#: begin a sentence.
_AT_ITS_WORK = re.compile(
    r"(?<!\w)([A-Z][a-z]+[A-Z]\w+)"
    r"(?= (?:cleans|installs|repairs|services|fixes|replaces|offers|tunes|does|will|can|has|is) )"
    r"|(?:^|(?<=[.!?:] ))((?:[A-Z][\w'’-]+ ){1,3}[A-Z][\w'’-]+)"
    r"(?= (?:cleans|installs|repairs|fixes|replaces|tunes|now (?:does|offers|installs|services|repairs)) )",
    re.MULTILINE,
)
_LONGEST_LEAD = 16
#: So many words with capitals before a phone are a firm's; fewer may be a person's.
_MORE_THAN_A_PERSON = 3


def presented(ad: Printed) -> Name | None:
    """A firm that a sentence presents: 我们是橡树冷暖, "Cold at home? Golden Leaf Heating & Air, 703-..."."""
    printed = _as_printed(ad)
    for match in (*_PRESENTED.finditer(ad.folded), *_SHOP.finditer(ad.folded)):
        is_called = is_name(match[1]) if match.re is _PRESENTED else has_own_word(match[1])
        if is_called and not (NO_NAME.search(match[1]) or VERBAL.search(match[1]) or _AT_WORK.match(match[1])):
            if _RENAMED.match(ad.folded, match.end()):
                continue
            return Name(ad.words(match.span(1)), language_of(ad.words(match.span(1))), *match.span(1), 1)
    for match in _QUOTED.finditer(ad.folded):
        place = match.lastindex or 0
        if _is_called_zh(match[place]):
            words = ad.words(match.span(place))
            return Name(words, language_of(words), *match.span(place), 1)
    for match in _AT_ITS_WORK.finditer(printed):
        place = match.lastindex or 0
        if has_own_word(match[place].lower()) and not _is_known(match[place]):
            return Name(match[place], "en", *match.span(place), place % 2)
    runs = [_begun(ad, match.span()) for match in _CAPITALS.finditer(printed)]
    span = next((span for run in runs if (span := _signature(ad, run) or _firm(ad, printed, run))), None)
    return Name(ad.words(span), "en", *span, 1) if span else None


#: Right beside a name in the other script: TerraWarm LLC 地暖坊, 瑞泰 Ruitai Plumbing.
_ZH_AFTER = re.compile(r"[.!]?[ ]?(?:[가-힣]+[ ]?)*[/|·]?[ ]?([\u4e00-\u9fff]{2,8})(?![\u4e00-\u9fff])")
_ZH_BEFORE = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,8})[ ]?[/|·]?[ ]?\Z")
_EN_AFTER = re.compile(r"[ ]?[/|·(（]?[ ]?(?=[A-Z])")
_MOST_BEFORE = 12


def companion(ad: Printed, name: Name) -> Name | None:
    """The name in the other script that stands right beside one; None where no name does."""
    if name.language == "en":
        for match in (
            _ZH_AFTER.match(ad.folded, name.end),
            _ZH_BEFORE.search(ad.folded, max(0, name.start - _MOST_BEFORE), name.start),
        ):
            if match and _is_called_zh(match[1]):
                words = ad.words(match.span(1))
                return Name(words, language_of(words), *match.span(1), 1)
        return None
    printed = _as_printed(ad)
    gap = _EN_AFTER.match(printed, name.end)
    after = _CAPITALS.match(printed, gap.end()) if gap else None
    runs = (
        [after] if after else [run for run in _CAPITALS.finditer(printed, 0, name.start) if _is_before(ad, run, name)]
    )
    span = _firm(ad, printed, _begun(ad, runs[0].span())) if runs else None
    return Name(ad.words(span), "en", *span, 1) if span else None


def _is_before(ad: Printed, run: re.Match[str], name: Name) -> bool:
    return not ad.folded[run.end() : name.start].strip(" /|·(（.!")


def _is_called_zh(words: str) -> bool:
    """Whether short Chinese words could be a firm's: of its own, no sentence, nobody's title."""
    says_else = NO_NAME.search(words) or VERBAL.search(words) or SAYS_MORE.search(words) or is_person(words)
    return own_words(words, with_places=False)[0] and not says_else


def _begun(ad: Printed, span: Span) -> Span:
    """Words with capitals from where a name may begin: "Trust Bayside Boys HVAC" without what leads to it."""
    start, end = span
    leads = (squeezed_words("slogan") | squeezed_words("slogan", "opening")) - squeezed_words("slogan", "begins")
    while match := re.match(r"([a-z'’]+),? (?!&|and )", ad.folded[start:end]):
        if match[1] not in leads:
            break
        start += match.end()
    return start, end


def _firm(ad: Printed, printed: str, span: Span) -> Span | None:
    """Up to where words end as a firm's name does: "Chesapeake Hydronics Inc, Howard County"."""
    start, end = span
    ends = [
        match.end(2)
        for match in re.finditer(r"(?=((?:[a-z]+ )?)([a-z][a-z/&+'’-]*)[.,]?(?: |$))(?<![a-z])", ad.folded[start:end])
        if _is_ending(match[2]) or _is_ending(match[1] + match[2])
    ]
    if not ends or " " not in ad.folded[start : start + ends[-1]]:
        return None
    last = start + ends[-1]
    goes_on = _AND_MORE.fullmatch(ad.folded, last, end)
    last = goes_on.end(1) if goes_on else last
    place = _OF_PLACE.match(printed, last, end)
    last = place.end() if place else last
    folded = ad.folded[start:last]
    if SOMEBODY.match(printed, last) or is_place(folded):
        return None
    return (start, last) if is_name(folded, 2) and not (NO_NAME.search(folded) or PAPER.match(folded)) else None


def _is_ending(words: str) -> bool:
    """Whether a word or two end firms' names: llc, mechanical, works, heat pumps."""
    return squeeze(words) in squeezed_words("name", "en")


def _signature(ad: Printed, span: Span) -> Span | None:
    """Words with capitals that stand before a phone, or for themselves: "Tin Man Sheet Metal — 443-555-0107"."""
    start, end = span
    folded = ad.folded[start:end].rstrip(".,")
    end = start + len(folded)
    latin = [word for word in re.findall(r"[a-z][a-z'’/-]*", folded) if word not in SMALL]
    everybodys = squeezed_words("slogan") | squeezed_words("slogan", "opening")
    own = [word for word in latin if own_words(word)[0] and word not in everybodys and not _is_known(word)]
    is_owned = bool(_OWNED.match(folded))
    is_of_trade = any(word in lexicon().words() and word not in everybodys for word in latin) or is_name(folded, 2)
    before = ad.folded[max(0, start - _LONGEST_LEAD) : start]
    to_phone = _TO_PHONE.match(ad.folded, end)
    is_many = len(folded.split()) >= _MORE_THAN_A_PERSON
    if (
        len(latin) > 1
        and own
        and not _LIST.search(folded)
        and (is_owned or latin[-1] not in everybodys)
        and _BEFORE.search(before)
        and (is_many or is_of_trade)
        and (is_many or not _ASKS_FOR.search(before))
        and (to_phone or (_STANDS_ALONE.match(ad.folded, end) and (is_owned or is_of_trade)))
        and own_words(folded, with_places=False)[0]
        and not (
            pattern("license", "speaks").search(folded)
            or NO_NAME.search(folded)
            or PAPER.match(folded)
            or CONTACT.search(folded)
        )
    ):
        return start, end
    return None


def _is_known(word: str) -> bool:
    """Whether a word is a place's or a maker's name, or all of a term."""
    return bool(lexicon().get(squeeze(word))) and squeeze(word) not in everyday_brands()


def _as_printed(ad: Printed) -> str:
    """The folded text with the capitals it was printed with."""
    return "".join(ad.text[at] if ad.text[at].lower() == c else c for c, at in zip(ad.folded, ad.at, strict=True))
