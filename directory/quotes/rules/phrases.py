"""The phrase book of `seed/phrases.toml`: sentences as codes, picked in one language and read in another.

>>> say("late_minutes", {"minutes": 30}, LANGUAGES["zh-hant"])
'我會晚到大約30分鐘，不好意思。'
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

import msgspec
from flask_babel import gettext as _
from flask_babel import ngettext

from directory.foundation.i18n import show_clock, show_day, speaking
from directory.kernel import clock, typed
from directory.kernel.errors import Invalid
from directory.kernel.language import ENGLISH, Language
from directory.kernel.prepared import toml
from directory.quotes.rules import LONGEST_WAIT, MOST_DOLLARS

#: What fills a phrase: whole dollars, a number, a day (`2026-12-01`), a time (`09:30`), the code of a place or a part.
Slots = Mapping[str, str | int]
Side = Literal["business", "homeowner", "both"]
_SLOT = re.compile(r"\{([a-z]+)\}")
#: Numbers that may fill a slot: the least and the most.
NUMBERS = {"amount": (1, MOST_DOLLARS), "minutes": (5, 240), "days": (1, 365), "years": (1, 50)}
_TIMES = ("hour", "until")
_TABLES = ("place", "part", "item")
#: Every slot that a phrase may have.
SLOTS = ("amount", "day", "hour", "until", "place", "part", "item", "minutes", "days", "years")
#: What a contractor texts before the number of a phrase.
LETTER = "Q"


class _Labels(msgspec.Struct, frozen=True):
    """A code in three languages."""

    code: str
    en: str
    zh_hans: str
    zh_hant: str

    def read(self, language: Language) -> str:
        """The label in this language."""
        return {"en": self.en, "zh-hans": self.zh_hans, "zh-hant": self.zh_hant}[language.url]


class Phrase(_Labels, frozen=True, kw_only=True):
    """A sentence of the book, or an answer that is said to its question alone (`kind` is `answer`)."""

    side: Side
    topic: str
    kind: str = "answer"
    #: As the book writes them: a code, or a code with its slots filled (`unit_is place=basement`).
    answers: tuple[str, ...] = ()
    #: What a contractor texts for it, after `LETTER`.
    text: int | None = None
    #: What a text calls it, of the ten that a text tells of.
    short: tuple[str, str, str] | None = None
    #: Other ways of writing just this.
    also: tuple[str, ...] = ()
    #: Words that say no more than what it is about: by them it is offered below typed words.
    near: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[str, ...]:
        """What is to be filled in, in the order of the English sentence."""
        return tuple(_SLOT.findall(self.en))

    @property
    def is_of_visit(self) -> bool:
        """Whether it is about a time to come, which is proposed, moved and cancelled by buttons of its own."""
        return self.kind == "appointment"

    @property
    def is_of_road(self) -> bool:
        """Whether it is about a visit under way, which only a customer who was taken can have."""
        return self.kind in ("on_my_way", "late", "arrived", "done")

    def brief(self, language: Language) -> str:
        """What a text calls it; the sentence where it has nothing shorter."""
        if self.short is None:
            return self.read(language)
        return dict(zip(("en", "zh-hans", "zh-hant"), self.short, strict=True))[language.url]

    def pieces(self, language: Language) -> Iterator[tuple[str, str]]:
        """The sentence as ("words", text) and ("slot", name), for a form."""
        for number, piece in enumerate(_SLOT.split(self.read(language))):
            if piece:
                yield ("slot" if number % 2 else "words", piece)

    def is_said_by(self, author: str) -> bool:
        """Whether it is for this side to say: `business` or `homeowner`."""
        return self.side in (author, "both")


@dataclass(frozen=True)
class Sentence:
    """A phrase as one side says it, not checked yet.

    `filled` is what was picked or typed, by slot; `language` is its writer's.
    """

    code: str
    filled: Mapping[str, str]
    language: Language


@dataclass(frozen=True)
class Choice:
    """A phrase offered to be said, with what of it is filled in already."""

    phrase: Phrase
    slots: Slots

    @property
    def written(self) -> str:
        """The choice as the phrase book and forms write it: `unit_is place=basement`."""
        return " ".join((self.phrase.code, *(f"{name}={value}" for name, value in self.slots.items())))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to fill in."""
        return all(name in self.slots for name in self.phrase.slots)

    def read(self, language: Language) -> str:
        """The words of this choice in a language."""
        return say(self.phrase.code, self.slots, language)

    def sentence(self, language: Language) -> Sentence:
        """The sentence that saying this choice in a language makes."""
        return Sentence(self.phrase.code, {name: str(value) for name, value in self.slots.items()}, language)


