"""What an ad adds to a listing that is here: lists hold both, what stands is not replaced by an ad nobody can date.

Merging removes nothing. Of two values that cannot both hold, the listing's own stays, unless the ad is known to be
printed later; the operator sees each such difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from directory.businesses.fields.projection import FactLike, join_lists
from directory.businesses.fields.registry import ADDING_UP, EMPTY, REVIEWED
from directory.businesses.fields.terms import FactValue, circle, items
from directory.businesses.rules import FactDraft

#: Lists that say yes and no of the same: what one of them holds the other does not take.
_AGAINST = {
    yes: no
    for one, other in (
        ("services", "services_excluded"),
        ("brands", "brands_excluded"),
        ("property_types", "property_excluded"),
    )
    for yes, no in ((one, other), (other, one))
}
#: Fields that belong to the Chinese name they stand beside.
_OF_NAME = ("name_zh_lang", "romanized")
#: Sources of a listing that an ad's word is joined with; stronger ones keep theirs.
_JOINED = ("ad", "reviewer")
#: What the ads themselves print of these proves whose business it is: the ad's own word is kept beside.
_PROVING = ("phones", "emails")


class StatedFact(FactLike, Protocol):
    """A fact with the words that say it and its days."""

    @property
    def evidence(self) -> Sequence[str]:
        """The words that say it."""

    published_on: date | None
    entered_on: date


Own = TypeVar("Own", bound=StatedFact)


@dataclass(frozen=True)
class Difference:
    """One field in which an ad and a listing differ: what each says, and what the listing says after a merge."""

    field: str
    own: FactValue
    ad: FactValue
    after: FactValue

    @property
    def is_refused(self) -> bool:
        """Whether the listing stays as it is, though the ad says something else."""
        return self.after == self.own


def is_later(published_on: date | None, own: StatedFact) -> bool:
    """Whether an ad is known to be printed after what a listing says was printed, or entered."""
    return published_on is not None and published_on > (own.published_on or own.entered_on)


def joined(
    before: Mapping[str, Own], drafts: Sequence[FactDraft], published_on: date | None, by: str, today: date
) -> list[FactDraft]:
    """The facts to add when an ad with these `drafts` is merged into a listing of which `before` is what counts.

    A field the listing says nothing of is taken as it is. A list is joined. A single value stays, unless the ad is
    later. What the owner says of the ad (source `owner`) is the owner's word and stays as it is. `by`: an audit actor.
    """
    printed_values = {draft.field: draft.value for draft in drafts}
    own = {field: fact.value for field, fact in before.items()}
    result = []
    for draft in drafts:
        fact = before.get(draft.field)
        if draft.source == "owner":
            result.append(draft)
            continue
        if draft.value in EMPTY:
            continue
        if fact is None or fact.value in EMPTY:
            if (value := _new(draft.field, draft.value, own, printed_values)) not in EMPTY:
                result.append(replace(draft, value=value))
            continue
        if draft.field in _PROVING and draft.source == "ad":
            result.append(draft)
        if fact.source not in _JOINED:
            continue
        value = join(draft.field, fact.value, draft.value, own, printed_values, is_newer=is_later(published_on, fact))
        counts = draft.value if draft.field in _PROVING else fact.value
        if value != counts or (draft.field in _PROVING and fact.source == "reviewer" and value != fact.value):
            source = "reviewer" if draft.field in ADDING_UP else min(fact.source, draft.source, key=_rank)
            evidence = tuple(dict.fromkeys([*fact.evidence, *draft.evidence]))
            result.append(FactDraft(draft.field, value, source, today, evidence, draft.ad_key, published_on, by))
    return result


def differences(before: Mapping[str, Own], drafts: Sequence[FactDraft], published_on: date | None) -> list[Difference]:
    """What an ad says otherwise than a listing, or beside it, in the order of a listing."""
    printed_values = {draft.field: draft.value for draft in drafts}
    own = {field: fact.value for field, fact in before.items()}
    rows = []
    for field in (code for code in REVIEWED if printed_values.get(code) not in EMPTY):
        fact, value = before.get(field), printed_values[field]
        if field in _OF_NAME and own.get(field) not in EMPTY:
            # Ours, made from the name: the ad says nothing of it.
            continue
        if fact is None or fact.value in EMPTY:
            after = _new(field, value, own, printed_values)
        elif fact.source not in _JOINED:
            after = fact.value
        else:
            after = join(field, fact.value, value, own, printed_values, is_newer=is_later(published_on, fact))
        if after != own.get(field) or not _holds(own.get(field), value):
            rows.append(Difference(field, own.get(field), value, after))
    return rows


def join(
    field: str, mine: FactValue, other: FactValue, own: Mapping[str, FactValue], ad: Mapping[str, FactValue],
    *, is_newer: bool,
) -> FactValue:  # fmt: skip
    """A listing's value with an ad's beside it. `own` and `ad` are all that each says."""
    if not isinstance(mine, list | tuple) or not isinstance(other, list | tuple):
        return other if is_newer and field not in _OF_NAME else mine
    if _holds(mine, other):
        # The same in another order is no news, however late it was printed.
        return mine
    added = items(_new(field, other, own, ad))
    return join_lists(field, added, items(mine)) if is_newer else join_lists(field, items(mine), added)


def _new(field: str, value: FactValue, own: Mapping[str, FactValue], ad: Mapping[str, FactValue]) -> FactValue:
    """What of an ad's value can stand on a listing: not against what it says, nor what only belongs to the ad's own."""
    if field in _AGAINST:
        against = items(own.get(_AGAINST[field]))
        return [item for item in items(value) if item not in against]
    if field in _OF_NAME and own.get("name_zh") not in (None, ad.get("name_zh")):
        return None
    if field == "service_places" and own.get("service_radius"):
        radius = circle(ad.get("service_radius"))
        drawn = radius.get("drawn", []) if radius else []
        return [place for place in items(value) if place not in drawn]
    return value


def _holds(own: FactValue, value: FactValue) -> bool:
    """Whether a listing says all that an ad says of a field."""
    if isinstance(own, list | tuple) and isinstance(value, list | tuple):
        own_items = [_stated(item) for item in own]
        return all(_stated(item) in own_items for item in value)
    return own == value


def _stated(item: object) -> object:
    """A license or warranty without the details that nobody stated."""
    return {key: detail for key, detail in item.items() if detail is not None} if isinstance(item, dict) else item


def _rank(source: str) -> int:
    return _JOINED[::-1].index(source) if source in _JOINED else len(_JOINED)
