"""Pages of people: a person's own page, who acts for a business, and an invitation's link.

Everybody who acts for a business sees who does, its owners decide. Opening an invitation changes nothing.
"""

from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts import access, actions, queries
from directory.accounts.access import Member, SignedIn
from directory.accounts.forms import AddressForm, CodeForm, InviteForm, PersonForm
from directory.accounts.models import Membership
from directory.accounts.routes.sign_in import pending, remember
from directory.accounts.rules import masked
from directory.foundation import limits
from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.page_actions import Actions, Late, PageAction, answer_form, answer_post, button, chosen
from directory.foundation.unit import unit
from directory.kernel.errors import Forbidden, NotFound
from directory.kernel.language import by_tag
from directory.kernel.typed import find_number

bp = Blueprint("account", __name__)
people = Blueprint("people", __name__)
invitations = Blueprint("invitations", __name__)


@bp.get("/<lang:lang>/account")
@gate("signed-in")
def show() -> ResponseReturnValue:
    """Name and language, contacts, sessions."""
    return _page(access.require_person(), {})


@bp.post("/<lang:lang>/account")
@gate("signed-in")
def act() -> ResponseReturnValue:
    """One change, named by the field `action`; those of contacts ask for a code entered a moment ago."""
    is_guarded = chosen(ACTIONS) in GUARDED
    load = access.require_fresh if is_guarded else access.require_person
    return answer_post(ACTIONS, load, _page, done=lambda code, form: _again(DONE.get(code)), late=Late.ERROR)


def _save(signed_in: SignedIn, form: PersonForm) -> ResponseReturnValue:
    person_id, tag = signed_in.person.id, str(form.language.data)
    with unit() as session:
        actions.save_person(session, person_id, form.name.data or "", tag)
    return _again("saved", by_tag(tag).url)


def _add(signed_in: SignedIn, form: AddressForm) -> None:
    person_id = signed_in.person.id
    access.count_code(form.parsed)
    with unit() as session:
        person = queries.person(session, person_id)
        code = actions.ask_code(
            session,
            "add-contact",
            form.kind,
            form.parsed,
            access.browser(),
            language=person.language if person else "en",
            subject=("person", person_id),
        )
    remember(code, person=person_id)


def _code(signed_in: SignedIn, form: CodeForm) -> None:
    person_id = signed_in.person.id
    pending_code, _sent = pending("add-contact")
    mine = pending_code.get("person") == person_id
    code = actions.check_code(
        pending_code.get("id") if mine else None, access.browser(), str(form.code.data), "add-contact"
    )
    with unit() as session:
        actions.add_contact(session, person_id, code.kind, code.address)


def _remove(signed_in: SignedIn, form: Form) -> None:
    person_id = signed_in.person.id
    with unit() as session:
        actions.remove_contact(session, person_id, _number("contact"))


def _mails(signed_in: SignedIn, form: Form) -> None:
    person_id, wants = signed_in.person.id, request.form.get("wants") == "1"
    with unit() as session:
        actions.want_mails(session, person_id, wants=wants)


def _end(signed_in: SignedIn, form: Form) -> None:
    person_id = signed_in.person.id
    with unit() as session:
        actions.revoke(session, _number("session"), f"person:{person_id}", person_id)


def _end_others(signed_in: SignedIn, form: Form) -> None:
    person_id, here = signed_in.person.id, signed_in.sign_in.id
    with unit() as session:
        actions.revoke_all(session, person_id, f"person:{person_id}", keep=here)


def _number(name: str) -> int:
    """The id in a hidden field; NotFound for anything that is none."""
    number = find_number(request.form.get(name))
    if number is None:
        raise NotFound(name)
    return number


def _again(done: str | None = None, lang: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".show", done=done, lang=lang or language().url), 303)


#: What the forms of a person's own page are and do, by the field `action`.
ACTIONS: Actions[SignedIn] = {
    "save": PageAction(lambda signed_in: PersonForm(), _save),
    "add": PageAction(lambda signed_in: AddressForm(), _add),
    "code": PageAction(lambda signed_in: CodeForm(), _code),
    "remove": PageAction(button, _remove),
    "end": PageAction(button, _end),
    "end-others": PageAction(button, _end_others),
    "mails": PageAction(button, _mails),
}
#: Those before which a fresh proof is asked for.
GUARDED = frozenset({"add", "code", "remove"})
#: What the page then says was done.
DONE = {"code": "added", "remove": "removed", "end": "ended", "end-others": "ended", "mails": "saved"}


def _page(signed_in: SignedIn, filled: dict[str, Form]) -> str:
    """The page; `filled` holds the form that was refused."""
    session, person = db.session(), signed_in.person
    pending_code, sent = pending("add-contact")
    values: dict[str, Any] = {
        "person": person,
        "here": signed_in.sign_in.id,
        "is_fresh": access.is_fresh(signed_in),
        "sessions": queries.sessions_of(session, person.id),
        "memberships": queries.businesses_of(session, person.id),
        "sent": sent if pending_code.get("person") == person.id else None,
        "person_form": filled.get("save") or PersonForm(formdata=None, name=person.name, language=person.language),
        "add_form": filled.get("add") or AddressForm(formdata=None),
        "code_form": filled.get("code") or CodeForm(formdata=None),
        "failed": next(iter(filled.values()), None),
        "done": request.args.get("done"),
        "masked": masked,
    }
    return render_template("accounts/account.html", **values)


