"""Editing a listing: a draft beside what is published, publishing it, taking a change back.

Every act locks the business first, so that two at once come one after the other.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.audit.actions import record
from directory.businesses import actions as businesses
from directory.businesses.fields import editing as rules
from directory.credentials import actions as credentials
from directory.editor.actions import confirm
from directory.editor.actions import confirm as facts
from directory.editor.models import ListingChange, ListingDraft
from directory.editor.queries import listing as queries
from directory.kernel import clock
from directory.kernel.errors import Invalid, LengnuanError, NotFound


class Stale(LengnuanError):
    """What stands there is no longer what was looked at."""


def save(
    session: Session, business_id: int, person_id: int, shown: str, values: Mapping[str, Any]
) -> ListingDraft | None:
    """Keep what was typed as the draft; fields that say what is published leave it, an empty draft goes (None).

    `shown` is the mark of these fields as the page showed them. Raises Stale when they say something else by now,
    unless they already say just this; what happened to other fields does not matter.
    """
    businesses.locked(session, business_id)
    desk = queries.desk(session, business_id)
    if not rules.differing(values, desk.values):
        return desk.draft
    if shown != rules.mark(values, desk.values):
        raise Stale(shown)
    kept = desk.draft.values if desk.draft else {}
    wanted = rules.differing(kept | dict(values), desk.published)
    draft = desk.draft
    if not wanted:
        if draft is not None:
            session.delete(draft)
            session.flush()
        return None
    if draft is None:
        draft = ListingDraft(business_id=business_id, revision=0)
        session.add(draft)
    draft.values, draft.person_id = wanted, person_id
    draft.updated_at, draft.revision = clock.now(), draft.revision + 1
    session.flush()
    return draft


def discard(session: Session, business_id: int, person_id: int, base: str) -> None:
    """Throw the draft away; none is none. Raises Stale when it is not the draft that was looked at."""
    businesses.locked(session, business_id)
    desk = queries.desk(session, business_id)
    if desk.draft is None:
        return
    if base != desk.base:
        raise Stale(base)
    session.delete(desk.draft)
    record(session, f"person:{person_id}", "discard-draft", ("business", business_id))
    session.flush()


def publish(session: Session, business_id: int, person_id: int, base: str) -> ListingChange | None:
    """Make the draft's values facts of the owner, in one step; None where there is no draft (published already).

    Raises Stale when it is not the draft that was looked at.
    """
    businesses.locked(session, business_id)
    desk = queries.desk(session, business_id)
    if desk.draft is None:
        return None
    if base != desk.base:
        raise Stale(base)
    values = dict(desk.draft.values)
    session.delete(desk.draft)
    session.flush()
    return state(session, business_id, person_id, values)


def undo(session: Session, business_id: int, change_id: int, person_id: int) -> ListingChange | None:
    """Bring back what a change replaced, as new facts of the owner; None where that was done before.

    Raises NotFound for a change of another business, Invalid for one that a later change covers or that a tap may
    not take back.
    """
    businesses.locked(session, business_id)
    change = queries.change_of(session, business_id, change_id)
    if change is None:
        raise NotFound(f"change {change_id}")
    if queries.is_undone(session, change_id):
        return None
    if rules.FIXED & change.after.keys():
        raise Invalid("change", _("Phones are changed on their own page, with a code."))
    held = queries.published_values(session, business_id)
    if rules.before_of(change.after, held) != rules.before_of(change.after, change.after):
        raise Invalid("change", _("Something here was changed again later. Take that back first, or edit the listing."))
    return state(session, business_id, person_id, dict(change.before), undoes_id=change.id)


def state(
    session: Session,
    business_id: int,
    person_id: int,
    values: Mapping[str, Any],
    *,
    undoes_id: int | None = None,
) -> ListingChange | None:
    """Publish these values at once as facts of the owner; None where nothing differs. The business is locked.

    A draft beside them keeps what still differs. The next question whether everything is true starts from here.
    """
    held = queries.published_values(session, business_id)
    wanted = rules.differing(values, held)
    if not wanted:
        return None
    by = f"person:{person_id}"
    facts.say(session, business_id, wanted, by)
    if credentials.CONCERNS & wanted.keys():
        credentials.look_up(session, [business_id])
    change = ListingChange(
        business_id=business_id,
        person_id=person_id,
        before=rules.before_of(wanted, held),
        after=wanted,
        undoes_id=undoes_id,
        at=clock.now(),
    )
    session.add(change)
    session.flush()
    _trim_draft(session, business_id, wanted)
    act = "undo-change" if undoes_id else "publish-listing"
    record(session, by, act, ("business", business_id), change=change.id, fields=sorted(wanted))
    confirm.ask_later(session, business_id)
    return change


def _trim_draft(session: Session, business_id: int, published: Iterable[str]) -> None:
    """A draft of a field that was just published otherwise keeps its value: it is still what somebody typed."""
    draft = queries.draft_of(session, business_id)
    if draft is None:
        return
    left = rules.differing(draft.values, queries.published_values(session, business_id))
    if not left:
        session.delete(draft)
    elif left != draft.values:
        draft.values, draft.revision = left, draft.revision + 1
    session.flush()


def pause(session: Session, business_id: int, person_id: int, until: str | None) -> ListingChange | None:
    """Take no new work before this day (ISO), or take it again (None): at once, whatever the draft holds."""
    businesses.locked(session, business_id)
    return state(session, business_id, person_id, {"paused_until": until})
