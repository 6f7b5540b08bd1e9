"""Conditions from tokens: what is asked for and what is not wanted, promises, faults as the work that cures them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from directory.reading.folding import Typed
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import NEGATED, Condition, condition
from directory.search.rules.entry import LIFETIME
from directory.search.rules.tokens import Token
from directory.search.rules.vocabulary import cured_by, scope_alone

_PROMISING = ("years", "promised", "lifetime", "scope", "warranty", "experience")
#: Where these are told, they are no conditions of a listing's own words.
_ELSEWHERE = ("place", "zip", "elsewhere", "outside")
#: Beside these a fault says nothing of its own.
_SAY_WHO = ("unlisted", "name", "phone", "ad")
_HEATING_OR_COOLING = (Concept("service", "heating"), Concept("service", "air_conditioning"))


def conditions(asked: Typed, found: Sequence[Token]) -> list[Condition]:
    """Everything that the tokens ask of a listing but where it works, in no order."""
    told = [*_promised(asked, found), *_asked(asked, found), *_places_taken_away(asked, found)]
    return [*told, *_wrong(asked, found, told)]


def _promised(asked: Typed, found: Sequence[Token]) -> Iterator[Condition]:
    """Warranties, and parts of a machine named without one."""
    said = [
        Said(token.kind, token.code or token.concepts[0].code, n) if token.kind in _PROMISING else Said("other", "", n)
        for n, token in enumerate(found)
    ]
    if all(each.kind == "other" for each in said):
        return
    asked_for, silent = promises(said)
    for promise in asked_for:
        parts = found[promise.first : promise.last + 1]
        negations = [token.negation for token in parts if token.negation is not None]
        start = min([parts[0].start, *negations])
        yield condition(asked, start, parts[-1].end, (promise.concept,), negated=bool(negations))
    alone = scope_alone()
    for n, token in enumerate(found):
        if token.kind == "scope" and n not in silent and token.concepts[0].code in alone:
            yield condition(asked, token.start, token.end, (Concept("service", alone[token.concepts[0].code]),))


def _asked(asked: Typed, found: Sequence[Token]) -> Iterator[Condition]:
    """What is asked for, and what is not wanted; of things that "or" ties together any will do."""
    for group in _alternatives(found):
        first = group[0]
        if first.kind == "number" or (first.kind in NEGATED and first.kind not in _ELSEWHERE):
            start = first.start if first.negation is None else first.negation
            concepts = [concept for token in group for concept in token.concepts]
            yield condition(asked, start, group[-1].end, concepts, negated=first.negation is not None)


def _alternatives(found: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens one by one, but tied ones of a kind together: "Carrier, Trane or Lennox", 特灵/开利."""
    row: list[Token] = []
    for token in found:
        last = row[-1] if row else None
        is_tied = last is not None and token.link and token.kind == last.kind in NEGATED
        if is_tied and last is not None and (token.negation is None) == (last.negation is None):
            row.append(token)
            continue
        yield from _tied(row)
        row = [token]
    yield from _tied(row)


def _tied(row: Sequence[Token]) -> Iterator[list[Token]]:
    """A row of tied tokens as one group where "or" stands in it; "and" alone asks for each of them."""
    if any(token.link == "or" for token in row[1:]) or any(token.negation is not None for token in row):
        yield list(row)
    else:
        yield from ([token] for token in row)


def _places_taken_away(asked: Typed, found: Sequence[Token]) -> Iterator[Condition]:
    """A place that is not wanted: who states that he works there is not shown."""
    for token in found:
        if token.kind in ("place", "zip") and token.negation is not None:
            row = token.place.row if token.place else token.concepts[0].code
            yield condition(asked, token.negation, token.end, (Concept("place", row),), negated=True)


def _wrong(asked: Typed, found: Sequence[Token], told: Sequence[Condition]) -> Iterator[Condition]:
    """Who types what is wrong looks for those who put it right; work that is named says better who that is."""
    if any(each.kind == "service" and not each.is_negated for each in told):
        return
    symptoms = [token for token in found if token.kind == "symptom"]
    for token in symptoms:
        services = [s for concept in token.concepts for s in cured_by(token.letters, concept.code)]
        cured = condition(asked, token.start, token.end, [Concept("service", code) for code in services])
        yield replace(cured, symptoms=tuple(concept.code for concept in token.concepts))
    faults = [token for token in found if token.kind == "fault"]
    if faults and not symptoms and not any(each.kind in _SAY_WHO for each in told):
        yield condition(asked, faults[0].start, faults[-1].end, _HEATING_OR_COOLING)


