"""Tables of the outbox. Rows point upward only by opaque references (kind, id)."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.foundation.db import Base, one_of
from directory.foundation.logs import trace
from directory.foundation.outfile import FILE
from directory.kernel import clock
from directory.kernel.prepared import Json
from directory.outbox.rules import BUDGETS, FORGOTTEN, MESSAGE, Channel

#: Written out, so that a database sees that the index of such messages serves a query.
TO_FORGET = f"recipient NOT LIKE '{FORGOTTEN} %'"


class Message(Base):
    """One text or mail to one address. Its content is composed when it is sent, not when it is decided."""

    __tablename__ = "messages"
    __table_args__ = (
        # Named, because its columns in a row are too long a name for a database.
        UniqueConstraint(
            "kind", "subject_kind", "subject_id", "channel", "recipient", "undone", name="uq_messages_decision"
        ),
        CheckConstraint(one_of("state", MESSAGE.states), name="state"),
        CheckConstraint(one_of("channel", Channel), name="channel"),
        Index(None, "state", "due_at"),
        Index(None, "subject_kind", "subject_id"),
        Index(None, "provider_reference"),
        Index(None, "recipient"),
        # What waits for a person, the texts of a day by budget, the acts of a day, and the newest of a state.
        Index(None, "state", "handled_at", "created_at"),
        Index(None, "channel", "first_attempt_at", "budget"),
        Index(None, "created_at", "channel", "state"),
        Index(None, "channel", "state", "id"),
        Index("ix_messages_to_forget", "created_at", sqlite_where=text(TO_FORGET), postgresql_where=text(TO_FORGET)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    channel: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    #: lead, reply, receipt, notice, code, operator: decides the hours kept, and which texts a phone is spared.
    priority: Mapped[str] = mapped_column(String(12), default="lead")
    #: Whose part of the day's texts it takes (`foundation.limits.rules.TEXTS`).
    budget: Mapped[str] = mapped_column(String(12), default="stranger", server_default="stranger")
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    #: Why it waits until then: hours, day (the day's texts), phone (the texts of that phone); None: it does not.
    held_for: Mapped[str | None] = mapped_column(String(8))
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    #: Sendings after which nobody knew whether it had gone out.
    repeats: Mapped[int] = mapped_column(default=0)
    first_attempt_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    #: Our own reference (Message-ID, client reference): the same on a repeat, so that a far side can tell.
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    provider_reference: Mapped[str | None] = mapped_column(String(64))
    #: What took it: a gateway, or a file on this machine, which reaches nobody. None until then.
    port: Mapped[str | None] = mapped_column(String(8))
    error_kind: Mapped[str | None] = mapped_column(String(16))
    error_detail: Mapped[str | None] = mapped_column(String(200))
    subject_line: Mapped[str | None]
    body: Mapped[str | None]
    segments: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    #: When the operator said that this failure needs nothing more.
    handled_at: Mapped[datetime | None]
    #: By what the logs know the visit, or the job, that decided it; None of messages from before there was one.
    trace: Mapped[str | None] = mapped_column(String(32))
    #: 0 while what it was decided for holds; its own id once that was undone, so that the same may be decided again.
    undone: Mapped[int] = mapped_column(default=0, server_default="0")

    @property
    def is_forgotten(self) -> bool:
        """Whether its address is gone: then it is sent to nobody any more."""
        return self.recipient == f"{FORGOTTEN} {self.id}"

    def forget_recipient(self) -> None:
        """Take its address out; the id keeps what is left unique."""
        self.recipient = f"{FORGOTTEN} {self.id}"

    @property
    def is_file(self) -> bool:
        """Whether it was only written to a file."""
        return self.port == FILE


@dataclass(frozen=True)
class MessageDraft:
    """A message to decide, as `enqueue` takes it."""

    kind: str
    subject: tuple[str, int]
    channel: str
    recipient: str
    language: str
    priority: str
    due_at: datetime
    budget: str | None = None
    expires_at: datetime | None = None
    is_stopped: bool = False

    def key(self) -> dict[str, object]:
        """The columns that two decisions of one message share."""
        return {
            "kind": self.kind,
            "subject_kind": self.subject[0],
            "subject_id": self.subject[1],
            "channel": self.channel,
            "recipient": self.recipient,
            "undone": 0,
        }

    def columns(self) -> dict[str, object]:
        """The columns of the new message."""
        return {
            **self.key(),
            "language": self.language,
            "priority": self.priority,
            "budget": self.budget or BUDGETS.get(self.priority, self.priority),
            "state": "suppressed" if self.is_stopped else "waiting",
            "due_at": self.due_at,
            "expires_at": self.expires_at,
            "reference": secrets.token_hex(16),
            "trace": trace(),
        }


class Job(Base):
    """Timed work: clocks, expiry, purge. Done once, whoever runs it, however often it is asked for."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("kind", "subject_kind", "subject_id"), Index(None, "done_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None]
    error_detail: Mapped[str | None] = mapped_column(String(200))
    #: As of a message.
    trace: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Suppression(Base):
    """An address not to write to: STOP, T, 退订, 停, or a bounce. Kept ten years (Virginia, texts)."""

    __tablename__ = "suppressions"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(320))
    reason: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class TopicStop(Base):
    """A topic (`outbox.topics.Topic`) of which an address gets no mails, turned off by the link in one of them.

    Of the address there is a keyed digest alone: who opens the link is known to have got the mail, and nothing else.
    """

    __tablename__ = "topic_stops"
    __table_args__ = (UniqueConstraint("topic", "address_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(16))
    address_digest: Mapped[str] = mapped_column(String(22))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class InboundText(Base):
    """A text that came in. The gateway repeats itself, so its own id is unique here."""

    __tablename__ = "inbound_texts"
    __table_args__ = (Index(None, "sender", "id"), Index(None, "is_read", "received_at"), Index(None, "received_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_reference: Mapped[str] = mapped_column(String(64), unique=True)
    sender: Mapped[str] = mapped_column(String(20))
    body: Mapped[str]
    #: What it was read as (`texts.rules.case.Intent`); `help` and `other` of texts from before there was a reader.
    meaning: Mapped[str] = mapped_column(String(12))
    #: Whether its reader took its words for one customer's.
    pass_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: The lead it is about, where that is certain.
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    #: What it did to that lead (accept, decline, quote, words; None: nothing), the state of the lead before, and the
    #: price or the line of the conversation that it became.
    effect: Mapped[str | None] = mapped_column(String(8))
    state_before: Mapped[str | None] = mapped_column(String(12))
    effect_id: Mapped[int | None]
    #: The message that answered it.
    answer_id: Mapped[int | None]
    #: When the operator filed it otherwise than it was read.
    filed_at: Mapped[datetime | None]
    #: STOP, START or HELP: how the gateway read it, and answered it by itself.
    opt_out: Mapped[str | None] = mapped_column(String(8))
    #: Pictures that came with it: they stay at the gateway.
    pictures: Mapped[int] = mapped_column(default=0, server_default="0")
    is_read: Mapped[bool] = mapped_column(default=False)
    detail: Mapped[dict[str, Json]] = mapped_column(default=dict)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_forgotten(self) -> bool:
        """Whether its sender's number is gone."""
        return self.sender == f"{FORGOTTEN} {self.id}"


class DeskText(Base):
    """What the operator wrote to a phone from the desk. Its message is about ("desk", id)."""

    __tablename__ = "desk_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(String(20), index=True)
    body: Mapped[str]
    #: Of the form it came from: pressed twice, it is one text.
    form_key: Mapped[str] = mapped_column(String(40), unique=True)
    written_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
