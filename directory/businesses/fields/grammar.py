"""What a person types or says for a fact, read as its value, and shown again as one line that reads the same.

One grammar for every desk: the firm on the phone, the reviewer of an ad, the owner, a firm that lists itself. Readers
take words or codes in any of the three languages, several separated by commas. They raise Invalid("value", ...), in
the page's language, naming the part that was not understood.
"""

import re
from collections.abc import Callable
from functools import cache

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.businesses.fields import terms
from directory.businesses.fields.terms import (
    LONGEST,
    FactValue,
    LicenseValue,
    Term,
    Unit,
    WarrantyValue,
    Week,
    texts,
)
from directory.businesses.rules import is_pause
from directory.kernel import clock, mail
from directory.kernel import phone as phones
from directory.kernel.errors import Invalid
from directory.kernel.site import site
from directory.kernel.text import clean, fold, plain
from directory.kernel.typed import read_day
from directory.reading.contacts import contacts
from directory.reading.hours import DAYS, hours
from directory.reading.offsets import printed
from directory.trades import vocabulary
from directory.trades.labels import label

#: What separates the parts of a line; addresses have commas of their own.
PART = re.compile(r"\s*[,，、;；\n]+\s*")
_LINE = re.compile(r"\s*[;；\n]+\s*")
LONGEST_NAME = 80
_YES = {"yes", "y", "是", "有", "对", "真"}
_NO = {"no", "n", "否", "没有", "无", "没"}
_LICENSE_NUMBER = re.compile(r"(?<![\w-])(?=[A-Z-]*\d)[A-Z0-9-]*\d{4,}[A-Z0-9-]*(?![\w-])", re.IGNORECASE)
_TERM = re.compile(r"(\d{1,4})\s*(years?|yrs?|年|months?|mos?\b|[个個]月|月|days?|天|日)?", re.IGNORECASE)
_LIFETIME = re.compile(r"life\s*time|for life|\blife\b|终身|終身|终生|終生", re.IGNORECASE)
_IN_SQUARE_BRACKETS = re.compile(r"[\[【［]([^\]】］]*)[\]】］]")
#: What separates two promises cannot stand within one.
_SEPARATORS = re.compile(r"[,，、;；\n\[\]【】［］]+")
_IN_BRACKETS = re.compile(r"[(（]([^)）]*)[)）]")


def not_understood(part: str) -> Invalid:
    """The error for a part of a line that has no meaning here."""
    return Invalid("value", _("We do not understand “%(part)s”.", part=part[:60]))


def parts_of(text: str) -> list[str]:
    """The parts of a line: `"VA, MD"` -> `["VA", "MD"]`."""
    return [part for part in PART.split(text.strip()) if part]


def parse_line(text: str) -> str:
    """One line of text, blanks tidied."""
    return " ".join(text.split())


def parse_name(text: str) -> str:
    """A name of 80 characters at the most."""
    name = parse_line(text)
    if len(name) > LONGEST_NAME:
        raise Invalid("value", _("That is too long."))
    return name


def parse_lines(text: str) -> list[str]:
    """Addresses, one a line or separated by semicolons."""
    return [part for part in _LINE.split(text) if part]


def code_of(kind: str, words: str) -> str:
    """The code of a vocabulary's kind by its code, its label in any language or a synonym: `"暖气"` -> `"heating"`."""
    code = _codes_by_words(kind).get(_compared(words))
    if code is None:
        raise not_understood(words)
    return code


@cache
def _codes_by_words(kind: str) -> dict[str, str]:
    """Each code, label and synonym of a kind, as words are compared -> its code; of several codes the first."""
    codes: dict[str, str] = {}
    for term in vocabulary.terms(kind):
        for words in (term.code, term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms):
            codes.setdefault(_compared(words), term.code)
    return codes


def _compared(words: str) -> str:
    """Words as they are compared: folded, without the signs that stand around numbers and in labels."""
    return " ".join(re.sub(r"[_#:()]", " ", fold(words)).split())


