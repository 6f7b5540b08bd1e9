"""Access for people who signed in: who they are, for which business they act, how long ago they proved it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, current_app, g, request
from flask import session as cookie
from flask_babel import gettext as _
from sqlalchemy import inspect, select
from sqlalchemy.orm import contains_eager, joinedload

from directory.accounts import queries
from directory.accounts.models import Invitation, Membership, Person, SignIn
from directory.accounts.rules import CODES_RULE, FRESH_PROOF, NEXT_BUDGET, SEEN_EVERY, device_of, is_live
from directory.businesses.models import Business
from directory.businesses.queries import by_slug
from directory.foundation import limits, tokens
from directory.foundation.db import db
from directory.foundation.limits import CODES
from directory.foundation.logs import log
from directory.foundation.security import client_network, client_networks, cookie_name, mark_private, no_such_link
from directory.foundation.settings import settings
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import Forbidden, Invalid, NotFound, ProofNeeded, SignInNeeded, TooMany
from directory.kernel.text import is_slug
from directory.outbox import alarms
from directory.outbox.queries import texts_today
from directory.outbox.rules import is_common_spent


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
    cached = g.get("signed_in")
    if "signed_in" not in g or (cached is not None and "contacts" in inspect(cached.person).unloaded):
        g.signed_in = _find(request.cookies.get(cookie_name("lengnuan_session"), ""))
    signed_in: SignedIn | None = g.signed_in
    return signed_in


def _find(token: str) -> SignedIn | None:
    if not tokens.is_token(token):
        return None
    query = select(SignIn).where(SignIn.token_digest == tokens.digest(token), SignIn.revoked_at.is_(None))
    sign_in = db.session.scalar(query.options(joinedload(SignIn.person).selectinload(Person.contacts)))
    if sign_in is None or sign_in.person.state != "active":
        return None
    if not is_live(clock.now(), sign_in.seen_at, sign_in.expires_at, sign_in.person.is_operator):
        return None
    if sign_in.seen_at <= clock.now() - SEEN_EVERY:
        g.unseen = sign_in.id
    return SignedIn(sign_in.person, sign_in)


def require_person() -> SignedIn:
    """Who is signed in (contacts loaded); SignInNeeded. The answer is kept by no cache."""
    mark_private()
    signed_in = current()
    if signed_in is None:
        raise SignInNeeded
    return signed_in


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
        _log_refusal(person, "member")
        raise NotFound(slug)
    return Member(membership.business, membership, person)


def _log_refusal(person: Person, role: str) -> None:
    """Somebody who signed in asked for what only others may have. Which page, the request's own line says."""
    log.warning("refused", person=person.id, role=role)


def listed_business(slug: str) -> Business:
    """The published business of this slug, phones loaded; NotFound for any other, also for one already taken down."""
    business = by_slug(db.session(), slug) if is_slug(slug) else None
    if business is None:
        raise NotFound(slug)
    return business


def require_owner(slug: str) -> Member:
    """`require_member` for the business's owner. Raises Forbidden for a colleague."""
    member = require_member(slug)
    if not member.is_owner:
        _log_refusal(member.person, "owner")
        raise Forbidden(slug)
    return member


def require_operator() -> Person:
    """The operator; SignInNeeded, or NotFound for anybody else who is signed in."""
    person = require_person().person
    if not person.is_operator:
        _log_refusal(person, "operator")
        raise NotFound
    if not cookie.get("desk"):
        cookie["desk"] = True
    return person


def require_fresh() -> SignedIn:
    """Who is signed in and entered a code within `FRESH_PROOF`; SignInNeeded, ProofNeeded."""
    signed_in = require_person()
    if not is_fresh(signed_in):
        raise ProofNeeded
    return signed_in


def is_fresh(signed_in: SignedIn) -> bool:
    """Whether a code was entered in this session a moment ago."""
    return signed_in.sign_in.proved_at > clock.now() - FRESH_PROOF


def open_invitation(token: str) -> tuple[Invitation, Business | None]:
    """An invitation that can still be accepted, with its business (contact points loaded; None: the operator's).

    Raises NotFound (counted: 30 misses a minute and network), TooMany once those are spent.
    """
    mark_private()
    invitation = queries.invitation_by_token(db.session(), token) if tokens.is_token(token) else None
    if invitation is None:
        no_such_link()
    return invitation


def device() -> str:
    """What this browser's owner recognizes it by."""
    return device_of(request.headers.get("User-Agent", ""))


_YEAR = 365 * 24 * 3600


def browser() -> str:
    """The secret that binds a code to the browser that asked for it; made where the browser has none yet."""
    if "browser" not in g:
        cookie = request.cookies.get(cookie_name("lengnuan_browser"), "")
        g.new_browser = not tokens.is_token(cookie)
        g.browser = tokens.new_token() if g.new_browser else cookie
    return str(g.browser)


