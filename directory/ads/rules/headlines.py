"""Names that no word of the trade shows, found by where and how they are written; and the people of an ad."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from directory.ads.rules.ad_vocabulary import lexicon, pattern, squeezed_words, words
from directory.ads.rules.name_lines import bare
from directory.ads.rules.name_words import CHINESE_LETTER, NO_NAME, has_own_word, is_cased, is_name, own_words
from directory.ads.rules.names import PAPER, Name, parts
from directory.kernel.text import fold, language_of
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span
from directory.search.rules.vocabulary import surnames

_FIRST_WORDS = re.compile(r"([a-z][a-z0-9 &'’+-]{3,32}?)(?:[ ]+[-–—|]+[ ]+|[:,，：]|\.(?=\s))(?=\s*\S)")
#: Two words in one, as only names are written: AirSweep.
_JOINED = re.compile(r"[a-z][A-Z]")
#: Before a firm's name in a sentence, and after it.
_PRESENTED = re.compile(
    r"(?:我们?是|这里是|本店(?:是|叫)?|本公司(?:是|叫)?|认准|请?找|欢迎(?:来到|光临|致电|惠顾)?|推荐|联系|叫做?|来自|关于|(?<![\u4e00-\u9fff]))\s*[:：]?\s*[【「“\"]?"
    r"([\u4e00-\u9fff]{2,10}?(?:冷暖(?:空调)?|冷气|空调|暖通|制冷|机电|暖气)(?:工程)?(?:有限)?(?:公司|行|中心|服务部)?)"
    r"(?=[\s,，。！!；;、)）】」”\"(（]|是|专|提供|竭诚|为您|为|承|$)"
)
#: 老王修冷气 is somebody who mends.
_AT_WORK = re.compile(r"[小老阿][\u4e00-\u9fff](?:专?修|维修|安装)")
_CAPITALS = re.compile(
    r"(?:[A-Z]\.)*[A-Z][\w'’+-]*(?:,? (?:(?:[A-Z]\.)*[A-Z][\w'’+/-]*|&|and(?= [A-Z])|of(?= [A-Z])|LLC|Inc\.?)){1,6}"
)
_FIRM_ENDS = frozenset(
    ("llc", "inc", "corp", "co", "company", "ltd", "hvac", "heating", "cooling", "air", "mechanical", "comfort",
     "conditioning", "refrigeration", "a/c", "ac", "bros", "brothers", "sons", "ductless", "plumbing", "drain", "sewer",
     "rooter", "doors", "boilers", "contracting", "contractors", "climate", "hydronics", "ventilation")
)  # fmt: skip
#: TEMPEST!!! TEMPEST!!!
_CRIED = re.compile(r"([a-z][a-z '&-]{2,30}?)(?:\s*!+\s*\1)*\s*!+\s*$")
#: A Chinese heading of an ad that only its number or phone beside it shows to be a name.
_HEADING_ZH = re.compile(r"[\u4e00-\u9fff]{2,6}")
_NUMBER_BESIDE = re.compile(r"\d{1,2}-\d{3}(?!\d)|\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
#: Of the ways to stand beside a phone: alone on a line, or at its beginning.
_ALONE = 3
_SAYS_MORE = re.compile(r"[修装了吗呢您我你们的就请哪谁么]|欢迎|服务|电话|地址|联系")


def headline(ad: Printed) -> Name | None:
    """The name of an ad without a word of the trade in it: its first line, written as a name is, or in a sentence."""
    first = next((line for line in ad.lines if ad.folded[slice(*line)].strip(" \t-=_*#·.")), None)
    return (first and (_headline_en(ad, first) or _headline_zh(ad, first))) or _in_sentence(ad)


def _headline_en(ad: Printed, line: Span) -> Name | None:
    for part in [*parts(ad, line), *_first_words(ad, line)]:
        start, end = bare(ad, part)
        folded = ad.folded[start:end]
        sentence = re.search(r"(?<=[a-z]{3})[.!](?:\s|$)", folded)
        end = start + sentence.start() if sentence else end
        again = _CRIED.match(ad.folded, start, end)
        end = again.end(1) if again else end
        words, folded = ad.words((start, end)), ad.folded[start:end]
        latin = re.findall(r"[a-z+']+", folded)
        if (
            words.isascii()
            and 1 <= len(latin) <= 5
            and is_cased(words)
            and (words.isupper() or len(latin) > 1 or bool(_JOINED.search(words)))
            and has_own_word(folded)
            and not any(word in squeezed_words("slogan", "opening") for word in latin)
            and not re.search(r"[!?:;@$%/\t*]|\d{2}|  ", folded)
            and not (NO_NAME.search(folded) or pattern("heading").search(folded) or _places(folded))
        ):
            return Name(words, "en", start, end, 0)
    return None


def _first_words(ad: Printed, line: Span) -> Iterator[Span]:
    """What stands before the first point or dash of a line that goes on: "Garage Door Gary, opener install"."""
    first = _FIRST_WORDS.match(ad.folded, bare(ad, line)[0], line[1])
    if first:
        yield first.span(1)


def _places(folded: str) -> bool:
    """Whether words are a place's name."""
    return any(concept.kind == "place" for concept in lexicon().get(squeeze(folded)))