def parse_codes(kind: str) -> Callable[[str], list[str]]:
    """A reader of several codes of a kind: `"duct cleaning, 暖气"` -> `["duct_cleaning", "heating"]`."""

    def parse(text: str) -> list[str]:
        return list(dict.fromkeys(code_of(kind, part) for part in parts_of(text)))

    return parse


def show_codes(kind: str) -> Callable[[FactValue], str]:
    """Codes of a kind as their labels in the page's language."""
    return lambda codes: ", ".join(label(kind, code) for code in texts(codes))


def parse_flag(text: str) -> bool:
    """`yes`, `有`, `no`, `沒有`."""
    word = fold(text)
    if word in _YES | _NO:
        return word in _YES
    raise Invalid("value", _("Type yes or no."))


def parse_contacts(kind: str) -> Callable[[str], list[str]]:
    """A reader of phones (E.164), e-mails or websites: each part must be exactly one."""

    def parse(text: str) -> list[str]:
        try:
            return read_contacts(kind, text)
        except ValueError as error:
            raise not_understood(str(error)) from None

    return parse


def read_contacts(kind: str, text: str) -> list[str]:
    """The phones, e-mails or websites of a line, each once. Raises ValueError(part) for a part that is not just one."""
    values: list[str] = []
    for part in parts_of(text):
        matches = [contact.value for contact in contacts(printed(part)) if contact.kind == kind]
        # A mailbox is the whole part or none: "east@example.com west" may be two.
        if len(matches) != 1 or (kind == "email" and not _is_mailbox(part)):
            raise ValueError(part)
        values += matches
    return list(dict.fromkeys(values))


def _is_mailbox(text: str) -> bool:
    try:
        mail.parse(text)
    except ValueError:
        return False
    return True


def parse_week(text: str) -> Week:
    """`Mon-Fri 8-6` -> `{"mon": ["08:00", "18:00"], ...}`."""
    week = hours(printed(text))[0]
    if not week:
        raise not_understood(text)
    return week


