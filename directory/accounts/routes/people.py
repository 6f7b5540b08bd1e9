"""Who acts for a business: everybody in it sees, its owners decide."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts import access, actions, queries
from directory.accounts.access import Member
from directory.accounts.forms import InviteForm, PlainForm
from directory.accounts.models import Membership
from directory.accounts.rules import masked
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.unit import unit
from directory.kernel.errors import Forbidden, Invalid, NotFound

bp = Blueprint("people", __name__)


@bp.get("/<lang:lang>/manage/<slug>/people")
@gate("member")
def show(slug: str) -> ResponseReturnValue:
    """Owners and colleagues, and who is invited."""
    return _page(access.require_member(slug), None)


@bp.post("/<lang:lang>/manage/<slug>/people")
@gate("member")
def act(slug: str) -> ResponseReturnValue:
    """One change, named by the field `action`. A colleague may only leave; to make an owner takes a fresh code."""
    name = request.form.get("action", "")
    if name not in ACTIONS:
        abort(400)
    member = access.require_member(slug) if name == "leave" else access.require_owner(slug)
    make, step = ACTIONS[name]
    form = make()
    if not form.validate_on_submit():
        return _page(member, form), 400
    try:
        return step(form, member)
    except Invalid as error:
        form.refuse(error)
        return _page(access.require_member(slug), form), 400


def _invite(form: InviteForm, member: Member) -> Response:
    if form.role.data == "owner":
        access.require_fresh()
    business_id, by, slug = member.business.id, _actor(member), member.business.slug
    limits.count("invite-by-business", str(business_id))
    with unit() as session:
        actions.invite(session, business_id, str(form.role.data), form.kind, form.parsed, str(form.language.data), by)
    return _again(slug, "invited")


def _withdraw(form: Form, member: Member) -> Response:
    business_id, by, slug = member.business.id, _actor(member), member.business.slug
    with unit() as session:
        actions.withdraw_invitation(session, _number("invitation"), by, business_id)
    return _again(slug, "withdrawn")


def _remove(form: Form, member: Member) -> Response:
    chosen, by, slug = _chosen(member), _actor(member), member.business.slug
    if chosen.role == "owner":
        access.require_fresh()
    chosen_id = chosen.id
    with unit() as session:
        actions.end_membership(session, chosen_id, by)
    return _again(slug, "removed")


def _role(form: Form, member: Member) -> Response:
    access.require_fresh()
    chosen_id, by, slug = _chosen(member).id, _actor(member), member.business.slug
    role = request.form.get("role", "")
    if role not in ("owner", "colleague"):
        abort(400)
    with unit() as session:
        actions.set_role(session, chosen_id, role, by)
    return _again(slug, "changed")


def _leave(form: Form, member: Member) -> Response:
    own_id, by = member.membership.id, _actor(member)
    with unit() as session:
        actions.end_membership(session, own_id, by)
    return make_response(redirect(url_for("manage.show"), 303))


def _chosen(member: Member) -> Membership:
    """The membership the form names, of this business and no other; one's own is left by `leave`."""
    number = _number("member")
    found = next((m for m in queries.members_of(db.session(), member.business.id) if m.id == number), None)
    if found is None:
        raise NotFound("member")
    if found.person_id == member.person.id and request.form.get("action") == "remove":
        raise Forbidden("leave instead")
    return found


def _number(name: str) -> int:
    """The id in a hidden field; NotFound for anything that is none."""
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound(name)
    return int(text)


def _actor(member: Member) -> str:
    return f"person:{member.person.id}"


def _again(slug: str, done: str) -> Response:
    return make_response(redirect(url_for(".show", slug=slug, done=done), 303))


ACTIONS: dict[str, tuple[Callable[[], Form], Callable[..., Response]]] = {
    "invite": (InviteForm, _invite),
    "withdraw": (PlainForm, _withdraw),
    "remove": (PlainForm, _remove),
    "role": (PlainForm, _role),
    "leave": (PlainForm, _leave),
}


def _page(member: Member, failed: Form | None) -> str:
    """The page; `failed` is the form that was refused."""
    session = db.session()
    is_fresh = access.is_fresh(access.require_person())
    form = failed if isinstance(failed, InviteForm) else InviteForm(formdata=None).begin(with_owner=is_fresh)
    return render_template(
        "accounts/people.html",
        member=member,
        members=queries.members_of(session, member.business.id),
        invitations=queries.open_invitations(session, member.business.id) if member.is_owner else [],
        form=form,
        failed=failed,
        may_make_owners=member.is_owner and is_fresh,
        done=request.args.get("done"),
        masked=masked,
    )
