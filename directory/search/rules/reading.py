"""Reading what somebody typed: numbers, then terms by longest match, then places, then names; the rest is left over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from directory.kernel.text import fold
from directory.places.gazetteer import Gazetteer, Place
from directory.search.rules.lexicon import Concept, Lexicon, plain
from directory.search.rules.words import NOISE, NOISE_CHINESE

_NUMBER = re.compile(r"(?<![a-z0-9])\+?\(?\d(?:[\d().\-–—/· ]*\d)?(?![a-z0-9年])")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_AD_NUMBER = re.compile(r"\d{1,2}-\d{2,4}")
_YEARS = re.compile(r"(\d{1,2}|[一二两三四五六七八九十])\s*(?:年|years?\b|yrs?\b)")
_CHINESE_NUMBERS = dict(zip("一二三四五六七八九十两", [*range(1, 11), 2], strict=True))
_RUN = re.compile(r"[a-z0-9]+|[^a-z0-9 ]+")
_STATES = {"dc", "md", "va"}
_SHORT_PLACES = _STATES | {"dmv", "nova"}
_MOST_WORDS, _MOST_CHARACTERS = 5, 12


@dataclass(frozen=True)
class Condition:
    """One thing asked for in words: any of its concepts will do."""

    words: str
    concepts: tuple[Concept, ...]


@dataclass(frozen=True)
class Reading:
    """A text as it was understood. `leftover` are words that mean nothing here and stand in no name."""

    conditions: tuple[Condition, ...] = ()
    places: tuple[Place, ...] = ()
    #: A ZIP code of another state, as typed.
    outside: str | None = None
    leftover: tuple[str, ...] = ()


class Names:
    """What the listings themselves call things: names in every script, ad numbers, phones."""

    def __init__(self, names: Iterable[str], ad_numbers: Iterable[str], phones: Iterable[str]) -> None:
        """`names` as printed or romanized, `phones` ten digits each."""
        forms = {plain(name) for name in names}
        self.terms = Lexicon((form, Concept("name", form)) for form in forms if " " in form or len(form) > 2)
        self._text = "\n".join(f" {form} {form.replace(' ', '')} " for form in sorted(forms))
        self.ad_numbers = frozenset(ad_numbers)
        self.phones = tuple(phones)

    def has(self, word: str) -> bool:
        """Whether a name holds this word: a Latin word from its beginning, Chinese anywhere."""
        return (f" {word}" if word.isascii() else word) in self._text

    def has_phone(self, digits: str) -> bool:
        """Whether a phone ends in these digits."""
        return any(phone.endswith(digits) for phone in self.phones)


def read(text: str, lexicon: Lexicon, names: Names, gazetteer: Gazetteer) -> Reading:
    """Understand a text as far as possible. Never raises; cost grows with the length of the text."""
    reader = _Reader(lexicon, names, gazetteer)
    for segment in reader.numbers(fold(text)).split("\n"):
        for rest in reader.terms(plain(segment)):
            for left in reader.place(rest):
                reader.words(left)
    if not (reader.conditions or reader.places or reader.outside or reader.leftover) and not _asks_for_anybody(text):
        reader.leftover.append(" ".join(text.split()))
    return Reading(
        tuple(dict.fromkeys(reader.conditions)), tuple(reader.places), reader.outside, tuple(reader.leftover)
    )


class _Reader:
    def __init__(self, lexicon: Lexicon, names: Names, gazetteer: Gazetteer) -> None:
        self.lexicon, self.known, self.gazetteer = lexicon, names, gazetteer
        self.conditions: list[Condition] = []
        self.places: list[Place] = []
        self.outside: str | None = None
        self.leftover: list[str] = []

    def numbers(self, text: str) -> str:
        """Take out years, phones, ad numbers and ZIP codes; what stays, cut into lines where something was taken."""
        text = _YEARS.sub(self._years, text)
        return _NUMBER.sub(lambda found: "\n" if self._number(found[0]) else found[0], text)

    def _years(self, found: re.Match[str]) -> str:
        years = _CHINESE_NUMBERS.get(found[1]) or int(found[1])
        self._add(found[0], "warranty", f"any:{years}")
        return "\n"

    def _number(self, text: str) -> bool:
        """Whether every number of a run was understood: as one number first, else blank by blank."""
        if self._one_number(text):
            return True
        parts = text.split()
        understood = [self._one_number(part) for part in parts]
        return len(parts) > 1 and all(understood)

    def _one_number(self, text: str) -> bool:
        digits = re.sub(r"\D", "", text)
        if len(digits) == 11 and digits[0] == "1":
            digits = digits[1:]
        if _AD_NUMBER.fullmatch(text) and (text in self.known.ad_numbers or not self.known.has_phone(digits)):
            return self._add(text, "ad", text)
        if _ZIP.fullmatch(text):
            return self._zip(digits[:5]) or self._add(text, "phone", digits)
        if 4 <= len(digits) <= 10:
            return self._add(text, "phone", digits)
        return False

    def _zip(self, code: str) -> bool:
        place = self.gazetteer.read(code)
        if place is not None:
            self.places.append(place)
            return True
        if not self.known.has_phone(code) and self.gazetteer.outside(code):
            self.outside = code
            return True
        return False

    def _add(self, words: str, kind: str, code: str) -> bool:
        self.conditions.append(Condition(words.strip(), (Concept(kind, code, words.strip()),)))
        return True

    def terms(self, text: str) -> list[str]:
        """Take out names and terms of the trade, the longest at each place; the texts between them."""
        rest, begun, at = [], 0, 0
        while at < len(text):
            found = [match for match in (self.known.terms.at(text, at), self.lexicon.at(text, at)) if match]
            if not found:
                at += 1
                continue
            match = max(found, key=lambda match: match.end)
            self.conditions.append(Condition(text[match.start : match.end], match.concepts))
            rest.append(text[begun:at])
            begun = at = match.end
        return [*rest, text[begun:]]

    def place(self, text: str) -> list[str]:
        """Take out the first place of a text without terms; the texts around it."""
        runs = _RUN.findall(text)
        at = 0
        while at < len(runs):
            if runs[at].isascii():
                for length in range(min(_MOST_WORDS, len(runs) - at), 0, -1):
                    words = runs[at : at + length]
                    if all(word.isascii() for word in words) and self._latin_place(words):
                        return [" ".join(runs[:at]), " ".join(runs[at + length :])]
            else:
                cut = self._chinese_place(runs[at])
                if cut:
                    return [" ".join([*runs[:at], cut[0]]), " ".join([cut[1], *runs[at + 1 :]])]
            at += 1
        return [text]

    def _latin_place(self, words: list[str]) -> bool:
        if len(words) == 1 and (words[0] in NOISE or (len(words[0]) < 4 and words[0] not in _SHORT_PLACES)):
            return False
        text = " ".join(words)
        if self.known.has(text):
            return False
        if len(words) > 1 and words[-1] in _STATES:
            text = f"{' '.join(words[:-1])}, {words[-1]}"
        return self._take(self.gazetteer.read(text))

    def _chinese_place(self, run: str) -> tuple[str, str] | None:
        if self.known.has(run):
            return None
        for start in range(len(run) - 1):
            for end in range(min(len(run), start + _MOST_CHARACTERS), start + 1, -1):
                if self._take(self.gazetteer.read(run[start:end])):
                    return run[:start], run[end:]
        return None

    def _take(self, place: Place | None) -> bool:
        if place is not None:
            self.places.append(place)
        return place is not None

    def words(self, text: str) -> None:
        """Words of names become conditions, noise goes, the rest is left over."""
        runs = _RUN.findall(text)
        while runs:
            run = runs.pop(0)
            while runs and run.isascii() and runs[0].isascii() and self.known.has(f"{run} {runs[0]}"):
                run = f"{run} {runs.pop(0)}"
            for word in [run] if run.isascii() or self.known.has(run) else _peel(run):
                self._word(word)

    def _word(self, word: str) -> None:
        if word in NOISE or (word.isascii() and len(word) == 1):
            return
        if self.known.has(word):
            self._add(word, "name", word)
        elif word not in self.leftover:
            self.leftover.append(word)


def _asks_for_anybody(text: str) -> bool:
    """Whether a text without meaning is none, or the likes of "contractor near me": everybody is the answer."""
    words = [word for run in _RUN.findall(plain(text)) for word in ([run] if run.isascii() else _peel(run))]
    return not text.strip() or (bool(plain(text)) and all(word in NOISE for word in words))


def _peel(run: str) -> list[str]:
    """A run of Chinese without the words that say nothing: what stands between them."""
    pieces, piece, at = [], "", 0
    while at < len(run):
        noise = next((word for word in NOISE_CHINESE if run.startswith(word, at)), "")
        if noise:
            pieces.append(piece)
            piece = ""
        else:
            piece += run[at]
        at += len(noise) or 1
    return [each for each in (*pieces, piece) if each]
