"""An invitation's link: opening it changes nothing; taking it up sends a code to the address it went to."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from directory.accounts import access, actions
from directory.accounts.forms import PlainForm
from directory.accounts.routes.sign_in import remember
from directory.accounts.rules import masked
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.foundation.unit import unit

bp = Blueprint("invitations", __name__)


@bp.route("/<lang:lang>/invitations/<token>", methods=["GET", "POST"])
@gate("invitation-token")
def show(token: str) -> ResponseReturnValue:
    """Who asks for what; the button sends the code, and the right digits take the invitation up."""
    invitation, business = access.open_invitation(token)
    form, kind, address = PlainForm(), invitation.kind, invitation.address
    values = {"invitation": invitation, "business": business, "token": token, "sent_to": masked(kind, address)}
    if not form.is_submitted():
        return render_template("accounts/invitation.html", form=form, **values)
    if not form.validate():
        return render_template("accounts/invitation.html", form=form, **values), 400
    slug = business.slug if business is not None else None
    access.count_code(address)
    with unit() as session:
        code = actions.ask_code(session, "sign-in", kind, address, access.browser(), language=language().bcp47)
    leads_to = f"/{language().url}/manage/{slug}/listing" if slug else "/admin"
    remember(code, next=leads_to, invitation=token)
    return redirect(url_for("sign_in.code"), 303)
