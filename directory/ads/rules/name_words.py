"""Which words a firm's name is made of: of its own, of everybody's in the trade, and how such names end."""

import re
from functools import cache, lru_cache

from directory.ads.rules.ad_vocabulary import everyday_brands, lexicon, squeezed_words, words
from directory.kernel.text import fold
from directory.reading.folding import CUT, Squeezed, squeeze, squeezed
from directory.search.rules.name_words import surnames

CHINESE_LETTER = re.compile(r"[\u3400-\u9fff]")
SMALL = frozenset(("and", "of", "the", "for", "in", "by", "at", "on", "n", "dba"))
#: Firms are called so, too: Best Air LLC, Quality Heating & Cooling, 诚信冷暖.
_BY_PRAISE = re.compile(
    r"^[a-z0-9 .,&'/-]+ (?:llc|inc|corp|ltd|company)\.?$"
    r"|^(?:best|quality|clean|fresh|precision|premier|affordable|reliable|honest|fast|family|expert"
    r"|superior|first|all|american|"
    r"national|budget|pro)(?: [a-z&]+){0,3} "
    r"(?:heating|cooling|air|hvac|conditioning|mechanical)$"
    r"|^(?:诚信|诚实|快捷|快速|优质|一流|信誉|可靠|及时|华人|经济|实惠)(?:冷暖|冷气|空调|暖通|冷暖空调|暖气|车库门|水管|水电|热水[炉器]|锅炉|管道|通风)(?:公司|工程|工程行|行|服务)?$"
)
#: What no name says.
NO_NAME = re.compile(
    r"[\d一二两三四五六七八九十半]\s*(?:年|个月)(?!老(?![师技]))|\d[ -]?(?:yrs?|mos?|months?|days?)(?![a-z])"
    r"|[、★☆◆■●▲※✦]|[\u4e00-\u9fff]\"[\u4e00-\u9fff]|^(?:fix|we|change|replace|repairs?"
    r"|call|no|any) |^[(（]?(?:不|唔|冇|无(?![锡忧极双限量])|没有|只"
    r"|本公司|本店|敝公司|我们|我司|目前|现|谢绝|恕|勿|请|凡|如|为您"
    r"|各位)|\d{4}|(?<![\d\-$#])\d{3}(?![\d\-](?!$)"
    r"| (?:[a-z&' .-]+ )(?:llc|inc|corp|co|ltd|company)\.?$)"
    r"|[a-z]\? |(?<![a-z])(?:mont|pg|p\.g|balt|montgomery|fairfax|arlington|loudoun|howard"
    r"|prince (?:george'?s|william))\.? co\.?(?! [a-z])"
    r"|州注册|经理|接单|接活|经验|廿|技师|近地铁|各牌|各种|各式|各大|夏天|冬天|夏季|冬季|地区|全境|[修装]冷气[,，]|专家说|@|www\.|\.com"
    r"|^[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{3,}$|[找搵揾]|承接|换新|[(（]含|概不|恕不|谢绝|不[做修接装含包卖]"
    r"|(?<![\d-])\d{1,2}-\d{1,2}(?![\d-])|(?<![a-z])(?:office |business )?hours(?![a-z])"
    r"|(?<![\w.])[\w-]{2,}\.(?:com|net|org|us|biz|info|example)(?!\w)"
    r"|^(?:uncle|auntie|master|brother|boss|mr\.?|mrs\.?|ms\.?) [a-z]+$"
    r"|(?<![a-z])(?:association members?|members? of|authorized dealers?)(?![a-z])"
    r"|[更改易]名|另请|高明|^(?:my name(?:['’]s)?|i['’]?m|i) |^(?:持(?!久|恒)|领有|具有|隔壁|楼[上下])|的(?:徒弟"
    r"|儿子|女婿)|唔[做整接修]|warrant|(?<![a-z])lic(?:'?d)?\.? ?(?:[&/]|and) ?ins|证书|保修|保固|https?:|\$|执照|证照"
    r"|牌照|licens|insur|免费"
)
#: Said to somebody or of something done: no name, and nobody's.
SAYS_MORE = re.compile(r"[找搵揾修装了吗呢您我你们的就请哪谁么]|欢迎|服务|电话|地址|联系")
#: Said as a sentence says it: 暖气炉不着火, 幫大家保養冷氣, 洗冷氣查暖氣.
VERBAL = re.compile(
    r"不(?![二凡夜倒锈])|[加改]装|没|帮|给|查|停|唔|您|你|专?做|专[办换洗装通]|兼"
    r"|会[修装做]|[都全皆]修|的(?=暖通|冷暖|空调|冷气|团队|师傅|公司)|(?:^|[ ,，、])[修洗换装](?=[冷暖空热锅水炉风地])"
    r"|[单只全新包代需拆][洗换装修](?=[冷暖空热锅炉风水])|^全?新(?:冷暖|冷气|空调|暖气|暖炉|热水|锅炉)(?!公司|工程|行)"
    r"|(?<=[\u4e00-\u9fff]{2})[修洗换装救](?=[冷暖空热锅炉]|家用|商用)(?<![维精快急抢名巧]修)"
)
#: What is free is no Free State; a word or two may stand between.
FREE = re.compile(
    r"(?<![a-z])free (?:(?:service|phone|delivery|with|w/)|(?:[a-z/-]+ ){0,2}(?:estimate|quote|consult"
    r"|inspect|diagnos"
    r"|opinion|check|tune|maint|visit|thermostat|filter))"
)
#: A firm's shop at some place: 新北电器行美东店.
_BRANCH = re.compile(
    r"(?:公司|行|中心|冷暖|冷气|空调|暖通|电器|水电)"
    r"(?:[\u4e00-\u9fff]{2}(?:分?店|分行)|总店)$"
)
#: Where people of the trade say to be from: 温州阿龙.
ORIGINS = "|".join(words("person", "origins"))
#: A person with a title, or as friends call one; who does the work is no name of a shop.
PERSON_ZH = re.compile(
    rf"(?:{ORIGINS}|技术员|技师|掌柜)?(?:\d{{1,2}}多?年)?(?:经验)?[小老阿]?[\u4e00-\u9fff]{{1,3}}(?:师傅|师父|先生|小姐|女士|太太|老板|经理|生)"
    rf"|(?:{ORIGINS}|技术员|技师|掌柜|(?:冷气|空调|暖[气通]|冷暖|水电|机电|锅炉|风管|家电|冰箱|热水炉)?(?:师傅)?)?[小老阿][\u4e00-\u9fff]|[小老阿]?[\u4e00-\u9fff](?:[哥姐叔伯嫂姨仔]|(?<![亚安永和])太)"
)
#: 老赵修暖, 机电老王: somebody, and what he does.
NICKNAMED = re.compile(r"(?:[\u4e00-\u9fff]{2})?[小老阿][\u4e00-\u9fff](?:[修装做]|\Z)")
#: "Master Chen 陈师傅 HVAC" is who does what.
PERSON_TWICE = re.compile(
    r"(?:master|uncle|auntie|brother|boss|mr\.?|mrs\.?|ms\.?|technician|tech) [a-z]+[ /|]*"
    rf"(?:{PERSON_ZH.pattern})(?:[ /|]*(?:hvac|a/?c|冷暖|空调|冷气|暖通|heating|cooling|plumbing|水电))*"
)
#: What the name of a company ends with.
_COMPANIES = frozenset(("llc", "inc", "corp", "co", "ltd", "company", "corporation"))
_TRADE_IN_CHINESE = re.compile("冷暖|冷气|空调|暖气|暖通|机电|制冷|水电")
#: Letters of the longest word that is looked for among everybody's.
_LONGEST_OF_EVERYBODY = 12
#: Kinds of terms that everybody in the trade has in common.
_COMMON = {"service", "work_type", "brand", "scope", "warranty", "property", "feature", "license"}


