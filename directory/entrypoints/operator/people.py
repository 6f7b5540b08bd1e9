"""Who signs in, and the trail of who did what: people and rows by what they are called."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from directory.accounts import actions, queries
from directory.accounts.models import Person
from directory.accounts.routes.operator import PAGE, actor, number
from directory.audit import ActorKind, SubjectKind, act_label, acts, last_before, newest_event, trail
from directory.businesses import queries as businesses
from directory.entrypoints.operator.blueprint import back, bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.unit import unit
from directory.kernel import clock, phone
from directory.kernel.errors import IllegalMove, NotFound
from directory.kernel.text import clean, fold
from directory.kernel.typed import read_day

_CODE = re.compile(r"([a-z-]+):([0-9]{1,9})")
#: As a page shows it: business 3.
_SHOWN = re.compile(r"(.+?)\s*([0-9]{1,9})")
#: Whoever acts signs as one or the other.
_PEOPLE = ("person", "operator")
#: Fewer digits than this stand in too many phones.
_LEAST_DIGITS = 4
#: Words that mean more businesses than this mean none in particular.
_MOST = 50


def names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The names of the businesses and people among these codes, in as many statements however many there are."""
    matches = [match for code in set(codes) if (match := _CODE.fullmatch(code))]
    firms = businesses.named(session, {int(match[2]) for match in matches if match[1] == "business"})
    people = queries.named(session, {int(match[2]) for match in matches if match[1] in _PEOPLE})
    by_code = {f"business:{firm.id}": firm.display_name(language().url) for firm in firms.values()}
    return by_code | {f"{kind}:{person.id}": _name(person) for person in people.values() for kind in _PEOPLE}


def _name(person: Person) -> str:
    """What somebody is called, else what they are reached by."""
    return person.name or next((phone.display(contact.address) for contact in person.contacts), "")


def people_like(session: Session, text: str) -> list[Person]:
    """People whose name, phone or e-mail holds these words; everybody for none."""
    wanted, digits = fold(text), "".join(c for c in text if c.isdigit())
    return [
        person
        for person in queries.people(session)
        if wanted in fold(person.name or "")
        or any(
            wanted in contact.address or (len(digits) >= _LEAST_DIGITS and digits in contact.address)
            for contact in person.contacts
        )
    ]


def codes(session: Session, text: str, kinds: Mapping[str, object]) -> set[str] | None:
    """What these words mean among kinds of rows (code, words): a code, a kind, a name; None where nothing was typed.

    A name means every person and business that bears it; `business 3` is meant as a page shows it.
    """
    if not text:
        return None
    if text in kinds or _CODE.fullmatch(text):
        return {text}
    shown = _SHOWN.fullmatch(text)
    rows = {f"{kind}:{shown[2]}" for kind, words in kinds.items() if shown and fold(str(words)) == fold(shown[1])}
    firms = {f"business:{firm.id}" for firm in businesses.look_up(session, text, "", 0, _MOST)}
    people = {f"{kind}:{person.id}" for person in people_like(session, text) for kind in _PEOPLE}
    return meant(text, kinds) | rows | firms | people


def meant(text: str, words_by_code: Mapping[str, object]) -> set[str]:
    """The codes of a table whose words, or which themselves, hold what was typed."""
    return {code for code, words in words_by_code.items() if fold(text) in fold(str(words)) or text in code}


@bp.route("/people", methods=["GET", "POST"])
@gate("operator")
def people() -> str:
    """Everybody who ever signed in, newest first; `q` finds a name, a phone or an e-mail.

    It is posted, though it changes nothing: what somebody is called and reached by stands in no address.
    """
    session = db.session()
    wanted = request.form.get("q", "").strip()[:80]
    rows = people_like(session, wanted)
    counts = queries.count_sessions(session, [someone.id for someone in rows])
    return render_template("operator/people.html", rows=rows, asked=wanted, counts=counts)


@bp.get("/people/<int:person_id>")
@gate("operator")
def person(person_id: int) -> str:
    """One person: contacts, sessions, businesses."""
    session = db.session()
    someone = queries.person(session, person_id)
    if someone is None:
        raise NotFound(f"person {person_id}")
    return render_template(
        "operator/person.html",
        row=someone,
        sessions=queries.sessions_of(session, person_id),
        memberships=queries.businesses_of(session, person_id),
    )


