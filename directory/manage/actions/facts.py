"""What somebody of a business says, as facts of the owner: published, taken back or confirmed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from directory.businesses import actions as businesses
from directory.businesses.actions import FactDraft
from directory.businesses.queries import facts_of
from directory.businesses.rules import winning
from directory.credentials import actions as credentials
from directory.foundation import unit
from directory.kernel import clock
from directory.manage.rules.listing import CONFIRMED


def say(session: Session, business_id: int, values: Mapping[str, Any], by: str) -> None:
    """These values are the owner's word of today, and what is shown says so. The business is locked."""
    today = clock.local(clock.now()).date()
    drafts = [FactDraft(field, value, "owner", today, entered_by=by, renews=True) for field, value in values.items()]
    businesses.add_facts(session, business_id, drafts)
    credentials.restate(session, business_id)
    # Where a fact comes from is shown too, so the listing changed even where its columns say the same.
    unit.touch(session, business_id)


def say_again(session: Session, business_id: int, by: str) -> None:
    """Everything that the owner could change and left as it stands is the owner's word of today.

    What nobody stated stays so. What a registry says stays its word. The business is locked.
    """
    held = winning(facts_of(session, business_id))
    stated = {field: held[field].value for field in CONFIRMED if field in held and held[field].source != "registry"}
    say(session, business_id, {field: value for field, value in stated.items() if value not in (None, "", [], {})}, by)