@dataclass(frozen=True, slots=True)
class Said:
    """A token that may belong to a promise: years, promised, lifetime, scope, warranty, experience; others part."""

    kind: str
    code: str
    #: Its number among the tokens of the query.
    at: int


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise asked for (`parts:10`), and the tokens that say so, first and last."""

    concept: Concept
    first: int
    last: int


def promises(said: Sequence[Said]) -> tuple[list[Promise], set[int]]:
    """The promises in a row of tokens without noise, and the tokens that turned out to say nothing.

    Years take the scope beside them that no other years took: the one before ("零件10年 人工1年"), else the one after
    ("10年零件"), and scopes beside that which no years took either ("10 years parts and labor"). Scopes beside a word
    of promise ask for any years, years beside no scope for any scope. Years of experience and of age promise nothing.
    """
    taken: set[int] = set()
    found: list[Promise] = []
    owned: list[tuple[list[int], int]] = []
    for n, each in enumerate(said):
        if each.kind not in ("years", "promised", "lifetime"):
            continue
        if _is_experience(said, n):
            taken.update(k for k in (n - 1, n, n + 1) if 0 <= k < len(said) and said[k].kind in ("years", "experience"))
            continue
        scope = _scope(said, n, taken)
        group = [n, *([scope] if scope is not None else [])]
        taken.update(group)
        owned.append((group, LIFETIME if each.kind == "lifetime" else int(each.code)))
    for group, years in owned:
        for n in group:
            group += [k for k in _beside(said, [n]) if said[n].kind == said[k].kind == "scope" and k not in taken]
            taken.update(group)
        group += [k for k in _beside(said, group) if said[k].kind == "warranty" and k not in taken]
        taken.update(group)
        found += _promises_in(said, group, years)
    for n, each in enumerate(said):
        if each.kind == "warranty" and n not in taken:
            group = [n]
            for m in group:
                group += [k for k in _beside(said, [m]) if said[k].kind == "scope" and k not in (*taken, *group)]
            if len(group) > 1:
                taken.update(group)
                found += _promises_in(said, group, 0)
    for n, each in enumerate(said):
        if each.kind == "warranty" and n not in taken:
            taken.add(n)
            if not found:
                found.append(_promise(said, [n], "any:0"))
    silent = {each.at for n, each in enumerate(said) if n not in taken and each.kind in ("lifetime", "experience")}
    silent |= {said[n].at for n in taken}
    return sorted(found, key=lambda promise: promise.first), silent


def _promises_in(said: Sequence[Said], group: Sequence[int], years: int) -> list[Promise]:
    """The promise of some tokens, one a scope among them."""
    scopes = [said[n].code for n in sorted(group) if said[n].kind == "scope"]
    return [_promise(said, group, f"{scope}:{years}") for scope in scopes or ["any"]]


def _promise(said: Sequence[Said], group: Sequence[int], code: str) -> Promise:
    places = [said[n].at for n in group]
    return Promise(Concept("warranty", code), min(places), max(places))


def _is_experience(said: Sequence[Said], n: int) -> bool:
    """Whether years are those of a firm or of a machine: 20年经验, 用了十年, "15 years old"; not 保修十年了."""
    beside = [said[k] for k in (n - 1, n + 1) if 0 <= k < len(said)]
    if any(each.kind == "experience" and each.code == "firm" for each in beside):
        return True
    is_promised = said[n].kind != "years" or any(each.kind in ("warranty", "scope") for each in beside)
    if is_promised or any(each.kind in ("warranty", "promised") for each in said):
        return False
    return any(each.kind == "experience" for each in said)


def _scope(said: Sequence[Said], n: int, taken: set[int]) -> int | None:
    """The scope of the years at n: before it, else after it, over words of promise."""
    for step in (-1, 1):
        at = n + step
        while 0 <= at < len(said) and said[at].kind == "warranty" and at not in taken:
            at += step
        if 0 <= at < len(said) and said[at].kind == "scope" and at not in taken:
            return at
    return None


def _beside(said: Sequence[Said], group: Sequence[int]) -> list[int]:
    around = {n + step for n in group for step in (-1, 1)}
    return sorted(n for n in around if 0 <= n < len(said) and n not in group)