def is_cased(words: str) -> bool:
    """Whether Latin words are written as names are: each with a capital, small ones apart."""
    latin = [word for word in re.split(r"[\s/-]+", words) if word[:1].isalpha()]
    big = [word for word in latin if word[0].isupper() or word.lower() in SMALL]
    return bool(latin) and len(big) == len(latin) and any(word[0].isupper() for word in latin)


def is_name(words: str, least: int = 1) -> bool:
    """Whether folded words have one of their own and end like a firm's name, at least so surely."""
    own, ending = own_words(words)
    return own and ending >= least


def is_slogan(words: str) -> bool:
    """Whether folded Latin words begin as no name does and say only what everybody says: "your local hvac experts"."""
    latin = re.findall(r"[a-z][a-z/'’-]*", words)
    everybodys = squeezed_words("slogan") | squeezed_words("slogan", "opening")
    begins = bool(latin) and latin[0] in everybodys - squeezed_words("slogan", "begins")
    return begins and all(word in everybodys or lexicon().get(squeeze(word)) for word in latin)


def is_place(words: str) -> bool:
    """Whether folded words are a place, or all of one: "all of anne arundel co"."""
    bare = re.sub(r"^(?:all of|serving|near|in) ", "", words)
    return any(concept.kind == "place" for concept in lexicon().get(squeeze(bare)))


@lru_cache(8192)
def own_words(line: str, *, with_places: bool = True) -> tuple[bool, int]:
    """Whether a line has a word of its own, and how surely it ends like a name (0: not at all).

    `with_places`: the name of a place is one. `银河冷暖` gives (True, 3), `冷暖维修` gives (False, 3).
    """
    ending = _ending(line)
    return _says_its_own(line, with_places=with_places) or bool(ending and _BY_PRAISE.search(line)), ending


