"""The people of an ad: who owns the firm or answers the phone, by a title, a label, or a family name beside a phone."""

import re
from itertools import takewhile

from directory.ads.rules.ad_vocabulary import lexicon, squeezed_words, words
from directory.ads.rules.headlines import NUMBER_BESIDE
from directory.ads.rules.name_words import (
    CHINESE_LETTER,
    NICKNAMES,
    ORIGINS,
    families,
    has_own_word,
    is_family_name,
    is_name,
    is_person,
    own_words,
)
from directory.ads.rules.names import Name
from directory.kernel.text import fold
from directory.reading.folding import squeeze
from directory.reading.offsets import Printed, Span

_TITLED = "师傅|师父|先生|老板娘|老板|女士|小姐|太太|经理|工程师|弟兄|姊妹"
_OWNER = re.compile(
    r"(?:联系人|负责人|老板|业主|店主|店长|东主|队长|主理人|创办人|创始人|老师傅|技师"
    r"|请电|致电|联络人?|接洽|owner|prop\.|contact|ask for|(?:call|text)(?: ?(?:or|/|&) ?(?:call|text))?"
    r"|[找搵揾洽])\s*[:：]?"
    r"\s*(?:mr\.?\s*|mrs\.?\s*|ms\.?\s*)?([\u4e00-\u9fff]{1,4}(?:师傅|先生|小姐|女士|老板|生)?"
    r"|[a-z]+(?:[ ]{1,3}[a-z]\.?)?(?:[ ]{1,3}[a-z]+)?)(?![a-z'’]|[ ](?:to|of)[ ])"
    r"|(?<![a-z&] )(?<![a-z])([a-z]+ [a-z]+(?:['’-][a-z]+)?)(?:, ?| [-–—] |\n *)(?:owner|proprietor|prop\.|founder"
    r"|president|manager|(?:hvac |head |lead )?(?:mechanic|technician)|class [abc]"
    r"|(?:licensed )?master (?:plumber|electrician|technician|mechanic|hvacr?))(?![a-z])"
    r"|(?<![a-z])((?:mr|mrs|ms)\.? [a-z]+)(?=\s*(?:[,.)(（）:：;/|&\-–—]|\d|接|$)"
    r"| (?:fix|repair|install|service|will|speak|is |has |does|in |at |or |and )[a-z]*)",
    re.MULTILINE,
)
#: Who says who he is, whose relative he is, or what he began: "My husband Marcus", "I'm Derek", "Luis Ortega founded".
_INTRODUCED = re.compile(
    r"(?<![a-z])(?:my (?:husband|wife|brother|sister|son|dad|father|uncle|nephew|cousin|partner|boss|grandson|friend)"
    r"|i['’]?m|i am|my name is|this is|owner[/-]operator|(?:your|our|lead|head|chief) (?:technician"
    r"|tech|mechanic|installer)|speak (?:to|with)|email|ring|reach|message"
    r"|(?:estimates|work done|run|owned|owned (?:&|and) operated) by"
    r"|(?:proprietor|founder|president|manager)(?=[ ]?:))[ ]?[:,]? ([a-z-]+(?: [a-z]\.?)?(?: [a-z][a-z-]+)?)(?![a-z'’])"
    r"|my name['’]?s ([a-z-]+(?: [a-z]+)?)(?= and i |[.,!\n]|$)|(?:^|[.!,] )([a-z]{3,12}) here(?=[.,!])"
    r"|(?<![a-z])((?:[a-z]+ )?[a-z-]+) (?:bought|founded|started|opened|took over|launched|runs|owns"
    r"|established)(?![a-z])"
    r"|(?<![a-z])(?:master|journeyman)[^.\n]{0,30}?[)）],? ([a-z]+ [a-z]+)(?=[.,\n]|$)",
)
#: As friends call one after what he does, and by his family name alone: 空调老秦：, 修锅炉的老邵又出山了, 姓裴,
#: ...（沈） of 沈记.
_OF_TRADE = re.compile(
    r"(?:冷[暖气]|空调|暖[气通]|机电|风管|锅炉|热水[炉器]|水[电管喉]|家电|冰箱|雪柜|制冷|热泵|车库门|发电机|[修装洗换做][^\n，,。]{1,6}的|技术员|技师|掌柜)"
    r"([小老阿][\u4e00-\u9fff])(?![\u4e00-\u9fff])"
    r"|[修装洗换做][^\n，,。]{1,6}的([小老阿][\u4e00-\u9fff])(?=[回又再就出也])"
    r"|(?:掌柜|技术员|师傅|我[是系]|本人)([小老阿][\u4e00-\u9fff])(?![\u4e00-\u9fff]{2})"
    r"|(?<![百同贵])姓([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
    r"|(?<=\d{4})[ ]?[(（]([\u4e00-\u9fff])[)）]"
)
#: Between a person and the phone that he answers.
_TO_NUMBER = r"[ :：,，/|·–—-]*(?:[(（]?(?:cell|tel|手机|电话)[)）]?[ :：]*)?[(（]?\d{3}"
_MASTER = re.compile(
    rf"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{1,3}}(?:{_TITLED})"
    r"|[^\W\da-z人电水施手做员技木瓦油开完包料加分复停招找学散义志职民]工)(?![\u4e00-\u9fff])"
    rf"|(?<![\u4e00-\u9fff])([小老阿][\u4e00-\u9fff])(?={_TO_NUMBER}|[:：,，])"
    # After what is done, at the end of a line: 水电冷暖 阿坤.
    r"|(?<=[\u4e00-\u9fff][ ])([小老阿][\u4e00-\u9fff])(?=[ \t]*$)"
    # Who has one name in each script: Eric 林.
    rf"|(?:^|(?<=[ ,，:：/|·(（]))([a-z]{{3,12}}(?: [a-z]{{2,12}})? ?[\u4e00-\u9fff])"
    rf"(?=[ ]*(?:[|/,，·:：)）–—-]|$)|{_TO_NUMBER})"
    # 赵立新 总经理, 吴永福 持牌, 郑明辉 (Victor Cheng); 我是做了十八年的林国栋.
    r"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})(?=[ ]+(?:总经理|董事长|老板|经理|店主|负责人)(?![\u4e00-\u9fff])"
    r"|[ ][持领有]|[ ]?[(（][a-z]+ [a-z]+[)）])"
    r"|我是[^\n，,。]{2,14}的([\u4e00-\u9fff]{2,3})(?=[，,。])"
    rf"|(?:(?<=\d{{4}}) ?[(（]?|(?<![\u4e00-\u9fff]))(?:{ORIGINS})([小老阿][\u4e00-\u9fff])(?![\u4e00-\u9fff])"
    r"|(?<=\d{4}) ?[(（]?([小老阿][\u4e00-\u9fff])(?![\u4e00-\u9fff])"
    # At the end of a line with a phone, and before what they do: ...（微信同号）小孙, 老钱修空调.
    r"|(?<=[)）\d])[ ]?([小老阿][\u4e00-\u9fff])(?=[ \t]*$)"
    r"|(?<![\u4e00-\u9fff])([小老阿][\u4e00-\u9fff])(?=(?:专?[修做洗换装通]|专业|维修|亲自|安装"
    r"|承接|包修|上门)|[ ]亲自)"
    r"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]仔)(?![\u4e00-\u9fff])|(?<=[找揾搵])(?:我[ ])?([\u4e00-\u9fff]仔)"
    r"|(?<![\u4e00-\u9fff])(阿[\u4e00-\u9fff]师)(?![\u4e00-\u9fff])"
    r"|(?<=[。，,！!；;])[ ]?([小老][\u4e00-\u9fff])(?=[ ]*$)"
    r"|(?:师傅|师父|老板|经理)[ ]?([a-z]{3,12})(?![a-z])"
    # 我叫陈柏翰, 本人林国栋; 黄志明接手经营.
    r"|(?:我(?:名?叫|是)|本人(?:[是叫])?)[ ]?([\u4e00-\u9fff]{2,3}|[a-z]{3,12})(?![\u4e00-\u9fffa-z])"
    r"|([\u4e00-\u9fff]{2,3})(?<![傅板理生])(?=接手|主理|亲自|带队|掌门|掌舵|坐镇|亲手)"
    r"|(?<![\u4e00-\u9fff])(阿[a-z]+)(?![a-z])|(?<![a-z])([a-z]{3,12} ?[哥姐叔伯])(?![\u4e00-\u9fff])"
    rf"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{{1,2}}(?:{_TITLED})|阿[\u4e00-\u9fff]师)(?=[修做装专包承维安亲接冷暖空热])"
    # As friends call one, beside the phone or at the end: 辉哥 202-..., 240-... 何生.
    r"|(?<![\u4e00-\u9fff])([小老阿]?[\u4e00-\u9fff][哥姐叔伯嫂姨生太])"
    rf"(?={_TO_NUMBER}|[ )）]*(?:\n|$)|主理|亲自)"
    r"|(?<=[ \n])([\u4e00-\u9fff]{2,4})(?= ?(?:敬启|谨启|敬上|启)(?:\s|$))",
    re.MULTILINE,
)
#: A person's whole name right beside a phone, in Chinese: 804-555-0155 高敬尧; in Latin letters behind it
#: in brackets or at the end, or before it with an initial: 240-555-0129 (Tuan), J. Abernethy-Liu 202-....
_BESIDE = re.compile(
    r"(?<=\d{4})[ :：,，]*[(（]?([\u4e00-\u9fff]{2,3})(?![\u4e00-\u9fff])(?=[)）]?[ \t]*(?:$|[ ,，。(（]))"
    r"|(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})(?=[ :：]*[(（]?\d{3}[)）]?[ .-]?\d{3}[ .-]?\d{4})"
    r"|(?:^|(?<=[ ]))([\u4e00-\u9fff]{3})(?=[ ]|$)"
    r"|(?<=\d{4})[ ]*[(（]([a-z]{3,12})[)）]|(?<=\d{4})[ ]+(?:[-–—/|] )?([a-z]{3,12})(?=[.!]?[ ]*$)"
    r"|(?:(?<=[.!] )|(?<=[.!]\n))([a-z]{3,12})(?=[ ]?[(]?\d{3}[) .-])"
    r"|(?:^|(?<=[\s,.;|]))([a-z]\.(?: ?[a-z]\.)? [a-z]+(?:-[a-z]+)?)(?=[ :,]*[(]?\d{3}[) .-])"
    # After the firm, before how she is reached: 绿洲空调 Amy 微信.
    r"|(?<=[\u4e00-\u9fff][ ])([a-z]{3,12})(?=[ ]?(?:[:：]|微信|电话|手机))"
    r"|(?<=联系[:：])[ ]?([a-z]{3,12} [a-z]{2,12})(?=[ ]?[(]?\d{3})"
    # Of two who answer: 571-555-0147 Jimmy / 240-555-0147 Ah Bing; after a dash before the phone: Plum Heating - Kofi
    # 703-...
    r"|(?<=\d{4})[ ]+([a-z]{3,12})(?=[ ]*[/|,，;；][ ]*[(]?\d{3})|(?<= [-–—] )([a-z]{3,12})(?=[ ][(]?\d{3}[) .-])",
    re.MULTILINE,
)
_ALONE_ON_A_LINE = re.compile(
    r"\W*(?:[a-z]+(?: [a-z]\.?)? [a-z-]+[ ]*[/|]?[ ]*([\u4e00-\u9fff]{2,4})|([a-z]+(?: [a-z]\.?)? [a-z-]+))\W*"
)
_TITLE = re.compile(
    r"\W*(?:owner|proprietor|president|founder|(?:general |service )?manager|老板|店主|东主|经理|总经理|负责人|创办人)"
    r"(?:\W+(?:owner|operator|president|manager|老板|店主|东主|经理|总经理|负责人|创办人|master [a-z]+))*\W*"
)
#: Said by somebody else: “...” —— Rockville 张女士.
_TESTIMONY = re.compile(r"[”\"』」][ ]*[—–-]+[^\n]{0,24}\Z|[「『“][^」』”\n]{0,12}\Z")
#: Of the ways to stand beside a phone: alone on a line, or at its beginning.
_ALONE = 3
#: So many characters before a name show that it is under somebody's words about the firm.
_LONGEST_TESTIMONY = 64
_BY_TITLE = re.compile(rf"(?:{_TITLED}|[工师哥姐叔伯嫂姨生太])$")
_MIXED = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)? ?[\u4e00-\u9fff]")
_MIXED_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)? ?[\u4e00-\u9fff]")
_CRAFT = re.compile(r"(?:师|師)(?:傅|父)$")
_COLON = re.compile("[:：]")
#: So far after a person 接听 says that it is who answers the phone.
_ANSWERS = 4
#: DLLR, DPOR: an office's letters.
_LETTERS = re.compile(r"[B-DF-HJ-NP-TV-Z]{3,5}")
_NOBODY = re.compile(
    r"同|年|我师|工程|懂|高明|别人|他人|别家|双证|白人|华裔|客户|朋友|"
    r"香港|台湾|广东|福建|上海|北京|本地|华人|大陆|持牌|有牌|老牌|新来|好|个人|[一二两三四五六七八九十几多数各]|位|专业|资深|技术|我们|老板|年轻|空调|冷|暖|安装|维修"
    r"|徒弟|电话|询|本人|本公司|学生|医生|卫生|先生|招生|花生|出生|发生|再生|养生|民生|大哥|大姐|家姐|老太|太太"
    r"|(?:us|now|today|for|me|our|the|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?![a-z])"
)
#: Written as people of the trade call themselves.
_PERSON_EN = re.compile(r"^(?:[A-Z][a-z]+|[A-Z]{2,})(?: [A-Z]\.?)? (?:[A-Z][a-z]+|[A-Z]{2,})(?= ?[\u4e00-\u9fff])")