class _Book(msgspec.Struct, frozen=True):
    """The tables of phrases.toml."""

    topic: tuple[_Labels, ...]
    place: tuple[_Labels, ...]
    part: tuple[_Labels, ...]
    item: tuple[_Labels, ...]
    phrase: tuple[Phrase, ...]
    answer: tuple[Phrase, ...]


@cache
def book() -> _Book:
    """The whole book, in the order of its file."""
    return toml("phrases.toml", _Book)


@cache
def _by_code() -> dict[str, Phrase]:
    return {phrase.code: phrase for phrase in (*book().phrase, *book().answer)}


@cache
def labels_of(slot: str) -> dict[str, _Labels]:
    """The words of a `place`, a `part` or a `topic` by code."""
    return {label.code: label for label in getattr(book(), slot)}


def find_phrase(code: str) -> Phrase | None:
    """The phrase of a code; None for an unknown one."""
    return _by_code().get(code)


def say(code: str, slots: Slots, language: Language) -> str:
    """A phrase in a language, its slots filled. KeyError for an unknown code and for a slot that is not filled."""
    phrase = _by_code()[code]
    words = phrase.read(language)
    if not phrase.slots:
        return words
    with speaking(language):
        shown = {name: show_slot(name, slots[name], language) for name in phrase.slots}
    return _SLOT.sub(lambda match: shown[match[1]], words)


def show_slot(name: str, value: str | int, language: Language) -> str:
    """What fills a slot, as the language being spoken writes it: `$1,200`, 30分钟, `in the attic`."""
    if name in _TABLES:
        label = labels_of(name).get(str(value))
        return label.read(language) if label else str(value)
    if name == "day":
        return show_day(date.fromisoformat(str(value)))
    if name in _TIMES:
        hour, minute = map(int, str(value).split(":"))
        return show_clock(datetime(2026, 1, 1, hour, minute, tzinfo=clock.zone()))
    number = int(value)
    if name == "amount":
        return f"${number:,}"
    if name == "minutes":
        return str(ngettext("%(num)s minute", "%(num)s minutes", number))
    if name == "days":
        return str(ngettext("%(num)s day", "%(num)s days", number))
    years = str(ngettext("%(num)s year", "%(num)s years", number))
    return years if language is ENGLISH else years.replace(" ", "")


def read_slots(phrase: Phrase, given: Mapping[str, str], today: date) -> dict[str, str | int]:
    """What fills a phrase, as it is stored; `given` is what was picked or typed, by slot. Raises Invalid(slot)."""
    slots = {name: _read_slot(name, given.get(name, "").strip(), today) for name in phrase.slots}
    if "until" in slots and str(slots["until"]) <= str(slots["hour"]):
        raise Invalid("until", _("The second time must be later than the first."))
    return slots


def _read_slot(name: str, given: str, today: date) -> str | int:
    if name in NUMBERS:
        least, most = NUMBERS[name]
        try:
            low, high = typed.read_price(given) if name == "amount" else (typed.read_count(given),) * 2
        except ValueError:
            low, high = 0, 0
        if least <= low == high <= most:
            return low
        raise Invalid(name, _("Please write a whole number, like %(number)s.", number=least if least > 1 else 10))
    if name in _TABLES and given in labels_of(name):
        return given
    if name in _TIMES and re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", given, re.ASCII):
        return given
    if name == "day":
        return _read_day(given, today).isoformat()
    raise Invalid(name, _("Please choose one."))


