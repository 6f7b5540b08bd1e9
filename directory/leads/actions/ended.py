"""What follows in rooms above when a lead ends by the word of one side: tied in wiring."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from directory.leads.models import Lead

#: Called with the lead (its request loaded), the side by whose word it ended (business or homeowner), and whether the
#: other side is told of that end by a message of its own.
EndHook = Callable[[Session, Lead, str, bool], None]

_hooks: list[EndHook] = []


def on_end(hook: EndHook) -> None:
    """Register what is done in the transaction in which a lead ends."""
    if hook not in _hooks:
        _hooks.append(hook)


def ended(session: Session, lead: Lead, side: str, *, is_told: bool) -> None:
    """A lead has ended by the word of one side: have done what follows."""
    for hook in _hooks:
        hook(session, lead, side, is_told)
