"""What may empty a page where no ad states it, and what is only marked as unsaid on whoever does the work.

A word excludes listings only where it is certain to be asked of them:

| kind of condition | where no ad states it |
|---|---|
| name, phone, ad | nobody: that firm is not here |
| unlisted, of another trade | nobody; `surroundings.py` drops what only surrounds other work |
| unlisted, near our trade | who does the work that is named beside it; nobody, asked for alone |
| service | nobody; but who does what it goes with, or what it is a kind of where that is named too |
| work_type | who does the service that is named beside it, where none of those states it; alone nobody |
| service that a part of the heating is named for (a radiator) | who heats |
| service done by whoever works for businesses | who does what it is a kind of, where a business is named |
| brand | nobody; but everybody of the trade where a machine of the trade is put right, whoever made it |
| brand that is insisted on | nobody: named twice, or as what somebody is for (要识整富士通, "LG certified") |
| license, insured, property, warranty | nobody: who asks for one means it; but the firm that is named beside it |
| property, by a building (a nail salon) | who meets all the rest of it, where nobody meets both |
| language, hours, feature | who does the work that is named beside it; nobody, asked for alone |
| wish, longest | never anybody: they exclude nobody |
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from directory.reading.folding import plain, squeeze
from directory.reading.lexicon import Concept
from directory.search.rules.conditions import Condition, Span
from directory.search.rules.evaluator import Evaluator
from directory.search.rules.lexicons import services_called
from directory.search.rules.query import Query
from directory.search.rules.reading import Reading
from directory.search.rules.vocabulary import (
    goes_with,
    insisting,
    kinds_of,
    of_businesses,
    of_other_makers,
    other_trades,
    said_of_businesses,
)

Silence = Literal["beside work", "beside a name", "putting right"]

#: Kinds of conditions that an ad may leave unsaid, and when; a service by what it belongs to; others empty the page.
_MAY_BE_UNSAID: Mapping[str, Silence] = {
    "brand": "putting right",
    "language": "beside work",
    "hours": "beside work",
    "feature": "beside work",
    "unlisted": "beside work",
    **dict.fromkeys(("license", "insured", "property", "warranty"), "beside a name"),
}
#: What says whom one looks for.
_WORK = ("service", "brand", "name")
#: Work on a machine that is there, whoever made it.
_PUTTING_RIGHT = ("repair", "maintenance", "inspection")


def unsaid(reading: Reading, statements: Evaluator) -> tuple[Condition, ...]:
    """The conditions of a reading, those that no ad states marked `is_unsaid` where an ad may be silent on them.

    `修 Navien` where nobody names Navien -> the brand is unsaid; `cantonese hvac` -> the language.
    """
    conditions = [_as_part_of_a_name(condition, reading, statements) for condition in reading.conditions]
    wanted = [condition for condition in conditions if not condition.is_negated]
    occasions: set[Silence] = set()
    if any(condition.kind in _WORK for condition in wanted):
        occasions.add("beside work")
    if any(condition.kind == "name" and statements.is_met(condition) for condition in wanted):
        occasions.add("beside a name")
    if reading.is_broken or any(map(_is_repair, wanted)):
        occasions.add("putting right")
    return tuple(
        replace(condition, is_unsaid=True)
        if not condition.is_negated
        and _may_be_unsaid(condition, occasions, reading, statements)
        and not _is_met(condition, wanted, statements)
        else condition
        for condition in conditions
    )


def _as_part_of_a_name(condition: Condition, reading: Reading, statements: Evaluator) -> Condition:
    """Work that the firm that is named does not state, but is called by, as its name: "Five Star ... ducts".

    By whatever word: "Shun Fung duct" is 順風風管.
    """
    names = [other for other in reading.conditions if other.kind == "name" and not other.is_negated]
    if condition.kind != "service" or condition.is_negated or not names or _are_met((condition, *names), statements):
        return condition
    typed = plain(condition.words).rstrip("s")
    for word in (typed, *(word for one in condition.concepts for word in services_called(one.code))):
        part = replace(condition, concepts=(Concept("name", word, condition.words),))
        if len(word) > 1 and _are_met((part, *names), statements):
            return part
    return condition


def _is_met(condition: Condition, wanted: Sequence[Condition], statements: Evaluator) -> bool:
    """Whether anybody may be meant by this: for a firm that is named, that one; for a building, who meets the rest."""
    names = [name for name in wanted if name.kind == "name"]
    if names and _MAY_BE_UNSAID.get(condition.kind) == "beside a name":
        return _are_met((condition, *names), statements)
    machines = [machine for machine in wanted if machine.kind == "service"]
    if condition.kind == "work_type" and machines and _are_met(machines, statements):
        return _are_met((condition, *machines), statements)
    rest = [other for other in wanted if other.kind != "property"]
    if _is_building(condition) and rest and _are_met(rest, statements):
        return _are_met((condition, *rest), statements)
    return statements.is_met(condition)


def _are_met(conditions: Sequence[Condition], statements: Evaluator) -> bool:
    return bool(statements.evaluate(conditions, (), Query()).hits)


def _is_building(condition: Condition) -> bool:
    """Whether the property is only that of a building that is named: a nail salon, not 商业."""
    return condition.kind == "property" and squeeze(condition.words) not in said_of_businesses()


def _is_repair(condition: Condition) -> bool:
    concept = condition.concepts[0]
    return concept.kind == "work_type" and concept.code in _PUTTING_RIGHT


def _may_be_unsaid(
    condition: Condition, occasions: Container[Silence], reading: Reading, statements: Evaluator
) -> bool:
    codes = {concept.code for concept in condition.concepts}
    if condition.kind == "service":
        is_of_business = codes <= of_businesses() and any(map(_is_business, reading.conditions))
        return codes <= goes_with().keys() or is_of_business or _is_named_as_its_kind(condition, reading)
    if condition.kind == "work_type" or (_is_building(condition) and statements.is_met(condition)):
        return statements.is_met(condition)
    if condition.kind == "unlisted" and codes & other_trades():
        return False
    if condition.kind == "brand" and (_is_insisted_on(condition, reading) or _is_of_other_makers(reading)):
        return False
    return _MAY_BE_UNSAID.get(condition.kind) in occasions


def _is_of_other_makers(reading: Reading) -> bool:
    """Whether only machines are named that the makers of heating and cooling do not make: a garage door."""
    machines = [machine for machine in reading.conditions if machine.kind == "service" and not machine.is_negated]
    return bool(machines) and all(one.code in of_other_makers() for machine in machines for one in machine.concepts)


def _is_insisted_on(condition: Condition, reading: Reading) -> bool:
    """Whether only who is for this brand will do: it is named again, or as what somebody is for."""
    brands = [other for other in reading.conditions if other.kind == "brand"]
    before, *after = plain(reading.text).split(plain(condition.words))
    is_again = len(after) > 1 or sum({*other.concepts} == {*condition.concepts} for other in brands) > 1
    is_for = before.endswith(insisting("before")) or any(part.startswith(insisting("after")) for part in after)
    return is_again or is_for


def _is_business(condition: Condition) -> bool:
    return condition.kind == "property" and condition.concepts[0].code == "commercial" and not condition.is_negated


def _is_named_as_its_kind(condition: Condition, reading: Reading) -> bool:
    """Whether what this is a kind of is named apart from it: "the AC stopped, a rooftop unit"; not "floor heat"."""
    broader = {kind for concept in condition.concepts for kind in kinds_of().get(concept.code, ())}
    kinds = [of for of in reading.conditions if of.kind == "service" and {one.code for one in of.concepts} <= broader]
    return any(_is_apart(condition.span, of.span, reading.text) for of in kinds if not of.is_negated)


def _is_apart(one: Span, other: Span, text: str) -> bool:
    first, last = sorted((one, other))
    return any(c.isalnum() for c in text[first[1] : last[0]])