def show_week(value: FactValue) -> str:
    """`Mon-Fri 08:00-18:00; Sat 09:00-12:00`: days of equal hours together."""
    week = terms.week(value)
    runs: list[list[str]] = []
    for day in filter(week.__contains__, DAYS):
        follows = runs and DAYS.index(runs[-1][-1]) == DAYS.index(day) - 1
        if follows and week[runs[-1][-1]] == week[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(
        f"{run[0].capitalize()}{'-' + run[-1].capitalize() if len(run) > 1 else ''} {'-'.join(week[run[0]])}"
        for run in runs
    )


def parse_day(text: str) -> str | None:
    """The day (ISO) on which new work is taken again, after today and within a year; `no`: it is taken now."""
    if fold(text) in _NO:
        return None
    try:
        return read_pause(text)
    except ValueError as error:
        raise Invalid("value", str(error)) from None


def read_pause(text: str) -> str:
    """The day (ISO) on which a business takes new work again: after today, within a year.

    Raises ValueError, its words in the page's language.
    """
    try:
        day = read_day(text)
    except ValueError:
        raise ValueError(_("Please write the day like 3/14/2027.")) from None
    if not is_pause(day, clock.today()):
        raise ValueError(_("Please choose a day after today, within a year."))
    return day.isoformat()


def parse_script(text: str) -> str:
    """The script of a Chinese name: `zh-Hans` or `zh-Hant`."""
    if text not in ("zh-Hans", "zh-Hant"):
        raise not_understood(text)
    return text


def parse_licenses(text: str) -> list[LicenseValue]:
    """Licenses with their kind, state and number, as far as they are said.

    `"Class A VA 2705123456, Master"` -> `[{"type": "class_a", "number": "2705123456", "state": "VA"},
    {"type": "master", "number": None, "state": None}]`. A number alone is of the kind that its state's are
    (`unnamed_license`); of another number only the holder can say the kind (`contractor`).
    """
    licenses: list[LicenseValue] = []
    for part in parts_of(text):
        typed = plain(part)
        number, state = _LICENSE_NUMBER.search(typed), _state_letters().search(typed)
        words = _compared(_state_letters().sub(" ", _LICENSE_NUMBER.sub(" ", typed)))
        if not words and not number:
            raise not_understood(part)
        where = state[0].upper().replace(".", "") if state else None
        unnamed = stated.unnamed_license if (stated := site().state(where)) else "contractor"
        licenses.append(
            {
                "type": code_of("license_type", words) if words else unnamed,
                "number": number[0].upper() if number else None,
                "state": where,
            }
        )
    return licenses


@cache
def _state_letters() -> re.Pattern[str]:
    """The letters of a state, with points between them or without."""
    letters = [*site().codes, *("".join(rf"{letter}\." for letter in code) for code in site().codes)]
    return re.compile(rf"(?<![A-Za-z])({'|'.join(letters)})(?![A-Za-z])", re.IGNORECASE)


def show_license(license: LicenseValue) -> str:
    """One license as `parse_licenses` reads it."""
    kind = label("license_type", license["type"])
    return " ".join(part for part in (kind, license.get("state"), license.get("number")) if part)


def parse_warranties(text: str) -> list[WarrantyValue]:
    """Promises with what they cover: `parts 10 years [新机], labor 90 days`, `零件18个月`.

    A number without a unit counts years; what stands in square brackets is what the promise holds for alone. No term
    is longer than `LONGEST`.
    """
    warranties = []
    for whole in parts_of(text):
        condition = _IN_SQUARE_BRACKETS.search(whole)
        part = whole.replace(condition[0], " ") if condition else whole
        appliance = _IN_BRACKETS.search(part)
        rest = part.replace(appliance[0], " ") if appliance else part
        term, rest = read_term(rest)
        if term is None:
            raise not_understood(part)
        warranty = term.promise(code_of("warranty_scope", rest.strip()), condition[1] if condition else None)
        if appliance:
            warranty["appliance"] = code_of("service", appliance[1].strip())
        warranties.append(warranty)
    return warranties


def read_term(text: str) -> tuple[Term | None, str]:
    """The length that a text names, and the text without it: `"10年 零件"` -> (Term("years", 10), " 零件")."""
    if _LIFETIME.search(text):
        return Term("lifetime"), _LIFETIME.sub(" ", text)
    match = _TERM.search(text)
    if match is None:
        return None, text
    word = fold(match[2] or "年")
    unit: Unit = "months" if word.startswith(("mo", "个", "月")) else "days" if word[0] in "d天日" else "years"
    amount = int(match[1])
    return (Term(unit, amount) if 0 < amount <= LONGEST[unit] else None), text.replace(match[0], " ", 1)


def show_warranty(warranty: WarrantyValue) -> str:
    """One promise as `parse_warranties` reads it."""
    scope = label("warranty_scope", warranty["scope"])
    if appliance := warranty.get("appliance"):
        scope += f" ({label('service', appliance)})"
    condition = _SEPARATORS.sub(" ", warranty.get("condition") or "")
    return f"{scope} {show_term(Term.of(warranty))}" + (f" [{condition}]" if condition else "")


def show_term(term: Term) -> str:
    """`10 years`, `18 個月`, `lifetime`."""
    if term.amount is None:
        return _("lifetime")
    if term.unit == "years":
        return ngettext("%(num)d year", "%(num)d years", term.amount)
    if term.unit == "months":
        return ngettext("%(num)d month", "%(num)d months", term.amount)
    return ngettext("%(num)d day", "%(num)d days", term.amount)


def show_phones(numbers: FactValue) -> str:
    """Phones as people here write them."""
    return ", ".join(phones.display(number) for number in texts(numbers))


def show_flag(value: FactValue) -> str:
    """The word that `parse_flag` reads in every language."""
    return "yes" if value else "no"


def tidy(text: str | None) -> str:
    """One line, without what nobody sees; nothing for nothing."""
    return parse_line(clean(text or ""))
