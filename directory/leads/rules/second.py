"""A second contact of a request: which messages it gets, and what it is told of them."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from directory.foundation.i18n import Labelled


class SecondScope(Labelled):
    """Which messages a second contact gets."""

    ANSWERS = "answers", _l("when a contractor answers, asks or names a price")
    ALL = "all", _l("every time we write to you")


#: Messages that tell of what a contractor did.
_ANSWERS = frozenset(("will-call", "declined", "asked", "quoted", "price-withdrawn"))
#: What goes to the homeowner alone, or to the second contact in words of its own.
_OWN = frozenset(("receipt",))
#: Sent whatever was chosen: without it the link that was sent before would open nothing.
_ALWAYS = frozenset(("new-link",))


@dataclass(frozen=True)
class SecondDraft:
    """A second contact as typed, checked and cleaned; `channel` is sms or email, `language` BCP 47."""

    name: str
    channel: str
    address: str
    language: str
    scope: str


def gets(kind: str, scope: str) -> bool:
    """Whether a second contact who chose `scope` gets a kind of message to the homeowner."""
    if kind in _OWN:
        return False
    return scope == SecondScope.ALL or kind in _ANSWERS or kind in _ALWAYS
