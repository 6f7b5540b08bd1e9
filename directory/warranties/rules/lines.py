"""What a warranty card says, line by line, in the language being spoken: for the page and for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from directory.businesses.fields.grammar import show_term
from directory.businesses.fields.listing import License, Warranty
from directory.foundation.i18n import join_names, language, show_date
from directory.foundation.templates import macros
from directory.kernel import phone
from directory.kernel.text import language_of
from directory.quotes.rules.offer import Honorer
from directory.trades.labels import label
from directory.warranties.rules import Card, CardTerm, Origin


@dataclass(frozen=True)
class Line:
    """One line of a card. `lang` is the language of words that are not ours (BCP 47); `note` says who states it."""

    label: str
    words: str
    lang: str = ""
    note: str = ""
    #: Nobody stated it.
    is_open: bool = False


@dataclass(frozen=True)
class Section:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


def sections(card: Card, own_serial: str | None = None) -> list[Section]:
    """The card as it stands; `own_serial` is what its homeowner read off the nameplate."""
    return [
        Section(_("Who did the work"), tuple(_who(card))),
        Section(_("The work"), tuple(_work(card, own_serial))),
        Section(_("Warranty"), tuple(_terms(card))),
    ]


def short(card: Card, own_serial: str | None = None) -> list[Line]:
    """What fits on a card for the wallet: the phone, the day, the serial, the terms with their ends."""
    serial = card.unit.serial or own_serial
    lines = [Line(_("Work finished"), show_date(card.done_on))]
    if card.unit.make or card.unit.model:
        lines.append(_typed(_("Make and model"), " ".join(filter(None, (card.unit.make, card.unit.model)))))
    if serial:
        lines.append(_typed(_("Serial number"), serial))
    terms = [Line(_scope(term), _length_and_end(term, card.done_on)) for term in card.shown]
    return lines + (terms or [Line(_("Warranty"), _("not stated"))])


def _who(card: Card) -> Iterator[Line]:
    names = card.names
    pairs = [(names.zh, names.zh_lang), (names.en or names.romanized, "en" if names.en else "zh-Latn")]
    if language().url == "en":
        pairs.reverse()
    printed = [(text, lang) for text, lang in pairs if text]
    for text, lang in printed[:1]:
        yield Line(_("Business name"), text, lang)
    for text, lang in printed[1:]:
        yield Line(_("Also called"), text, lang)
    numbers = join_names([phone.display(number) for number in card.phones])
    yield Line(_("Phone"), numbers) if numbers else _open(_("Phone"))
    stated = [_license(license) for license in card.licenses]
    if card.license:
        yield Line(_("License"), card.license, language_of(card.license), str(Origin.PRICE.label))
    if stated:
        note = _("as their listing had it on %(day)s", day=show_date(card.made_on))
        yield Line(_("License"), " · ".join(stated), note=note)
    elif not card.license:
        yield _open(_("License"))


def _by(card: Card) -> str:
    """Who states what is no term: the business on the card, before that its price."""
    return Origin.label_of(Origin.BUSINESS if card.is_stated else Origin.PRICE)


def _license(license: License) -> str:
    kind = label("license_type", license.type)
    if not license.is_only_stated:
        sentence = Markup(macros("_parts/license.html").sentence(license)).striptags()  # noqa: S704  (ours)
        return _("%(kind)s: %(sentence)s", kind=kind, sentence=sentence)
    return _("%(kind)s (stated by them, not checked)", kind=kind)


def _work(card: Card, own_serial: str | None) -> Iterator[Line]:
    yield Line(_("Job"), label("job", card.service))
    word = _("as they said") if card.done_by == "business" else _("as you said")
    yield Line(_("Work finished"), show_date(card.done_on), note=word)
    by_them = _by(card)
    for what, words in (
        (_("Make"), card.unit.make),
        (_("Model"), card.unit.model),
        (_("Serial number"), card.unit.serial),
    ):
        yield _typed(what, words, by_them) if words else _open(what)
    if own_serial:
        yield _typed(_("Serial number, as you read it"), own_serial)
    if card.more:
        yield _typed(_("Other equipment"), card.more, by_them)


def _terms(card: Card) -> Iterator[Line]:
    for term in card.shown:
        note = [Origin.label_of(term.origin)]
        if term.honored_by:
            note.insert(0, _("honored by %(who)s", who=Honorer.label_of(term.honored_by)))
        otherwise = card.quoted_otherwise(term)
        if otherwise is not None:
            note.append(_("the price you accepted said: %(length)s", length=length(otherwise)))
        if term.condition:
            note.append(term.condition)
        yield Line(_scope(term), _length_and_end(term, card.done_on), note=" · ".join(note))
    if not card.shown:
        yield _open(_("How long"))
    if card.register_by is not None:
        yield Line(_("Register the equipment by"), show_date(card.register_by), note=_by(card))
    elif card.shown:
        yield _open(_("Register the equipment by"))
    if card.conditions:
        yield _typed(_("Conditions"), card.conditions, _by(card))
    elif card.shown:
        yield _open(_("Conditions"))


def promised(card: Card) -> list[Line]:
    """What the listing promised that day, about no job in particular; its conditions as printed."""
    return [
        Line(_scope(promise), length(promise), note=promise.condition or "", lang=_lang(promise.condition))
        for promise in card.promises
    ]


def _lang(words: str | None) -> str:
    return language_of(words) if words else ""


def _scope(term: Warranty) -> str:
    return label("warranty_scope", term.scope)


def _length_and_end(term: CardTerm, start: date) -> str:
    end = term.ends_on(start)
    if end is None:
        return length(term)
    return _("%(length)s, until %(day)s", length=length(term), day=show_date(end))


def length(term: Warranty) -> str:
    """How long a promise lasts, in words."""
    return _("no warranty") if term.years == 0 else show_term(term.term)


def _typed(what: str, words: str, note: str = "") -> Line:
    return Line(what, words, language_of(words), note)


def _open(what: str) -> Line:
    return Line(what, _("not stated"), is_open=True)
