"""A quote on paper: the same words in two languages, set as a PDF. Nothing of it is stored."""

import json
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from directory.businesses.models import Business
from directory.foundation.i18n import language, show_date, show_moment, speaking
from directory.foundation.settings import settings
from directory.foundation.typeset import typeset
from directory.kernel import clock, phone
from directory.kernel.language import ENGLISH, Language, by_tag
from directory.kernel.text import language_of
from directory.leads.models import Lead
from directory.leads.rules.job import job
from directory.quotes.models import Quote
from directory.quotes.rules.fields import Section, fields
from directory.quotes.rules.offer import Option, Tier, price

#: The page; it reads its data from `sys.inputs.ad`.
SOURCE = Path(__file__).parent.with_name("sheet.typ").read_text(encoding="utf-8")
#: How a language is set: its glyphs differ where Chinese is written with the same characters.
_TYPE = {
    "en": {"font": "Noto Sans CJK SC", "lang": "en", "region": "us"},
    "zh-Hans": {"font": "Noto Sans CJK SC", "lang": "zh", "region": "cn"},
    "zh-Hant": {"font": "Noto Sans CJK TC", "lang": "zh", "region": "tw"},
}
_Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Words:
    """The sheet in one language."""

    title: str
    head: _Rows
    #: Of each option its name, price, what is left after a rebate, and its fields by their headings.
    options: list[tuple[str, str, str, list[tuple[str, _Rows]]]]
    note: str
    promise: str
    foot: str


def printed(quote: Quote, lead: Lead, business: Business) -> tuple[str, str]:
    """What is set of a quote (its lead with the request loaded) in the language spoken and in the other side's: the
    source and its data, for `typeset`. English stands beside where both sides read the same."""
    here = language()
    sides = [by_tag(lead.request.language), by_tag(business.language), ENGLISH, by_tag("zh-Hans")]
    there = next(side for side in sides if side != here)
    return SOURCE, json.dumps(_data(quote, lead, business, here, there), ensure_ascii=False)


def pdf(source: str, data: str) -> bytes:
    """The sheet. Raises NotSet."""
    return typeset(source, data, "pdf")


def _data(quote: Quote, lead: Lead, business: Business, here: Language, there: Language) -> dict[str, object]:
    both = []
    for spoken in (here, there):
        with speaking(spoken):
            both.append(_words(quote, lead, business, spoken))
    first, second = both
    options = [
        {
            "title": (ours[0], theirs[0]),
            "price": ours[1],
            "net": (ours[2], theirs[2]),
            "sections": [
                {"title": (a, b), "rows": _pairs(in_first, in_second)}
                for (a, in_first), (b, in_second) in zip(ours[3], theirs[3], strict=True)
            ],
        }
        for ours, theirs in zip(first.options, second.options, strict=True)
    ]
    written_in = _TYPE.get(language_of(quote.note or ""), _TYPE["en"])
    note = {"title": (first.note, second.note), "text": quote.note, "language": written_in} if quote.note else None
    return {
        "site": settings().base_url,
        "languages": [_TYPE[here.bcp47], _TYPE[there.bcp47]],
        "title": (first.title, second.title),
        "head": _pairs(first.head, second.head),
        "options": options,
        "note": note,
        "promise": (first.promise, second.promise),
        "foot": [first.foot, second.foot],
    }


def _pairs(ours: _Rows, theirs: _Rows) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    return [((a, b), (x, y)) for (a, x), (b, y) in zip(ours, theirs, strict=True)]


def _words(quote: Quote, lead: Lead, business: Business, spoken: Language) -> Words:
    job_words, offer = job(lead.request, spoken.url), quote.offer
    chosen = quote.accepted_option
    head = [
        (_("Contractor"), business.display_name(spoken.url)),
        (_("Phone"), ", ".join(map(phone.display, business.phones))),
        (_("Customer"), lead.request.name),
        (_("The job"), f"{job_words.short} · {job_words.town} {lead.request.zip}"),
        (_("Request"), lead.request.number),
        (_("Date of the price"), show_moment(quote.created_at)),
        (_("Printed"), show_date(clock.today())),
    ]
    if chosen is not None and quote.decided_at is not None:
        head.append((_("Accepted"), show_moment(quote.decided_at)))
    options = [chosen] if chosen is not None else list(offer.options)
    return Words(
        title=_("Estimate"),
        head=[(label, value) for label, value in head if value],
        options=[_option(quote, option, lead.request.service, number) for number, option in enumerate(options, 1)],
        note=_("In their words"),
        promise=_(
            "As the contractor gave it on this site. A first price, not a contract: before work starts, get in "
            "writing what is to be done, for how much, and what the warranty covers."
        ),
        foot=f"{_('Request')} {lead.request.number} · {business.display_name(spoken.url)}",
    )


def _option(quote: Quote, option: Option, service: str, number: int) -> tuple[str, str, str, list[tuple[str, _Rows]]]:
    offer = quote.offer
    sections = []
    for section in Section:
        entries = [
            (entry.label(), entry.words(offer, option) or _("not stated"))
            for entry in fields()
            if entry.section is section
            and (entry.value(offer, option) is not None or entry.is_missing(offer, option, service))
        ]
        if entries:
            sections.append((str(section.label), entries))
    name = Tier.label_of(option.tier) if option.tier else _("Option %(number)s", number=number)
    net = _("%(price)s after the rebate", price=price(*option.net)) if option.net else ""
    return name, price(option.amount_min, option.amount_max), net, sections