def owner_in(ad: Printed, span: Span) -> tuple[str, Span] | None:
    """Who the firm belongs to or who answers, where the ad names a person on this line."""
    for expression in (_OWNER, _INTRODUCED, _MASTER):
        for match in expression.finditer(ad.folded, *span):
            person = _person(ad, match)
            if person:
                return person
    for match in _OF_TRADE.finditer(ad.folded, *span):
        if named := _by_family(ad, match):
            return named
    beside = (person for match in _BESIDE.finditer(ad.folded, *span) if (person := _whole_name(ad, match)))
    return next(beside, None) or _titled_below(ad, span)


def _by_family(ad: Printed, match: re.Match[str]) -> tuple[str, Span] | None:
    """Who is called by his family name, or as friends do; one in brackets only where the firm is called by it, too."""
    where = match.span(match.lastindex or 0)
    name = ad.folded[slice(*where)]
    is_family = name[-1].startswith(families()) and not name.startswith(words("surname", "not"))
    is_bare = ad.folded[where[0] - 1] in "(（"
    if not (is_family or name.startswith("阿")) or (
        is_bare and f"{name}记" not in ad.folded and f"{name}氏" not in ad.folded
    ):
        return None
    return ad.words(where), where


def _titled_below(ad: Printed, span: Span) -> tuple[str, Span] | None:
    """Who has a line to himself, with his title on the next: `"JIMMY CHAN 陳占美⏎Owner / 東主"`."""
    number = ad.line_at(span[0]) + 1
    below = ad.lines[number] if number < len(ad.lines) else None
    person = _ALONE_ON_A_LINE.fullmatch(ad.folded, *span) if below and _TITLE.fullmatch(ad.folded, *below) else None
    return _person(ad, person) if person else None


