"""Outcomes of texts: one that fails or arrives updates the contact point that it went to."""

from sqlalchemy.orm import Session

from directory.businesses import actions, queries
from directory.businesses.rules import ContactEvidence, ContactState
from directory.kernel.errors import IllegalMove
from directory.outbox.models import Message
from directory.outbox.registry import MessageKind

#: By kind of error: the state of a phone whose text came back, and how we know.
_STATES = {
    "recipient": (ContactState.CANNOT_RECEIVE, ContactEvidence.BOUNCED),
    "stopped": (ContactState.NO_TEXTS, ContactEvidence.GATEWAY_STOP),
}


def _mark_phone(session: Session, message: Message, outcome: str) -> None:
    """A text of any kind came back, or arrived: its phone is dead, wants none, or can receive them after all."""
    if message.channel != "sms":
        return
    if outcome == "delivered":
        actions.note_alive(session, message.recipient)
    elif outcome in ("failed", "suppressed") and message.error_kind in _STATES:
        state, how = _STATES[message.error_kind]
        for point in queries.points_by_phone(session, message.recipient):
            try:
                actions.set_contact_state(session, point.id, state, how, "worker")
            except IllegalMove:
                continue


KINDS: dict[str, MessageKind] = {}
OUTCOMES = [_mark_phone]