def _headline_zh(ad: Printed, line: Span) -> Name | None:
    start, end = bare(ad, line)
    folded = ad.folded[start:end]
    is_beside = bool(_NUMBER_BESIDE.search(ad.folded, end, line[1]) or _NUMBER_BESIDE.search(ad.folded, line[0], start))
    if is_beside and _HEADING_ZH.fullmatch(folded) and has_own_word(folded) and not _SAYS_MORE.search(folded):
        return Name(ad.words((start, end)), language_of(ad.words((start, end))), start, end, 0)
    return None


def _in_sentence(ad: Printed) -> Name | None:
    """A firm that a sentence presents: 我们是橡树冷暖, "Cold at home? Golden Leaf Heating & Air, 703-..."."""
    for match in _PRESENTED.finditer(ad.folded):
        if is_name(match[1]) and not NO_NAME.search(match[1]) and not _AT_WORK.match(match[1]):
            return Name(ad.words(match.span(1)), language_of(ad.words(match.span(1))), *match.span(1), 1)
    for match in _CAPITALS.finditer(_as_printed(ad)):
        start, end = match.start(), match.end()
        words = ad.folded[start:end].split()
        while words and (words[0] in squeezed_words("slogan") or words[0] in squeezed_words("slogan", "opening")):
            start += len(words.pop(0)) + 1
        # Up to where it ends as a firm's name does: "Chesapeake Hydronics Inc, Howard County".
        last = max((n for n, word in enumerate(words) if word.strip(".,") in _FIRM_ENDS), default=-1)
        words = words[: last + 1]
        folded = re.sub(r"[.,]+$", "", ad.folded[start : start + len(" ".join(words))])
        if (
            len(words) > 1
            and words[-1].strip(".,") in _FIRM_ENDS
            and is_name(folded, 2)
            and not (NO_NAME.search(folded) or PAPER.match(folded))
        ):
            return Name(ad.words((start, start + len(folded))), "en", start, start + len(folded), 1)
    return None


def _as_printed(ad: Printed) -> str:
    """The folded text with the capitals it was printed with."""
    return "".join(ad.text[at] if ad.text[at].lower() == c else c for c, at in zip(ad.folded, ad.at, strict=True))