def _whole_name(ad: Printed, match: re.Match[str]) -> tuple[str, Span] | None:
    """A name beside a phone: Chinese with a family name, Latin with a capital, and no word that ads or maps know."""
    person = _person(ad, match)
    if (
        person is None
        or lexicon().get(squeeze(person[0]))
        or squeeze(person[0]) in (squeezed_words("person") | squeezed_words("person", "nobody"))
    ):
        return None
    name = ad.folded[slice(*person[1])]
    if CHINESE_LETTER.match(name):
        is_alone = match.lastindex == _ALONE
        is_beside = not is_alone or _is_near_phone(ad, match.span()) or _is_after_name(ad, match.span())
        is_called = is_family_name(name) and not name.startswith(NICKNAMES) and not own_words(name)[1]
        return person if is_beside and is_called and has_own_word(name) and name[-1] not in "暖冷凉热" else None
    return person if has_own_word(name) and name not in squeezed_words("slogan", "opening") else None


def _is_near_phone(ad: Printed, span: Span) -> bool:
    """Whether a word begins a line without a phone right before or after a line with one."""
    number = ad.line_at(span[0])
    start, end = ad.lines[number]
    first, last = ad.lines[max(0, number - 1)][0], ad.lines[min(len(ad.lines) - 1, number + 1)][1]
    is_first = not ad.folded[start : span[0]].strip()
    return (
        is_first
        and not NUMBER_BESIDE.search(ad.folded, start, end)
        and bool(NUMBER_BESIDE.search(ad.folded, first, last))
    )


