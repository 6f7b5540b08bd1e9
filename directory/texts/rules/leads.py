"""Which of a phone's open customers a text is about: by name, town or job, or because there is only one.

Example: 何女士家的配件明天到 with 何女士 (Derwood) and 高先生 (Oakton) open is about the first.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import msgspec

from directory.places.gazetteer import gazetteer
from directory.reading.syllables import alike, keys
from directory.texts.rules import table
from directory.texts.rules.strangers import COMPOUND, SURNAMES, names_person, names_stranger
from directory.texts.rules.text import core, plain

#: States in which the firm has the customer's name and number.
TAKEN = ("accepted", "quoted")
_TITLE = (
    "先生|女士|小姐|太太|太|师傅|老板娘?|老师|总|阿姨|叔叔?|大姐|大哥|姐|哥|生|家|伯|姨|奶奶|爷爷|医生|教授|经理|同学"
    "|的(?!确|话)"
)
_EN_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "the", "family"})
#: Letters of full width.
_WIDE = re.compile("[\uff21-\uff5a]")
_AROUND = re.compile("(?<=[\u4e00-\u9fff]) zplace|zplace (?=[\u4e00-\u9fff])")
#: Surnames and given names that are English words.
_SHORTEST_NAME, _FEWEST_SOUNDS = 3, 4


class OpenLead(msgspec.Struct, frozen=True):
    """An open customer of a phone: the digits that accept and decline, and what the firm knows of them."""

    accept: int
    decline: int
    place: str
    job: str
    state: Literal["new", "accepted", "quoted"]
    name: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether the firm has not answered yet."""
        return self.state == "new"


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a text names. `lead` is None where it names nobody, several, or somebody who is not open."""

    lead: OpenLead | None
    is_named: bool = False
    is_stranger: bool = False


def meant(text: str, leads: Sequence[OpenLead]) -> Meant:
    """Which of the open leads a plain text names by name, town or job. Without a word about anybody: none."""
    left = list(leads)
    text, is_denied = _without_denied(text, leads)
    is_named = False
    for is_about in (_has_name, _has_town, _has_job):
        matches = [lead for lead in leads if is_about(text, lead)]
        if matches:
            both = [lead for lead in left if lead in matches]
            if is_about is _has_job and ((is_named and not both) or len(matches) == len(leads)):
                continue
            is_named = True
            left = both
    if len(left) > 1 and is_named:
        left = _by_whole_name(text, left)
    if is_named:
        is_one = len(left) == 1 and not _names_more(text, left[0], leads)
        return Meant(left[0] if is_one else None, is_named=True)
    return Meant(None, is_named=is_denied, is_stranger=names_stranger(text))


def _without_denied(text: str, leads: Sequence[OpenLead]) -> tuple[str, bool]:
    """A text without the names that it says are not meant, and whether there are any: `not Chen, Lopez`, 不是陈太."""
    denied = table.pattern("elsewhere", "denied")
    is_denied = False
    for lead in leads:
        named = _named(lead.name).sub("zname", text) if lead.name else text
        if denied.search(named):
            text, is_denied = denied.sub(" ", named).replace("zname", lead.name or ""), True
    return text, is_denied


def _names_more(text: str, lead: OpenLead, leads: Sequence[OpenLead]) -> bool:
    """Whether a text speaks of others beside the customer whom it names: `both`, `Chen and Lopez`, 王太隔壁那家."""
    if len(leads) > 1 and table.pattern("several", "any").search(text):
        return True
    if lead.name is None:
        return False
    is_beside = table.pattern("elsewhere", "beside").search(_named(lead.name).sub("zname", text))
    return bool(is_beside) or names_person(_named(lead.name).sub(" ", text))


def _by_whole_name(text: str, leads: list[OpenLead]) -> list[OpenLead]:
    """Of several that a text may name those that it names in full, unless it names another too: 何女士 of two 何."""
    names = [(plain(lead.name), lead) for lead in leads if lead.name]
    whole = [(name, lead) for name, lead in names if name in text]
    rest = text
    for name, _ in whole:
        rest = rest.replace(name, " ")
    is_all = not any(_has_name(rest, lead) for name, lead in names if name not in text)
    return [lead for _, lead in whole] or leads if is_all else leads


def the_one(text: str, leads: Sequence[OpenLead]) -> OpenLead | None:
    """The lead a plain text is about: the one it names, else the only one, unless it names somebody else."""
    whom = meant(text, leads)
    if whom.is_named or whom.is_stranger:
        return whom.lead
    return leads[0] if len(leads) == 1 else None


def gone_by(text: str, leads: Sequence[OpenLead], gone: Sequence[OpenLead]) -> OpenLead | None:
    """The customer of a lead that ended lately whom a plain text names better than any open one; None for nobody.

    `王小明 900` with 陈女士 open and 王小明 over is about 王小明: the price is not for the customer who is open.
    """
    whom = meant(text, [*leads, *gone]).lead
    is_gone = whom is not None and any(whom is lead for lead in gone)
    return whom if whom is not None and is_gone and (_has_name(text, whom) or _has_town(text, whom)) else None


def with_places(text: str, leads: Sequence[OpenLead]) -> str:
    """The text with the towns of the open leads as `zplace`, so that one expression fits all of them."""
    for lead in leads:
        text = _town(lead.place).sub(" zplace ", text)
    return _AROUND.sub("zplace", re.sub(" +", " ", text)).strip()


def titled(body: str, leads: Sequence[OpenLead]) -> str:
    """A text with the surname and title of a customer in pinyin as characters: `lin jie` of 林女士 is 林姐."""
    if _WIDE.search(body):
        body = unicodedata.normalize("NFKC", body)
    for surname in {plain(lead.name)[:1] for lead in leads if lead.name} & {*SURNAMES}:
        body = _in_characters(body, surname)
    return body


def _in_characters(body: str, surname: str) -> str:
    titles = table.section("pinyin_titles")
    return _in_pinyin(surname).sub(lambda name: surname + titles[name[1].lower()], body)


@lru_cache(512)
def _in_pinyin(surname: str) -> re.Pattern[str]:
    """A surname with one of the titles behind it."""
    titles = "|".join(table.section("pinyin_titles"))
    return re.compile(rf"(?<![a-z])(?:{'|'.join(keys(surname))}) *({titles})(?![a-z])", re.IGNORECASE)


#: What stands around a name or town that a text picks a customer by.
_PICK = re.compile(
    r"(?:\b(?:with|for|to|on|at|in|from|the|that|this|one|ones|job|guy|lady|customer|client|house|lead|person|folks|is|are|only|just)\b"
    r"|@lead|那边?|这边?|个|单|件|宗|桩|案子?|家|户|的|位|客户|客人|活|嗰|那儿|号)"
)


def unaddressed(text: str, leads: Sequence[OpenLead]) -> str:
    """A plain text without the words that name one of the leads: `the water heater yes` is `yes`."""
    marked = with_marks(text, leads).replace("@job", "@lead")
    return core(re.sub(" +", " ", _PICK.sub(" ", marked))) if "@lead" in marked else text


def with_marks(text: str, leads: Sequence[OpenLead]) -> str:
    """A plain text with `@lead` for the names and towns of the leads, and `@job` for what is to be done there."""
    for lead in leads:
        for expression in (lead.name and _named(lead.name), _town(lead.place)):
            text = expression.sub(" @lead ", text) if expression else text
        if job := _jobs().get(lead.job):
            text = job.sub(" @job ", text)
    return text


#: That he takes just this one says nothing against it: `only the leak one`, 只接Burke的.
_ONLY = re.compile(
    r"\b(?:only|just|solo|solamente) +(?:(?:take|do|want|accept|go to|the|that|this|in|for|el|la|de) +)*"
    r"(?:@lead(?! +(?:is|are) )|@job +(?:one|job|lead|customer|house|guy|lady)\b)|@lead +(?:one +)?only\b"
    r"|(?:只|就|光|仅)(?:能|想|可以)? *(?:接|做|要|去|跑|收)? *(?:@lead|@job *(?:那|这|的)(?:个|家|单|位|户)?)"
)


def without_only(text: str, leads: Sequence[OpenLead]) -> str:
    """`with_places` of a plain text, without words that he takes just one of the leads: they are no reason for a no."""
    marked = with_marks(text, leads)
    if not _ONLY.search(marked):
        return with_places(text, leads)
    left = _ONLY.sub(" ", marked).replace("@lead", "zplace").replace("@job", " ")
    return re.sub(" +", " ", left).strip()


def _has_name(text: str, lead: OpenLead) -> bool:
    """Whether a text names a customer, otherwise than in what it is signed with: `coming at 4 -Park`."""
    unsigned = table.pattern("elsewhere", "signed").sub("", text)
    return lead.name is not None and bool(_named(lead.name).search(unsigned))


@lru_cache(512)
def _named(name: str) -> re.Pattern[str]:
    """What stands in a text that names this customer: the surname with any title, in either script."""
    folded = plain(name)
    choices = []
    chinese = "".join(c for c in folded if "\u4e00" <= c <= "\u9fff")
    latin = [word for word in re.findall(r"[a-z]+", folded) if word not in _EN_TITLES and len(word) > 1]
    if chinese:
        surname = next((double for double in COMPOUND if chinese.startswith(double)), chinese[0])
        bare = re.sub(f"(?:{_TITLE})$", "", chinese)
        choices.append(
            rf"{surname}(?:{_TITLE})|(?:小|老|阿|姓|那个?){surname}(?![\u4e00-\u9fff]?[块元])|^{surname}(?:[ ,:]|$)"
        )
        if len(bare) > 1:
            choices.append(re.escape(bare))
        latin = [
            *latin,
            *(rf"(?:mr|mrs|ms|miss|dr)\.? {key}" for key in keys(surname)),
            *(key for key in keys(surname) if len(key) > _SHORTEST_NAME),
        ]
    else:
        for word in latin:
            choices += (
                [rf"[{''.join(_surnames(word))}](?:先生|女士|小姐|太太|太|师傅|总|阿姨|老板|家|生)"]
                if _surnames(word)
                else []
            )
    choices += [rf"(?<![a-z]){word}{'s?' if len(word) >= _SHORTEST_NAME else ''}(?![a-z])" for word in latin]
    return re.compile("|".join(choices) or r"(?!)")


@lru_cache(512)
def _surnames(sound: str) -> tuple[str, ...]:
    """The common surnames that are spelled so: `chen` is 陈."""
    return tuple(c for c in SURNAMES if sound in keys(c))


def _has_town(text: str, lead: OpenLead) -> bool:
    """Whether a text names the town of a lead, otherwise than on the way: `from Vienna now, 30 min to the next`."""
    placed = _town(lead.place).sub(" zplace ", text)
    if placed == text:
        return _sounds_like(text, lead.place)
    return "zplace" in table.pattern("passing", "any").sub(" ", re.sub(" +", " ", placed))


@lru_cache(512)
def _town(name: str) -> re.Pattern[str]:
    folded = plain(name)
    place = gazetteer().read(name)
    chinese = {plain(alias) for alias in (*place.names, *place.aliases) if not alias.isascii()} if place else set()
    nicknames = _nicknames(name)
    choices = [re.escape(folded).replace(r"\ ", " ?"), *map(re.escape, sorted(chinese))]
    latin = "|".join([choices[0], *(n for n in nicknames.split("|") if n and n.isascii())])
    other = [*choices[1:], *(n for n in nicknames.split("|") if n and not n.isascii())]
    return re.compile("|".join([rf"(?<![a-z])(?:{latin})(?![a-z])", *other]))


def _nicknames(name: str) -> str:
    """What people call a town, as alternatives: of `Washington DC` those of Washington."""
    names = table.section("nicknames")
    return names.get(name) or names.get(name.rpartition(" ")[0], "")


def _sounds_like(text: str, name: str) -> bool:
    """Whether a run of Chinese in the text sounds as a Chinese name of the town does."""
    sounds = [sound for sound in _town_sounds(name) if len(sound) >= _FEWEST_SOUNDS]
    runs = re.findall("[\u4e00-\u9fff]{2,}", text)
    return bool(sounds) and any(sound in alike(key) for run in runs for key in keys(run) for sound in sounds)


@lru_cache(512)
def _town_sounds(name: str) -> tuple[str, ...]:
    place = gazetteer().read(name)
    names = {alias for alias in (*place.names, *place.aliases) if not alias.isascii()} if place else set()
    names |= {n for n in _nicknames(name).split("|") if n and not n.isascii()}
    return tuple(alike(key) for town in sorted(names) if len(town) > 2 for key in keys(plain(town)))


def _has_job(text: str, lead: OpenLead) -> bool:
    """Whether a text names what is to be done, otherwise than at somebody else's: `a gas leak at another house`."""
    expression = _jobs().get(lead.job)
    is_elsewhere = table.pattern("elsewhere", "any").search(text)
    return expression is not None and not is_elsewhere and bool(expression.search(text))


@cache
def _jobs() -> dict[str, re.Pattern[str]]:
    # An English word ends where Chinese begins: mini split我们不装.
    return {
        code: re.compile(table.expression(lines).pattern, re.ASCII) for code, lines in table.section("jobs").items()
    }
