"""What may empty a page where no ad states it, and what is only marked as unsaid on whoever does the work.

A word excludes listings only where it is certain to be asked of them:

| kind of condition | where no ad states it |
|---|---|
| name, phone, ad | nobody: that firm is not here |
| unlisted | nobody, where it is the work that is asked for; `conditions.py` drops what surrounds other work |
| service, work_type | nobody; but whoever does what it goes with (`[goes_with]`) |
| brand | nobody; but everybody of the trade where a machine is put right, whoever made it |
| license, insured, property, warranty | nobody: who asks for one means it |
| language, hours, feature, origin | who does the work that is named beside it; nobody, asked for alone |
| wish, longest | never anybody: they exclude nobody |
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from directory.search.rules.conditions import Condition
from directory.search.rules.reading import Reading
from directory.search.rules.stating import Statements
from directory.search.rules.vocabulary import goes_with

Silence = Literal["beside work", "putting right", "goes with work"]

#: Kinds of conditions that an ad may leave unsaid, and when; all others empty the page.
_MAY_BE_UNSAID: Mapping[str, Silence] = {
    "brand": "putting right",
    "service": "goes with work",
    "language": "beside work",
    "hours": "beside work",
    "feature": "beside work",
}
#: What says whom one looks for.
_WORK = ("service", "brand", "name")
#: Work on a machine that is there, whoever made it.
_PUTTING_RIGHT = ("repair", "maintenance", "inspection")
#: Where somebody comes from is no work of another trade.
_ORIGIN = "origin"


def unsaid(reading: Reading, statements: Statements) -> tuple[Condition, ...]:
    """The conditions of a reading, those that no ad states marked `is_unsaid` where an ad may be silent on them.

    `修 Navien` where nobody names Navien -> the brand is unsaid; `cantonese hvac` -> the language.
    """
    is_work_named = any(condition.kind in _WORK and not condition.is_negated for condition in reading.conditions)
    is_repair = reading.is_broken or any(map(_is_repair, reading.conditions))
    return tuple(
        replace(condition, is_unsaid=True)
        if _may_be_unsaid(condition, is_repair=is_repair, is_work_named=is_work_named)
        and not statements.is_met(condition)
        else condition
        for condition in reading.conditions
    )


def _is_repair(condition: Condition) -> bool:
    concept = condition.concepts[0]
    return not condition.is_negated and concept.kind == "work_type" and concept.code in _PUTTING_RIGHT


def _may_be_unsaid(condition: Condition, *, is_repair: bool, is_work_named: bool) -> bool:
    if condition.is_negated:
        return False
    codes = {concept.code for concept in condition.concepts}
    silence = "beside work" if codes == {_ORIGIN} else _MAY_BE_UNSAID.get(condition.kind)
    if silence == "goes with work":
        return codes <= {*goes_with()}
    return (silence == "putting right" and is_repair) or (silence == "beside work" and is_work_named)
