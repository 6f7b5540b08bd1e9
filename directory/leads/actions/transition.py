"""The one place where a lead goes from one state to another, and what follows in rooms above.

What becomes of visits, prices, timers and cards stands in `docs/architecture.md`, as a table.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, TypeVar

from sqlalchemy.orm import Session

from directory.kernel.states import StateTable
from directory.leads.models import Lead
from directory.leads.rules import LEAD, TAKEN_LEADS

Side = Literal["business", "homeowner"]
Hook = TypeVar("Hook")
#: Called with the lead (its request loaded), the side by whose word it ended, and whether the other side is told of
#: that end by a message of its own. None: nobody's word; its time is over, or a text was misread.
EndHook = Callable[[Session, Lead, Side | None, bool], None]
#: Called with the lead, which stands again as before a text was misread, and when that had ended it.
RestoreHook = Callable[[Session, Lead, datetime], None]

#: Called with the lead and the side that says its work is done, the first of the two.
DoneHook = Callable[[Session, Lead, Side], None]
#: Called with the lead, whose work turns out not to be done, and when it was said that it is.
UndoneHook = Callable[[Session, Lead, datetime], None]

_on_end: list[EndHook] = []
_on_restore: list[RestoreHook] = []
_on_done: list[DoneHook] = []
_on_undone: list[UndoneHook] = []


def on_transition(*, end: EndHook, restore: RestoreHook, done: DoneHook, undone: UndoneHook) -> None:
    """Register what is done in the transaction in which a business that had a lead loses it, or has it again, and in
    which its work is called done, or not done after all."""
    _register(_on_end, end)
    _register(_on_restore, restore)
    _register(_on_done, done)
    _register(_on_undone, undone)


def _register(hooks: list[Hook], hook: Hook) -> None:
    if hook not in hooks:
        hooks.append(hook)


def transition(
    session: Session,
    lead: Lead,
    state: str,
    side: Side | None = None,
    *,
    is_told: bool = False,
    by: StateTable = LEAD,
) -> None:
    """Move a lead along a table (LEAD_UNDONE where a text was misread). Where its business had it and has it no more,
    run the hooks for that.

    `side` is by whose word it ends, None for nobody's; `is_told`: the other side gets a message of its own about that
    end. Raises IllegalMove.
    """
    had_it = lead.state in TAKEN_LEADS
    by.move(lead, state)
    if had_it and state not in TAKEN_LEADS:
        ended(session, lead, side, is_told=is_told)


def ended(session: Session, lead: Lead, side: Side | None, *, is_told: bool) -> None:
    """Run the hooks for a business that loses a lead it had, whatever the state of the lead: its request is deleted."""
    session.flush()
    for hook in _on_end:
        hook(session, lead, side, is_told)


def restored(session: Session, lead: Lead, ended_at: datetime) -> None:
    """Run the hooks for a lead that a misread text had ended at `ended_at`, and that its business has again."""
    session.flush()
    for hook in _on_restore:
        hook(session, lead, ended_at)


def work_done(session: Session, lead: Lead, side: Side) -> None:
    """Run the hooks for a lead whose work is called done, by this side first."""
    session.flush()
    for hook in _on_done:
        hook(session, lead, side)


def work_undone(session: Session, lead: Lead, since: datetime) -> None:
    """Run the hooks for a lead whose work was called done at `since`, and is not."""
    session.flush()
    for hook in _on_undone:
        hook(session, lead, since)
