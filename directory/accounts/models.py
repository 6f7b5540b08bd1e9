"""Tables of people, their contacts and codes, their sessions, and the businesses they act for."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.accounts.rules import INVITATION, MEMBERSHIP, PERSON, Purpose, Role
from directory.businesses.models import Business
from directory.foundation.db import Base, one_of
from directory.kernel import clock


class Person(Base):
    """Somebody who signs in: for businesses (memberships), as the operator, or both."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint(one_of("state", PERSON.states), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(80))
    #: Of the pages after signing in and of everything the site writes to this person (BCP 47).
    language: Mapped[str] = mapped_column(String(8), default="zh-Hans")
    state: Mapped[str] = mapped_column(String(12), default="active")
    is_operator: Mapped[bool] = mapped_column(default=False)
    #: Whether an operator gets the operator's mails.
    wants_mails: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    contacts: Mapped[list["PersonContact"]] = relationship(
        back_populates="person", order_by="PersonContact.id", lazy="raise"
    )
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.id", lazy="raise"
    )


class PersonContact(Base):
    """A phone or e-mail that a person proved to hold: a code sent there signs in."""

    __tablename__ = "person_contacts"
    __table_args__ = (
        UniqueConstraint("kind", "address"),
        CheckConstraint("kind IN ('phone', 'email')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(320))
    verified_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(back_populates="contacts", lazy="raise")


class Code(Base):
    """A one-time code. Its digits are derived, never stored; `browser_digest` binds it to the browser that asked."""

    __tablename__ = "codes"
    __table_args__ = (
        CheckConstraint(one_of("purpose", Purpose), name="purpose"),
        Index(None, "kind", "address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(320))
    #: What it proves something about (a business to be claimed, a person who adds a contact): opaque.
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    seed: Mapped[str] = mapped_column(String(32))
    browser_digest: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A server-side session: the cookie holds a token, the row its digest. Ends when idle, old or revoked."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    #: Of the browser's own secret: who signed in with a browser once is known there.
    browser_digest: Mapped[str | None] = mapped_column(String(64))
    #: What its owner recognizes it by: browser and system in a few words of ours.
    device: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    proved_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class Membership(Base):
    """A person acts for a business: as its owner or as a colleague. An ended one stays, for the history."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("person_id", "business_id"),
        CheckConstraint(one_of("role", Role), name="role"),
        CheckConstraint(one_of("state", MEMBERSHIP.states), name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default="active")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[str] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="memberships", lazy="raise")
    business: Mapped[Business] = relationship(lazy="raise")


class Invitation(Base):
    """Somebody is asked to act for a business, or (without one) to be the operator. One use, bound to its address."""

    __tablename__ = "invitations"
    __table_args__ = (CheckConstraint(one_of("state", INVITATION.states), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(8))
    seed: Mapped[str] = mapped_column(String(32))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    invited_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