def _says_its_own(line: str, *, with_places: bool) -> bool:
    """Whether any word of a line, read by the longest terms, is neither of the trade nor of everybody's ads."""
    text, at = squeezed(re.sub(r"[^\w\s/-]", CUT, line)), 0
    while at < len(text.text):
        if text.text[at] == CUT:
            at += 1
            continue
        end = lexicon().longest(text, at)
        end = _end_of_everybodys(text, at) if end == at or text.text[at:end] in everyday_brands() else end
        kinds = {concept.kind for concept in lexicon().get(text.text[at:end])}
        if end == at or (kinds and not kinds & _COMMON and (with_places or kinds != {"place"})):
            return True
        at = end
    return False


def _end_of_everybodys(text: Squeezed, at: int) -> int:
    """Where the longest word ends that begins here and stands in everybody's ads; `at` itself where none does."""
    if text.edge[at]:
        for end in range(min(at + _LONGEST_OF_EVERYBODY, len(text.text)), at, -1):
            if text.edge[end] and text.text[at:end] in _everybodys():
                return end
    return at


@cache
def _everybodys() -> frozenset[str]:
    names = squeezed_words("name", "zh") | squeezed_words("name", "en")
    return frozenset(names | squeezed_words("slogan") | squeezed_words("slogan", "joining") | _chinese_of_others())


def _ending(line: str) -> int:
    """How surely a line ends like a firm's name: `llc` is 4, a branch or an English word of the trade 2."""
    tail = _WORK_OF_TRADE.sub("", squeeze(line))
    latin = re.findall(r"[a-z]+(?:[/&][a-z]+)?", line)
    named = (*squeezed_words("name", "en"), "a/c", "ac")
    strengths = [1 + len(word) for word in squeezed_words("name", "zh") if tail.endswith(word)]
    strengths += [4] if latin and latin[-1] in _COMPANIES else []
    strengths += [2] if _BRANCH.search(line) or any(word in named for word in latin) else []
    strengths += [2] if _OWNED_WORK.match(line) else []
    strengths += [1] if CHINESE_LETTER.search(line) and _TRADE_IN_CHINESE.search(line) else []
    return max(strengths, default=0)


@cache
def _chinese_of_others() -> frozenset[str]:
    """Chinese words for things that ads name and no term is read from: 冰箱."""
    return frozenset(word for word in squeezed_words("not_in_ads") if not word.isascii())


def has_own_word(line: str) -> bool:
    """Whether a folded line says a word that is neither of the trade nor of everybody's ads."""
    return own_words(line)[0]


#: "Frosty's Walk-In Box Repair": whose work it is.
_OWNED_WORK = re.compile(r"[a-z]{3,}['’]s (?:[a-z/&-]+ ){1,4}(?:repairs?|cleaning|installations?)\Z")
#: After what a firm's name ends with: 安达电器维修.
_WORK_OF_TRADE = re.compile(r"(?:维修|修理|安装|保养|检修)\Z")
_WORK = re.compile(r"(?<![a-z])(?:repair|install|replace|clean|maint)|[维检抢]修|安装|清洗|更换")


def says_work(words: str) -> bool:
    """Whether words hold a word of work: "AC repair Sterling VA" is where somebody does what, and no name."""
    return bool(_WORK.search(words))


#: What somebody calls himself: "Old-school HVAC guy".
SOMEBODY = re.compile(r" (?:guy|man|tech|technician|mechanic|handyman|contractor|crew|team)(?![a-z])")
#: Said of somebody, and in no name.
_TELLS = re.compile(r" (?:his|her|their|my|started|founded|opened|bought|had|has|was|were|who|which|is|are) ")


def is_called_so(words: str) -> bool:
    """Whether Latin words could be a name: not a sentence with one capital ("Comfort in every room")."""
    latin = [word for word in words.split() if word[:1].isalpha()]
    if _TELLS.search(words.lower()) or SOMEBODY.search(words):
        return False
    small = [word for word in latin if word[0].islower() and word.lower() not in SMALL]
    return not latin or not latin[0][0].isupper() or len(small) < max(2, len(latin) - len(small))


#: As friends call somebody: 小李, 阿坤.
NICKNAMES = ("小", "老", "阿", "大")


@cache
def families() -> tuple[str, ...]:
    """The family names that search and ads know."""
    return (*surnames(), *words("surname"))


def is_family_name(printed: str) -> bool:
    """Whether a Chinese name begins with a family name, or as friends call somebody."""
    name = fold(printed)
    begins = name.startswith((*families(), *NICKNAMES))
    return begins and not name.startswith(words("surname", "not")) and not SAYS_MORE.search(name)


def is_person(words: str) -> bool:
    """Whether Chinese words are somebody's name with a title, or as friends call him."""
    return bool(PERSON_ZH.fullmatch(words))
