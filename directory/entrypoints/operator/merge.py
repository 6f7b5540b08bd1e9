"""Two listings of one firm: a page that shows exactly what moves, then one act that moves all of it."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from directory.accounts.models import Membership
from directory.accounts.queries import members_of
from directory.accounts.routes.operator import actor
from directory.ads.models import Ad
from directory.ads.queries import ads_of
from directory.businesses import queries
from directory.businesses.models import Business, ContactPoint, Fact
from directory.claims.queries import decided
from directory.editor.queries import draft_of
from directory.entrypoints.operator import actions
from directory.entrypoints.operator.blueprint import back, bp
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.kernel.errors import Invalid, NotFound
from directory.kernel.text import clean
from directory.leads.queries import count_to_move
from directory.reports.queries import count_of


@dataclass(frozen=True)
class Moving:
    """Everything of one listing that goes to another, and what stays or ends."""

    facts: list[Fact]
    points: list[ContactPoint]
    #: Phones and e-mails that both have.
    shared: list[ContactPoint]
    ads: list[Ad]
    members: list[Membership]
    leads: int
    #: Requests that both got: that lead stays with the tombstone.
    doubled: int
    claims: int
    reports: int
    #: Each has an owner of its own: from then on they own it together.
    two_owners: bool
    has_draft: bool


@bp.route("/businesses/<slug>/merge", methods=["GET", "POST"])
@gate("operator")
def merge(slug: str) -> ResponseReturnValue:
    """Give all that `slug` has to the listing `into`. Opening the page changes nothing; there is no way back."""
    session = db.session()
    gone = _found(session, slug)
    into = clean(request.values.get("into", ""))
    target = queries.any_by_slug(session, into)
    wrong = None
    if into and target is None:
        wrong = _("There is no listing with that address.")
    if request.method == "POST" and target is not None:
        gone_id, kept_id = gone.id, target.id
        try:
            with unit() as writing:
                actions.merge(writing, gone_id, kept_id, by=actor())
        except Invalid as error:
            wrong = error.text
        else:
            return back("merged", "business", slug=into)
        gone, target = _found(session, slug), queries.any_by_slug(session, into)
    page = render_template(
        "operator/merge.html",
        gone=gone,
        kept=target,
        moving=_moving(session, gone, target) if target is not None else None,
        others=[firm for firm in queries.look_up(session, "", "published", 0, 200) if firm.id != gone.id],
        wrong=wrong,
        into=into,
    )
    return page, 400 if wrong else 200


def _found(session: Session, slug: str) -> Business:
    firm = queries.any_by_slug(session, slug)
    if firm is None:
        raise NotFound(slug)
    return firm


def _moving(session: Session, gone: Business, target: Business) -> Moving:
    existing = {(point.kind, point.address) for point in target.contact_points}
    members = members_of(session, gone.id)
    owners = [
        {member.person_id for member in rows if member.role == "owner"}
        for rows in (members, members_of(session, target.id))
    ]
    moved, doubled = count_to_move(session, gone.id, target.id)
    return Moving(
        facts=queries.facts_of(session, gone.id),
        points=[point for point in gone.contact_points if (point.kind, point.address) not in existing],
        shared=[point for point in gone.contact_points if (point.kind, point.address) in existing],
        ads=ads_of(session, gone.id),
        members=members,
        leads=moved,
        doubled=doubled,
        claims=len(decided(session, gone.id)),
        reports=count_of(session, gone.id),
        two_owners=all(owners) and owners[0] != owners[1],
        has_draft=draft_of(session, gone.id) is not None,
    )