def known_browser() -> str | None:
    """The secret of a browser that has one; None where no code was asked for in it yet."""
    return browser() if tokens.is_token(request.cookies.get(cookie_name("lengnuan_browser"), "")) else None


def remember_browser(response: Response) -> None:
    """Give the browser its secret, where `browser` made one; done by itself after every request that asked."""
    if g.pop("new_browser", False):
        _set(response, "lengnuan_browser", str(g.browser), _YEAR)


def remember_sign_in(response: Response, token: str) -> None:
    """Give the browser the token of its new session; what the browser held before of forms and codes is dropped."""
    cookie.clear()
    _set(response, "lengnuan_session", token, _YEAR)


def forget_sign_in(response: Response) -> None:
    """Take the session's cookie back."""
    name = cookie_name("lengnuan_session")
    response.delete_cookie(name, path="/", secure=bool(current_app.config["SESSION_COOKIE_SECURE"]), httponly=True)


def has_cookie() -> bool:
    """Whether the browser says that somebody is signed in: good for the words of a link, never for a decision."""
    return bool(request) and cookie_name("lengnuan_session") in request.cookies


def is_operator_here() -> bool:
    """Whether the operator was at the desk in this browser: good for the words of a link, never for a decision."""
    return has_cookie() and bool(cookie.get("desk"))


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        cookie_name(name), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="Lax"
    )


#: Addresses that nobody signed in with yet.
NEWCOMERS = f"{CODES_RULE}newcomer"


def count_code(address: str, *, is_printed: bool = False) -> None:
    """Count one more code to this phone or e-mail; TooMany. Call it before the unit that sends it.

    `is_printed`: it is about a listing that this phone stands in. Whoever signed in with this browser before is
    counted by it alone, which nobody else can use up; everybody else by network, by address, and in their part of the
    day's codes, which the operator hears of when half and all of it is used.
    """
    session, mine = db.session(), browser()
    kind = "email" if "@" in address else "phone"
    budget = queries.budget_of(session, kind, address, mine, is_printed=is_printed)
    if budget == "own":
        counts = [("code-by-own-browser", f"{mine} {address}")]
    else:
        counts = [
            *limits.visitor("code", client_networks()),
            ("code-by-address-and-network", f"{address} {client_network()}"),
            ("code-by-address", address),
        ]
    if is_printed:
        counts.append(("code-by-printed-phone", address))
    session.rollback()
    try:
        _take(counts, budget)
    except TooMany as refusal:
        if refusal.what == NEWCOMERS:
            limits.count_all(counts)
        raise


def count_known_code(address: str) -> bool:
    """As `count_code`; whether the code goes out.

    Where only people we know get one today, the next page is the same for all and says so: who has an account here is
    nobody's to learn.
    """
    try:
        count_code(address)
    except TooMany as refusal:
        if refusal.what != NEWCOMERS or not is_known_part_left():
            raise
        return False
    return True


def _take(counts: Sequence[limits.Count], budget: str) -> None:
    """Count under these rules and in the budget; where that is spent, in the next one that its people may use."""
    rule = f"{CODES_RULE}{budget}"
    try:
        limits.count_all([*counts, (rule, "site")])
    except TooMany as refusal:
        if refusal.what != rule:
            raise
        _tell_once("codes-spent", budget)
        if budget not in NEXT_BUDGET:
            raise
        _take(counts, NEXT_BUDGET[budget])
    else:
        if 2 * limits.used(rule, "site") >= CODES[budget]:
            _tell_once("codes-half", budget)


def _tell_once(kind: str, budget: str) -> None:
    if not queries.heard_of_budget(db.session(), kind, budget):
        with unit() as session:
            alarms.budget(session, kind, budget)


def count_printed(phone: str) -> None:
    """Count a code to a phone printed in an ad (E.164), then as `count_code`: its firm may never have asked for one.

    Raises Invalid("phone", ...) when enough went there today, TooMany.
    """
    if limits.is_spent("code-by-printed-phone", phone):
        raise Invalid("phone", _("Enough codes went to this number for now. Ask us to call it instead."))
    count_code(phone, is_printed=True)


def is_for_known_only(kind: str) -> bool:
    """Whether a code to this kind of address reaches only people we know now: the others' part of today is used up."""
    if is_known_part_left():
        return limits.is_spent(NEWCOMERS, "site") or _are_texts_short(kind)
    return False


def is_known_part_left() -> bool:
    """Whether people with an account still have codes today."""
    return not limits.is_spent(f"{CODES_RULE}known", "site")


def _are_texts_short(kind: str) -> bool:
    limit = settings().sms_daily_limit
    return kind == "phone" and is_common_spent(texts_today(db.session()), limit)
