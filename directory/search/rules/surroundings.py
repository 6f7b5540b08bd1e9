"""What surrounds the work in what people tell: whose machine it is not, where it stands, what is in order there.

Another trade, a landmark, where somebody comes from, the washer beside the furnace: they say something of the place or
of the story, and nobody is asked for them.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from directory.reading.folding import Typed, without_signs
from directory.reading.lexicon import Concept
from directory.search.rules import vocabulary as words
from directory.search.rules.lexicons import cured_by, service_beginnings
from directory.search.rules.tokens import REACH, Token, text_after, text_before
from directory.search.rules.whereabouts import not_where_the_machine_is

#: Kinds that name the work, beside which some words only say where.
_NAMING = ("service", "symptom")
#: Beside a garage's door a car only stands there.
_OF_GARAGE, _CAR = ("garage_door", "garagestuck"), Concept("unlisted", "car")
#: A landmark's name has so many words at most: "near the great wall".
_WORDS_OF_A_LANDMARK = 4
#: From one work to another that is tied to it: "fridge and also the AC"; not "plumber came and said it is the AC".
_LETTERS_OF_A_TIE = 16
#: What stands between a thing and its own machine in no language.
_PARTING_SIGNS = ",，;；.。"


def without_surroundings(text: Typed, tokens: list[Token]) -> list[Token]:
    """The tokens without what surrounds the work that is named: another trade, a landmark, where somebody comes from.

    Another trade is what is asked for where it stands alone, where "and" ties it to the work ("a painter and AC
    repair"), and where the machine belongs to it: car heater, AC in my truck. Then the machine is none of ours.
    """
    where = [*not_where_the_machine_is(text, tokens), *(token for token in tokens if _is_landmark(text, token))]
    if any(token.kind == "symptom" for token in tokens):
        where += (token for token in tokens if _comes_out_of(text, token))
    if any(map(_is_building, tokens)) and is_of_home(text):
        where += filter(_is_building, tokens)
    tokens = _without(tokens, where)
    tokens = _without_what_is_in_order(text, _with_hosts(text, _without_neighbors(text, tokens)))
    beside = words.beside_work()
    ours = [token for token in tokens if names_machine(token) and token.negation is None]
    owners = [token for token in tokens if token.letters not in beside and _codes(token) & words.owners()]
    belonging = [machine for machine in ours for owner in owners if _belongs(text, owner, machine)]
    kinds = {code for machine in belonging for code in services_on(machine)}
    theirs = [machine for machine in ours if services_on(machine) <= kinds]
    if len(ours) == len(theirs):
        return _without(tokens, theirs)
    other_trades = [
        token
        for n, token in enumerate(tokens)
        if token.letters not in beside
        and _codes(token) & words.other_trades()
        and not _is_tied(text, tokens[max(0, n - 1) : n + 2])
    ]
    return _without(tokens, [*theirs, *other_trades])


def _without(tokens: Sequence[Token], gone: Sequence[Token]) -> list[Token]:
    left_out = {id(token) for token in gone}
    return [token for token in tokens if id(token) not in left_out]


def _codes(token: Token) -> set[str]:
    """The codes of work that nobody here offers."""
    return {concept.code for concept in token.concepts} if token.kind == "unlisted" else set()


def services_on(machine: Token) -> set[str]:
    """The services on a machine that is named, or said to be out of order."""
    if machine.kind == "service":
        return {concept.code for concept in machine.concepts}
    return {code for concept in machine.concepts for code in cured_by(machine.letters, concept.code)}


def _belongs(text: Typed, owner: Token, machine: Token) -> bool:
    """Whether a machine is another thing's, with little words between at most: car's AC, AC of my car."""
    first, last = sorted((owner, machine), key=lambda token: token.start)
    if last.start - first.end > REACH:
        return False
    between = text.folded[first.end : last.start]
    is_parted = any(sign in between for sign in _PARTING_SIGNS)
    return not is_parted and all(word in words.owning() for word in without_signs(between).split())


def _is_tied(text: Typed, neighbors: Sequence[Token]) -> bool:
    """Whether a word that joins, not only a comma, ties any of these to the one before it."""
    return any(_is_joined(text, before, token) for before, token in pairwise(neighbors))


def _is_joined(text: Typed, before: Token, token: Token) -> bool:
    """Whether a joiner ties these, with little words only: "a painter and an AC guy"; not "a lawyer and says AC"."""
    if not token.link or token.start - before.end > REACH:
        return False
    between = without_signs(text.folded[before.end : token.start])
    kinds = {before.kind, token.kind}
    is_work = kinds <= {*_NAMING, "unlisted"} and kinds != {"unlisted"}
    little = {*words.joiners("over"), *words.joiners("and"), *words.joiners("or")}
    is_little = all(word in little for word in between.split() if word.isascii())
    return is_work and len(between) <= _LETTERS_OF_A_TIE and is_little and words.holds_joiner(between)


def _is_listed(text: Typed, before: Token, token: Token) -> bool:
    """Whether only a sign stands between two works of ours: 空调,水管; not "AC leaks, he said not the pipes"."""
    is_ours = {before.kind, token.kind} <= {*_NAMING}
    return bool(token.link) and is_ours and not without_signs(text.folded[before.end : token.start])


def _is_landmark(text: Typed, token: Token) -> bool:
    """Whether a building only says where, or where one works: "near the great wall supermarket", 在餐馆打工."""
    if not _is_building(token):
        return False
    before, after = text_before(text, token), text_after(text, token)
    is_near = any(word in words.landmark("before") for word in before.split()[-_WORDS_OF_A_LANDMARK:])
    is_work = _without_article(before).endswith(words.landmark("work")) or after.startswith(words.origin("after"))
    return is_near or is_work or after.startswith(words.landmark("after"))


def _comes_out_of(text: Typed, token: Token) -> bool:
    """Whether these are vents that something comes out of: "weak airflow from every vent"."""
    before = text_before(text, token).split()[-_WORDS_OF_A_LANDMARK:]
    while before and before[-1] in words.every():
        before.pop()
    return token.letters in words.openings() and bool(before) and before[-1] in words.landmark("from")


def _is_building(token: Token) -> bool:
    return token.kind == "property" and token.letters not in words.said_of_businesses()


def is_of_home(text: Typed) -> bool:
    """Whether the machine is said to be at home: 我开餐馆的，家里的暖气坏了."""
    whole = without_signs(text.folded)
    return any(word in whole for word in words.landmark("home"))


def _without_article(before: str) -> str:
    for article in words.articles():
        before = before.removesuffix(f" {article}")
    return before


def _without_neighbors(text: Typed, tokens: list[Token]) -> list[Token]:
    """The tokens without a machine that only says where another one is: "the furnace next to the water heater"."""
    near = [token for token in tokens if token.kind in _NAMING and _is_neighbor(text, token)]
    others = [token for token in _without(tokens, near) if token.kind in _NAMING]
    is_named = any(map(names_machine, others))
    return _without(tokens, [token for token in near if is_named or (others and _is_appliance(token))])


def _with_hosts(text: Typed, tokens: list[Token]) -> list[Token]:
    """The tokens, with a machine that a small one is mounted on or for as that: a furnace with its humidifier."""
    naming = [token for token in tokens if token.kind == "service" and token.negation is None]
    if len(naming) < 2:
        return tokens
    hosts: set[int] = set()
    for one, other in pairwise(naming):
        if _is_mounted(one) == _is_mounted(other):
            continue
        before = f" {_without_article(text_before(text, other))}"
        if _is_mounted(one) and before.endswith(words.mounted("before")):
            hosts.add(id(other))
        elif _is_mounted(other) and text_after(text, one).startswith(words.mounted("behind")):
            hosts.add(id(one))
    return [replace(token, is_host=True) if id(token) in hosts else token for token in tokens]


def _is_mounted(token: Token) -> bool:
    return all(concept.code in words.mounted("services") for concept in token.concepts if concept.kind == "service")


def _is_appliance(token: Token) -> bool:
    """Whether this is a machine of a household that is none of ours: a washer, a stove."""
    return any(concept.kind == "service" and concept.code in words.appliances() for concept in token.concepts)


def _is_neighbor(text: Typed, token: Token) -> bool:
    before = _without_article(text_before(text, token))
    is_behind = any(f" {before}".endswith(f" {word}") for word in words.landmark("next_to"))
    return is_behind or text_after(text, token).startswith(words.landmark("next_to_it"))


def _without_what_is_in_order(text: Typed, tokens: list[Token]) -> list[Token]:
    """The tokens without a machine that is said to work beside one that does not: 冷气暖气都没事,净系车房门."""
    fine: list[Token] = []
    for token, after in reversed([*zip(tokens, (*tokens[1:], None), strict=False)]):
        if token.kind != "service":
            continue
        between = without_signs(text.folded[token.end : after.start]) if after else ""
        is_listed = bool(fine) and after is fine[-1] and (not between or words.is_joiner(between))
        if is_listed or words.is_in_order(text_after(text, token)):
            fine.append(token)
    rest = _without(tokens, fine)
    return rest if any(token.kind in _NAMING for token in rest) else tokens


def names_machine(token: Token) -> bool:
    """Whether this names a machine, not only what is wrong: 空调不冷, "furnace wont light"; not 不冷."""
    if token.kind != "symptom":
        return token.kind == "service"
    return token.letters.startswith(service_beginnings())


def beside_work(text: Typed, tokens: list[Token]) -> list[Token]:
    """Words that say something else beside work that is named.

    A heater for the garage is no garage door, a hotel's no bed; 华府 is the region, of which a business has its name.
    What is tied to the work is asked for as well; a comma ties work of ours alone.
    """
    beside = words.beside_work()
    naming = [token for token in tokens if token.kind in (*_NAMING, "brand") and token.letters not in beside]
    if not naming and not any(map(_is_thing, tokens)):
        return [token for token in tokens if token.kind != "noise"]
    if not naming:
        # Pipes and wires are the work where nothing else is: what they run along is not.
        listed = {id(one) for pair in pairwise(tokens) if pair[1].link for one in pair}
        where = [
            token for token in tokens if not _is_thing(token) and token.letters in beside and id(token) not in listed
        ]
        return [token for token in _without(tokens, where) if token.kind != "noise"]
    is_unnamed = not any(map(names_machine, naming))
    is_garage = any(concept.code in _OF_GARAGE for token in naming for concept in token.concepts)
    is_of_house = all(token.kind == "symptom" and is_general(token) for token in naming)
    remaining: list[Token] = []
    tied = {id(one) for pair in pairwise(tokens) if _is_joined(text, *pair) or _is_listed(text, *pair) for one in pair}
    for token in tokens:
        meant = beside.get(token.letters)
        is_broken = is_of_house and (token.kind == "service" or _breaks(token))
        is_meant = id(token) in tied or is_broken or (is_unnamed and _is_appliance(token))
        if token.kind == "name" and token.place is not None:
            place = Concept("place", token.place.place_code)
            remaining.append(replace(token, kind="place", concepts=(place,), code=token.concepts[0].code))
        elif is_garage and any(concept == _CAR for concept in token.concepts):
            continue
        elif meant is None or is_meant:
            remaining.append(token)
        elif meant and token.negation is None:
            remaining.append(replace(token, kind="property", concepts=(Concept("property", meant),)))
    return remaining


def _is_thing(token: Token) -> bool:
    """Whether this is a thing of the house that is worked on (pipes, wires), no room and no household machine."""
    is_of_garage = any(concept.code in _OF_GARAGE for concept in token.concepts)
    return token.kind == "service" and not is_of_garage and not _is_appliance(token)


def _breaks(token: Token) -> bool:
    """Whether this leaks itself, so that a leak beside it is no machine's: a roof, a window."""
    return any(concept.kind == "unlisted" and concept.code in words.breakable() for concept in token.concepts)


def is_general(token: Token) -> bool:
    """Whether a fault may be one of heating as well as of cooling, and names no machine: 漏水, not 空调漏水."""
    return all(len(cured_by(token.letters, concept.code)) > 1 for concept in token.concepts)
