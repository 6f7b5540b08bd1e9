"""The one map between a language's spellings: in a URL, in HTML (BCP 47), in a catalogue, where a link is shared."""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.kernel.site import site


@dataclass(frozen=True)
class Language:
    """One of the three equal languages of the site. `locale`: what those who show shared links call it."""

    url: str
    bcp47: str
    catalogue: str
    own_name: str
    locale: str


ENGLISH = Language("en", "en", "en", "English", "en_US")
SIMPLIFIED = Language("zh-hans", "zh-Hans", "zh_Hans", "简体", "zh_CN")
TRADITIONAL = Language("zh-hant", "zh-Hant", "zh_Hant", "繁體", "zh_TW")

_EVERY = {language.url: language for language in (ENGLISH, SIMPLIFIED, TRADITIONAL)}
#: Those that the site offers, by their part of an address, in the order in which it names them.
LANGUAGES: dict[str, Language] = {url: _EVERY[url] for url in site().languages}


def nearest(wanted: Language, offered: Mapping[str, Language]) -> Language:
    """What a reader of one language is given where these are offered, by their part of an address.

    It is that language, else the other Chinese one for a reader of Chinese, else the first.
    """
    chinese = [language for language in offered.values() if language is not ENGLISH and wanted is not ENGLISH]
    return offered.get(wanted.url) or next(iter([*chinese, *offered.values()]))


_BY_BCP47: dict[str, Language] = {language.bcp47: nearest(language, LANGUAGES) for language in _EVERY.values()}

#: What a Chinese language is called in tags: itself, or a macrolanguage with it behind (zh-yue).
_CHINESE = frozenset(("zh", "cmn", "yue", "nan", "hak", "wuu", "gan", "hsn", "cdo", "mnp", "czh", "cjy", "cpx", "lzh"))
#: By a part of a tag, the characters its readers write: the script says it before the place, the place before the
#: language.
_SCRIPTS = {"hans": SIMPLIFIED, "hant": TRADITIONAL}
_PLACES = dict.fromkeys(("tw", "hk", "mo"), TRADITIONAL) | dict.fromkeys(("cn", "sg", "my"), SIMPLIFIED)
_SPOKEN = dict.fromkeys(("yue", "nan", "hak"), TRADITIONAL)


def by_url(code: str) -> Language:
    """The language of a URL's first part; KeyError for anything else."""
    return LANGUAGES[code]


def by_tag(tag: str) -> Language:
    """The language of a BCP 47 tag that we wrote ourselves (`zh-Hans`); KeyError for anything else.

    The `nearest` that the site offers where it does not offer that one.
    """
    return _BY_BCP47[tag]


def negotiate(accept_language: str | None) -> Language:
    """The visitor's language from an Accept-Language header; English where it names none of ours.

    Libraries turn `zh-TW, en;q=0.5` into English, because they compare whole tags, so the map is made by hand:
    zh-TW, zh-HK, zh-MO, zh-Hant and yue read Traditional, zh-Hans-HK and every other Chinese Simplified.
    """
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate((accept_language or "")[:500].split(",")):
        tag, _, parameters = part.strip().partition(";")
        quality = 1.0
        if parameters.strip().startswith("q="):
            try:
                quality = float(parameters.strip()[2:])
            except ValueError:
                quality = 0.0
        if quality > 0:
            wanted.append((-quality, position, tag.strip().lower()))
    for _, _, tag in sorted(wanted):
        pieces = tag.replace("_", "-").split("-")
        if pieces[0] in _CHINESE:
            known = (table[piece] for table in (_SCRIPTS, _PLACES, _SPOKEN) for piece in pieces if piece in table)
            return by_tag(next(known, SIMPLIFIED).bcp47)
        if pieces[0] == "en":
            return by_tag(ENGLISH.bcp47)
    return by_tag(ENGLISH.bcp47)
