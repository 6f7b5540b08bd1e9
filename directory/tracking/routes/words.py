"""What the homeowner's pages say of a job, and what she may say of it to a firm."""

from collections.abc import Iterable
from functools import cache, partial

from flask_babel import gettext as _

from directory.foundation.html import spoken
from directory.foundation.i18n import join_names, language
from directory.kernel import phone
from directory.leads.models import QuoteRequest
from directory.leads.rules.job import PRIVATE_COLUMNS, column_label, column_words, job
from directory.tracking.queries.shown import Row


def job_words(quote_request: QuoteRequest) -> dict[str, object]:
    """The job in the language being spoken, and what to say of it to a firm, in any language (BCP 47)."""
    return {
        "job": job(quote_request, language().url),
        "own_words": cache(partial(_own_words, quote_request)),
        "column_label": column_label,
        "column_words": column_words,
        "private_columns": PRIVATE_COLUMNS,
    }


def firms(entries: Iterable[Row]) -> str:
    """The names of these businesses in a sentence of the page's language: `A and B`, A、B."""
    return join_names([entry.business.display_name(language().url) for entry in entries])


def _own_words(quote_request: QuoteRequest, tag: str) -> str:
    return spoken(tag, _sentence, quote_request)


def _sentence(quote_request: QuoteRequest) -> str:
    """What a homeowner says to a firm, in the language being spoken."""
    job_words = job(quote_request, language().url)
    return _(
        "Hello, I saw your newspaper ad on %(site)s. I need help in %(place)s: %(job)s, %(urgency)s. Please call me "
        "back. %(name)s, %(phone)s",
        place=f"{job_words.town} {quote_request.zip}".strip(),
        job=job_words.short,
        urgency=job_words.urgency,
        name=quote_request.name or "",
        phone=phone.display(quote_request.phone or ""),
    )