@bp.post("/people/<int:person_id>/suspend")
@gate("operator")
def suspend_person(person_id: int) -> ResponseReturnValue:
    """No more signing in; every session ends now. Nobody locks themselves out."""
    if person_id == g.operator.id:
        raise IllegalMove("the operator is oneself")
    with unit() as session:
        actions.suspend_person(session, person_id, actor())
    return back("person-suspended", "person", person_id=person_id)


@bp.post("/people/<int:person_id>/restore")
@gate("operator")
def restore_person(person_id: int) -> ResponseReturnValue:
    """Signing in again."""
    with unit() as session:
        actions.restore_person(session, person_id, actor())
    return back("person-restored", "person", person_id=person_id)


@bp.post("/people/<int:person_id>/revoke-all")
@gate("operator")
def revoke_all(person_id: int) -> ResponseReturnValue:
    """End every session of one person."""
    with unit() as session:
        actions.revoke_all(session, person_id, actor())
    return back("all-revoked", "person", person_id=person_id)


@bp.post("/people/<int:person_id>/sessions/<int:sign_in_id>/revoke")
@gate("operator")
def revoke(person_id: int, sign_in_id: int) -> ResponseReturnValue:
    """End one session."""
    with unit() as session:
        if all(sign_in.id != sign_in_id for sign_in in queries.sessions_of(session, person_id)):
            raise NotFound(f"session {sign_in_id}")
        actions.revoke(session, sign_in_id, actor())
    return back("revoked", "person", person_id=person_id)


@bp.post("/people/<int:person_id>/memberships/<int:membership_id>/end")
@gate("operator")
def end_membership(person_id: int, membership_id: int) -> ResponseReturnValue:
    """Somebody no longer acts for a business."""
    with unit() as session:
        if all(membership.id != membership_id for membership in queries.businesses_of(session, person_id)):
            raise NotFound(f"membership {membership_id}")
        actions.end_membership(session, membership_id, actor())
    return back("ended", "person", person_id=person_id)


#: Events that one page looks through: what nobody did lately is a page or two away, and no page reads a million.
LOOKED_THROUGH = 20_000
#: Events whose numbers are out of the order of their times by no more than this.
_STRAY = 1000


@bp.route("/audit", methods=["GET", "POST"])
@gate("operator")
def audit() -> str:
    """Events, newest first, by actor, act, subject and day (days of Washington), each by its code or in words.

    It is posted, though it changes nothing: what somebody is called and reached by stands in no address. Codes do.
    """
    session = db.session()
    wanted = {name: clean(request.values.get(name, ""))[:60] for name in ("actor", "act", "subject", "since", "until")}
    since, until = _day(wanted["since"]), _day(wanted["until"])
    words = {act: act_label(act) for act in sorted(acts)}
    until = until + timedelta(days=1) if until else None
    before = number(request.values.get("before")) or newest_event(session) + 1
    if until is not None:
        before = min(before, last_before(session, until) + _STRAY)
    after = max(0, before - LOOKED_THROUGH)
    rows = trail(
        session,
        actors=codes(session, wanted["actor"], ActorKind.labels()),
        acts=meant(wanted["act"], words) | {wanted["act"]} if wanted["act"] else None,
        subjects=codes(session, wanted["subject"], SubjectKind.labels()),
        since=since,
        until=until,
        before=before,
        after=after,
        limit=PAGE + 1,
    )
    shown = rows[:PAGE]
    is_over = after == 0 or (since is not None and last_before(session, since) > after + _STRAY)
    more = shown[-1].id if len(rows) > PAGE else None if is_over else after + 1
    codes_shown = [code for event in shown for code in (event.actor, f"{event.subject_kind}:{event.subject_id}")]
    return render_template(
        "operator/audit.html",
        rows=shown,
        more=more,
        looked_through=LOOKED_THROUGH,
        asked=wanted,
        acts=words,
        named=names(session, codes_shown),
    )


def _day(text: str) -> datetime | None:
    """The beginning of a day that somebody typed; None for what is no day of ours."""
    try:
        return datetime.combine(read_day(text), time.min, tzinfo=clock.zone())
    except ValueError:
        return None
