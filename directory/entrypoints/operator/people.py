"""Who signs in: their contacts, sessions and businesses, and the way to end any of it."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts import actions, queries
from directory.accounts.routes.operator import actor
from directory.entrypoints.operator.blueprint import back, bp
from directory.entrypoints.operator.references import people_like
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.kernel.errors import IllegalMove, NotFound


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
