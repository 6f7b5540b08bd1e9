"""The operator's mail about a report, and what the owners of a listing that was taken down are told."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from directory.businesses.queries import by_ids
from directory.foundation.html import absolute
from directory.foundation.settings import settings
from directory.kernel import phone
from directory.kernel import text as segments
from directory.kernel.language import Language
from directory.outbox.registry import Content, MessageKind, write_message
from directory.reports.models import with_business


def _listing_report(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """What was told and what to do about it; None once it is settled."""
    report_and_business = with_business(session, subject[1])
    if report_and_business is None or report_and_business[0].state != "open":
        return None
    report, business = report_and_business
    values = {
        "report": report,
        "business": business,
        "name": business.display_name(language.url),
        "link": absolute(f"/{language.url}/businesses/{business.slug}"),
    }
    return write_message("reports/messages/listing-report", language, "email", values)


def _listing_removed(session: Session, subject: tuple[str, int], language: Language, channel: str) -> Content | None:
    """That it is down, who asked, and whom to call; None where it is on the pages."""
    business = next(iter(by_ids(session, [subject[1]])), None)
    if business is None or business.state != "removed":
        return None
    contact = phone.display(settings().contact_phone)
    folder, name = "reports/messages/listing-removed", business.display_name(language.url)
    content = write_message(folder, language, channel, {"name": name, "contact": contact})
    if channel == "sms" and segments.count(content.body) > 1:
        content = write_message(folder, language, channel, {"name": "", "contact": contact})
    return content


KINDS = {
    "listing-report": MessageKind(_listing_report, _l("a report about a listing")),
    "listing-removed": MessageKind(_listing_removed, _l("the page was taken down")),
}
