"""Counting codes before they are sent: by network, by address, and in the part of the day's that is theirs."""

from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _

from directory.accounts import queries
from directory.accounts.access.browsers import browser
from directory.accounts.rules import CODES_RULE, NEXT_BUDGET
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.limits.rules import CODES
from directory.foundation.security import client_network, client_networks
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, TooMany
from directory.outbox.outcome import tell_budget
from directory.outbox.queries import texts_today
from directory.outbox.rules import is_common_spent

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
            tell_budget(session, kind, budget)


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
    limit = int(current_app.config["SMS_DAILY_LIMIT"])
    return kind == "phone" and is_common_spent(texts_today(db.session()), limit)
