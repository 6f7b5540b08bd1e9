"""Conditions from tokens: what is asked for and what is not wanted, promises, faults as the work that cures them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from directory.reading.folding import Typed
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import NEGATED, Condition, Span, condition
from directory.search.rules.entry import LIFETIME
from directory.search.rules.lexicons import cured_by
from directory.search.rules.surroundings import is_general, names_machine, services_on
from directory.search.rules.tokens import Token, text_after
from directory.search.rules.vocabulary import (
    breakable,
    everyday_services,
    is_promised,
    may_do,
    negations,
    scope_alone,
    work_on,
)

_PROMISING = ("years", "promised", "lifetime", "scope", "warranty", "experience")
#: Where these are told, they are no conditions of a listing's own words.
_ELSEWHERE = ("place", "zip", "elsewhere", "outside")
#: What one listing alone has: of several any is meant, whatever ties them.
_OF_ONE = ("name", "phone", "ad")
#: Beside these a fault says nothing of its own.
_SAY_WHO = ("unlisted", "name", "phone", "ad")
_EVERYDAY = ("heating", "air_conditioning")
_HEATING_OR_COOLING = tuple(Concept("service", code) for code in _EVERYDAY)


def conditions(text: Typed, tokens: Sequence[Token]) -> list[Condition]:
    """All conditions that the tokens set, except where the machine is; in no order."""
    promised = list(_promised(text, tokens))
    order = _longest(text, tokens, promised)
    if order is not None:
        promised = [stated for stated in promised if not _is_of_any_years(stated)]
    result = [
        *promised,
        *_together(text, list(_asked(text, tokens))),
        *_places_taken_away(text, tokens),
        *_wishes(text, tokens),
    ]
    is_broken = any(token.kind == "symptom" for token in tokens)
    result = _without_set_apart(_without_taken_back(result), is_broken=is_broken)
    return [*result, *_wrong(text, tokens, result), *([order] if order is not None else ())]


def _without_taken_back(conditions: Sequence[Condition]) -> list[Condition]:
    """What is asked for, without what the same text says is not wanted: "ducts were cleaned, no duct cleaning"."""
    refused = {concept for stated in conditions if stated.is_negated for concept in stated.concepts}
    return [stated for stated in conditions if stated.is_negated or not refused.issuperset(stated.concepts)]


def _without_set_apart(conditions: Sequence[Condition], *, is_broken: bool) -> list[Condition]:
    """What is asked for, without work that only is not meant: "the AC leaks, not the pipes" refuses no plumber.

    Nor does "just a repair, no new unit" refuse who also installs.
    """
    if all(stated.is_negated for stated in conditions) and not is_broken:
        return list(conditions)
    spared = ("work_type", "service") if is_broken or _is_work_named(conditions) else ("work_type",)
    return [
        stated
        for stated in conditions
        if stated.kind not in spared or not stated.is_negated or stated.words.startswith(negations("except"))
    ]


def _is_work_named(conditions: Sequence[Condition]) -> bool:
    return any(stated.kind == "service" and not stated.is_negated for stated in conditions)


def _longest(text: Typed, tokens: Sequence[Token], promised: Sequence[Condition]) -> Condition | None:
    """The longest warranty as an order: of one part of the machine where it is named (`labor`), else of any."""
    wanted = [token for token in tokens if token.kind == "wish" and token.concepts[0].code == "longest"]
    spoken_of = [token for token in tokens if token.kind in ("warranty", "scope", "promised", "lifetime")]
    has_itself = any("warranty" in token.letters or token.letters.startswith("保养") for token in wanted)
    if not wanted or not (spoken_of or promised or has_itself):
        return None
    scopes = [stated.concepts[0].code.partition(":")[0] for stated in promised if _is_of_any_years(stated)]
    scope = next((scope for scope in scopes if scope != "any"), "warranty")
    beside = [token for token in spoken_of if token.kind == "warranty" or scope != "warranty"]
    parts = (*wanted, *beside)
    start, end = min(token.start for token in parts), max(token.end for token in parts)
    return condition(text, start, end, (Concept("longest", scope),))


def _is_of_any_years(stated: Condition) -> bool:
    return stated.kind == "warranty" and stated.concepts[0].code.endswith(":0")


def _wishes(text: Typed, tokens: Sequence[Token]) -> Iterator[Condition]:
    """What is asked for that no listing could state: a price, several quotes, something that is not needed."""
    for token in tokens:
        if token.kind == "wish" and token.concepts[0].code != "longest":
            yield condition(text, token.start, token.end, token.concepts)


def _promised(text: Typed, tokens: Sequence[Token]) -> Iterator[Condition]:
    """Warranties, and parts of a machine named without one."""
    statements = [
        Said(token.kind, token.code or token.concepts[0].code, n)
        if token.kind in _PROMISING and not _has_promise(text, token)
        else Said("other", "", n)
        for n, token in enumerate(tokens)
        if token.kind != "wish"
    ]
    if all(statement.kind == "other" for statement in statements):
        return
    asked_for, silent = promises(statements)
    for promise in asked_for:
        parts = tokens[promise.first : promise.last + 1]
        negations = [token.negation for token in parts if token.negation is not None]
        start = min([parts[0].start, *negations])
        yield condition(text, start, parts[-1].end, (promise.concept,), negated=bool(negations))
    alone = scope_alone()
    for n, token in enumerate(tokens):
        if token.kind == "scope" and n not in silent and token.concepts[0].code in alone:
            yield condition(text, token.start, token.end, (Concept("service", alone[token.concepts[0].code]),))


def _has_promise(text: Typed, token: Token) -> bool:
    """Whether a machine is said to come with a promise, of whatever part: "systems with a 10 year warranty"."""
    return token.kind == "scope" and is_promised(text_after(text, token))


def _asked(text: Typed, tokens: Sequence[Token]) -> Iterator[Condition]:
    """What is asked for, and what is not wanted; of things that "or" ties together any will do."""
    for group in _alternatives(list(_brands_apart(tokens))):
        first = group[0]
        if first.kind == "number" or (first.kind in NEGATED and first.kind not in _ELSEWHERE):
            start = first.start if first.negation is None else first.negation
            concepts = [concept for token in group for concept in token.concepts]
            wanted = condition(text, start, group[-1].end, concepts, negated=first.negation is not None)
            others = frozenset() if wanted.is_negated else may_do().get(first.letters, frozenset())
            yield replace(wanted, is_host=all(token.is_host for token in group), may_do=others)


def _brands_apart(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, a brand that stands for its machine as that brand alone where it is named: Aprilaire humidifier."""
    machines = {concept for token in tokens if len(token.concepts) == 1 for concept in token.concepts}
    for token in tokens:
        brands = tuple(concept for concept in token.concepts if concept.kind == "brand")
        is_both = len(brands) < len(token.concepts) and not machines.isdisjoint(token.concepts)
        yield replace(token, kind="brand", concepts=brands) if brands and is_both else token


