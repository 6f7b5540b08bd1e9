"""Languages at run time: the URL says which, messages go out in their recipient's, times read as people write them."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, LazyString, force_locale, ngettext
from flask_babel import Domain as BabelDomain  # type: ignore[attr-defined]
from flask_babel import gettext as _
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from directory.kernel import clock
from directory.kernel.language import ENGLISH, LANGUAGES, Language, by_tag, by_url, negotiate
from directory.kernel.site import WORDING, Wording, site


class _Remembered(BabelDomain):  # type: ignore[misc]
    """`_()` of Python and of labels: what was translated once is remembered."""

    def gettext(self, string: str, **variables: object) -> str:
        """A message in the language being spoken."""
        words = _translation(language().catalogue, string, is_html=False)
        return words % variables if variables else words

    def ngettext(self, singular: str, plural: str, num: int, **variables: object) -> str:
        """A message with a number in it, in the language being spoken: `num` chooses the singular or the plural."""
        words = _translation(language().catalogue, singular, plural, num, is_html=False)
        return words % {"num": num, **variables}


class _Babel(Babel):
    @property
    def domain_instance(self) -> BabelDomain:
        """What translates."""
        return _MESSAGES


babel = _Babel()
_MESSAGES = _Remembered()
_TRANSLATIONS = Path(__file__).parent.parent / "translations"
#: What `site.toml` fills into any sentence, whatever else is given to it.
_OF_THE_SITE = re.compile(rf"%\(({'|'.join(sorted(WORDING))})\)s")
_KEYS: dict[str, Literal["en", "zh_hans", "zh_hant"]] = {"en": "en", "zh_Hans": "zh_hans", "zh_Hant": "zh_hant"}
_WEEKDAYS = {"zh-hans": "周一 周二 周三 周四 周五 周六 周日", "zh-hant": "週一 週二 週三 週四 週五 週六 週日"}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def init_app(app: Flask) -> None:
    """Tie Babel to the language of the URL: views never see `lang`, url_for fills it in."""
    app.url_map.converters["lang"] = LanguageConverter
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    babel.init_app(app, locale_selector=lambda: language().catalogue, default_translation_directories="translations")
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


@lru_cache(maxsize=8192)
def _translation(catalogue: str, message: str, plural: str | None = None, number: int = 1, *, is_html: bool) -> str:
    """A message in the language of a catalogue, `plural` for numbers that want it; for a page, as HTML."""
    messages = _catalogue(catalogue)
    words: str = messages.ungettext(message, plural, number) if plural else messages.ugettext(message)
    names = site().wording[_KEYS[catalogue]]
    words = _OF_THE_SITE.sub(lambda name: _shown(getattr(names, name[1]), is_html=is_html), words)
    return Markup(words) if is_html else words  # noqa: S704  (ours: what is filled in is escaped)


def _shown(name: str, *, is_html: bool) -> str:
    return html.escape(name, quote=False) if is_html else name


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(code: str) -> NullTranslations:
    """All messages of one language; for English, which stands in the code, those very words."""
    return Translations.load(_TRANSLATIONS, [code])


@pass_eval_context
def _gettext(context: EvalContext, message: str, **values: object) -> str:
    """`_()` of templates: a page asks a hundred times, so what was translated once is remembered."""
    words = _translation(language().catalogue, message, is_html=bool(context.autoescape))
    return words % values if values or "%" in words else words


@pass_eval_context
def _ngettext(context: EvalContext, message: str, plural: str, num: int, **values: object) -> str:
    """`ngettext()` of templates, remembered alike."""
    is_html = bool(context.autoescape)
    return _translation(language().catalogue, message, plural, num, is_html=is_html) % {"num": num, **values}


def wording() -> Wording:
    """What the site calls itself, its place and its trade in the language being spoken."""
    return site().wording[_KEYS[language().catalogue]]


def language() -> Language:
    """The language being spoken now: the URL's or forced by `speaking`, else negotiated with the visitor."""
    try:
        # Asked some hundred times a page: the proxy itself takes longer than the look-up.
        chosen: Language | None = g._get_current_object().get("language")
    except RuntimeError:  # outside of the application
        return by_tag(ENGLISH.bcp47)
    if chosen is not None:
        return chosen
    if has_request_context():
        first = request.path.lstrip("/").split("/", 1)[0]
        return LANGUAGES.get(first) or negotiate(request.headers.get("Accept-Language"))
    return by_tag(ENGLISH.bcp47)


class LanguageConverter(BaseConverter):
    """`<lang:lang>` in a route: one of the three languages' URL forms."""

    regex = "|".join(LANGUAGES)


def _take_language(endpoint: str | None, values: dict[str, object] | None) -> None:
    if values and "lang" in values:
        g.language = by_url(str(values.pop("lang")))


