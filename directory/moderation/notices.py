"""The operator's mail about a report."""

from flask import render_template
from sqlalchemy.orm import Session

from directory.foundation.html import absolute
from directory.foundation.i18n import speaking
from directory.kernel.language import Language
from directory.moderation import queries
from directory.outbox.registry import Content


def _listing_report(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """What was told and what to do about it; None once it is settled."""
    found = queries.with_business(session, subject[1])
    if found is None or found[0].state != "open":
        return None
    report, business = found
    values = {
        "report": report,
        "business": business,
        "name": business.display_name(language.url),
        "link": absolute(f"/{language.url}/businesses/{business.slug}"),
    }
    with speaking(language):
        return Content(
            subject=render_template("moderation/messages/listing-report/subject.txt", **values).strip(),
            body=render_template("moderation/messages/listing-report/body.txt", **values).strip() + "\n",
        )


COMPOSERS = {"listing-report": _listing_report}