@people.get("/<lang:lang>/manage/<slug>/people", endpoint="show")
@gate("member")
def show_people(slug: str) -> ResponseReturnValue:
    """Owners and colleagues, and who is invited."""
    return _people_page(access.require_member(slug), {})


@people.post("/<lang:lang>/manage/<slug>/people", endpoint="act")
@gate("member")
def act_on_people(slug: str) -> ResponseReturnValue:
    """One change, named by the field `action`. A colleague may only leave; to make an owner takes a fresh code."""
    is_leaving = chosen(PEOPLE_ACTIONS) == "leave"
    return answer_post(
        PEOPLE_ACTIONS,
        partial(access.require_member if is_leaving else access.require_owner, slug),
        _people_page,
        done=lambda code, form: redirect(url_for(".show", slug=slug, done=PEOPLE_DONE[code]), 303),
        late=Late.ERROR,
    )


def _invite(member: Member, form: InviteForm) -> None:
    if form.role.data == "owner":
        access.require_fresh()
    business_id, by = member.business.id, _actor(member)
    limits.count("invite-by-business", str(business_id))
    with unit() as session:
        actions.invite(session, business_id, str(form.role.data), form.kind, form.parsed, str(form.language.data), by)


def _withdraw(member: Member, form: Form) -> None:
    business_id, by = member.business.id, _actor(member)
    with unit() as session:
        actions.withdraw_invitation(session, _number("invitation"), by, business_id)


def _remove_member(member: Member, form: Form) -> None:
    """End somebody else's membership; one's own is left by `leave`."""
    membership, by = _membership(member), _actor(member)
    if membership.person_id == member.person.id:
        raise Forbidden("leave instead")
    if membership.role == "owner":
        access.require_fresh()
    membership_id = membership.id
    with unit() as session:
        actions.end_membership(session, membership_id, by)


def _role(member: Member, form: Form) -> None:
    access.require_fresh()
    membership_id, by = _membership(member).id, _actor(member)
    role = request.form.get("role", "")
    if role not in ("owner", "colleague"):
        abort(400)
    with unit() as session:
        actions.set_role(session, membership_id, role, by)


def _leave(member: Member, form: Form) -> ResponseReturnValue:
    own_id, by = member.membership.id, _actor(member)
    with unit() as session:
        actions.end_membership(session, own_id, by)
    return redirect(url_for("manage.show"), 303)


def _membership(member: Member) -> Membership:
    """The membership the form names, of this business and no other."""
    number = _number("member")
    signed_in = next((m for m in queries.members_of(db.session(), member.business.id) if m.id == number), None)
    if signed_in is None:
        raise NotFound("member")
    return signed_in


def _actor(member: Member) -> str:
    return f"person:{member.person.id}"


#: What the forms of a business's people are and do, by the field `action`.
PEOPLE_ACTIONS: Actions[Member] = {
    "invite": PageAction(lambda member: InviteForm(), _invite),
    "withdraw": PageAction(button, _withdraw),
    "remove": PageAction(button, _remove_member),
    "role": PageAction(button, _role),
    "leave": PageAction(button, _leave),
}
#: What the page then says was done; whoever leaves does not see it again.
PEOPLE_DONE = {"invite": "invited", "withdraw": "withdrawn", "remove": "removed", "role": "changed"}


def _people_page(member: Member, filled: dict[str, Form]) -> str:
    """The page of a business's people; `filled` holds the form that was refused."""
    session, failed = db.session(), next(iter(filled.values()), None)
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


@invitations.route("/<lang:lang>/invitations/<token>", endpoint="show", methods=["GET", "POST"])
@gate("invitation-token")
def invitation(token: str) -> ResponseReturnValue:
    """Who asks for what; the button sends the code, and the right digits take the invitation up."""
    invitation_row, business = access.open_invitation(token)
    form, kind, address = Form(), invitation_row.kind, invitation_row.address
    values = {"invitation": invitation_row, "business": business, "token": token, "sent_to": masked(kind, address)}
    slug = business.slug if business is not None else None

    def page() -> str:
        return render_template("accounts/invitation.html", form=form, **values)

    def run() -> ResponseReturnValue:
        access.count_code(address)
        with unit() as session:
            code = actions.ask_code(session, "sign-in", kind, address, access.browser(), language=language().bcp47)
        leads_to = f"/{language().url}/manage/{slug}/listing" if slug else "/admin"
        remember(code, next=leads_to, invitation=token)
        return redirect(url_for("sign_in.code"), 303)

    return answer_form(form, run, page) if form.is_submitted() else page()