def _give_language(endpoint: str, values: dict[str, object]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language().url


class Labelled(StrEnum):
    """A table of codes as they are stored, each with the word people read for it: `OPEN = "open", _l("to review")`.

    A member is a `str` that equals its code, so it is stored, compared and sent as that; a member without a label
    cannot be written.
    """

    label: LazyString

    def __new__(cls, code: str, label: LazyString) -> Self:
        """The member of this code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @property
    def english(self) -> str:
        """The word as the code has it: for a command that needs no application, and so has no language."""
        return Context().run(str, self.label)

    @classmethod
    def of(cls, code: str) -> Self:
        """The member of a stored code. Raises ValueError where none has it."""
        for member in cls:
            if member == code:
                return member
        raise ValueError(f"{code} is no {cls.__name__}")

    @classmethod
    def labels(cls) -> dict[str, LazyString]:
        """Every code with its word, in the order of the table."""
        return {str(member): member.label for member in cls}

    @classmethod
    def label_of(cls, code: str) -> str:
        """The word for a stored code in the language spoken; the code itself where no member has it (any longer)."""
        return next((str(member.label) for member in cls if member == code), code)


class Act(Labelled):
    """Base of a slice's table of acts for the audit trail: each code as it is stored, with what the operator reads.

    Who did it is left out. Here, so that a slice's rules load no database.
    """


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Speak `chosen` until the block ends: how a message is composed in its recipient's language."""
    before = g.get("language")
    g.language = chosen
    try:
        with force_locale(chosen.catalogue):
            yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before


def _here(day: date) -> date:
    """A day; of a moment, the day that it is here: in the evening another one than in Greenwich."""
    return clock.local(day).date() if isinstance(day, datetime) else day


def show_date(day: date) -> str:
    """Nov 22, 2026 / 2026年11月22日: a day, or that of a moment."""
    day = _here(day)
    if language() is ENGLISH:
        return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def show_month(day: date) -> str:
    """The month of a day or a moment: `Jan 2027`, `2027年1月`."""
    day = _here(day)
    if language() is ENGLISH:
        return f"{_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月"


def show_day(day: date) -> str:
    """Tue, Dec 1 / 12月1日（周二）/ 12月1日（週二）: a day of the weeks to come, or that of a moment."""
    day, reader = _here(day), language()
    if reader is ENGLISH:
        return f"{_DAYS[day.weekday()]}, {_MONTHS[day.month - 1]} {day.day}"
    return f"{day.month}月{day.day}日（{_WEEKDAYS[reader.url].split()[day.weekday()]}）"


def show_clock(moment: datetime) -> str:
    """1:16 PM / 下午1:16, on the clock here."""
    here = clock.local(moment)
    hour = here.hour % 12 or 12
    if language() is ENGLISH:
        return f"{hour}:{here.minute:02d} {'PM' if here.hour >= 12 else 'AM'}"
    part = "凌晨" if here.hour < 5 else "上午" if here.hour < 12 else "下午" if here.hour < 18 else "晚上"
    if here.hour == 12:
        part = "中午"
    return f"{part}{hour}:{here.minute:02d}"


def show_moment(moment: datetime) -> str:
    """Sun, Nov 22, 1:16 PM / 11月22日（周日）下午1:16 / 11月22日（週日）下午1:16."""
    here, reader = clock.local(moment), language()
    if reader is ENGLISH:
        return f"{show_day(here.date())}, {show_clock(moment)}"
    return f"{show_day(here.date())}{show_clock(moment)}"


def show_when(moment: datetime) -> str:
    """The clock alone for today, day and clock for any other day."""
    is_today = clock.local(moment).date() == clock.local(clock.now()).date()
    return show_clock(moment) if is_today else show_moment(moment)


def show_hour(moment: datetime) -> str:
    """8:00 AM / 8:00, where the sentence around it already says which part of the day."""
    here = clock.local(moment)
    return show_clock(moment) if language() is ENGLISH else f"{here.hour}:{here.minute:02d}"


def join_names(names: list[str]) -> str:
    """A list of names in a sentence: `A, B and C`, A、B、C."""
    if language() is not ENGLISH:
        return "、".join(names)
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


def gap() -> str:
    """What stands between two sentences."""
    return " " if language() is ENGLISH else ""


def works_again(seconds: int) -> str:
    """When what a limit refused works again, as a sentence in the page's language."""
    minutes, hours = -(-seconds // 60), -(-seconds // 3600)
    if minutes < 60:
        return str(ngettext("It works again in %(num)d minute.", "It works again in %(num)d minutes.", minutes))
    return str(ngettext("It works again in %(num)d hour.", "It works again in %(num)d hours.", hours))
