"""The sentences of the phrase book for one business of a request: to be picked, found and sent."""

from flask import render_template, request, url_for

from directory.foundation.db import db
from directory.foundation.forms import Form
from directory.foundation.i18n import language
from directory.foundation.unit import unit
from directory.kernel import clock
from directory.kernel.errors import NotFound
from directory.kernel.language import by_tag
from directory.leads.rules import TAKEN_LEADS
from directory.quotes import actions as quote_actions
from directory.quotes.forms.phrase import PhraseForm
from directory.quotes.rules.picking import LONGEST_QUERY, Picker
from directory.tracking import queries
from directory.tracking.access import Own
from directory.tracking.queries.shown import Row


def say(own: Own, form: PhraseForm) -> None:
    """Say the phrase that was picked to its business. Raises NotFound, Invalid."""
    with unit() as session:
        lead = queries.lead_of(session, own.request.id, form.business.data or "")
        if lead is None:
            raise NotFound
        quote_actions.say_phrase(session, lead.id, "homeowner", form.sentence)


def picker(own: Own, entry: Row) -> Picker:
    """The sentences that she may say to one business."""
    slug, here = entry.business.slug, url_for("tracking.show", token=own.token)
    return Picker(
        "homeowner",
        by_tag(entry.business.language),
        clock.today(),
        here,
        f"{here}/phrases/{slug}",
        stage=entry.stage,
        slug=slug,
        query=request.args.get("q", "").strip()[:LONGEST_QUERY],
        code=request.values.get("phrase", ""),
        questions=entry.questions,
        is_open=entry.may_say,
        may_meet=entry.lead.state in TAKEN_LEADS,
    )


def phrases_page(own: Own, slug: str, failed: Form | None) -> str | None:
    """Every sentence for one business; None where none reaches it any more."""
    view = queries.view(db.session(), own.request, clock.now())
    entry = next((entry for entry in view.rows if entry.business.slug == slug), None)
    if entry is None or not entry.may_say:
        return None
    who = entry.business.display_name(language().url)
    return render_template("quotes/picker.html", picker=picker(own, entry), who=who, failed=failed)