def _together(text: Typed, conditions: list[Condition]) -> list[Condition]:
    """A service and a work type that are a service of their own as that: 风管 and 清洗 are 风管清洗."""
    for (service, work), together in work_on().items():
        parts = [stated for stated in conditions if not stated.is_negated and _is_one(stated, service, work)]
        if {stated.kind for stated in parts} == {"service", "work_type"}:
            first, last = min(stated.span for stated in parts), max(stated.span for stated in parts)
            words = text.text[first[0] : last[1]]
            whole = Condition(words, (Concept("service", together, words),), span=(first[0], last[1]))
            conditions = [*(stated for stated in conditions if stated not in parts), whole]
    return conditions


def _is_one(stated: Condition, service: str, work: str) -> bool:
    """Whether this asks for just this service, or for just this work."""
    return tuple((one.kind, one.code) for one in stated.concepts) in ((("service", service),), (("work_type", work),))


def _alternatives(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens one by one, but tied ones of a kind together: "Carrier, Trane or Lennox", 特灵/开利."""
    group: list[Token] = []
    for token in tokens:
        last = group[-1] if group else None
        is_tied = last is not None and token.link and token.kind == last.kind in (*NEGATED, "number")
        if is_tied and last is not None and (token.negation is None) == (last.negation is None):
            group.append(token)
            continue
        yield from _tied(group)
        group = [token]
    yield from _tied(group)


def _tied(group: Sequence[Token]) -> Iterator[list[Token]]:
    """A row of tied tokens as one group where "or" stands in it; "and" alone asks for each of them.

    Nobody has two names: 方氏和高氏哪个好, "8420 or 8402".
    """
    is_of_one = len(group) > 1 and all(concept.kind in _OF_ONE for token in group for concept in token.concepts)
    is_any = any(token.link == "or" for token in group[1:]) or any(token.negation is not None for token in group)
    if is_of_one or is_any:
        yield list(group)
    else:
        yield from ([token] for token in group)


def _places_taken_away(text: Typed, tokens: Sequence[Token]) -> Iterator[Condition]:
    """A place that is not wanted: who states that he works there is not shown."""
    for token in tokens:
        if token.kind in ("place", "zip") and token.negation is not None:
            place_key = token.place.place_code if token.place else token.concepts[0].code
            yield condition(text, token.negation, token.end, (Concept("place", place_key),), negated=True)


def symptoms_of_named_work(
    text: Typed, tokens: Sequence[Token], conditions: Sequence[Condition]
) -> tuple[tuple[Span, tuple[Concept, ...]], ...]:
    """What is wrong beside a service that is named, each with its span: "my AC is leaking water" is of cooling."""
    if not any(stated.kind == "service" and not stated.is_negated and not stated.symptoms for stated in conditions):
        return ()
    return tuple((text.span(token.start, token.end), token.concepts) for token in tokens if token.kind == "symptom")


def _wrong(text: Typed, tokens: Sequence[Token], conditions: Sequence[Condition]) -> Iterator[Condition]:
    """Who types what is wrong looks for those who put it right; work that is named says better who that is.

    A fault of another machine is asked for beside it: "tune up the AC, and the garage door is stuck".
    """
    symptoms = [token for token in tokens if token.kind == "symptom"]
    if _is_work_named(conditions):
        named = {one.code for stated in conditions if stated.kind == "service" for one in stated.concepts}
        for token in symptoms:
            if names_machine(token) and services_on(token).isdisjoint({*named, *everyday_services()}):
                yield _cured(text, token)
        return
    if any(stated.kind == "unlisted" and stated.concepts[0].code in breakable() for stated in conditions):
        # The roof leaks, the window rattles: no machine of ours.
        symptoms = [token for token in symptoms if not is_general(token)]
    yield from (_cured(text, token) for token in symptoms)
    faults = [token for token in tokens if token.kind == "fault"]
    if faults and not symptoms and not any(stated.kind in _SAY_WHO for stated in conditions):
        yield condition(text, faults[0].start, faults[-1].end, _HEATING_OR_COOLING)


def _cured(text: Typed, token: Token) -> Condition:
    """A fault as the work that puts it right."""
    services = [service for concept in token.concepts for service in cured_by(token.letters, concept.code)]
    cured = condition(text, token.start, token.end, [Concept("service", code) for code in services])
    return replace(cured, symptoms=tuple(concept.code for concept in token.concepts))


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


def promises(statements: Sequence[Said]) -> tuple[list[Promise], set[int]]:
    """The promises in a row of tokens without noise, and the tokens that turned out to say nothing.

    Years take the scope beside them that no other years took: the one before ("零件10年 人工1年"), else the one after
    ("10年零件"), and scopes beside that which no years took either ("10 years parts and labor"). Scopes beside a word
    of promise ask for any years, years beside no scope for any scope. Years of experience and of age promise nothing.
    """
    claims = _Claims(statements)
    for group, years in claims.years():
        claims.spread(group)
        group += [n for n in _beside(statements, group) if claims.is_free(n, "warranty")]
        claims.claim(group, years)
    for n in claims.free("warranty"):
        group = [n]
        claims.spread(group)
        if len(group) > 1:
            claims.claim(group, 0)
    for n in claims.free("warranty"):
        claims.taken.add(n)
        if not claims.promises:
            claims.promises.append(_promise(statements, [n], "any:0"))
    silent = {statements[n].at for n in (*claims.free("lifetime", "experience"), *claims.taken)}
    return sorted(claims.promises, key=lambda promise: promise.first), silent


@dataclass
class _Claims:
    """Tokens while the promises among them are read: what was promised so far, and which tokens say it."""

    statements: Sequence[Said]
    promises: list[Promise] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def is_free(self, n: int, *kinds: str) -> bool:
        """Whether a token is of one of these kinds, and no promise has taken it."""
        return n not in self.taken and self.statements[n].kind in kinds

    def free(self, *kinds: str) -> Iterator[int]:
        """The tokens of these kinds that no promise has taken yet, looked up one after the other."""
        return (n for n in range(len(self.statements)) if self.is_free(n, *kinds))

    def years(self) -> list[tuple[list[int], int]]:
        """All years that promise something, each with the scope that is its own, which are taken by that."""
        owned = []
        for n, statement in enumerate(self.statements):
            if statement.kind not in ("years", "promised", "lifetime"):
                continue
            if _is_experience(self.statements, n):
                beside = _beside(self.statements, [n])
                self.taken.update(k for k in (n, *beside) if self.statements[k].kind in ("years", "experience"))
                continue
            scope = _scope(self.statements, n, self.taken)
            group = [n] if scope is None else [n, scope]
            self.taken.update(group)
            owned.append((group, LIFETIME if statement.kind == "lifetime" else int(statement.code)))
        return owned

    def spread(self, group: list[int]) -> None:
        """Extend a group to the free scopes beside its scopes and words of promise, and to those beside these."""
        for n in group:
            if self.statements[n].kind in ("scope", "warranty"):
                group += [k for k in _beside(self.statements, [n]) if k not in group and self.is_free(k, "scope")]

    def claim(self, group: Sequence[int], years: int) -> None:
        """Record these tokens as a promise of so many years (0: any), one for each scope among them."""
        self.taken.update(group)
        self.promises += _promises_in(self.statements, group, years)


def _promises_in(statements: Sequence[Said], group: Sequence[int], years: int) -> list[Promise]:
    """The promise of some tokens, one a scope among them."""
    scopes = [statements[n].code for n in sorted(group) if statements[n].kind == "scope"]
    return [_promise(statements, group, f"{scope}:{years}") for scope in scopes or ["any"]]


def _promise(statements: Sequence[Said], group: Sequence[int], code: str) -> Promise:
    places = [statements[n].at for n in group]
    return Promise(Concept("warranty", code), min(places), max(places))


def _is_experience(statements: Sequence[Said], n: int) -> bool:
    """Whether years are those of a firm or of a machine: 20年经验, 用了十年, "15 years old"; not 保修十年了."""
    beside = [statements[k] for k in (n - 1, n + 1) if 0 <= k < len(statements)]
    if any(statement.kind == "experience" and statement.code == "firm" for statement in beside):
        return True
    is_promised = statements[n].kind != "years" or any(statement.kind in ("warranty", "scope") for statement in beside)
    if is_promised or any(statement.kind in ("warranty", "promised") for statement in statements):
        return False
    return any(statement.kind == "experience" for statement in statements)


def _scope(statements: Sequence[Said], n: int, taken: set[int]) -> int | None:
    """The scope of the years at n: before it, else after it, over words of promise."""
    for step in (-1, 1):
        at = n + step
        while 0 <= at < len(statements) and statements[at].kind == "warranty" and at not in taken:
            at += step
        if 0 <= at < len(statements) and statements[at].kind == "scope" and at not in taken:
            return at
    return None


def _beside(statements: Sequence[Said], group: Sequence[int]) -> list[int]:
    around = {n + step for n in group for step in (-1, 1)}
    return sorted(n for n in around if 0 <= n < len(statements) and n not in group)