def _read_day(given: str, today: date) -> date:
    try:
        day = typed.read_day(given)
    except ValueError:
        raise Invalid("day", _("Please choose one.")) from None
    if day < today:
        raise Invalid("day", _("That day has passed."))
    if day > today + LONGEST_WAIT:
        raise Invalid("day", _("Please choose a day within a year."))
    return day


def options_of(slot: str, language: Language, today: date) -> list[tuple[str, str]]:
    """What a list for this slot offers, (value, words); empty for an amount, which is typed. Spoken: `language`."""
    if slot in _TABLES:
        return [(label.code, label.read(language)) for label in labels_of(slot).values()]
    values: Sequence[str | int] = ()
    if slot == "day":
        values = [(today + timedelta(days=number)).isoformat() for number in range(31)]
    elif slot in _TIMES:
        values = [f"{hour:02d}:{minute}" for hour in range(7, 22) for minute in ("00", "30")]
    elif slot in _OFFERED:
        values = _OFFERED[slot]
    return [(str(value), show_slot(slot, value, language)) for value in values]


_OFFERED = {
    "minutes": (10, 15, 20, 30, 45, 60, 90, 120),
    "days": (1, 2, 3, 4, 5, 7, 10, 14, 30, 60, 90),
    "years": (1, 2, 3, 5, 6, 7, 8, 10, 12, 15, 20, 25),
}


def answers_to(code: str) -> list[Choice]:
    """What the reader of a phrase is offered to answer; empty where it asks nothing."""
    phrase = _by_code().get(code)
    return [choice for written in (phrase.answers if phrase else ()) if (choice := read_choice(written))]


#: By what a homeowner answers a phrase by text: letters, for a number picks the time of a visit.
ANSWER_LETTERS = "ABCD"


def lettered(code: str) -> dict[str, Choice]:
    """By letter, what a text may answer to a phrase: its first answers that have no gaps; empty where it asks nothing.

    >>> [(letter, choice.phrase.code) for letter, choice in lettered("suits").items()]
    [("A", "suits_yes"), ("B", "suits_no")]
    """
    choices = [choice for choice in answers_to(code) if choice.is_whole]
    return dict(zip(ANSWER_LETTERS, choices, strict=False))


def read_choice(written: str) -> Choice | None:
    """`unit_is place=basement` as a phrase with its slot filled; None where the book has no such phrase."""
    code, _blank, filled = written.partition(" ")
    name, _is, value = filled.partition("=")
    phrase = _by_code().get(code)
    return Choice(phrase, {name: value} if name in phrase.slots else {}) if phrase else None


def phrases_of(author: str) -> list[Phrase]:
    """The sentences that a side may pick (`business` or `homeowner`), in the order of the book."""
    return [phrase for phrase in book().phrase if phrase.is_said_by(author)]


def by_text(number: int, digits: Sequence[int], author: str) -> Choice | None:
    """The phrase that a contractor texts as `Q2` or `Q2 30`; None where no phrase has that number and those digits."""
    for phrase in _by_code().values():
        if phrase.text == number and len(phrase.slots) == len(digits) and phrase.is_said_by(author):
            bounds = [NUMBERS.get(name) for name in phrase.slots]
            if all(bound and bound[0] <= digit <= bound[1] for bound, digit in zip(bounds, digits, strict=True)):
                return Choice(phrase, dict(zip(phrase.slots, digits, strict=True)))
    return None


def texted() -> list[Phrase]:
    """The ten commonest, in the order of their numbers: what a text can tell of."""
    return sorted(
        (phrase for phrase in book().phrase if phrase.text is not None and phrase.text < 10 and not phrase.slots),
        key=lambda phrase: (phrase.text or 10, phrase.code),
    )
