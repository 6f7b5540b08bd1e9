"""What words mean by those beside them: a town of another state, a firm called like a town, water that comes cold."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from directory.reading.folding import Typed, squeeze, without_signs
from directory.reading.lexicon import Concept
from directory.reading.sounds import given_names
from directory.search.rules.described import either, with_described, with_token
from directory.search.rules.name_words import families, firm, nicknames, titles
from directory.search.rules.surroundings import is_of_home
from directory.search.rules.tokens import Terms, Token, text_after, text_before
from directory.search.rules.vocabulary import everyday_services, tables

#: What may stand between water and that it is cold.
_LITTLE = ("noise", "experience", "measure", "latin", "chinese")
#: So many words stand there at most.
_MOST_LITTLE = 4
#: Kinds that name what is out of order.
_MACHINES = ("service", "symptom", "scope")
#: What is no machine of its own beside water.
_OF_WATER = frozenset((Concept("service", "plumbing"), Concept("service", "water_heater")))
_NO_HOT_WATER = (Concept("symptom", "nohotwater"),)
_DIGITS = frozenset("0123456789")
#: Kinds beside which degrees say nothing of the house.
_NAMING = (*_MACHINES, "unlisted", "brand")
_OF_A_HOUSEHOLD, _OF_A_BUSINESS = Concept("service", "appliance_repair"), Concept("property", "commercial")
#: Degrees in a house at which its cooling or heating is out of order.
_HOT_CELSIUS, _HOT_FAHRENHEIT, _COLD = range(28, 40), range(77, 120), (*range(3, 19), *range(40, 65))
_ELSEWHERE = (Concept("elsewhere", ""),)
#: Behind these a town is one of theirs.
_STATE_PARTS = ":"


def in_context(text: Typed, tokens: Sequence[Token], terms: Terms) -> list[Token]:
    """The tokens with what those beside them make of them; the rest as it is.

    `Boston, VA` is the village; `Springfield, IL` lies elsewhere; "does Blue Ridge do boilers" names the firm; "Henry
    Wang" may be written Wong; "the shower goes cold" has no hot water.
    """
    kinds = {token.kind for token in tokens}
    if "brand" in kinds:
        tokens = [part for token in tokens for part in _with_its_machine(token, terms)]
    if "elsewhere" in kinds or "place" in kinds:
        tokens = [_as_firm(text, token, terms) for token in _in_states(text, tokens, terms)]
    if "name" in kinds or "latin" in kinds:
        tokens = list(_with_families(tokens, terms))
    tokens = _with_conversion(text, _with_temperature(text, list(tokens)))
    tokens = with_described(text, _with_cold_water(text, tokens))
    if "service" not in kinds:
        return tokens
    is_business = any(_OF_A_BUSINESS in token.concepts for token in tokens)
    return [_at_home(text, token, is_business=is_business) for token in tokens]


def _in_states(text: Typed, tokens: Sequence[Token], terms: Terms) -> Iterator[Token]:
    """Towns that the state right beside them tells from their namesakes."""
    at = 0
    while at < len(tokens):
        one, other = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        behind = tokens[at + 2] if at + 2 < len(tokens) else None
        together = _in_state(text, one, other, behind, terms) if other and _touch(text, one, other) else None
        yield together or one
        at += 2 if together else 1


def _in_state(text: Typed, one: Token, other: Token, behind: Token | None, terms: Terms) -> Token | None:
    if _is_town(one) and _is_other_state(text, other, behind):
        return Token("elsewhere", one.start, other.end, one.letters + other.letters, _ELSEWHERE)
    for town, state in ((one, other), (other, one)):
        if town.kind != "elsewhere" or state.kind != "place" or _is_town(state):
            continue
        place = terms.gazetteer.read(f"{text.folded[town.start : town.end]}, {state.letters}")
        if place is not None and place.kind == "city":
            return Token("place", one.start, other.end, town.letters, (Concept("place", place.place_code),))
    return None


def _touch(text: Typed, one: Token, other: Token) -> bool:
    return not without_signs(text.folded[one.end : other.start])


def _is_town(token: Token) -> bool:
    return token.kind == "place" and _STATE_PARTS in token.concepts[0].code


def _is_other_state(text: Typed, token: Token, behind: Token | None) -> bool:
    """Whether these letters are a state that is none of ours: IL; `or` only as OR, before no other town."""
    states = tables()["other_states"]
    if token.letters in states["letters"]:
        return True
    is_capital = text.words(token.start, token.end).isupper() and not text.text.isupper()
    return token.letters in states["capitals"] and is_capital and not (behind and behind.kind == "place")


def _as_firm(text: Typed, token: Token, terms: Terms) -> Token:
    """A town as the firm that is called like it, where the words around it ask for a firm."""
    if token.kind != "place" or not terms.names.terms.get(token.letters):
        return token
    before, after = f" {text_before(text, token)}", f"{text_after(text, token)} "
    does = before.endswith(_behind_blank("does")) and after.startswith(_before_blank("do"))
    called = before.endswith(_behind_blank("called")) or after.startswith(_before_blank("vague"))
    named = terms.names.terms.get(token.letters)
    return replace(token, kind="name", concepts=named) if does or called else token


def _with_its_machine(token: Token, terms: Terms) -> Iterator[Token]:
    """A brand that is only called so with its machine as both: 史密斯热水器, since 史密斯 is a county.

    Not with what every maker of the trade makes: 开利空调 is all that is Carrier's.
    """
    if token.kind != "brand" or token.letters.isascii() or token.end - token.start != len(token.letters):
        yield token
        return
    ends = (token.letters[n:] for n in range(1, len(token.letters)))
    of = ((end, terms.lexicon.get(end)) for end in ends)
    machine = next((end for end, meant in of if meant and meant[0].kind == "service"), "")
    if {concept.code for concept in terms.lexicon.get(machine)} <= everyday_services():
        yield token
        return
    border = token.end - len(machine)
    yield replace(token, end=border, letters=token.letters.removesuffix(machine))
    yield Token("service", border, token.end, machine, terms.lexicon.get(machine))


@cache
def _behind_blank(what: str) -> tuple[str, ...]:
    return tuple(f" {word}" if word.isascii() else word for word in firm(what))


@cache
def _before_blank(what: str) -> tuple[str, ...]:
    return tuple(f"{word} " if word.isascii() else word for word in firm(what))


def _with_families(tokens: Sequence[Token], terms: Terms) -> Iterator[Token]:
    """The family name right behind a given one in each of its spellings: Henry Wang, who is Henry Wong.

    A title behind a family name is no name: `zhang shifu`, where others are called Wang Shifu.
    """
    yield from tokens[:1]
    for before, token in pairwise(tokens):
        if token.letters in titles("pinyin_titles") and before.letters in families():
            continue
        is_person = before.kind == token.kind == "name" and before.letters in _given()
        if is_person and token.letters in families():
            others = (name for name in terms.names.of_family(token.letters) if name != token.letters)
            yield replace(token, concepts=(*token.concepts, *(Concept("name", name) for name in others)))
        else:
            yield token


@cache
def _given() -> frozenset[str]:
    return frozenset((*given_names(), *(short for of in nicknames().values() for short in of)))


def _with_cold_water(text: Typed, tokens: list[Token]) -> list[Token]:
    """Water that comes cold as the fault of its heater, where no other machine is named."""
    for first, water in enumerate(tokens):
        if water.letters not in _cold_water("water"):
            continue
        last = next((n for n in range(first + 1, len(tokens)) if tokens[n].letters in _cold_water("cold")), None)
        if last is None or last - first > _MOST_LITTLE + 1:
            continue
        between, others = tokens[first + 1 : last], [*tokens[:first], *tokens[last + 1 :]]
        is_of_air = text_after(text, tokens[last]).startswith(("air", "风", "气"))
        if all(token.kind in _LITTLE for token in between) and not (is_of_air or any(map(_is_machine, others))):
            letters = "".join(token.letters for token in tokens[first : last + 1])
            fault = Token("symptom", water.start, tokens[last].end, letters, _NO_HOT_WATER)
            return [*tokens[:first], fault, *tokens[last + 1 :]]
    return tokens


@cache
def _cold_water(what: str) -> frozenset[str]:
    return frozenset(map(squeeze, tables()["cold_water"][what]))


def _with_conversion(text: Typed, tokens: list[Token]) -> list[Token]:
    """What changes heating over from oil to gas as that work: nobody is asked for the oil furnace that goes."""
    if not any(word in text.folded for word in tables()["conversion"]["from"]):
        return tokens
    match = _conversion().search(text.folded)
    return with_token(tokens, match.span(), Concept("service", "oil_to_gas")) if match else tokens


@cache
def _conversion() -> re.Pattern[str]:
    first, over, last = ([*tables()["conversion"][side]] for side in ("from", "over", "to"))
    english, chinese = (
        [either(word for word in words if word.isascii() is is_english) for words in (first, over, last)]
        for is_english in (True, False)
    )
    return re.compile(
        rf"\b{english[0]}\b[a-z ,]{{1,40}}?\b{english[1]} {english[2]}\b(?! (?:lines?|stoves?|pipes?|leaks?|grills?)\b)"
        rf"|{chinese[0]}(?!烟)[^,，。 ]{{0,8}}?{chinese[1]}[^,，。 ]{{0,4}}?{chinese[2]}炉?子?"
    )


def _with_temperature(text: Typed, tokens: list[Token]) -> list[Token]:
    """How warm it is in the house as the fault that it tells of, where no machine and no fault is named."""
    if _DIGITS.isdisjoint(text.folded) or any(token.kind in _NAMING for token in tokens):
        return tokens
    words = without_signs(text.folded)
    if not _holds("indoors", words) or _holds("outdoors", words):
        return tokens
    for match in _degrees().finditer(text.folded):
        fault = _fault_of(int(match["number"] or match["behind"]))
        if fault:
            return with_token(tokens, match.span(), Concept("symptom", fault))
    return tokens


def _holds(side: str, words: str) -> bool:
    """Whether any word of [indoors] stands in a plain text: English ones whole."""
    return _holds_any(tables()["indoors"]["words" if side == "indoors" else side], words)


def _holds_any(meant: Iterable[str], words: str) -> bool:
    """Whether any of these stands in a plain text: English ones whole."""
    return any(f" {word} " in f" {words} " if word.isascii() else word in words for word in meant)


@cache
def _degrees() -> re.Pattern[str]:
    is_, degrees = (either(tables()["indoors"][side]) for side in ("is", "degrees"))
    return re.compile(
        rf"(?<![\d.$#-])(?P<number>\d{{1,3}}) ?{degrees}(?![a-z])|\b{is_} (?P<behind>\d{{2}})(?![\d%:/-]| ?[a-z]*\.?\d)"
        r"(?= (?:in|inside|upstairs|downstairs|now|and|every|all|by|even|when)\b|[,.!?]|$)"
    )


def _fault_of(degrees: int) -> str:
    """What is wrong in a house of so many degrees, Fahrenheit or Celsius; empty where nothing need be."""
    if degrees in _HOT_CELSIUS or degrees in _HOT_FAHRENHEIT:
        return "nocool"
    return "noheat" if degrees in _COLD else ""


def _at_home(text: Typed, token: Token, *, is_business: bool) -> Token:
    """A refrigerator that is said to be at home as a machine of the household: 屋企雪柜; 冰箱 may be a restaurant's.

    So is one with a household's food in it, where no business is named: 雪柜唔冻雪糕溶晒.
    """
    if _OF_A_HOUSEHOLD not in token.concepts or len(token.concepts) == 1:
        return token
    is_home = is_of_home(text) or (
        not is_business and _holds_any(tables()["household"]["food"], without_signs(text.folded))
    )
    return replace(token, concepts=(_OF_A_HOUSEHOLD,)) if is_home else token


def _is_machine(token: Token) -> bool:
    return token.kind in _MACHINES and not _OF_WATER.issuperset(token.concepts)