_TITLED = "师傅|师父|先生|老板娘|老板|女士|小姐|太太|经理|工程师|弟兄|姊妹"
_OWNER = re.compile(
    r"(?:联系人|负责人|老板|业主|店主|店长|东主|队长|主理人|创办人|创始人|老师傅|技师"
    r"|owner|contact|ask for|call|找|洽)\s*[:：]?\s*(?:mr\.?\s*|mrs\.?"
    r"\s*|ms\.?\s*)?([\u4e00-\u9fff]{1,4}(?:师傅|先生|小姐|女士|老板|生)?|[a-z]+(?: [a-z]\.?"
    r")?(?: [a-z]+)?)(?![a-z])"
    r"|(?<![a-z&] )(?<![a-z])([a-z]+ [a-z]+)(?:, ?| [-–—] )(?:owner|proprietor|prop\.|founder|president"
    r"|(?:licensed )?master (?:plumber|electrician|technician|mechanic|hvac))(?![a-z])"
    r"|(?<![a-z])((?:mr|mrs|ms)\.? [a-z]+)(?=\s*(?:[,.)(（）:：;/|&\-–—]|\d|接|$)"
    r"| (?:fix|repair|install|service|will|speak|is |has |does|in |at |or |and )[a-z]*)",
    re.MULTILINE,
)
_MASTER = re.compile(
    rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{1,3}}(?:{_TITLED})"
    r"|[^\W\da-z人电水施手做员技木瓦油开完包料加分复停招找学散义志职民]工)(?![\u4e00-\u9fff])"
    r"|(?<![\u4e00-\u9fff])([小老阿][\u4e00-\u9fff])(?=[ :：]*[(（]?\d{3})"
    r"|(?<![\u4e00-\u9fff])([小老阿][\u4e00-\u9fff])(?=[:：])"
    r"|(?<=\d{4}) ?[(（]?([小老阿][\u4e00-\u9fff])(?![\u4e00-\u9fff])"
    # At the end of a line with a phone, and before what they do: ...（微信同号）小孙, 老钱修空调.
    r"|(?<=[)）\d])[ ]?([小老阿][\u4e00-\u9fff])(?=[ \t]*$)"
    r"|(?<![\u4e00-\u9fff])([小老][\u4e00-\u9fff])(?=(?:修|专修|维修|亲自|安装|承接|包修)|[ ]亲自)"
    r"|(?<![\u4e00-\u9fff])(阿[a-z]+)(?![a-z])"
    rf"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{1,2}}(?:{_TITLED})|阿[\u4e00-\u9fff]师)(?=[修做装专包承维安亲接冷暖空热])"
    # As friends call one, beside the phone or at the end: 辉哥 202-..., 240-... 何生.
    r"|(?<![\u4e00-\u9fff])([小老阿]?[\u4e00-\u9fff][哥姐叔伯嫂姨生太])"
    r"(?=[ :：]*(?:[(（]?(?:cell|tel|手机|电话)[)）]?[ :：]*)?[(（]?\d{3}|[ )）]*(?:\n|$)|主理|亲自)"
    r"|(?<=[ \n])([\u4e00-\u9fff]{2,4})(?= ?(?:敬启|谨启|敬上|启)(?:\s|$))",
    re.MULTILINE,
)
#: A person's whole name right beside a phone, in Chinese: 804-555-0155 高敬尧; in Latin letters behind it
#: in brackets or at the end, or before it with an initial: 240-555-0129 (Tuan), J. Abernethy-Liu 202-....
_BESIDE = re.compile(
    r"(?<=\d{4})[ :：,，]*[(（]?([\u4e00-\u9fff]{2,3})(?![\u4e00-\u9fff])(?=[)）]?[ \t]*(?:$|[ ,，。(（]))"
    r"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})(?=[ :：]*[(（]?\d{3}[)）]?[ .-]?\d{3}[ .-]?\d{4})"
    r"|(?:^|(?<=[ ]))([\u4e00-\u9fff]{3})(?=[ ]|$)"
    r"|(?<=\d{4})[ ]*[(（]([a-z]{3,12})[)）]|(?<=\d{4})[ ]+([a-z]{3,12})(?=[.!]?[ ]*$)"
    r"|(?:^|(?<=[\s,.;|]))([a-z]\. [a-z]+(?:-[a-z]+)?)(?=[ :,]*[(]?\d{3}[) .-])",
    re.MULTILINE,
)
#: Said by somebody else: “...” —— Rockville 张女士.
_TESTIMONY = re.compile(r"[”\"』」][ ]*[—–-]+[^\n]{0,24}\Z|[「『“][^」』”\n]{0,12}\Z")
_CRAFT, _NICKNAMES = re.compile(r"(?:师|師)(?:傅|父)$"), ("小", "老", "阿", "大")
_COLON = re.compile("[:：]")
#: So far after a person 接听 says that it is who answers the phone.
_ANSWERS = 4
_NOBODY = re.compile(
    r"年|我师|懂|高明|别人|他人|别家|双证|白人|华裔|客户|朋友|"
    r"香港|台湾|广东|福建|上海|北京|本地|华人|大陆|持牌|有牌|老牌|新来|好|个人|[一二两三四五六七八九十几多数各]|位|专业|资深|技术|我们|老板|年轻|空调|冷|暖|安装|维修"
    r"|徒弟|电话|询|本人|本公司|学生|医生|卫生|先生|招生|花生|出生|发生|再生|养生|民生|大哥|大姐|家姐|老太|太太"
    r"|us|now|today|for|me|our|the|today"
)
#: Written as people of the trade call themselves.
_PERSON_EN = re.compile(r"^(?:[A-Z][a-z]+|[A-Z]{2,})(?: [A-Z]\.?)? (?:[A-Z][a-z]+|[A-Z]{2,})(?= ?[\u4e00-\u9fff])")


