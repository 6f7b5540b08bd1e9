"""Where everybody who signs in begins: the businesses they act for, and those that wait to be listed."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from directory.accounts.access import require_person
from directory.accounts.queries import businesses_of
from directory.ads.rules import reviewed
from directory.foundation.db import db
from directory.foundation.gates import gate
from directory.foundation.i18n import language
from directory.onboarding.queries import handed_in_by

bp = Blueprint("manage", __name__)


@bp.get("/<lang:lang>/manage")
@gate("signed-in")
def show() -> ResponseReturnValue:
    """The businesses a person acts for; with exactly one and nothing that waits, on to its customers."""
    person = require_person().person
    memberships = businesses_of(db.session(), person.id)
    waiting = [(row, reviewed(row.parsed, row.corrections)) for row in handed_in_by(db.session(), person.id)]
    if len(memberships) == 1 and not waiting and not person.is_operator:
        return redirect(f"/{language().url}/manage/{memberships[0].business.slug}/leads", 303)
    if not memberships and not waiting and person.is_operator:
        return redirect("/admin", 303)
    return render_template("pages/manage.html", person=person, memberships=memberships, waiting=waiting)