def _is_after_name(ad: Printed, span: Span) -> bool:
    """Whether a person stands at the end of a line after his firm's name: 宏图冷暖  赵宏图."""
    start, end = ad.lines[ad.line_at(span[0])]
    firm, rest = ad.folded[start : span[0]].strip(" -–—·|/,，"), ad.folded[span[1] : end].strip(" )）")
    is_word = lexicon().get(ad.folded[span[0] + 1 : span[1]]) or ad.folded[span[0] + 1 : span[1]] in squeezed_words(
        "slogan"
    )
    return not rest and not is_word and is_name(firm, 2)


def _person(ad: Printed, match: re.Match[str]) -> tuple[str, Span] | None:
    """The name in words that look like a person's; None for what is nobody's."""
    where = ad.trimmed(match.span(next(n for n, words in enumerate(match.groups(), 1) if words)))
    printed = ad.words(where)
    answers = ad.folded[where[1] : where[1] + _ANSWERS].lstrip()
    before = ad.folded[ad.lines[ad.line_at(where[0])][0] : where[0]]
    if (
        _TESTIMONY.search(before[-_LONGEST_TESTIMONY:])
        or answers.startswith(("接听", "接电话"))
        or squeeze(printed) in squeezed_words("slogan")
        or len(printed) < 2
        or _NOBODY.match(ad.folded[slice(*where)])
    ):
        return None
    is_whole = match.re is _MASTER and CHINESE_LETTER.match(printed) and not _BY_TITLE.search(printed)
    if is_whole and not printed.endswith("仔") and not is_family_name(printed):
        return None
    # 老正 of 正安冷暖 is called by his firm's name.
    is_nickname = len(printed) == len("老李") and printed[0] in "老小"
    if is_nickname and not fold(printed[1]).startswith(families()) and fold(printed[1]) not in before:
        return None
    if (
        _MIXED.match(printed)
        and printed[-1] not in "哥姐叔伯"
        and not (_MIXED_NAME.fullmatch(printed) and fold(printed[-1]).startswith(families()))
    ):
        return None
    is_labelled = bool(_COLON.search(ad.folded, match.start(), where[0]))
    is_called = is_family_name(printed) or is_person(printed)
    if match.re is _OWNER and CHINESE_LETTER.match(printed) and not is_labelled and not is_called:
        return None
    if _CRAFT.search(printed) and not printed.startswith(NICKNAMES):
        # 正点师傅 and 香港师傅 are called by no family name.
        called = fold(_CRAFT.sub("", printed))
        if len(called) > 1 and not called.startswith(families()):
            return None
    if printed.isascii():
        # "Bob at", "Tom or text": only words with a capital are a person's.
        words = printed.split()
        named = list(takewhile(lambda word: word[:1].isupper() and word.lower() not in squeezed_words("slogan"), words))
        if not named or _LETTERS.fullmatch(named[0]) or is_name(" ".join(named).lower(), 2):
            return None
        where = where[0], where[0] + printed.rindex(named[-1]) + len(named[-1])
        printed = " ".join(named)
    return printed, where


def person_before(name: Name, ad: Printed) -> tuple[str, Span] | None:
    """A person's name that a Chinese firm's name begins with: DAVID ZHANG 冷暖空调."""
    match = _PERSON_EN.match(name.text)
    if match is None:
        return None
    return match[0], (name.start, name.start + len(match[0]))