def owner_in(ad: Printed, span: Span) -> tuple[str, Span] | None:
    """Who the firm belongs to or who answers, where the ad names a person on this line."""
    for expression in (_OWNER, _MASTER):
        for match in expression.finditer(ad.folded, *span):
            person = _person(ad, match)
            if person:
                return person
    return next((person for match in _BESIDE.finditer(ad.folded, *span) if (person := _whole_name(ad, match))), None)


def _whole_name(ad: Printed, match: re.Match[str]) -> tuple[str, Span] | None:
    """A name beside a phone: Chinese with a family name, Latin with a capital, and no word that ads or maps know."""
    person = _person(ad, match)
    if person is None or lexicon().get(squeeze(person[0])) or squeeze(person[0]) in squeezed_words("person"):
        return None
    name = ad.folded[slice(*person[1])]
    if CHINESE_LETTER.match(name):
        is_alone = match.lastindex == _ALONE
        is_called = (
            name.startswith(_families())
            and not name.startswith(words("surname", "not"))
            and not _SAYS_MORE.search(name)
            and not own_words(name)[1]
        )
        return (
            person
            if is_called and has_own_word(name) and not (is_alone and not _is_near_phone(ad, match.span()))
            else None
        )
    return person if has_own_word(name) and name not in squeezed_words("slogan", "opening") else None


@cache
def _families() -> tuple[str, ...]:
    return (*surnames(), *words("surname"))


def _is_family_name(printed: str) -> bool:
    """Whether a Chinese name begins with a family name, or as friends call somebody."""
    name = fold(printed)
    begins = (*_families(), *_NICKNAMES)
    return name.startswith(begins) and not name.startswith(words("surname", "not")) and not _SAYS_MORE.search(name)


def _is_near_phone(ad: Printed, span: Span) -> bool:
    """Whether a word begins a line without a phone right before or after a line with one."""
    number = ad.line_at(span[0])
    start, end = ad.lines[number]
    first, last = ad.lines[max(0, number - 1)][0], ad.lines[min(len(ad.lines) - 1, number + 1)][1]
    is_first = not ad.folded[start : span[0]].strip()
    return (
        is_first
        and not _NUMBER_BESIDE.search(ad.folded, start, end)
        and bool(_NUMBER_BESIDE.search(ad.folded, first, last))
    )


def _person(ad: Printed, match: re.Match[str]) -> tuple[str, Span] | None:
    """The name in words that look like a person's; None for what is nobody's."""
    where = ad.trimmed(match.span(next(n for n, words in enumerate(match.groups(), 1) if words)))
    printed = ad.words(where)
    answers = ad.folded[where[1] : where[1] + _ANSWERS].lstrip()
    before = ad.folded[ad.lines[ad.line_at(where[0])][0] : where[0]]
    if (
        _TESTIMONY.search(before)
        or answers.startswith(("接听", "接电话"))
        or squeeze(printed) in squeezed_words("slogan")
        or len(printed) < 2
        or _NOBODY.match(ad.folded[slice(*where)])
    ):
        return None
    is_labelled = bool(_COLON.search(ad.folded, match.start(), where[0]))
    if match.re is _OWNER and CHINESE_LETTER.match(printed) and not is_labelled and not _is_family_name(printed):
        return None
    if _CRAFT.search(printed) and not printed.startswith(_NICKNAMES):
        # 正点师傅 and 香港师傅 are called by no family name.
        called = fold(_CRAFT.sub("", printed))
        if len(called) > 1 and not called.startswith(_families()):
            return None
    if printed.isascii():
        # "Bob at", "Tom or text": only words with a capital are a person's.
        words = printed.split()
        named = list(takewhile(lambda word: word[:1].isupper() and word.lower() not in squeezed_words("slogan"), words))
        if not named or is_name(" ".join(named).lower(), 2):
            return None
        printed = " ".join(named)
        where = where[0], where[0] + len(printed)
    return printed, where


def person_before(name: Name, ad: Printed) -> tuple[str, Span] | None:
    """A person's name that a Chinese firm's name begins with: DAVID ZHANG 冷暖空调."""
    match = _PERSON_EN.match(name.text)
    if match is None:
        return None
    return match[0], (name.start, name.start + len(match[0]))
