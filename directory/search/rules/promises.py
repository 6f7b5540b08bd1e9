"""Warranties in a query: years, what they cover, and words of promise, in whatever order they were typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from directory.search.rules.entry import LIFETIME
from directory.search.rules.lexicon import Concept


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
        found += _promised(said, group, years)
    for n, each in enumerate(said):
        if each.kind == "warranty" and n not in taken:
            group = [n]
            for m in group:
                group += [k for k in _beside(said, [m]) if said[k].kind == "scope" and k not in (*taken, *group)]
            if len(group) > 1:
                taken.update(group)
                found += _promised(said, group, 0)
    for n, each in enumerate(said):
        if each.kind == "warranty" and n not in taken:
            taken.add(n)
            if not found:
                found.append(_promise(said, [n], "any:0"))
    silent = {each.at for n, each in enumerate(said) if n not in taken and each.kind in ("lifetime", "experience")}
    silent |= {said[n].at for n in taken}
    return sorted(found, key=lambda promise: promise.first), silent


def _promised(said: Sequence[Said], group: Sequence[int], years: int) -> list[Promise]:
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
