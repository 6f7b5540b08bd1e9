"""The only door to what belongs to somebody who signed in: who that is, for which business, and how lately proved."""

from dataclasses import dataclass

from flask import g, request
from flask import session as cookie
from sqlalchemy import inspect, select
from sqlalchemy.orm import contains_eager, joinedload

from directory.accounts import queries
from directory.accounts.access.browsers import (
    browser,
    cookie_name,
    forget_sign_in,
    has_cookie,
    is_operator_here,
    remember_browser,
    remember_sign_in,
)
from directory.accounts.access.codes import NEWCOMERS, count_code, count_printed, is_for_known_only, is_known_part_left
from directory.accounts.models import Invitation, Membership, Person, SignIn
from directory.accounts.rules import FRESH_PROOF, SEEN_EVERY, device_of, is_live
from directory.businesses.models import Business
from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.security import client_network, mark_private
from directory.kernel import clock
from directory.kernel.errors import Forbidden, NotFound, ProofNeeded, SignInNeeded, TooMany
from directory.kernel.slug import is_slug

__all__ = [
    "NEWCOMERS",
    "Member",
    "SignedIn",
    "browser",
    "count_code",
    "count_printed",
    "current",
    "device",
    "forget_sign_in",
    "has_cookie",
    "is_for_known_only",
    "is_fresh",
    "is_known_part_left",
    "is_operator_here",
    "open_invitation",
    "remember_browser",
    "remember_sign_in",
    "require_fresh",
    "require_member",
    "require_operator",
    "require_owner",
    "require_person",
]


@dataclass(frozen=True)
class SignedIn:
    """Who asks, and the session they ask in."""

    person: Person
    sign_in: SignIn


@dataclass(frozen=True)
class Member:
    """Who asks, and the business they act for (its contact points loaded)."""

    business: Business
    membership: Membership
    person: Person

    @property
    def is_owner(self) -> bool:
        """Whether they may change who else acts for it."""
        return self.membership.role == "owner"


def current() -> SignedIn | None:
    """Who is signed in, or None: no cookie (then nothing is read), revoked, idle too long, too old, suspended.

    Looked up once a request, and again after a unit, which lets go of what was read before it. Raises nothing.
    """
    held = g.get("signed_in")
    if "signed_in" not in g or (held is not None and "contacts" in inspect(held.person).unloaded):
        g.signed_in = _find(request.cookies.get(cookie_name("lengnuan_session"), ""))
    found: SignedIn | None = g.signed_in
    return found


def _find(token: str) -> SignedIn | None:
    if not tokens.is_token(token):
        return None
    query = select(SignIn).where(SignIn.token_digest == tokens.digest(token), SignIn.revoked_at.is_(None))
    row = db.session.scalar(query.options(joinedload(SignIn.person).selectinload(Person.contacts)))
    if row is None or row.person.state != "active":
        return None
    if not is_live(clock.now(), row.seen_at, row.expires_at, row.person.is_operator):
        return None
    if row.seen_at <= clock.now() - SEEN_EVERY:
        g.unseen = row.id
    return SignedIn(row.person, row)


def require_person() -> SignedIn:
    """Who is signed in (contacts loaded); SignInNeeded. The answer is kept by no cache."""
    mark_private()
    found = current()
    if found is None:
        raise SignInNeeded
    return found


def require_member(slug: str) -> Member:
    """Who is signed in, for this business; SignInNeeded, or NotFound for one that is not theirs or does not exist."""
    person = require_person().person
    if not is_slug(slug):
        raise NotFound(slug)
    query = (
        select(Membership)
        .join(Membership.business)
        .where(
            Business.slug == slug,
            Business.state != "removed",
            Membership.person_id == person.id,
            Membership.state == "active",
        )
        .options(contains_eager(Membership.business).selectinload(Business.contact_points))
    )
    membership = db.session.scalar(query)
    if membership is None:
        raise NotFound(slug)
    return Member(membership.business, membership, person)


def require_owner(slug: str) -> Member:
    """The same, for its owner; Forbidden for a colleague."""
    member = require_member(slug)
    if not member.is_owner:
        raise Forbidden(slug)
    return member


def require_operator() -> Person:
    """The operator; SignInNeeded, or NotFound for anybody else who is signed in."""
    person = require_person().person
    if not person.is_operator:
        raise NotFound
    if not cookie.get("desk"):
        cookie["desk"] = True
    return person


def require_fresh() -> SignedIn:
    """Who is signed in and entered a code within `FRESH_PROOF`; SignInNeeded, ProofNeeded."""
    found = require_person()
    if not is_fresh(found):
        raise ProofNeeded
    return found


def is_fresh(found: SignedIn) -> bool:
    """Whether a code was entered in this session a moment ago."""
    return found.sign_in.proved_at > clock.now() - FRESH_PROOF


def open_invitation(token: str) -> tuple[Invitation, Business | None]:
    """An invitation that can still be accepted, with its business (contact points loaded; None: the operator's).

    Raises NotFound (counted: 30 misses a minute and network), TooMany once those are spent.
    """
    mark_private()
    if limits.is_spent("token-miss", client_network()):
        raise TooMany(60, "token-miss")
    found = queries.invitation_by_token(db.session(), token) if tokens.is_token(token) else None
    if found is None:
        db.session.rollback()
        limits.count("token-miss", client_network())
        raise NotFound
    return found


def device() -> str:
    """What this browser's owner recognizes it by."""
    return device_of(request.headers.get("User-Agent", ""))
