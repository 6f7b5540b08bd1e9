"""How else a business is reached: e-mails, websites, WeChat, addresses. Several stand in a field, read as an ad is."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from directory.kernel.later import later
from directory.kernel.text import clean
from directory.leads.forms.fields import storable
from directory.manage.forms.fields import SectionForm, line, tidy

if TYPE_CHECKING:
    from directory.ads.rules import contacts, printed
else:
    contacts = later("directory.ads.rules.contacts")
    printed = later("directory.ads.rules.printed")

#: Most entries of a field, and the longest text of all of them.
MOST = 4
LONGEST_TEXT = 400
#: What stands between the parts of a line; addresses have commas of their own.
PART = re.compile(r"\s*[,，、;；\n]+\s*")
_LINES = re.compile(r"\s*[;；\n]+\s*")


def read_contacts(kind: str, text: str) -> list[str]:
    """The phones, e-mails or websites of a line, each once. Raises ValueError(part) for a part that is not just one."""
    found: list[str] = []
    for part in filter(None, PART.split(text.strip())):
        reached = [each.value for each in contacts.contacts(printed.printed(part)) if each.kind == kind]
        if len(reached) != 1:
            raise ValueError(part)
        found += reached
    return list(dict.fromkeys(found))


def _several(label: LazyString, *checks: Callable[[Any, Any], None]) -> StringField:
    longest = Length(max=LONGEST_TEXT, message=_l("Please keep it shorter."))
    return StringField(label, filters=[tidy], validators=[Optional(), storable, longest, *checks])


def _each_is(kind: str, wrong: LazyString) -> Callable[[Any, Any], None]:
    """Every part is one of its kind, and there are not too many."""

    def check(form: Any, field: Any) -> None:
        try:
            found = form.read_several(field.name, kind)
        except ValueError:
            raise ValidationError(wrong) from None
        _few(found)

    return check


def _few(found: Collection[str]) -> None:
    if len(found) > MOST:
        raise ValidationError(_("Four at most."))


class ReachForm(SectionForm):
    """Beside the phones, whose form asks for more."""

    emails = _several(_l("E-mail"), _each_is("email", _l("Please give e-mail addresses like name@example.com.")))
    websites = _several(_l("Website"), _each_is("website", _l("Please give websites like www.example.com.")))
    wechat = line(_l("WeChat"))
    addresses = TextAreaField(
        _l("Address"),
        validators=[Optional(), storable, Length(max=LONGEST_TEXT, message=_l("Please keep it shorter."))],
    )

    def validate_addresses(self, field: Any) -> None:
        """As few as of everything else."""
        _few(self.read_addresses())

    def read_several(self, field: str, kind: str) -> list[str]:
        """The e-mails or websites typed; one that stands there already is one. ValueError for anything else."""
        held = {each: each for each in self.held.get(field) or ()}
        parts = filter(None, PART.split(self[field].data or ""))
        found = [[held[part]] if part in held else read_contacts(kind, part) for part in parts]
        return list(dict.fromkeys(each for some in found for each in some))

    def read_addresses(self) -> list[str]:
        """The addresses typed, one a line."""
        return [tidy(part) for part in _LINES.split(clean(self.addresses.data or "")) if tidy(part)]

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what stands there now."""
        for name in ("emails", "websites"):
            self[name].data = ", ".join(values.get(name) or ())
        self.wechat.data = values.get("wechat") or ""
        self.addresses.data = "\n".join(values.get("addresses") or ())

    def values(self) -> dict[str, Any]:
        """What was typed; nothing is not stated."""
        return {
            "emails": self.read_several("emails", "email") or None,
            "websites": self.read_several("websites", "website") or None,
            "wechat": self.wechat.data or None,
            "addresses": self.read_addresses() or None,
        }
