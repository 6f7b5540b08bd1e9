"""How else a business is reached: e-mails, websites, WeChat, addresses. Several stand in a field, read as an ad is."""

from collections.abc import Callable, Collection

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from directory.businesses.fields.grammar import parse_lines, parts_of, read_contacts, tidy
from directory.businesses.fields.terms import FactValue, Values, texts
from directory.businesses.forms.fields import SectionForm, line
from directory.kernel.text import clean
from directory.trades.forms import storable

#: Most entries of a field, and the longest text of all of them.
MOST = 4
LONGEST_TEXT = 400


def _several(label: LazyString, *checks: Callable[[Form, Field], None]) -> StringField:
    longest = Length(max=LONGEST_TEXT, message=_l("Please keep it shorter."))
    return StringField(label, filters=[tidy], validators=[Optional(), storable, longest, *checks])


def _each_is(kind: str, wrong: LazyString) -> Callable[[Form, Field], None]:
    """Every part is one of its kind, and there are not too many."""

    def check(form: Form, field: Field) -> None:
        try:
            entries = form.read_several(field.name, kind)
        except ValueError:
            raise ValidationError(wrong) from None
        _few(entries)

    return check


def _few(entries: Collection[str]) -> None:
    if len(entries) > MOST:
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

    def validate_addresses(self, field: Field) -> None:
        """As few as of everything else."""
        _few(self.read_addresses())

    def read_several(self, field: str, kind: str) -> list[str]:
        """The e-mails or websites typed; one that stands there already is one. ValueError for anything else."""
        known = {entry: entry for entry in texts(self.held.get(field))}
        parts = parts_of(self[field].data or "")
        entries = [[known[part]] if part in known else read_contacts(kind, part) for part in parts]
        return list(dict.fromkeys(entry for some in entries for entry in some))

    def read_addresses(self) -> list[str]:
        """The addresses typed, one a line."""
        return [tidy(part) for part in parse_lines(clean(self.addresses.data or "")) if tidy(part)]

    def fill(self, values: Values) -> None:
        """Show what stands there now."""
        for name in ("emails", "websites"):
            self[name].data = ", ".join(texts(values.get(name)))
        self.wechat.data = values.get("wechat") or ""
        self.addresses.data = "\n".join(texts(values.get("addresses")))

    def values(self) -> dict[str, FactValue]:
        """What was typed; nothing is not stated."""
        return {
            "emails": self.read_several("emails", "email") or None,
            "websites": self.read_several("websites", "website") or None,
            "wechat": self.wechat.data or None,
            "addresses": self.read_addresses() or None,
        }
